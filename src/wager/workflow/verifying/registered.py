"""The registry: its file, its ledger, and whether versions are what their lines say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from wager.design.frozen.log import read_log
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.fingerprint import short
from wager.workflow.read_project import read_definitions
from wager.workflow.verifying.damaged import Damaged, relative
from wager.workflow.verifying.known import Known
from wager.workflow.verifying.logs import log_folders
from wager.workflow.wiring import Wiring

_SAID = ("serves", "design", "hypothesis", "model")


def damaged_registry(wiring: Wiring, known: Known) -> Iterator[Damaged]:
    """Name what is wrong with the registry's tables and its ledger; all titles depend on them."""
    for why in wiring.registry.faults():
        yield Damaged(
            "registry", relative(wiring.store / "registry.db", wiring.root), why, _titles(wiring, known)
        )


def unknown_versions(wiring: Wiring, known: Known) -> Iterator[Damaged]:
    """Name versions that the log knows and the store holds, and the registry does not: it was lost, or replaced.

    Where the ledger knows at least that their hypothesis was frozen, judging was cut off, and is finished by judging again.
    """
    there = {one.id for one in known.registered}
    frozen = {record.body["entry"] for record in known.records if record.kind == "freeze"}
    for folder in log_folders(wiring):
        with suppress(BadInputError):  # named as a damaged log
            for entry in read_log(folder):
                version = str(entry.body.get("version", "")) if entry.kind == "verdict" else ""
                begun = entry.body.get("freeze") in frozen
                if version and not begun and version not in there and wiring.objects.has(version):
                    why = (
                        f"it does not know version {short(version)}, which log entry {short(entry.hash)} judged; restore it from a backup, or "
                        f"`wager judge {entry.design} {entry.hypothesis}` registers the version again"
                    )
                    place = relative(wiring.store / "registry.db", wiring.root)
                    yield Damaged("registry", place, why, _titles(wiring, known))


def _titles(wiring: Wiring, known: Known) -> tuple[str, ...]:
    """Name all titles; where the registry does not even say who held one, those that designs contest."""
    names = {turn.serves for turn in known.turns}
    if not names:
        with suppress(WagerError):
            names = {design.serves for design in read_definitions(wiring).designs.values()}
    return tuple(f"title {name}" for name in sorted(names))


def damaged_versions(known: Known, damaged: set[str]) -> Iterator[Damaged]:
    """Name versions whose manifest is of no use, or says something else than the registry.

    Parameters
    ----------
    damaged : set of str
        Objects that were named already.
    """
    needed = known.lineage
    for one in known.registered:
        why = ""
        if one.id in known.versions:
            held = known.versions[one.id]
            wrong = [key for key in _SAID if getattr(one, key) != getattr(held, key)]
            why = f"its manifest and the registry differ in {', '.join(wrong)}" if wrong else ""
        elif one.id not in damaged:
            why = f"its manifest cannot be read: {known.unreadable[one.id]}"
        if why:
            yield Damaged("version", short(one.id), f"{why}; register it again", needed.dependents(one.id))
