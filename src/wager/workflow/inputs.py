"""What a fit or a verdict depends on: the definitions it reads and the snapshots they read, as one digest."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.as_json import as_json
from wager.design.blocks import Design
from wager.design.kinds.worth import MoneyBlock
from wager.design.models.algorithms import is_algorithm
from wager.design.models.lineage import resolve
from wager.design.models.model_file import ModelFile, bare_model
from wager.design.models.own_blocks import own_design
from wager.expressions.tree import Column, Literal, Tree, columns, walk
from wager.features.feature import Feature, PythonCall
from wager.features.plan import Planner
from wager.foundation.errors import BadInputError
from wager.money.rank import RANK
from wager.workflow.read_project import Definitions
from wager.workflow.row_inputs import RowInputs
from wager.workflow.unit import (
    behind_rows,
    made_snapshot,
    snapshots_of,
    source_named,
    unit_source,
    with_joined,
)
from wager.workflow.wiring import Wiring

EVERY_ROW: Mapping[str, Tree] = {"every row": Literal(value=True, type="bool")}
"""What is read where nothing tells rows apart."""


@dataclass(frozen=True)
class Inputs(RowInputs):
    """A design's question with the snapshots that it, and all that is asked of it, read.

    Attributes
    ----------
    code : dict of str to str
        Versions of the code that learns.
    until : int or None
        Where the holdout comes after the freeze: only what was known by this instant is learned from. None is all
        that the snapshots hold.
    """

    code: Mapping[str, str]
    until: int | None = None

    @property
    def currency(self) -> str:
        """The project's currency; in a project without settings that of its amounts."""
        return self.definitions.config.currency or currency_of(self.design.money)

    def keys(self, trees: Mapping[str, Tree]) -> dict[str, str]:
        """Return for each column, given as an expression, the digest of all that its values follow from."""
        return {name: self.planner.planned(name, tree).key for name, tree in trees.items()}

    @cached_property
    def planner(self) -> Planner:
        """Plans columns of the rows, each once."""
        stored = self.all_stored
        return Planner(stored[self.unit.name], self.rows_fingerprint, self.definitions.features, stored)


def gather_inputs(
    wiring: Wiring,
    definitions: Definitions,
    design: Design,
    names: Iterable[str],
    pinned: Mapping[str, str] | None = None,
) -> Inputs:
    """Find the snapshots behind some columns and features of a design's rows.

    Where a source has no snapshot yet, one is taken; `pinned` names snapshots, by source, to prefer to the present.

    Raises
    ------
    NotFoundError
        If a source does not exist.
    """
    unit = unit_source(wiring, definitions, design)
    used = used_features(names, definitions.features)
    wanted = dict.fromkeys([unit.name, *(feature.source for feature in used if feature.source)])
    sources = {unit.name: unit} | {
        name: source_named(definitions, name) for name in wanted if name != unit.name
    }
    sources = with_joined(definitions, sources | behind_rows(definitions, design, unit))
    snapshots = snapshots_of(wiring, sources, pinned=pinned)
    code = wiring.estimators.versions(model.algorithm for model in definitions.models.values())
    found = Inputs(definitions, design, unit, sources, snapshots, code)
    return found.by_case(partial(made_snapshot, wiring))


def sources_read(definitions: Definitions, unit: Source, trees: Iterable[Tree]) -> dict[str, Source]:
    """Name the sources behind some columns: that of the unit rows, those whose events their features read, and all that these join."""
    names = {name for tree in trees for name in columns(tree)}
    used = [one.source for one in used_features(names, definitions.features) if one.source]
    others = (name for name in dict.fromkeys(used) if name != unit.name)
    found = {unit.name: unit} | {name: source_named(definitions, name) for name in others}
    return with_joined(definitions, found)


def lacks(snapshot: Snapshot, source: Source) -> tuple[str, ...]:
    """Name the columns of a source that a snapshot does not hold, or holds as another type."""
    return tuple(
        name for name, spec in source.columns.items() if snapshot.columns.get(name) != str(spec.type)
    )


def currency_of(money: MoneyBlock) -> str:
    """Return the currency of a money block's amounts."""
    trees = (tree for pay in money.pays.values() for tree in pay.trees().values())
    literals = (node for tree in trees for node in walk(tree) if isinstance(node, Literal))
    return next((literal.currency for literal in literals if literal.currency), "USD")


def used_features(names: Iterable[str], features: Mapping[str, Feature]) -> list[Feature]:
    """Return the features behind some names, and those that they read in turn, sorted by name."""
    found: dict[str, Feature] = {}
    waiting = [name for name in names if name in features]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = features[name]
        tree = features[name].tree
        reads = tree.reads if isinstance(tree, PythonCall) else columns(tree, into_aggregates=False)
        waiting += [read for read in reads if read in features]
    return [found[name] for name in sorted(found)]


def chosen_model(definitions: Definitions, design: Design, name: str) -> ModelFile:
    """Return a model file with all that it inherits, or the one that a bare algorithm stands for.

    Raises
    ------
    NotFoundError
        If it is neither.
    BadInputError
        If it is a model file that answers a question of its own, and this design is a document's.
    """
    if name in definitions.models or not is_algorithm(name):
        path = definitions.model(name).path
        model = resolve(definitions.models, name)
        if model.own and not design.stands_alone:
            raise BadInputError(
                f"{path}:1: E106 model {name} answers a question of its own, and not that of {design.id}; give its file "
                f"`design: {design.id}` in place of the blocks"
            )
        return model
    return bare_model(design.id, name)


