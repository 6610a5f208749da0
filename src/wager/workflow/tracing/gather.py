"""Gather for each design what its document, its log, the ledger and git say, and let the detectors look at it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.freeze import design_parts
from wager.design.frozen.log import Entry, examine_log, log_folder
from wager.design.frozen.log_yaml import normal
from wager.design.traces.detectors import detect
from wager.design.traces.history import History
from wager.design.traces.prose import prose_of
from wager.design.traces.trace import Trace
from wager.foundation.errors import WagerError
from wager.foundation.finding import Finding
from wager.foundation.ledger import Record
from wager.workflow.read_project import Definitions, design_files, model_paths
from wager.workflow.tracing.git_history import read_history, settled_files
from wager.workflow.tracing.outside import digests_outside
from wager.workflow.wiring import CONFIG, Wiring


@dataclass(frozen=True)
class _Known:
    """What is known of all designs together: logs by folder, the ledger, git, and the names of all files of entries."""

    logs: Mapping[str, tuple[Entry, ...]]
    records: tuple[Record, ...]
    history: History
    there: frozenset[str]

    def folders(self) -> dict[str, str]:
        """Name the log of each design that is there, or that anybody knows of."""
        found = {
            PurePosixPath(folder).stem: folder for folder in (*self.logs, *self.history.folders.values())
        }
        lost = [str(record.body["design"]) for record in self.records]
        lost += [one.design for one in self.history.repeated]
        return {name: f"designs/{name}.log" for name in lost} | found


def find_traces(wiring: Wiring, definitions: Definitions, *, thorough: bool = False) -> list[Finding]:
    """Find what was done after the fact to any design of a project.

    Parameters
    ----------
    thorough : bool
        Ask git also where neither a log nor the ledger says that anything was ever frozen.
    """
    traces = gather_traces(wiring, definitions, thorough=thorough)
    found = {finding for trace in traces for finding in detect(trace)}
    return sorted(found.union(*(damaged_files(wiring.root, folder) for folder in log_folders(wiring.root))))


def damaged_files(root: Path, folder: str) -> list[Finding]:
    """Name the files of a log that are not whole, or lack what they were written on."""
    return [
        replace(one, path=f"{folder}/{PurePosixPath(one.path).name}") for one in examine_log(root / folder)[1]
    ]


def gather_traces(
    wiring: Wiring, definitions: Definitions | None = None, *, thorough: bool = False
) -> tuple[Trace, ...]:
    """Gather the traces of all designs: of those that are there, and of those that log, ledger or git know of.

    Parameters
    ----------
    wiring : Wiring
    definitions : Definitions or None
        None looks at the logs only: whether they are what was written.
    thorough : bool
        As for `find_traces`.
    """
    records = _records(wiring)
    logs = {folder: examine_log(wiring.root / folder)[0] for folder in log_folders(wiring.root)}
    if not (logs or records or thorough):
        return ()
    there = frozenset(path.stem for folder in logs for path in (wiring.root / folder).glob("[!.]*.yaml"))
    known = _Known(logs, records, read_history(wiring.root, there), there)
    return tuple(
        _with_design(wiring, definitions, _bare(wiring, known, name, folder))
        for name, folder in sorted(known.folders().items())
    )


def log_folders(root: Path) -> list[str]:
    """Find the logs of all designs, also of those whose document is gone, relative to the project."""
    folders = [log_folder(path) for path in design_files(root)]
    folders += [path for path in sorted((root / "designs").glob("*.log")) if path.is_dir()]
    return [path.relative_to(root).as_posix() for path in dict.fromkeys(folders) if path.is_dir()]


def _records(wiring: Wiring) -> tuple[Record, ...]:
    """Return what the ledger says of entries of logs; what is wrong with it is named by `wager verify`."""
    try:
        noted = (one for one in wiring.registry.ledger() if one.kind != "version")
        return tuple(one for one in noted if {"entry", "design"} <= one.body.keys())
    except WagerError:
        return ()


def _bare(wiring: Wiring, known: _Known, name: str, folder: str) -> Trace:
    others = (entries for other, entries in known.logs.items() if other != folder)
    return Trace(
        name,
        folder,
        known.logs.get(folder, ()),
        wiring.clock.now(),
        records=tuple(record for record in known.records if record.body["design"] == name),
        elsewhere=tuple(entry for entries in others for entry in entries),
        history=known.history,
        there=known.there,
    )


def _with_design(wiring: Wiring, definitions: Definitions | None, bare: Trace) -> Trace:
    if definitions is None:
        return bare
    unread, document = _unread(definitions), f"{bare.folder.removesuffix('.log')}.md"
    bare = replace(bare, waits=_waits(definitions, bare, unread))
    design = definitions.designs.get(bare.name)
    if design is None or unread & {document, CONFIG}:
        return bare  # as far as it was read it says nothing about what is not in it
    frozen = {entry.hypothesis: entry for entry in bare.of("freeze")}
    file = wiring.root / design.path
    paths = sorted({one.path for one in definitions.models.values()})
    unit = definitions.sources.get(design.rows.source or "")
    return replace(
        bare,
        design=design,
        models=definitions.models,
        plans=_plans(definitions, design, frozen, bare.waits),
        digests={
            name: digests_outside(wiring, definitions, design, freeze)
            for name, freeze in frozen.items()
            if name in design.hypotheses and not any(file.startswith("sources/") for file in unread)
        },
        settled=settled_files(wiring.root, paths) if bare.of("verdict") else {},
        prose=prose_of(file.read_text(encoding="utf-8-sig")) if file.is_file() else (),
        source=unit.path if unit else "",
        categories={name: spec.values for name, spec in unit.columns.items() if spec.values} if unit else {},
    )


def _unread(definitions: Definitions) -> set[str]:
    """Name the files of which something could not be read; what says nothing (E017) was read."""
    return {one.path for one in definitions.findings if one.is_error and one.code != "E017"}


def _waits(definitions: Definitions, bare: Trace, unread: set[str]) -> dict[str, tuple[str, ...]]:
    """Say for each frozen hypothesis which files that it depends on cannot be compared with what was frozen."""
    common = {CONFIG, f"{bare.folder.removesuffix('.log')}.md"}
    found = {}
    for freeze in bare.of("freeze"):
        frozen = (freeze.body.get("plan") or {}).get("models", {})
        models = {f"models/{name}.yaml" for name in frozen} | model_paths(definitions, list(frozen))
        files = unread & (common | models)
        if files:
            found[freeze.hypothesis] = tuple(sorted(files))
    return found


def _plans(
    definitions: Definitions,
    design: Design,
    frozen: Mapping[str, Entry],
    waits: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """Say what a freeze of each hypothesis would pin now; what cannot be told is left out, and found by `check`."""
    found: dict[str, Any] = {}
    for name in [one for one in design.hypotheses if frozen and one not in waits]:
        with suppress(WagerError, KeyError, InvalidOperation, TypeError):
            alpha = Decimal(str(frozen[name].body["alpha"])) if name in frozen else None
            found[name] = normal(design_parts(design, name, definitions.models, alpha=alpha))
    return found
