"""What a verdict leaves aside, and how many rows a year it is about: kept in the log beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from wager.design.design_record import Design
from wager.design.hypotheses.alpha import Alpha
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.kinds.judging import Slice
from wager.design.kinds.record import REQUIREMENTS
from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import PER, resolved
from wager.design.sentences.slices import SliceRef
from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class Scope:
    """What a verdict leaves aside, and how many rows a year it is about.

    Attributes
    ----------
    power : float
        The chance with which the design wants an effect to be found.
    rows_per_year : float or None
        Per 365 days, as the snapshot counts them; None without a time.
    left_out : dict of str to int
        Rows of the design that judged nothing and were learned from by nobody, by reason.
    slices : tuple of str
        Dimensions, or values of them, that no guardrail of the hypothesis is about.
    metrics, goals : tuple of str
        Of the design, that the hypothesis does not ask for.
    needs : dict of str to str
        Software that the hypothesis needs, with the command that would prove that it is there.
    later, unchecked : tuple of str
        Requirements that the launch or a stage asks for, and those that nothing checks.
    assumed : bool
        True where nobody wrote down when what became known.
    spent : dict of str to float
        The α that other designs spent on these outcomes, which is taken off what this one has.
    untuned : bool
        True where no row of `tune` could be learned from, so that nothing was chosen on it.
    """

    power: float = float(Alpha().power)
    rows_per_year: float | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    slices: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    assumed: bool = False
    spent: Mapping[str, float] = field(default_factory=dict)
    untuned: bool = False

    def yearly(self, found: Estimate) -> Estimate | None:
        """Turn money per 1,000 rows into money per 365 days; None where the rows per year are not known.

        Examples
        --------
        >>> Scope(rows_per_year=2000.0).yearly(Estimate(5.0, 1.0, 3.0, 7.0, 9, 9, 9, "USD")).with_interval()
        '10.00 USD (6.00 USD .. 14.00 USD)'
        """
        if self.rows_per_year is None:
            return None
        value, se, low, high = (
            None if number is None else self.of_year(number)
            for number in (found.value, found.se, found.low, found.high)
        )
        return replace(found, value=value, se=se, low=low, high=high, wild=None, by_weeks=None)

    def of_year(self, amount: float) -> float:
        """Turn an amount per 1,000 rows into one per 365 days, where the rows per year are known."""
        assert self.rows_per_year is not None
        return amount * (self.rows_per_year / PER)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        plain = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(self).items()}
        return {
            **plain,
            "left_out": dict(self.left_out),
            "needs": dict(self.needs),
            "spent": dict(self.spent),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Scope:
        """Read what `to_json` wrote."""
        plain: dict[str, Any] = {one.name: found[one.name] for one in fields(cls) if one.name in found}
        for name in ("slices", "metrics", "goals", "later", "unchecked"):
            plain[name] = tuple(plain.get(name, ()))
        return cls(**plain)


def scope_of(
    design: Design,
    hypothesis: Hypothesis,
    *,
    rows_per_year: float | None = None,
    left_out: Mapping[str, int] | None = None,
    assumed: bool = False,
) -> Scope:
    """Say what of a design a hypothesis leaves aside.

    Parameters
    ----------
    rows_per_year, left_out, assumed
        See `Scope`.
    """
    asked = [design.goals[name] for name in hypothesis.goals if name in design.goals]
    power = hypothesis.power.value if hypothesis.power else (design.alpha or Alpha()).power
    required = {*(design.launch.requires if design.launch else ())}
    required |= {name for stage in design.stages.values() for name in stage.exit}
    answers = tuple(REQUIREMENTS) if design.requirements is not None else ()
    return Scope(
        float(power),
        rows_per_year,
        dict(left_out or {}),
        _unguarded(design.slices, asked),
        _unasked_metrics(design, asked),
        tuple(name for name in design.goals if name not in hypothesis.goals),
        {name: design.software[name].check for name in hypothesis.needs if name in design.software},
        tuple(name for name in answers if name in required),
        tuple(name for name in answers if name not in required),
        assumed,
    )


def _unasked_metrics(design: Design, asked: Iterable[Goal]) -> tuple[str, ...]:
    said = [metric for goal in asked for metric in (goal.metric, *(guard.metric for guard in goal.guards))]
    used = [resolved(metric, design.metrics) for metric in said]
    return tuple(name for name, metric in design.metrics.items() if metric not in used)


def _unguarded(slices: Mapping[str, Slice], asked: Iterable[Goal]) -> tuple[str, ...]:
    """Name the dimensions that no guardrail names, and of the others the values that none covers."""
    guarded = [
        (guard.slice, goal.slice) for goal in asked for guard in goal.guards if guard.slice is not None
    ]
    missing: list[str] = []
    for dimension, one in slices.items():
        about = [(said, own) for said, own in guarded if _is_about(said, one)]
        values = [value.name for value in one.values if not any(_covers(*pair, value.name) for pair in about)]
        if not about:
            missing.append(dimension)
        elif values and not all(said.any for said, _ in about):
            missing += [f"{dimension} {value}" for value in values]
    return tuple(missing)


def _is_about(said: SliceRef, one: Slice) -> bool:
    named = any(value.name == said.value for value in one.values)
    return said.dimension == one.dimension or (said.dimension is None and named)


def _covers(said: SliceRef, own: SliceRef | None, value: str) -> bool:
    if said.any == "any other":
        return own is None or own.value != value
    return said.any == "any" or said.value == value