def design_of(definitions: Definitions, model: ModelFile) -> Design:
    """Return the design that a model answers: a document's, or what the blocks of its file make.

    Raises
    ------
    BadInputError
        If the model file has neither a design nor blocks of its own that make one.
    """
    if model.design is not None:
        return definitions.design(model.design)
    own = own_design(definitions.models, model.name)
    if own is None:
        raise BadInputError(f"{model.path}:1: E102 model {model.name} needs `design`, or blocks of its own")
    return own


def model_trees(
    model: ModelFile, design: Design, unit: Source, features: Mapping[str, Feature]
) -> dict[str, Tree]:
    """Name what a model reads, each as an expression on columns of the unit row and features.

    A rule reads its conditions (named by their actions), a table its keys, all others their features. A constant
    reads nothing of a row but that it is there. Who goes first when capacity is short, where the policy says so, is one more.

    Raises
    ------
    BadInputError
        If nothing is left to read.
    """
    trees = _answered_by(model, design, unit, features)
    return trees if model.rank is None else {**trees, RANK: model.rank}


def _answered_by(
    model: ModelFile, design: Design, unit: Source, features: Mapping[str, Feature]
) -> dict[str, Tree]:
    """Name what a model answers from."""
    if model.algorithm == "rule" and model.parameters:
        return {str(action): condition for action, condition in model.parameters.items()}
    if model.algorithm == "constant":
        return dict(EVERY_ROW)
    if model.algorithm == "table":
        by = model.parameters.get("by", ())
        if not by:
            raise BadInputError(
                "a bare `table` has no columns to be by; write a model file: `algorithm: {table: {by: [column]}}`"
            )
        return {str(name): Column(str(name)) for name in ([by] if isinstance(by, str) else by)}
    names = model.columns((*usable_columns(design, unit, model.encode), *features), unit.types())
    if not names and model.algorithm == "rule":
        return dict(EVERY_ROW)  # nothing can be split, as where a row is one long text: one action for all
    if not names:
        raise BadInputError(f"model {model.name} takes no feature; {_to_take(design, unit)}")
    return {
        str(name): Column(str(name)) for name in names
    }  # without the line that a name in a file remembers


def _to_take(design: Design, unit: Source) -> str:
    found = [name for name in unit.texts if name not in columns(design.objective.tree)]
    if not (design.is_one_file and found):
        return "expected at least one under `features`"
    said = f"features: {found[0]}`, `encode: {{{found[0]}: {{tfidf: {{}}}}}}`"
    return f"a text is taken only by a model file that says how it becomes numbers: `design: {design.id}`, `{said}"


def read_by(who: str, model: ModelFile, trees: Mapping[str, Tree]) -> dict[str, Tree]:
    """Name all that fitting a model reads: its columns, which rows train it, and how much each counts.

    Parameters
    ----------
    who : str
        Begins the names, so that those of several models are told apart.
    trees : mapping of str to Tree
        As `model_trees` says.
    """
    of_training = {"train_on": model.train_on, "weight": model.weight}
    chosen = {f"{who}: {key}": tree for key, tree in of_training.items() if tree is not None}
    return {f"{who} {name}": tree for name, tree in trees.items()} | chosen


def read_by_baselines(
    definitions: Definitions, design: Design, unit: Source, names: Iterable[str] | None = None
) -> dict[str, Tree]:
    """Name all that fitting the baselines reads: of some, or of all."""
    named = {} if design.baselines is None else design.baselines.named
    found: dict[str, Tree] = {}
    for name in named if names is None else names:
        baseline = named.get(name)
        if baseline is not None and baseline.model is not None:
            model = chosen_model(definitions, design, baseline.model)
            trees = model_trees(model, design, unit, definitions.features)
            found |= read_by(f"baseline {name}", model, trees)
    return found


def usable_columns(design: Design, unit: Source, encoded: Container[str] = ()) -> tuple[str, ...]:
    """Name the columns of the unit row that a pattern may stand for.

    In a project of one file these are all that are neither its key, nor its label, nor written afterwards, nor
    moments, nor texts of which nearly every one is different, unless `encoded` says how these become numbers.
    """
    if not design.is_one_file:
        return tuple(name for name in unit.types() if name not in unit.unnamed)
    rows = design.rows
    own = [tree for tree in (rows.decide_at, design.objective.tree) if tree is not None]
    taken = {*rows.key, *rows.afterwards, *(name for tree in own for name in columns(tree))}
    # A text of which nearly every one is different (`text`, not `category`) has no encoding of its own.
    kinds: dict[str, str] = {**unit.types(), **{name: spec.type for name, spec in unit.columns.items()}}
    return tuple(
        name
        for name, kind in kinds.items()
        if name not in taken
        and (kind not in {"time", "date", "text"} or (kind == "text" and name in encoded))
    )


def plain_parts(design: Design) -> dict[str, Any]:
    """Write what a fit and its evidence take from the design."""
    keys = ("rows", "objective", "split", "slices", "metrics", "baselines")
    money = {key: getattr(design.money, key) for key in ("actions", "pays", "capacity")}
    parts: dict[str, Any] = as_json({**{key: getattr(design, key) for key in keys}, "money": money})
    return parts
