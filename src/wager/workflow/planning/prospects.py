"""What lies ahead of each hypothesis: its days, its α, and what its tests can detect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry
from wager.design.frozen.route import follow
from wager.design.frozen.standing import Standing
from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.hypothesis import VERDICTS, Hypothesis
from wager.design.hypotheses.ways import Done, Ways, ways
from wager.foundation.amounts import DAY, Duration
from wager.verdict.odds import Foreseen, Odds, odds, share_read
from wager.workflow.planning.detection import Detectable, Untold
from wager.workflow.standing.in_time import waits
from wager.workflow.states import alphas_of


@dataclass(frozen=True)
class Prospect:
    """One hypothesis, as the plan sees it.

    Attributes
    ----------
    hypothesis, claim, model : str
    days : float
        That it may take at worst, with what check-ins added; of one that has ended what it took.
    alpha : Decimal
        One-sided, at which its tests are planned: what it owns by now, or where that is nothing the most that any way
        brings to it.
    state, verdict : str
        As in `Standing`; the verdict is empty while it is open.
    ahead : bool
        True where it may still come.
    next : dict of str to tuple of str
        What was written for each verdict.
    tests : tuple of Detectable
    untold : tuple of Untold
    why : str
        Why nothing can be told of it; empty where something can.
    odds : Odds or None
        How often which verdict falls; None where something is not told of a test.
    read : tuple of float
        About how much of its holdout is read until its verdict: where there is nothing, and where each gain is what is needed.
    """

    hypothesis: str
    claim: str
    model: str
    days: float
    alpha: Decimal
    state: str
    verdict: str
    ahead: bool
    next: Mapping[str, tuple[str, ...]]
    tests: tuple[Detectable, ...] = ()
    untold: tuple[Untold, ...] = ()
    why: str = ""
    odds: Odds | None = None
    read: tuple[float, float] = (1.0, 1.0)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            **vars(self),
            "odds": None if self.odds is None else vars(self.odds),
            "alpha": f"{self.alpha.normalize():f}",
            "next": {verdict: list(targets) for verdict, targets in self.next.items()},
            "tests": [
                {**vars(test), "shares": dict(test.shares), "enough": test.enough} for test in self.tests
            ],
            "untold": [vars(test) for test in self.untold],
        }

    def with_tests(self, found: list[Detectable | Untold], looks: int) -> Prospect:
        """Add what was told of its tests, and how often which verdict falls with so many looks."""
        tests = tuple(one for one in found if isinstance(one, Detectable))
        told = replace(self, tests=tests, untold=tuple(one for one in found if isinstance(one, Untold)))
        if told.untold or not tests or self.alpha <= 0:
            return told
        goals, guards = (
            [_foreseen(one) for one in tests if one.kind == kind] for kind in ("goal", "guardrail")
        )
        alpha = float(self.alpha)
        read = tuple(share_read([*goals, *guards], alpha, looks, needed=needed) for needed in (False, True))
        return replace(told, odds=odds(goals, guards, alpha), read=(read[0], read[1]))


def _foreseen(test: Detectable) -> Foreseen:
    return Foreseen(
        test.asked or 0.0,
        test.se,
        test.clusters,
        bearable=test.bearable,
        money=test.kind == "goal" and test.unit not in {"share", "number"},
        at_least=test.at_least,
        needed=0.0 if test.bearable else test.needed,
    )


@dataclass(frozen=True)
class Ahead:
    """The graph from where it stands.

    Attributes
    ----------
    ways : Ways
    prospects : dict of str to Prospect
        In the order of the document.
    ends : tuple of str
        PROMOTE, CHECK_IN, STOP to which verdicts so far have led.
    waits : float
        Days that each open hypothesis waits for its holdout on top of its timebox; 0 where that is there already.
    looks : int
        How often that holdout may be judged; 1 for its last day only.
    """

    ways: Ways
    prospects: Mapping[str, Prospect]
    ends: tuple[str, ...] = ()
    waits: float = field(default=0.0)
    looks: int = 1


def look_ahead(design: Design, log: tuple[Entry, ...], stand: Mapping[str, Standing]) -> Ahead:
    """Walk the graph on from what the log says.

    Parameters
    ----------
    design : Design
        Its graph has no circle.
    stand : mapping of str to Standing
        Of each hypothesis.
    """
    alpha, hypotheses = design.alpha or Alpha(), design.hypotheses
    done = {name: Done(one.edge, _took(design, one)) for name, one in stand.items() if one.concluded}
    days = {name: _at_worst(one) for name, one in stand.items()}
    frozen = alphas_of(log)
    found = ways(hypotheses, alpha, days, done, frozen)
    route = follow(hypotheses, stand)
    now = owned(hypotheses, alpha, {name: ended.edge for name, ended in done.items()}, frozen)
    best = _most(found)
    prospects = {
        name: Prospect(
            name,
            one.claim,
            one.model,
            done[name].days if name in done else days[name],
            now[name] or best.get(name, Decimal(0)),
            stand[name].state,
            stand[name].word,
            name in route.ahead,
            _edges(one),
        )
        for name, one in hypotheses.items()
    }
    length = design.split.prospective if design.split is not None else None
    looks = 1 if design.split is None else design.split.looks or 1
    return Ahead(found, prospects, route.ends, 0.0 if length is None else length.days, looks)


def _edges(one: Hypothesis) -> dict[str, tuple[str, ...]]:
    return {verdict: one.edge(verdict) for verdict in VERDICTS if one.edge(verdict)}


def _most(found: Ways) -> dict[str, Decimal]:
    """Return the largest α that any way brings to each hypothesis."""
    most: dict[str, Decimal] = {}
    for way in found.listed:
        for step in way.steps:
            most[step.hypothesis] = max(step.alpha, most.get(step.hypothesis, Decimal(0)))
    return most


def _at_worst(one: Standing) -> float:
    """Say how long an open hypothesis may take: its timebox, or until the end that check-ins gave it."""
    if one.started is None or one.ends is None:
        return Duration(one.timebox).days
    return max(one.timebox, one.ends - one.started) / DAY


def _took(design: Design, one: Standing) -> float:
    """Say how long one that ended took; its timebox where nobody knows when it began."""
    ended = one.frozen if waits(design) and one.frozen is not None else one.ended
    if one.started is None or ended is None:
        return Duration(one.timebox).days
    return max(ended - one.started, 0) / DAY
