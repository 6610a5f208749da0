"""Objects: each must hash to its name, and what something refers to must be there."""

from __future__ import annotations

from collections.abc import Iterator

from wager.data.manifest import read_manifest, write_manifest
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import file_digest, short
from wager.workflow.runs import find_run, trials_folder
from wager.workflow.verifying.damaged import Damaged, relative
from wager.workflow.verifying.known import Known, run_parts
from wager.workflow.wiring import Wiring

_LARGEST_MANIFEST = 16 << 20
_MEND = "restore it from a backup, or remove it and make again what needs it"


def damaged_objects(wiring: Wiring, known: Known) -> dict[str, Damaged]:
    """Hash all objects anew, and look for those that something refers to.

    Returns
    -------
    dict of str to Damaged
        By name: whose bytes are not those that were written, then who is gone.
    """
    names, needed = tuple(wiring.objects.names()), known.lineage
    found: dict[str, Damaged] = {}
    for number, name in enumerate(names):
        wiring.progress("hash objects", number / len(names))
        why = _wrong(wiring, name)
        if why:
            where = relative(wiring.objects.path(name), wiring.root)
            found[name] = Damaged("object", where, f"{why}; {_MEND}", needed.dependents(name))
    there = set(names)
    for name in known.wanted():
        if name not in there:
            found[name] = Damaged("object", name, f"it is not in the store; {_MEND}", needed.dependents(name))
    return found


def damaged_runs(wiring: Wiring) -> Iterator[Damaged]:
    """Name the files of runs that cannot be read."""
    for path in sorted([*wiring.runs.glob("*.json"), *trials_folder(wiring).glob("*.json")]):
        try:
            run_parts(path.read_bytes())
            whole = find_run(wiring, path.stem) is not None
        except (OSError, ValueError, RecursionError) as error:
            yield Damaged(
                "run", relative(path, wiring.root), f"it cannot be read: {error}; delete it and run again"
            )
            continue
        if not whole:
            why = "it is of another format than this wager writes, or damaged; delete it and run again"
            yield Damaged("run", relative(path, wiring.root), why)


def _wrong(wiring: Wiring, name: str) -> str:
    path = wiring.objects.path(name)
    try:
        found = file_digest(path)
        # A snapshot is found by what it says: its manifest has a second name, which is checked against its content.
        if found == name or (
            path.stat().st_size <= _LARGEST_MANIFEST and _is_manifest(path.read_bytes(), name)
        ):
            return ""
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    return f"its bytes hash to {short(found)}…, not to its name"


def _is_manifest(content: bytes, name: str) -> bool:
    try:
        return write_manifest(read_manifest(content, name)) == content
    except BadInputError:
        return False
