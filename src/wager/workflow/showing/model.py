"""A model file with what it inherits, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wager.design.models.lineage import lineage, origins, resolve
from wager.design.models.model_file import ModelFile
from wager.design.models.model_keys import OWN_BLOCKS
from wager.expressions.tree import Tree, columns
from wager.foundation.errors import WagerError
from wager.workflow.cached import feature_cache
from wager.workflow.heads import read_head
from wager.workflow.inputs import design_of, gather_inputs, model_trees, used_features
from wager.workflow.read_project import Definitions
from wager.workflow.showing.design import plain, show_design
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]

OPTIONAL = (
    "calibrate",
    "policy",
    "encode",
    "train_on",
    "weight",
    "refit",
    "search",
    "loss",
    "tests",
    "seed",
)
"""Keys that are shown where they were written, and with `--resolved` where they have a default."""


def show_model(wiring: Wiring, definitions: Definitions, name: str, *, resolved: bool = False) -> Thing:
    """Show a model file with what it inherits.

    Parameters
    ----------
    resolved : bool
        Also what is default, the blocks that it answers, and where each value was written.

    Raises
    ------
    BadInputError
        If what it inherits cannot be read.
    """
    written, model = definitions.models[name], resolve(definitions.models, name)
    trees = _trees(wiring, definitions, model)
    shown: Thing = {
        "path": model.path,
        "design": model.design,
        "extends": [one.name for one in lineage(definitions.models, name)[1:]],
        "algorithm": model.algorithm,
        "parameters": plain(model.parameters),
        "features": list(dict.fromkeys(name for tree in trees.values() for name in columns(tree))),
        "cost": _cost(wiring, definitions, model, trees),
        "inherited": sorted(model.given - written.given - {"model", "extends"}),
    }
    said = [
        key
        for key in OPTIONAL
        if key in model.given or (resolved and getattr(model, key) not in (None, (), {}))
    ]
    shown |= {key: plain(getattr(model, key)) for key in said}
    if not resolved:
        return shown
    design = show_design(wiring, design_of(definitions, model))
    shown |= {key: design[key] for key in OWN_BLOCKS}
    return {**shown, "from": _from(definitions, model, shown)}


def _from(definitions: Definitions, model: ModelFile, shown: Thing) -> dict[str, str]:
    """Say of each value shown where it was written: in a model file, in the design, or nowhere."""
    found = {key: f"models/{whose}" for key, whose in origins(definitions.models, model.name).items()}
    blocks = "default" if model.design is None else f"designs/{model.design}"
    rest = {key: "default" for key in OPTIONAL if key in shown and key != "encode"}
    return {**rest, **dict.fromkeys(OWN_BLOCKS, blocks), **found}


def _trees(wiring: Wiring, definitions: Definitions, model: ModelFile) -> dict[str, Tree]:
    """Name the columns it reads; of a rule, the conditions do."""
    design = design_of(definitions, model)
    try:
        return model_trees(model, design, unit_source(wiring, definitions, design), definitions.features)
    except WagerError:  # said by `check`
        return {}


def _cost(
    wiring: Wiring, definitions: Definitions, model: ModelFile, trees: Mapping[str, Tree]
) -> Thing | None:
    """Add up what its columns took, and take in the cache; None where none was computed. Nothing is computed."""
    design = design_of(definitions, model)
    names = {name for tree in trees.values() for name in columns(tree)}
    read = {one.source for one in used_features(names, definitions.features) if one.source}
    if design.is_one_file or not all(
        read_head(wiring.heads, name) for name in {*read, design.rows.source or ""}
    ):
        return None  # to find its columns, a snapshot would be taken
    try:
        keys = gather_inputs(wiring, definitions, design, sorted(names)).keys(trees)
    except WagerError:  # said by `check`
        return None
    cache = feature_cache(wiring)
    found = [cost for cost in map(cache.cost, keys.values()) if cost is not None]
    if not found:
        return None
    seconds, size = round(sum(one.seconds for one in found), 3), sum(one.bytes for one in found)
    return {"columns": len(found), "of": len(keys), "seconds": seconds, "bytes": size}
