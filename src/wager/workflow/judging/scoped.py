"""What a verdict leaves aside: the design's part of it, and the rows'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from wager.verdict.scope import Scope, scope_of
from wager.workflow.counting.development import rows_per_year
from wager.workflow.judging.case import Case
from wager.workflow.question import Question
from wager.workflow.tuned import is_untuned


def scoped(case: Case, question: Question, spent: Mapping[str, Decimal] | None = None) -> Scope:
    """Say what the verdict on a case leaves aside, and how many rows a year it is about.

    Parameters
    ----------
    question : Question
        With the rows that judge. Where they came after the freeze, those before it were learned from, and only rows
        without a usable outcome are left out.
    spent : mapping of str to Decimal, optional
        The α that other designs spent on its outcomes.
    """
    parted = question.parts.dropped if question.past is None else {}
    found = scope_of(
        case.design,
        case.hypothesis,
        rows_per_year=rows_per_year(question),
        left_out={**parted, **question.rows.left_out},
        assumed=case.inputs.unit.assumed,
    )
    taken = {design: float(alpha) for design, alpha in (spent or {}).items()}
    return replace(found, spent=taken, untuned=is_untuned(question))
