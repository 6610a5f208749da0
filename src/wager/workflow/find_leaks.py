"""Find what is read of a row before it is known: by the declared clocks, and on the data where they cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wager.data.clocks import requested
from wager.data.row_rules import joined_moment, own_columns
from wager.data.rules import faulty_columns
from wager.data.source import Source
from wager.design.blocks import Design
from wager.design.models.algorithms import is_algorithm
from wager.design.models.lineage import resolve
from wager.design.models.model_file import ModelFile, bare_model
from wager.design.models.own_blocks import answers
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Column, Literal, Tree, Type, aggregates, columns, substitute
from wager.expressions.types import typed
from wager.features.decision import Decision, Use
from wager.features.rules import Unproven, check_names, check_objective, check_uses
from wager.features.too_early import also_reading
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.finding import Finding
from wager.money.rank import RANK
from wager.workflow.inputs import gather_inputs, model_trees
from wager.workflow.read_project import Definitions
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring


def find_leaks(wiring: Wiring, definitions: Definitions, design: Design) -> list[Finding]:
    """Find what is read of a row before it is known."""
    if design.rows.decide_at is None or design.is_one_file or design.rows.source not in definitions.sources:
        return []
    base = definitions.sources[design.rows.source]
    if any(one.is_error and one.path == base.path for one in definitions.findings) or faulty_columns(base):
        return []  # its clocks may not be what was meant
    try:
        source = unit_source(wiring, definitions, design)
    except WagerError:
        return []  # reported where it is written
    # What aggregates events sees only those that were known before; the design's own checks read it.
    where = None if design.rows.where is None or aggregates(design.rows.where) else design.rows.where
    clocks = [tree for tree in (design.rows.decide_at, where) if tree is not None]
    if any(name not in source.types() for tree in clocks for name in columns(tree)):
        return []  # reported where it is written
    joined = joined_moment(source, design.rows.decide_at)
    if joined is not None:
        return [Finding(design.path, design.rows.lines.get("decide_at", design.rows.line), "E109", joined)]
    if not _is_of(source, design.rows.decide_at, "time", "date") or not _is_of(source, where, "bool"):
        return []
    objective = design.objective
    try:
        asked = requested(design.rows.request, objective.tree, design.rows.decide_at, source)
        decision = Decision(source, design.rows.decide_at, asked)
        line = objective.lines.get("is", objective.line)
        findings = check_objective(objective.tree, objective.name, design.path, line, decision)
        uses = [*design_uses(design, source), *model_uses(definitions, design, source)]
        found, unproven = check_uses(uses, definitions.features, decision)
        told = {(one.path, one.line, one.code) for one in definitions.findings}  # a name that no source has
        strange = check_names(uses, definitions.features, source)
        findings += [one for one in strange if (one.path, one.line, one.code) not in told]
        return [*findings, *found, *_on_data(wiring, definitions, design, decision, unproven, uses=uses)]
    except BadInputError as error:  # what it stumbles over is reported where it is written
        return [one for one in error.findings if one not in definitions.findings]


def _is_of(source: Source, tree: Tree | None, *types: Type) -> bool:
    try:
        return tree is None or typed(tree, source.types())[1] in types
    except ExpressionError:
        return False


def design_uses(design: Design, source: Source) -> Iterator[Use]:
    """Name what the design reads of a row at the decision: `where`, clusters that read the outcome, slices and pays."""
    if design.rows.where is not None and not aggregates(design.rows.where):
        line = design.rows.lines.get("where", design.rows.line)
        yield Use("rows.where", design.rows.where, "E014", design.path, line)
    outcome, line = own_columns(source, design.objective), design.rows.lines.get("cluster", 1)
    for way in design.rows.ways:
        if set(outcome) & set(
            columns(source.inline(way))
        ):  # clusters are read before the verdict, and would tell it
            yield Use("rows.cluster", way, "E014", design.path, line)
    for dimension, one in design.slices.items():
        for value in one.values:
            if value.condition is not None:
                yield Use(f"slice {dimension} {value.name}", value.condition, "E014", design.path, value.line)
        if one.column is not None:
            yield Use(f"slice {dimension}", Column(one.column), "E014", design.path, one.line)
    for action, pay in design.money.pays.items():
        for name, tree in pay.trees().items():
            without = _without_objective(design, tree)
            yield Use(f"pays of {action}", without, "E014", design.path, pay.lines.get(name, pay.line))


def _without_objective(design: Design, tree: Tree) -> Tree:
    """Leave the objective out: in the form of one expression a pay reads the truth, which comes later."""
    return substitute(tree, {design.objective.name: Literal(None, "null")})


def model_uses(definitions: Definitions, design: Design, source: Source) -> Iterator[Use]:
    """Name what the models of a design read, each at the line that selects it."""
    yield from _bare_uses(definitions, design, source)
    for name in _models_of(definitions, design):
        model = resolve(definitions.models, name)
        own = definitions.models[name]
        try:
            trees = model_trees(model, design, source, definitions.features)
        except WagerError:
            continue
        inherited = _inherited(definitions, own, design, source)
        for column, tree in trees.items():
            if inherited.get(column) == tree:
                continue  # said where it is selected
            what = f"rule {column}" if model.algorithm == "rule" and column != RANK else column
            yield Use(what, tree, "E011", own.path, _line(own, column))


def _inherited(definitions: Definitions, own: ModelFile, design: Design, source: Source) -> dict[str, Tree]:
    """Name what the model that one extends reads for the same design."""
    if own.extends is None or own.extends not in definitions.models:
        return {}
    parent = resolve(definitions.models, own.extends)
    if not answers(definitions.models, own.extends, design):  # by its file: its `model` may say another name
        return {}
    try:
        return model_trees(parent, design, source, definitions.features)
    except WagerError:
        return {}


def _bare_uses(definitions: Definitions, design: Design, source: Source) -> Iterator[Use]:
    """Name what bare algorithms read: all columns and features, at the line that names the algorithm."""
    lines = {one.model: one.line for one in design.hypotheses.values()}
    named = design.baselines.named.values() if design.baselines else ()
    lines |= {one.model: one.line for one in named if one.model}
    for name, line in lines.items():
        if is_algorithm(name) and name not in definitions.models:
            try:
                trees = model_trees(bare_model(design.id, name), design, source, definitions.features)
            except WagerError:
                continue
            for column, tree in trees.items():
                yield Use(column, tree, "E011", design.path, line)


def _models_of(definitions: Definitions, design: Design) -> Iterator[str]:
    for name in definitions.models:
        if not is_algorithm(name) and answers(definitions.models, name, design):
            yield name


def _line(model: ModelFile, column: str) -> int:
    keys = ("policy",) if column == RANK else ()
    keys = (*keys, f"algorithm.rule.{column}", "also", "features", "algorithm", "extends")
    return next((model.lines[key] for key in keys if key in model.lines), 1)


def _on_data(
    wiring: Wiring,
    definitions: Definitions,
    design: Design,
    decision: Decision,
    unproven: Sequence[Unproven],
    *,
    uses: Sequence[Use],
) -> list[Finding]:
    if not unproven:
        return []
    try:
        inputs = gather_inputs(wiring, definitions, design, ())
    except BadInputError as error:  # of the data, or of what is asked of them: once, where it is written
        return [one for one in error.findings if one not in definitions.findings]
    except WagerError as error:
        return [
            Finding(
                one.use.path,
                one.use.line,
                one.use.code,
                f"{one.reads}: nothing proves that it is known before the decision, and there is no data to look it "
                f"up in ({error}); leave it out, or write a known time that can be compared{also_reading(one.others)}",
            )
            for one in unproven
        ]
    from wager.features.too_early_rows import sampled

    unit = inputs.unit
    if unit.cases is not None:  # of cases it is known to the row when what they hold came to be known
        decision = replace(decision, source=unit)
        open_ = {(one.use, one.column) for one in unproven}
        _, found = check_uses(uses, definitions.features, decision)
        unproven = [one for one in found if (one.use, one.column) in open_]
    return sampled(wiring.engine, inputs.stored(unit.name), unproven, decision, design.rows.where)
