"""`wager ls`: what a project holds, from its files and its store alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from wager.data.manifest import read_manifest
from wager.data.source import Source
from wager.design.design_record import Design
from wager.design.frozen.log import log_folder, read_log
from wager.design.models.lineage import resolve
from wager.design.models.model_file import ModelFile
from wager.features.feature import FeatureFile
from wager.foundation.errors import WagerError
from wager.foundation.moments import iso
from wager.registry.registry import Registered
from wager.registry.titles import Turn
from wager.workflow.heads import read_head
from wager.workflow.read_project import TO_FILL, Definitions, read_definitions
from wager.workflow.standing.timebox import all_stand
from wager.workflow.wiring import CONFIG, Wiring

TRIALS = "trials"
"""The folder within the runs where trials of searches lie."""

SHOWN_RUNS = 20
"""How many of the newest runs are listed."""

Thing = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """What a project holds; each thing as JSON values.

    Attributes
    ----------
    project : str
        Its name.
    designs : tuple of dict
        `design`, `title`, `path`, and its `hypotheses`: `hypothesis`, `claim`, `model`, `state`, `verdict`.
    sources : tuple of dict
        `source`, `path`, `owner`; `snapshot` with its `rows`, `first`, `last`, None where there is none.
    features : tuple of dict
        Of each file: `file`, `path`, `source`, `owner`, `count`.
    models : tuple of dict
        `model`, `path`, `design`, `algorithm`, `extends`.
    runs : tuple of dict
        The newest first: `run`, `model`, `design`, `at`, `each`, `money`.
    runs_in_all : int
        How many there are.
    trials : int
        How many trials of searches are kept besides; the run that chose among them names each.
    titles : tuple of dict
        `serves`, `holder` (its model), `version`, `since`, `how`.
    versions : tuple of dict
        The newest first: `version`, `model`, `hypothesis`, `verdict`, `serves`, `at`.
    unread : tuple of dict
        Files that are there and cannot be used yet: `kind`, `name`, `path`, `to_fill` (places), `errors`.
    errors : int
        Faults in the files, which `check` names.
    """

    project: str
    designs: tuple[Thing, ...]
    sources: tuple[Thing, ...]
    features: tuple[Thing, ...]
    models: tuple[Thing, ...]
    runs: tuple[Thing, ...]
    runs_in_all: int
    trials: int
    titles: tuple[Thing, ...]
    versions: tuple[Thing, ...]
    unread: tuple[Thing, ...]
    errors: int

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        lists = {key: list(value) for key, value in vars(self).items() if isinstance(value, tuple)}
        return {"format": 1, **vars(self), **lists}


def list_things(wiring: Wiring) -> Listed:
    """List designs, sources, features, models and runs; no engine is asked.

    Raises
    ------
    UnavailableError
        If a file cannot be read.
    """
    found = read_definitions(wiring)
    versions = {one.id: one for one in wiring.registry.versions()}
    runs = _newest_first(wiring)
    return Listed(
        project=found.config.name,
        designs=tuple(_design(wiring, one) for one in found.designs.values()),
        sources=tuple(_source(wiring, one) for one in found.sources.values()),
        features=tuple(_feature_file(one) for one in found.feature_files.values()),
        models=tuple(_model(found.models, name) for name in found.models),
        runs=tuple(run for path in runs[:SHOWN_RUNS] if (run := _run(path)) is not None),
        runs_in_all=len(runs),
        trials=sum(1 for _ in (wiring.runs / TRIALS).glob("*.json")),
        titles=tuple(_title(turn, versions) for turn in _last_turns(wiring)),
        versions=tuple(_version(one) for one in reversed(versions.values())),
        unread=tuple(_unread(found)),
        errors=sum(finding.is_error for finding in found.findings),
    )


def kept_runs(wiring: Wiring) -> Iterator[Thing]:
    """Name the runs that are kept, the newest first."""
    return (run for path in _newest_first(wiring) if (run := _run(path)) is not None)


def _newest_first(wiring: Wiring) -> list[Path]:
    return sorted(wiring.runs.glob("*.json"), key=lambda path: -path.stat().st_mtime_ns)


def _design(wiring: Wiring, design: Design) -> Thing:
    log = read_log(log_folder(wiring.root / design.path))
    stand = all_stand(design, log, wiring.clock.now())
    hypotheses = [
        {
            "hypothesis": name,
            "claim": one.claim,
            "model": one.model,
            "state": stand[name].state,
            "verdict": stand[name].verdict or None,
        }
        for name, one in design.hypotheses.items()
    ]
    return {"design": design.id, "title": design.title, "path": design.path, "hypotheses": hypotheses}


def _unread(found: Definitions) -> Iterator[Thing]:
    """Name the files of which nothing else is listed: not filled in yet, or at fault."""
    read = {one.path for one in found.designs.values()} | {one.path for one in found.sources.values()}
    read |= {one.path for one in found.feature_files.values()} | {one.path for one in found.models.values()}
    read.add(CONFIG)
    for path in found.files:
        said = [one for one in found.findings if one.path == path]
        if path not in read:
            folder, _, file = path.rpartition("/")
            yield {
                "kind": folder.removesuffix("s") or "design",
                "name": PurePosixPath(file).stem,
                "path": path,
                "to_fill": sum(one.code == TO_FILL for one in said),
                "errors": sum(one.is_error for one in said),
            }


def _source(wiring: Wiring, source: Source) -> Thing:
    head = read_head(wiring.heads, source.name)
    plain: Thing = {"source": source.name, "path": source.path, "owner": source.owner, "snapshot": None}
    plain |= {"rows": None, "first": None, "last": None}
    if head is None:
        return plain
    try:
        taken = read_manifest(wiring.objects.path(head.id).read_bytes(), head.id)
    except (WagerError, OSError):  # `snapshot` says what is wrong with it, and takes it anew
        return plain
    events = {
        end: None if at is None else iso(at) for end, at in (("first", taken.first), ("last", taken.last))
    }
    return {**plain, "snapshot": taken.id, "rows": taken.rows, **events}


def _feature_file(file: FeatureFile) -> Thing:
    plain = {"file": file.name, "path": file.path, "source": file.source, "owner": file.owner}
    return {**plain, "count": len(file.features)}


def _model(models: dict[str, ModelFile], name: str) -> Thing:
    model = models[name]
    try:
        whole = resolve(models, name)
    except WagerError:  # `check` names the circle, or what is missing
        whole = model
    plain = {"model": name, "path": model.path, "design": whole.design, "algorithm": whole.algorithm}
    return {**plain, "extends": model.extends}


def _last_turns(wiring: Wiring) -> list[Turn]:
    return list({turn.serves: turn for turn in wiring.registry.turns()}.values())


def _title(turn: Turn, versions: Mapping[str, Registered]) -> Thing:
    plain = {"serves": turn.serves, "holder": versions[turn.version].model, "version": turn.version}
    return {**plain, "since": iso(turn.since), "how": turn.how}


def _version(one: Registered) -> Thing:
    plain = {"version": one.id, "model": one.model, "hypothesis": one.hypothesis or None}
    return {**plain, "verdict": one.verdict or None, "serves": one.serves, "at": iso(one.at)}


def _run(path: Path) -> Thing | None:
    try:
        written = json.loads(path.read_bytes())
        evidence = written["evidence"]
        own = next(one for one in evidence["contenders"] if one["name"] == evidence["model"])
        plain = {"run": written["id"], "model": written["model"], "design": written["design"]}
        plain["changes"] = written.get("changes", {})
        at = iso(path.stat().st_mtime_ns // 1000)
        return {**plain, "at": at, "each": evidence["each"], "money": own["measures"].get("money")}
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None  # not ours, or half written: `show run` says what is wrong with it
