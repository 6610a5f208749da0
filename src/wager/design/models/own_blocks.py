"""A model file that holds its blocks itself asks a question of its own: the design that it stands for."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace
from typing import cast

from wager.design.blocks import Design
from wager.design.defaults import default_split, paid_whole
from wager.design.hypotheses.alpha import Alpha
from wager.design.kinds.judging import Baseline, Baselines
from wager.design.kinds.question import Objective, Rows
from wager.design.kinds.split import Split
from wager.design.kinds.worth import MoneyBlock
from wager.design.models.lineage import root_of
from wager.design.models.model_file import ModelFile
from wager.design.models.model_keys import ESSENTIAL_BLOCKS


def own_design(models: Map[str, ModelFile], name: str) -> Design | None:
    r"""Make the design that a model stands for, or one that it extends; None where its blocks come from a document.

    It has what such a model needs to be fitted and compared: the baselines `do_nothing` and `act_on_all`, and without `split` the
    last fifth as holdout. It has no hypothesis: nothing of it can be frozen or judged.

    Parameters
    ----------
    models : mapping of str to ModelFile
        As read.
    name : str

    Examples
    --------
    >>> from wager.design.models.model_file import read_model
    >>> text = "model: m\nrows: {each: visit, from: visits, decide_at: at}\nobjective: {is: bought, matures: 1 d}"
    >>> text += "\nmoney: {pays: {act: {bought: 5 USD, otherwise: -1 USD}}}\nfeatures: [a]\nalgorithm: logistic"
    >>> model, _ = read_model(text, "models/m.yaml")
    >>> design = own_design({"m": model}, "m")
    >>> design.rows.each, design.baselines.champion, sorted(design.hypotheses)
    ('visit', 'do_nothing', [])
    """
    root = root_of(models, name)
    own = {} if root is None else root.own
    if root is None or root.design is not None or any(block not in own for block in ESSENTIAL_BLOCKS):
        return None
    rows, objective = cast("Rows", own["rows"]), cast("Objective", own["objective"])
    money = paid_whole(cast("MoneyBlock", own["money"]))
    lines = {(block, ""): one.line for block, one in own.items()}
    title = f"the question of model {root.name}"
    design = Design(root.name, root.path, "", title, root.name, rows, objective, money, lines=lines)
    split = cast("Split | None", own.get("split")) or default_split(design)
    return replace(design, split=split, baselines=Baselines(_always(money), "do_nothing"), alpha=Alpha())


def answers(models: Map[str, ModelFile], name: str, design: Design) -> bool:
    """Tell whether a model answers the question of a design, be it a document's or a model file's own."""
    root = root_of(models, name)
    if root is None:
        return False
    return root.path == design.path if design.stands_alone else root.design == design.id


def own_designs(models: Map[str, ModelFile]) -> dict[str, Design]:
    """Make the design of each model that stands by itself; those of heirs are those of their roots."""
    roots = (name for name, model in models.items() if model.extends is None)
    found = {name: own_design(models, name) for name in roots}
    return {name: design for name, design in found.items() if design is not None}


def _always(money: MoneyBlock) -> dict[str, Baseline]:
    first, last = money.actions[0], money.actions[-1]
    named = {"do_nothing": Baseline("do_nothing", always=first)}
    return named if first == last else {**named, "act_on_all": Baseline("act_on_all", always=last)}
