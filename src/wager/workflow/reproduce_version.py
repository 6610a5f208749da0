"""`wager reproduce`: make a version again in a clean process, and say where it first differs."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.audit.reproduce import Content, Difference, first_difference
from wager.data.manifest import read_manifest
from wager.foundation.errors import UnavailableError, UsageError
from wager.foundation.objects import read_object
from wager.registry.version import Version, read_version
from wager.workflow.rebuilding.clean_process import ask_clean_process
from wager.workflow.rebuilding.interpreters import Interpreter, interpreter_for
from wager.workflow.rebuilding.rebuild_version import Rebuilt
from wager.workflow.versions.environment import KERNELS, processor
from wager.workflow.versions.find_version import find_version
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Reproduced:
    """A version that was made again.

    Attributes
    ----------
    version, serves, model : str
        Which one.
    identical : bool
        True where everything has the digest that the version names.
    differs : Difference or None
        The first thing that has not.
    counts : dict of str to int
        How many snapshots, rows, columns, files of the model and predictions were made again.
    environment : dict
        In which it was made again (`python`, `distributions`, `folder` of one made from the lock, `threads`, `cpu`),
        and in which it was made (`made`).
    stages : dict of str to float
        Wall seconds of each.
    seconds : float
        Of all, the start of the process and the making of an environment included.
    """

    version: str
    serves: str
    model: str
    identical: bool
    differs: Difference | None
    counts: Mapping[str, int] = field(hash=False)
    environment: Mapping[str, Any] = field(hash=False)
    stages: Mapping[str, float] = field(hash=False)
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        differs = None if self.differs is None else self.differs.to_json()
        return {"format": 1, **vars(self), "differs": differs}


def reproduce_version(wiring: Wiring, wanted: str, *, fresh: bool = False, threads: int = 0) -> Reproduced:
    """Make a version's rows, columns, model and predictions again from its snapshots.

    This happens in another process, isolated and in an empty folder, with the code that the version was made with.
    It is handed the version's definitions and snapshots and nothing else: neither source files, nor what was
    computed before, nor the fitted model.

    Parameters
    ----------
    wiring : Wiring
    wanted : str
        The beginning of a version's digest, or a title for who holds it.
    fresh : bool
        True to make an environment from the lock even where the lock holds here.
    threads : int
        How many may work; 0 for all.

    Raises
    ------
    NotFoundError, ConflictError
        If there is no such version, or several.
    BadInputError
        If an object that it was made from is damaged.
    UnavailableError
        If the environment cannot be had.
    """
    if threads < 0:
        raise UsageError(f"threads is {threads}; expected a whole number, 0 for all")
    began = time.monotonic()
    version = read_version(wiring.objects, find_version(wiring, wanted).id)
    interpreter = interpreter_for(wiring, version.environment, fresh=fresh)
    package = read_object(wiring.objects, version.environment["wager"])
    request = {"version": version.id, "threads": threads, "objects": objects_for(wiring, version)}
    wiring.progress("another process")
    kernels = {name: said for name, said in version.environment["variables"].items() if name in KERNELS}
    answer = ask_clean_process(interpreter.path, package, request, wiring.progress, kernels)
    _demand_the_lock(wiring, version, interpreter, answer["lock"])
    rebuilt = Rebuilt.from_json(answer["rebuilt"])
    differs = first_difference(Content.of(version), rebuilt.content)
    return Reproduced(
        version.id,
        version.serves,
        version.model,
        differs is None,
        differs,
        _counts(version),
        _environment(version, interpreter, answer, threads),
        rebuilt.seconds,
        round(time.monotonic() - began, 3),
    )


def objects_for(wiring: Wiring, version: Version) -> dict[str, str]:
    """Name the files of what a version is made from: its manifest, its definitions, its snapshots.

    Raises
    ------
    NotFoundError, BadInputError
        If one is not in the store, or a manifest is damaged.
    """
    needed = [version.id, version.definitions]
    for held in version.snapshots.values():
        snapshot = read_manifest(wiring.objects.path(held).read_bytes(), held)
        needed += [held, *(entry.sha256 for entry in snapshot.files)]
    return {held: str(wiring.objects.path(held).resolve()) for held in needed}


def _demand_the_lock(wiring: Wiring, version: Version, interpreter: Interpreter, lock: str) -> None:
    """Refuse an environment that is not what its lock says: then nothing would follow from the comparison."""
    if hashlib.sha256(lock.encode()).hexdigest() == version.environment["lock"]:
        return
    said = set(read_object(wiring.objects, version.environment["lock"]).decode().splitlines())
    other = ", ".join(sorted(said ^ set(lock.splitlines()))[:6])
    where = wiring.store / interpreter.folder if interpreter.folder else interpreter.path
    raise UnavailableError(
        f"{where} does not hold what the version's lock says ({other}); delete it, then again"
    )


def _counts(version: Version) -> dict[str, int]:
    return {
        "snapshots": len(version.snapshots),
        "rows": version.rows["count"],
        "columns": len(version.columns),
        "files": len(version.artifact),
        "predictions": version.predictions["count"],
    }


def _environment(
    version: Version, interpreter: Interpreter, answer: Mapping[str, Any], threads: int
) -> dict[str, Any]:
    made = {name: version.environment[name] for name in ("python", "platform", "threads", "cpu", "variables")}
    return {
        "python": answer["python"],
        "distributions": len(answer["lock"].splitlines()),
        "folder": interpreter.folder,
        "threads": threads or os.cpu_count() or 1,
        "cpu": processor(),
        "made": made,
    }
