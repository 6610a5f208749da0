"""Logs: the entries of designs, each the content of its name, and the files of predictions and live events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wager.design.traces.detectors import KEPT
from wager.serving import event_log, prediction_log
from wager.workflow.tracing.gather import damaged_files, gather_traces
from wager.workflow.tracing.gather import log_folders as folders_of
from wager.workflow.verifying.damaged import Damaged, relative
from wager.workflow.verifying.known import Known
from wager.workflow.wiring import Wiring

_MEND = "restore the file from a backup"


def log_folders(wiring: Wiring) -> tuple[Path, ...]:
    """Find the logs of all designs, also of those whose document is gone."""
    return tuple(wiring.root / folder for folder in folders_of(wiring.root))


def log_entries(wiring: Wiring) -> dict[str, Path]:
    """Find the files of all entries, by the name that each has."""
    paths = (path for folder in log_folders(wiring) for path in sorted(folder.glob("[!.]*.yaml")))
    return {path.stem: path for path in paths}


def damaged_entries(wiring: Wiring, known: Known) -> Iterator[Damaged]:
    """Name entries that were changed, lack what they were written on, or were removed, back-dated or re-ordered."""
    found = [one for folder in folders_of(wiring.root) for one in damaged_files(wiring.root, folder)]
    for trace in gather_traces(wiring, thorough=True):
        found += [one for detector in KEPT for one in detector(trace) if one.is_error]
    for one in sorted(set(found)):
        yield Damaged("log entry", one.path, one.message, _needed_by(known, Path(one.path).stem))


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
