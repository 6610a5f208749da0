"""What moved between two models, by meaning: features, algorithm, parameters, the question, data, code, and money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from wager.design.as_json import as_json
from wager.design.design_record import Design
from wager.design.diff.change import Change
from wager.design.diff.fields import fields_of_design, flat
from wager.design.diff.parts import classify_fields, in_order
from wager.design.diff.said import said
from wager.design.diff.since_freeze import Moved, frozen_in, moved_from, plan_of, with_frozen
from wager.design.frozen.log import log_folder, read_log
from wager.design.models.lineage import resolve
from wager.design.models.model_file import ModelFile, ModelTest, read_model
from wager.design.models.model_keys import OWN_BLOCKS
from wager.foundation.errors import BadInputError, WagerError
from wager.workflow.differing.runs import Runs, compare_runs
from wager.workflow.differing.version import Pair, Version
from wager.workflow.inputs import design_of
from wager.workflow.read_project import Definitions, with_record
from wager.workflow.wiring import Wiring

_ELSEWHERE = frozenset(("name", "selection", "own", "tests"))
"""Keys of a model whose moves are told by meaning."""


@dataclass(frozen=True)
class Compared:
    """Two models.

    Attributes
    ----------
    name : str
        Of the newer one.
    changes : tuple of Moved
    frozen : tuple of str
        Frozen hypotheses that depend on it, as `DESIGN HYPOTHESIS`.
    runs : Runs
        What both earned.
    """

    name: str
    changes: tuple[Moved, ...]
    frozen: tuple[str, ...]
    runs: Runs


def compare_models(wiring: Wiring, definitions: Definitions, pair: Pair) -> Compared:
    """Compare two model files, each with all that it inherits from the project's present files.

    The older one may be a version of the newer, or another model.
    """
    assert pair.old is not None
    old, new = (_read(version, wiring) for version in (pair.old, pair.new))
    with_old, with_new = (with_record(definitions, one) for one in (old, new))
    before, after = resolve(with_old.models, old.name), resolve(with_new.models, new.name)
    runs, under = compare_runs(wiring, (old.name, pair.old), (new.name, pair.new))
    changes = in_order(
        [
            *_features(_names(before, with_old), _names(after, with_new), new.name),
            *_others(before, after),
            *_asked(before, after, with_old, with_new),
            *under,
        ]
    )
    moves: dict[str, tuple[Change, ...]] = {}
    for design in definitions.designs.values():
        moves |= _frozen(wiring, definitions, design, old, new)
    return Compared(new.name, with_frozen(changes, moves), tuple(moves), runs)


def _read(version: Version, wiring: Wiring) -> ModelFile:
    config = wiring.config
    model, findings = read_model(version.text, version.label, currency=config.currency, zone=config.time_zone)
    faults = [one for one in findings if one.is_error and one.code != "E104"]
    if model is None or faults:
        raise BadInputError.of(faults or findings)
    return model


def _features(before: tuple[str, ...], after: tuple[str, ...], name: str) -> Iterator[Change]:
    lost = [one for one in before if one not in after]
    gained = [one for one in after if one not in before]
    if lost:
        yield Change("models", name, "features lost", "removed", ", ".join(lost), "")
    if gained:
        yield Change("models", name, "features gained", "added", "", ", ".join(gained))


def _names(model: ModelFile, definitions: Definitions) -> tuple[str, ...]:
    """Name the features that a model takes of those that the project has now."""
    try:
        design = design_of(definitions, model)
    except WagerError:  # said by whoever needs it
        return ()
    source = definitions.sources.get(design.rows.reads)
    return model.columns((*(() if source is None else source.types()), *definitions.features))


def _others(old: ModelFile, new: ModelFile) -> Iterator[Change]:
    before, after = (_fields(one) for one in (old, new))
    for field in dict.fromkeys((*before, *after)):
        was, now = before.get(field), after.get(field)
        if was != now:
            yield Change("models", new.name, field, "changed", said(was), said(now))


def _fields(model: ModelFile) -> dict[str, Any]:
    record = model.to_json()
    tests = {str(one.name): _told(one) for one in model.tests}
    return flat({key: value for key, value in record.items() if key not in _ELSEWHERE} | {"tests": tests})


def _told(test: ModelTest) -> str:
    """Write a test on one line."""
    if test.feature is not None:
        return f"{test.feature}: {test.direction}"
    row = ", ".join(f"{name} {said(as_json(value))}" for name, value in (test.row or {}).items())
    return f"{row}: {test.expect}"


def _asked(old: ModelFile, new: ModelFile, before: Definitions, after: Definitions) -> Iterator[Change]:
    """Say what moved in the question that both answer, where it is not one."""
    try:
        was, now = design_of(before, old), design_of(after, new)
    except WagerError:
        return
    if was == now:
        return
    zone = after.config.time_zone
    fields = (
        {place: one for place, one in fields_of_design(design, zone).items() if place[0] in OWN_BLOCKS}
        for design in (was, now)
    )
    for one in classify_fields(*fields):
        yield replace(one, direction="changed") if one.direction in {"weakened", "strengthened"} else one


def _frozen(
    wiring: Wiring, definitions: Definitions, design: Design, old: ModelFile, new: ModelFile
) -> dict[str, tuple[Change, ...]]:
    """Say what moved for each frozen hypothesis of a design that depends on the model."""
    found: dict[str, tuple[Change, ...]] = {}
    for name, entry in frozen_in(read_log(log_folder(wiring.root / design.path))).items():
        alpha = Decimal(str(entry.body["alpha"]))
        before, after = (
            plan_of(design, name, {**definitions.models, new.name: one}, alpha) for one in (old, new)
        )
        if after is not None and new.name in after["models"]:
            moved = moved_from(entry, before, after)
            found[f"{design.id} {name}"] = tuple(one for one in moved if one.block == "models")
    return found
