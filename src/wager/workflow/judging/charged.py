"""What a verdict costs: earlier verdicts on the same outcomes are counted, and the α that other designs spent on them is spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from wager.design.hypotheses.alpha import Alpha
from wager.foundation.errors import RefusedError
from wager.workflow.judging.case import Case
from wager.workflow.judging.looks import Reading, looks_at, objective_key
from wager.workflow.judging.read_rows import ReadRows, rows_read
from wager.workflow.question import Question
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Charge:
    """What a verdict reads, and what is left for it.

    Attributes
    ----------
    target : str
        The objective on its rows.
    rows : pyarrow.Table
        Keys and truth of the rows that are read.
    outcome : str
        The stored columns that the objective reads.
    looks : int
        At these outcomes so far, this one included.
    alpha : Decimal
        One-sided, that is left of what the hypothesis owns.
    spent : dict of str to Decimal
        On these outcomes, by design: what is missing from it.
    """

    target: str
    rows: pa.Table
    outcome: str
    looks: int
    alpha: Decimal
    spent: dict[str, Decimal] = field(default_factory=dict)


def charge(wiring: Wiring, case: Case, question: Question, *, sealed: bool) -> Charge:
    """Charge a verdict for the outcomes that it reads.

    Within a design the graph shares α out. What other designs spent on one of the same rows is taken off the design's whole:
    however often a design is copied, the chance that one of the copies ships what is no better stays below the largest total.

    Raises
    ------
    RefusedError
        If nothing is left; no result was computed then.
    """
    table, outcome = rows_read(question, sealed=sealed)
    target, own = objective_key(question), {entry.hash for entry in case.log}
    before = looks_at(wiring, target, ReadRows.of(table, frozenset(outcome.split())))
    spent = spent_by(one for one in before if one.entry not in own)
    total = (case.design.alpha or Alpha()).total
    left = min(case.alpha, total - sum(spent.values(), Decimal(0)))
    if spent and left <= 0:
        others = ", ".join(f"{alpha.normalize():f} by {design}" for design, alpha in spent.items())
        raise RefusedError(
            f"nothing is left to judge {case.hypothesis.id} of {case.design.id} with: of the α of {total.normalize():f} on these "
            f"outcomes {others} was spent. Judge on rows that nobody has read: `holdout: after freeze for 60 d`, or a later part"
        )
    return Charge(target, table, outcome, len(before) + 1, left, spent)


def spent_by(readings: Iterable[Reading]) -> dict[str, Decimal]:
    """Add up what each design spent: never more than its own total, as a success hands its α on.

    Examples
    --------
    >>> half, all_ = Decimal("0.025"), Decimal("0.05")
    >>> spent_by([Reading("a", "1", half, all_), Reading("a", "2", all_, all_), Reading("b", "3", half, all_)])
    {'a': Decimal('0.05'), 'b': Decimal('0.025')}
    """
    found: dict[str, Decimal] = {}
    for one in sorted(readings, key=lambda one: (one.design, one.entry)):
        found[one.design] = min(found.get(one.design, Decimal(0)) + one.alpha, one.total)
    return found
