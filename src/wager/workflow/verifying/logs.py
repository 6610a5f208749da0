"""Logs: the entries of designs, each the content of its name, and the files of predictions and live events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wager.design.frozen.log import log_folder, read_log
from wager.foundation.errors import BadInputError
from wager.serving import event_log, prediction_log
from wager.workflow.read_project import design_files
from wager.workflow.verifying.damaged import Damaged, relative
from wager.workflow.verifying.known import Known
from wager.workflow.wiring import Wiring

_DONE = {"freeze": "frozen", "verdict": "judged"}
_MEND = "restore the file from a backup"


def log_folders(wiring: Wiring) -> tuple[Path, ...]:
    """Find the logs of all designs, also of those whose document is gone."""
    folders = [log_folder(path) for path in design_files(wiring.root)]
    folders += [path for path in sorted((wiring.root / "designs").glob("*.log")) if path.is_dir()]
    return tuple(dict.fromkeys(path for path in folders if path.is_dir()))


def log_entries(wiring: Wiring) -> dict[str, Path]:
    """Find the files of all entries, by the name that each has."""
    paths = (path for folder in log_folders(wiring) for path in sorted(folder.glob("[!.]*.yaml")))
    return {path.stem: path for path in paths}


def damaged_entries(wiring: Wiring, known: Known) -> Iterator[Damaged]:
    """Name entries that were changed, lack what they were written on, or that the ledger knows and nobody has."""
    for folder in log_folders(wiring):
        try:
            read_log(folder)
        except BadInputError as error:
            for finding in error.findings:
                place = folder / finding.path.rpartition("/")[2]
                needed = _needed_by(known, place.stem)
                yield Damaged("log entry", relative(place, wiring.root), finding.message, needed)
    there = log_entries(wiring)
    for record in known.records:
        entry = str(record.body.get("entry", ""))
        if record.kind in _DONE and entry not in there:
            design, hypothesis = record.body["design"], record.body["hypothesis"]
            why = (
                f"record {record.number} of the ledger says that {hypothesis} of {design} was {_DONE[record.kind]} "
                "with this entry, and it is gone; restore it from git"
            )
            yield Damaged("log entry", f"{design}.log/{entry}.yaml", why, _needed_by(known, entry))


def check_frames(wiring: Wiring) -> tuple[list[Damaged], dict[str, int]]:
    """Read the logs of predictions and of live events.

    Returns
    -------
    list of Damaged
        Places whose bytes are not those that were written.
    dict of str to int
        How many `predictions`, `events` and `writes cut off` were read; the last were never acknowledged.
    """
    found = {
        "prediction": prediction_log.faults(wiring.predictions),
        "event": event_log.faults(wiring.events),
    }
    damaged = [
        Damaged(f"{kind} log", relative(one.path, wiring.root), f"byte {one.offset}: {one.why}; {_MEND}")
        for kind, check in found.items()
        for one in check.damaged
    ]
    counts = {f"{kind}s": check.records for kind, check in found.items()}
    return damaged, counts | {"writes cut off": sum(check.torn for check in found.values())}


def _needed_by(known: Known, entry: str) -> tuple[str, ...]:
    """Name the versions that were frozen or judged with an entry, and their titles."""
    needed, names = known.lineage, []
    judged = {one.id for one in known.registered if one.entry == entry}
    for version in known.versions.values():
        if version.freeze == entry or version.id in judged:
            names += [needed.names[version.id], *needed.dependents(version.id)]
    return tuple(dict.fromkeys(names))
