"""A model file with what it inherits, and from where."""

from __future__ import annotations

from typing import Any

from wager.design.models.lineage import lineage, origins, resolve
from wager.design.models.model_file import ModelFile
from wager.design.models.model_keys import OWN_BLOCKS
from wager.expressions.tree import columns
from wager.foundation.errors import WagerError
from wager.workflow.inputs import design_of, model_trees
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
    shown: Thing = {
        "path": model.path,
        "design": model.design,
        "extends": [one.name for one in lineage(definitions.models, name)[1:]],
        "algorithm": model.algorithm,
        "parameters": plain(model.parameters),
        "features": _features(wiring, definitions, model),
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


def _features(wiring: Wiring, definitions: Definitions, model: ModelFile) -> list[str]:
    """Name the columns it reads; of a rule, the conditions do."""
    design = design_of(definitions, model)
    try:
        trees = model_trees(model, design, unit_source(wiring, definitions, design), definitions.features)
    except WagerError:  # said by `check`
        return []
    return list(dict.fromkeys(name for tree in trees.values() for name in columns(tree)))
