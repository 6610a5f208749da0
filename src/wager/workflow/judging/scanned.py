"""Put the scan of undeclared slices beside a verdict that is given; never before, and never into its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from wager.data.clocks import requested
from wager.design.blocks import Design
from wager.evaluation.column_slices import ColumnSlice, column_slices
from wager.expressions.tree import Column, columns
from wager.features.decision import Decision, Use
from wager.features.rules import check_uses
from wager.features.too_early_rows import sampled
from wager.training.columns import take
from wager.verdict.scan import LEAST_ROWS, scan
from wager.verdict.slices import compared
from wager.verdict.verdict import Verdict
from wager.workflow.entrant import Entrant
from wager.workflow.find_leaks import design_uses
from wager.workflow.judging.case import Case
from wager.workflow.judging.trial import Trial
from wager.workflow.question import HOLDOUT, Question

_DEVELOPMENT = ("train", "tune")


def with_scan(trial: Trial, case: Case) -> Verdict:
    """Return a trial's verdict with the scan beside it; the word stays what it is.

    Parameters
    ----------
    trial : Trial
        Whose verdict is given now: its holdout is read.
    """
    goal = case.design.goals[case.hypothesis.goals[0]]
    metric, sign = compared(goal, case.design.metrics, trial.court)
    return replace(
        trial.judgement, scan=scan(trial.court, metric, sign, _slices(trial.question, case.entered))
    )


def _slices(question: Question, entered: Entrant) -> Iterator[ColumnSlice]:
    """Cut the held-out rows by every column; the quarters are those of the rows that were learned from."""
    trees = {name: Column(name) for name in scanned_columns(question, entered)}
    judged, learned = question.matrix(trees), question.learning.matrix(trees)
    held, parts = question.parts.rows(HOLDOUT), question.learning.parts
    past = [parts.rows(part) for part in _DEVELOPMENT]
    for name in trees:
        of_past = [take({name: learned.columns[name]}, rows)[name] for rows in past]
        yield from column_slices(
            name,
            judged.types[name],
            take({name: judged.columns[name]}, held)[name],
            pa.concat_arrays(of_past),
            least=LEAST_ROWS,
            currency=question.inputs.currency,
        )


def scanned_columns(question: Question, entered: Entrant, *, declared: bool = False) -> tuple[str, ...]:
    """Name the columns and features to cut by, sorted: what the model or the design reads of a row at the decision.

    What a declared slice is cut by is left out unless `declared`, for it is tested; and so is what is not proven to be known at the decision,
    what the outcome is made of, and what names a row.
    """
    inputs, design = question.inputs, question.design
    read = [*entered.trees.values(), *(use.tree for use in design_uses(design, inputs.unit))]
    names = {str(name) for tree in read for name in columns(tree)}
    names &= {*inputs.unit.types(), *inputs.definitions.features}
    names -= {*design.rows.afterwards, *columns(design.objective.tree, into_aggregates=False)}
    names -= {name for key in (design.rows.key, inputs.unit.key) if len(key) == 1 for name in key}
    if not declared:
        names -= {str(one.column) for one in design.slices.values() if one.column is not None}
    return tuple(name for name in sorted(names) if _known(question, design, name))


def _known(question: Question, design: Design, name: str) -> bool:
    """Tell whether a column is known at the decision, by its clock or on the data; without a moment there is no clock."""
    inputs = question.inputs
    if design.rows.decide_at is None or design.is_one_file:
        return True
    unit = inputs.declared.unit
    asked = requested(design.rows.request, design.objective.tree, design.rows.decide_at, unit)
    decision = Decision(inputs.unit, design.rows.decide_at, asked)
    use = Use("scan", Column(name), "E014", design.path, design.rows.line)
    late, unproven = check_uses([use], inputs.definitions.features, decision)
    if unproven and not late:
        stored = inputs.stored(inputs.unit.name)
        late = sampled(question.wiring.engine, stored, unproven, decision, design.rows.where)
    return not late
