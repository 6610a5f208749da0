"""What moved between two model files, by meaning: features gained and lost, algorithm, parameters."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wager.design.design_record import Design
from wager.design.diff.change import Change
from wager.design.diff.fields import flat
from wager.design.diff.parts import in_order
from wager.design.diff.said import said
from wager.design.diff.since_freeze import Moved, frozen_in, moved_from, plan_of, with_frozen
from wager.design.frozen.log import log_folder, read_log
from wager.design.models.model_file import ModelFile, read_model, resolve
from wager.foundation.errors import BadInputError
from wager.workflow.differing.version import Pair, Version
from wager.workflow.read_project import Definitions
from wager.workflow.wiring import Wiring


def compare_models(
    wiring: Wiring, definitions: Definitions, pair: Pair
) -> tuple[str, tuple[Moved, ...], tuple[str, ...]]:
    """Compare two model files, each with all that it inherits from the project's present files.

    Returns
    -------
    str
        Name of the newer model.
    tuple of Moved
    tuple of str
        Frozen hypotheses that depend on it, as `DESIGN HYPOTHESIS`.
    """
    assert pair.old is not None
    old, new = (_read(version, wiring) for version in (pair.old, pair.new))
    before, after = (resolve({**definitions.models, one.name: one}, one.name) for one in (old, new))
    changes = in_order([*_features(before, after, definitions), *_others(before, after)])
    moves: dict[str, tuple[Change, ...]] = {}
    for design in definitions.designs.values():
        moves |= _frozen(wiring, definitions, design, old, new)
    return new.name, with_frozen(changes, moves), tuple(moves)


def _read(version: Version, wiring: Wiring) -> ModelFile:
    config = wiring.config
    model, findings = read_model(version.text, version.label, currency=config.currency, zone=config.time_zone)
    faults = [one for one in findings if one.is_error and one.code != "E104"]
    if model is None or faults:
        raise BadInputError.of(faults or findings)
    return model


def _features(old: ModelFile, new: ModelFile, definitions: Definitions) -> Iterator[Change]:
    before, after = (_names(one, definitions) for one in (old, new))
    lost = [name for name in before if name not in after]
    gained = [name for name in after if name not in before]
    if lost:
        yield Change("models", new.name, "features lost", "removed", ", ".join(lost), "")
    if gained:
        yield Change("models", new.name, "features gained", "added", "", ", ".join(gained))


def _names(model: ModelFile, definitions: Definitions) -> tuple[str, ...]:
    """Name the features that a model takes of those that the project has now."""
    design = definitions.designs.get(model.design or "")
    source = None if design is None else definitions.sources.get(design.rows.reads)
    return model.columns((*(() if source is None else source.types()), *definitions.features))


def _others(old: ModelFile, new: ModelFile) -> Iterator[Change]:
    before, after = (_fields(one) for one in (old, new))
    for field in dict.fromkeys((*before, *after)):
        was, now = before.get(field), after.get(field)
        if was != now:
            yield Change("models", new.name, field, "changed", said(was), said(now))


def _fields(model: ModelFile) -> dict[str, Any]:
    record = model.to_json()
    return flat({key: value for key, value in record.items() if key not in {"name", "selection"}})


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
