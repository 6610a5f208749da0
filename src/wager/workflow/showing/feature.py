"""A feature: its definition, its values where they were computed, what they took, and what they are worth."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from wager.data.clocks import known_time_of
from wager.data.profile import profile_table
from wager.design.design_record import Design
from wager.design.models.lineage import resolve
from wager.expressions.tree import Column, aggregates, columns
from wager.expressions.write import to_text, window_text
from wager.features.cache import FeatureCache
from wager.features.feature import Feature, PythonCall
from wager.features.link import feature_reads
from wager.features.matrix import as_stored
from wager.foundation.errors import BadInputError, WagerError
from wager.workflow.heads import read_head
from wager.workflow.inputs import design_of, gather_inputs, model_trees, used_features
from wager.workflow.list_things import kept_runs
from wager.workflow.read_project import Definitions
from wager.workflow.showing.data import known_text
from wager.workflow.unit import unit_source
from wager.workflow.weigh_features import kept_worth
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]


def show_feature(wiring: Wiring, definitions: Definitions, feature: Feature) -> Thing:
    """Show a feature; nothing is computed."""
    python = isinstance(feature.tree, PythonCall)
    tests = definitions.feature_files[feature.file].tests
    values, cost = _values(wiring, definitions, feature)
    return {
        "file": feature.file,
        "path": feature.path,
        "line": feature.line,
        "owner": feature.owner,
        "is": feature.tree.call if isinstance(feature.tree, PythonCall) else to_text(feature.tree),
        "python": python,
        "type": feature.type,
        "unit": feature.unit,
        "means": feature.means,
        "tags": list(feature.tags),
        "from": feature.source,
        "by": None if feature.entity is None else str(feature.entity),
        "windows": _windows(feature),
        "known": _inputs_known(definitions, feature),
        "reads": list(feature_reads(feature)),
        "examples": sum(feature.name in test.expect for test in tests),
        "models": _models(wiring, definitions, feature),
        "values": values,
        "cost": cost,
        "worth": _worth(wiring, feature),
    }


def _windows(feature: Feature) -> list[str]:
    if isinstance(feature.tree, PythonCall):
        return []
    return list(dict.fromkeys(window_text(one.over) for one in aggregates(feature.tree) if one.over))


def _inputs_known(definitions: Definitions, feature: Feature) -> str:
    """Say when an event counts, or from when on the columns of the row are known."""
    if isinstance(feature.tree, PythonCall):
        return ""
    try:
        if feature.source is not None:
            source = definitions.sources[feature.source]
            theirs = feature.entity.theirs if feature.entity else ()
            reads = [name for one in aggregates(feature.tree) for name in columns(one)]
            return known_text(known_time_of(source, dict.fromkeys([*reads, *theirs])))
        reads = [name for name in feature_reads(feature) if name not in definitions.features]
        home = next((one for one in definitions.sources.values() if set(reads) <= set(one.types())), None)
        return "" if home is None or not reads else known_text(known_time_of(home, reads))
    except BadInputError:
        return "not acted on"


def _models(wiring: Wiring, definitions: Definitions, feature: Feature) -> list[str]:
    """Name the model files that take it."""
    found = []
    for name in definitions.models:
        try:
            model = resolve(definitions.models, name)
            design = design_of(definitions, model)
            unit = unit_source(wiring, definitions, design)
            trees = model_trees(model, design, unit, definitions.features)
        except (WagerError, KeyError):  # `check` says what is wrong with it
            continue
        if any(feature.name in columns(tree) for tree in trees.values()):
            found.append(name)
    return found


def _values(wiring: Wiring, definitions: Definitions, feature: Feature) -> tuple[Thing | None, Thing | None]:
    """Profile the cached column of the first design for which there is one, and say what it took."""
    for design in definitions.questions:
        try:
            key = _key(wiring, definitions, design, feature)
        except WagerError:  # the feature does not fit this design's rows
            continue
        cache = FeatureCache(wiring.cache / "features")
        values = None if key is None else cache.read(key)
        if key is not None and values is not None:
            taken = cache.cost(key)
            cost = (
                None
                if taken is None
                else {"design": design.id, "seconds": taken.seconds or None, "bytes": taken.bytes}
            )
            return _profiled(definitions, design, feature, values), cost
    return None, None


def _profiled(definitions: Definitions, design: Design, feature: Feature, values: pa.Array) -> Thing:
    kind = {"duration": "float"}.get(feature.type, feature.type)
    table = pa.table({feature.name: as_stored(values, feature.type)})
    profiled = profile_table(table, {feature.name: kind}, definitions.config.currency or "USD")
    return {"design": design.id, **profiled.columns[0].to_json()}


def _key(wiring: Wiring, definitions: Definitions, design: Design, feature: Feature) -> str | None:
    sources = {one.source for one in used_features([feature.name], definitions.features) if one.source}
    if design.is_one_file or not all(
        read_head(wiring.heads, name) for name in {*sources, design.rows.source or ""}
    ):
        return None
    inputs = gather_inputs(wiring, definitions, design, [feature.name])
    return inputs.keys({feature.name: Column(feature.name)})[feature.name]


def _worth(wiring: Wiring, feature: Feature) -> list[Thing]:
    """Say what it is worth to each model, by the newest run of which that was measured."""
    found: dict[str, Thing] = {}
    for run in kept_runs(wiring):
        if run["model"] in found:
            continue
        measured = {one.feature: one for one in kept_worth(wiring, run["run"]) or ()}
        if feature.name in measured:
            worth = measured[feature.name].money.to_json()
            found[run["model"]] = {
                "model": run["model"], "run": run["run"], "design": run["design"], "each": run["each"], "money": worth,
            }  # fmt: skip
    return list(found.values())
