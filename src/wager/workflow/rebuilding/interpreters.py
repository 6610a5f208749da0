"""The Python that makes a version again: this one where the version's lock holds here, else one made from the lock."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.foundation.errors import UnavailableError
from wager.foundation.locks import locked
from wager.foundation.objects import read_object
from wager.workflow.versions.environment import installed, python
from wager.workflow.wiring import Wiring

LOCK = "lock.txt"
"""What was installed, in the folder of a made environment; it is there last of all."""


@dataclass(frozen=True)
class Interpreter:
    """A Python with what is installed for it.

    Attributes
    ----------
    path : str
        The executable.
    folder : str
        Where it was made from the lock, relative to the store; empty for the one that runs now.
    """

    path: str
    folder: str = ""


def interpreter_for(wiring: Wiring, environment: Mapping[str, Any], *, fresh: bool) -> Interpreter:
    """Find or make a Python in which exactly the distributions of a lock are what the package stands on.

    Parameters
    ----------
    wiring : Wiring
        Its store keeps what is made.
    environment : mapping
        `Version.environment`.
    fresh : bool
        True to make one even where the lock holds here.

    Raises
    ------
    UnavailableError
        If there is no such Python on this machine, or a distribution cannot be installed.
    """
    if not fresh and holds_here(environment):
        return Interpreter(sys.executable)
    base, minor = _base(environment["python"])
    folder = wiring.store / "environments" / f"{environment['lock']}-{minor}"
    with locked(wiring.store / "locks" / "environments.lock"):
        if not (folder / LOCK).is_file():
            wiring.progress("environment from the lock")
            _make(folder, base, read_object(wiring.objects, environment["lock"]))
    return Interpreter(str(_executable(folder)), folder.relative_to(wiring.store).as_posix())


def holds_here(environment: Mapping[str, Any]) -> bool:
    """Say whether the process that runs now has the Python and the distributions of a version."""
    here = hashlib.sha256(installed(environment.get("imports", ())).encode()).hexdigest()
    return bool(here == environment["lock"] and python() == environment["python"])


def _base(wanted: str) -> tuple[str, str]:
    """Find an interpreter of a version's kind and minor number; `CPython 3.11.7` also runs as 3.11.9."""
    kind, _, number = wanted.partition(" ")
    minor = ".".join(number.split(".")[:2])
    if python().startswith(f"{kind} {minor}."):
        return sys.executable, minor
    name = f"{'pypy' if kind == 'PyPy' else 'python'}{minor}"
    found = shutil.which(name)
    if found is None:
        raise UnavailableError(
            f"the version was made with {wanted}, and there is no {name} on the search path; install it"
        )
    return found, minor


def _make(folder: Path, base: str, lock: bytes) -> None:
    """Make an environment, whole or not at all."""
    new = folder.parent / f".new-{secrets.token_hex(6)}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _run([base, "-I", "-m", "venv", str(new)], "an environment cannot be made")
        (new / "asked.txt").write_bytes(lock)
        # Exactly the lock: what a distribution asks for beyond it is not fetched.
        pip = [
            "-I",
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-input",
            "--disable-pip-version-check",
            "--quiet",
        ]
        _run([str(_executable(new)), *pip, "-r", str(new / "asked.txt")], "the lock cannot be installed")
        (new / "asked.txt").replace(new / LOCK)
        shutil.rmtree(folder, ignore_errors=True)
        new.replace(folder)
    except OSError as error:
        if isinstance(error, UnavailableError):
            raise
        raise UnavailableError(
            f"cannot write into {folder.parent}: {error.strerror or error}; check space and rights"
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _run(command: Sequence[str], otherwise: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - our own Python
    if done.returncode != 0:
        said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        wrong = [line for line in said if line.lower().startswith("error")] or said[-1:]
        reason = "; ".join(wrong[:2]) or f"exit code {done.returncode}"
        raise UnavailableError(f"{otherwise}: {reason}; check the network and the index of packages")


def _executable(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
