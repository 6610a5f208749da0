"""What a verdict costs: earlier verdicts on the same outcomes are counted, and the α that other designs spent on them is spent.

What is left is told before a freeze already, from keys alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from wager.design.blocks import Design
from wager.design.frozen.log import Entry
from wager.design.hypotheses.alpha import Alpha
from wager.foundation.errors import RefusedError
from wager.foundation.finding import Finding
from wager.workflow.judging.case import Case
from wager.workflow.judging.looks import Reading, looks_at, objective_key
from wager.workflow.judging.read_rows import ReadRows, rows_read
from wager.workflow.question import HOLDOUT, Question
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Left:
    """What other designs leave of a design's α on the outcomes of its holdout.

    Attributes
    ----------
    total : Decimal
        One-sided, of the whole design.
    spent : dict of str to Decimal
        On these outcomes, by design.
    perhaps : dict of str to Decimal
        On outcomes of the same rows that are said by other columns; whether they are the same only the outcomes tell, and
        those are not read before the verdict.

    Examples
    --------
    >>> left = Left(Decimal("0.05"), {"copy": Decimal("0.04")})
    >>> left.of(Decimal("0.025")), left.of(Decimal("0.005"))
    (Decimal('0.01'), Decimal('0.005'))
    """

    total: Decimal
    spent: dict[str, Decimal] = field(default_factory=dict)
    perhaps: dict[str, Decimal] = field(default_factory=dict)

    def of(self, alpha: Decimal) -> Decimal:
        """Return what is left of the α that a hypothesis owns; never below 0."""
        return max(min(alpha, self.total - sum(self.spent.values(), Decimal(0))), Decimal(0))

    @property
    def nothing(self) -> bool:
        """True where nothing can be judged any more."""
        return bool(self.spent) and self.of(self.total) == 0

    def to_json(self, alpha: Decimal) -> dict[str, Any] | None:
        """Write for a hypothesis that owns so much, as JSON values; None where nobody else spent anything."""
        if not self.spent and not self.perhaps:
            return None
        written = {
            name: {design: f"{one.normalize():f}" for design, one in found.items()}
            for name, found in (("spent", self.spent), ("perhaps", self.perhaps))
        }
        return {"total": f"{self.total.normalize():f}", **written, "left": f"{self.of(alpha).normalize():f}"}

    def refused(self, hypothesis: str, design: str) -> RefusedError:
        """Refuse to judge, or to freeze what could never be judged."""
        return RefusedError(
            f"nothing is left to judge {hypothesis} of {design} with: of the α of {self.total.normalize():f} on these "
            f"outcomes {shares(self.spent)} was spent. {ELSEWHERE}"
        )


ELSEWHERE = "Judge on rows that nobody has read: `holdout: after freeze for 60 d`, or a later part"


def shares(spent: dict[str, Decimal]) -> str:
    """Write what was spent by whom.

    Examples
    --------
    >>> shares({"copy": Decimal("0.0250"), "other": Decimal("0.01")})
    '0.025 by copy, 0.01 by other'
    """
    return ", ".join(f"{alpha.normalize():f} by {design}" for design, alpha in spent.items())


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
    left = Left((case.design.alpha or Alpha()).total, spent)
    if left.nothing:
        raise left.refused(case.hypothesis.id, case.design.id)
    return Charge(target, table, outcome, len(before) + 1, left.of(case.alpha), spent)


def left_on(wiring: Wiring, design: Design, log: Iterable[Entry], question: Question) -> Left:
    """Say what other designs leave on the outcomes of a holdout, without reading one of them.

    What comes after a freeze has no rows yet, and nobody has read them. Where outcomes are sealed a verdict cannot compare
    them either, so that all that was spent on the same rows counts.
    """
    total, own = (design.alpha or Alpha()).total, {entry.hash for entry in log}
    if not len(question.parts.rows(HOLDOUT)):
        return Left(total)
    table, outcome = rows_read(question, sealed=True)
    read = ReadRows.of(table, frozenset(outcome.split()))
    found = [one for one in looks_at(wiring, objective_key(question), read) if one.entry not in own]
    sealed = any(source.seal for source in question.inputs.sources.values())
    sure = [one for one in found if one.sure or sealed]
    spent, whole = spent_by(sure), spent_by(found)
    perhaps = {name: alpha - spent.get(name, Decimal(0)) for name, alpha in whole.items()}
    return Left(total, spent, {name: alpha for name, alpha in perhaps.items() if alpha > 0})


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


def spent_elsewhere(design: Design, left: Left) -> list[Finding]:
    """Warn that other designs spent α on the same outcomes (W119); an error where they left nothing (E019)."""
    if not left.spent and not left.perhaps:
        return []
    line = design.alpha.line if design.alpha is not None else design.line("split")
    if left.nothing:
        message = (
            f"nothing is left of the α of {left.total.normalize():f} on the outcomes of this holdout: {shares(left.spent)} was "
            f"spent, and `freeze` will refuse. {ELSEWHERE}"
        )
        return [Finding(design.path, line, "E019", message)]
    spent = f"{shares(left.spent)} was spent on the same outcomes" if left.spent else ""
    perhaps = (
        f"{shares(left.perhaps)} was spent on outcomes of the same rows that are said by other columns, and only the verdict "
        "tells whether they are the same"
        if left.perhaps
        else ""
    )
    message = (
        f"of the α of {left.total.normalize():f} {left.of(left.total).normalize():f} is left on this holdout: "
        f"{'; '.join(one for one in (spent, perhaps) if one)}. Ask for no more than that can tell, or judge on rows that nobody "
        "has read: `holdout: after freeze for 60 d`"
    )
    return [Finding(design.path, line, "W119", message)]
