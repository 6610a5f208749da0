"""How a verdict falls under a truth: said before any result exists, of all tests of a hypothesis together.

The tests of a hypothesis share their rows, and nothing is known beforehand of how they hang together. What must hold for all of them
is therefore bounded: it happens at most as often as in the test that is hardest to pass, and at least as often as if no two
failures ever fell together (Fréchet's bounds; for guardrails Schultzberg, Ankargren & Frånberg 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from wager.verdict.power import chance, goal_power
from wager.verdict.sequential import bounds, crossing


@dataclass(frozen=True)
class Foreseen:
    """One test of a hypothesis and how well it can tell; figures are turned so that more is better.

    Attributes
    ----------
    asked : float
        The amount that must be won, or that may be lost; 0 for any amount.
    se : float
        Of the difference that will be judged, in the same unit.
    clusters : int
    bearable : bool
        True where the amount may be lost.
    money : bool
        True of a goal in money: a loss of it is harm.
    at_least : bool
        True where the lower bound must reach the amount.
    needed : float
        The true gain with which it is proven with the power that was asked for; 0 of what may be lost.
    """

    asked: float
    se: float
    clusters: int
    bearable: bool = False
    money: bool = False
    at_least: bool = False
    needed: float = 0.0

    def proven(self, effect: float, alpha: float) -> float:
        """Return the chance that it is proven."""
        if self.bearable:
            return chance(_ratio(effect + self.asked, self.se), alpha, self.clusters)
        return goal_power(effect, self.asked, self.se, alpha, self.clusters, at_least=self.at_least)

    def below(self, effect: float, alpha: float) -> float:
        """Return the chance that its interval lies wholly below what is asked, or beyond what may be lost."""
        target = -self.asked if self.bearable else self.asked
        return chance(_ratio(target - effect, self.se), alpha, self.clusters)

    def harmful(self, effect: float, alpha: float) -> float:
        """Return the chance that its interval lies wholly on the side that makes a verdict HARM."""
        if self.bearable:
            return self.below(effect, alpha)
        return replace(self, asked=0.0).below(effect, alpha) if self.money else 0.0


def _ratio(far: float, se: float) -> float:
    if se:
        return far / se
    return float("inf") if far > 0 else float("-inf")


@dataclass(frozen=True)
class Odds:
    """How often which verdict falls.

    Attributes
    ----------
    false_ship : float
        SHIP, at most, of a model that is no better than whom it is compared with.
    harm_ship : float or None
        SHIP, at most, of a model that does exactly the harm of a margin; None without guardrails.
    insignificant : float or None
        How often that harm would pass, at the worst guardrail, were it enough that it is not significant.
    power : float
        SHIP, at least, where each gain is what its goal needs and nothing is harmed.
    as_asked : float
        SHIP, at most, where each gain is exactly what was asked.
    of_nothing, of_needed : tuple of float
        About how often SHIP, HARM, REFUTED and INCONCLUSIVE fall where there is nothing, and where each gain is what is needed.
    """

    false_ship: float
    harm_ship: float | None
    insignificant: float | None
    power: float
    as_asked: float
    of_nothing: tuple[float, float, float, float]
    of_needed: tuple[float, float, float, float]


def odds(goals: Sequence[Foreseen], guards: Sequence[Foreseen], alpha: float) -> Odds:
    """Say how often which verdict falls.

    Parameters
    ----------
    goals, guards : sequence of Foreseen
        At least one goal.
    alpha : float
        One-sided, of each test.

    Examples
    --------
    The README's money goal: 8,000 of a figure with a standard error of 1,400, on 61 days, at 2 %.

    >>> goal = Foreseen(8000, 1400, 61, money=True, needed=9150)
    >>> found = odds([goal], [Foreseen(2.0, 0.9, 61, bearable=True)], 0.02)
    >>> round(found.false_ship, 4), round(found.harm_ship, 2), round(found.insignificant, 2)
    (0.0, 0.02, 0.46)
    >>> round(found.as_asked, 2), round(found.power, 2)
    (0.5, 0.34)
    """
    every = [*goals, *guards]
    missed = [replace(test, asked=0.0).below(-test.asked, alpha) for test in guards]
    return Odds(
        false_ship=min(test.proven(0.0, alpha) if test.asked else alpha for test in goals),
        harm_ship=alpha if guards else None,
        insignificant=max((1 - found for found in missed), default=None),
        power=max(0.0, 1 - sum(1 - test.proven(test.needed, alpha) for test in every)),
        as_asked=min(test.proven(_asked(test), alpha) for test in every),
        of_nothing=_words(goals, guards, alpha, lambda _: 0.0),
        of_needed=_words(goals, guards, alpha, lambda test: test.needed),
    )


def _asked(test: Foreseen) -> float:
    """Return the truth that is just what was asked; no harm, of what may be lost."""
    return 0.0 if test.bearable else test.asked or test.needed


def _words(
    goals: Sequence[Foreseen], guards: Sequence[Foreseen], alpha: float, effect: Callable[[Foreseen], float]
) -> tuple[float, float, float, float]:
    """Say about how often each word falls: proofs as if they were independent, the others as if they fell together."""
    every = [*goals, *guards]
    harm = max(test.harmful(effect(test), alpha) for test in every)
    ship = min(prod(test.proven(effect(test), alpha) for test in every), 1 - harm)
    # Who loses money for certain wins less than was asked for certain: HARM stands first, and takes its part.
    below = max(test.below(effect(test), alpha) for test in goals)
    refuted = min(max(0.0, below - harm), 1 - harm - ship)
    return ship, harm, refuted, max(0.0, 1 - ship - harm - refuted)


def share_read(tests: Sequence[Foreseen], alpha: float, looks: int, *, needed: bool) -> float:
    """Say about how much of a holdout is read until its verdict, where looks at it come at equal shares.

    Parameters
    ----------
    tests : sequence of Foreseen
        All must be proven: the one that takes longest counts.
    looks : int
        That on the last day among them.
    needed : bool
        True where each gain is what is needed, False where there is none.

    Examples
    --------
    >>> goal = Foreseen(0, 1.0, 200, needed=2.8)
    >>> round(share_read([goal], 0.025, 5, needed=True), 2), round(share_read([goal], 0.025, 5, needed=False), 2)
    (0.81, 0.99)
    """
    shares = np.arange(1, looks + 1) / looks
    if looks == 1 or alpha <= 0:
        return 1.0
    limits = bounds(shares, alpha)
    read = []
    for test in tests:
        effect = (test.needed if needed else 0.0) + (test.asked if test.bearable else 0.0)
        above, below = crossing(shares, limits, _ratio(effect, test.se) if test.se else 8.0)
        ended = above + below
        read.append(float(ended @ shares) + 1.0 - float(ended.sum()))
    return max(read)
