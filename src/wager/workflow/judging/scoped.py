"""What a verdict leaves aside: the design's part of it, and the rows'."""

from __future__ import annotations

from wager.verdict.scope import Scope, scope_of
from wager.workflow.counting.development import rows_per_year
from wager.workflow.judging.case import Case
from wager.workflow.question import Question


def scoped(case: Case, question: Question) -> Scope:
    """Say what the verdict on a case leaves aside, and how many rows a year it is about.

    Parameters
    ----------
    question : Question
        With the rows that judge. Where they came after the freeze, those before it were learned from, and only rows
        without a usable outcome are left out.
    """
    parted = question.parts.dropped if question.past is None else {}
    return scope_of(
        case.design,
        case.hypothesis,
        rows_per_year=rows_per_year(question),
        left_out={**parted, **question.rows.left_out},
        assumed=case.inputs.unit.assumed,
    )
