"""Every way through the decision graph: how long it takes at worst, and the α at which each hypothesis is tested."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.graph import Hypotheses, in_order, starts
from wager.design.hypotheses.hypothesis import VERDICTS

LISTED = 200
"""Ways that are written out; of a wider graph all are counted, and the longest is found."""


@dataclass(frozen=True)
class Done:
    """A hypothesis that has ended.

    Attributes
    ----------
    edge : str
        The verdict whose edge it went.
    days : float
        That it took.
    """

    edge: str
    days: float


@dataclass(frozen=True)
class Step:
    """One hypothesis on a way.

    Attributes
    ----------
    hypothesis : str
    verdicts : tuple of str
        Those after which it goes on like this.
    alpha : Decimal
        At which the hypothesis is tested when it is reached like this.
    days : float
    done : bool
        True where it has happened already.
    leads : tuple of str
        What was written for these verdicts: ends, and the next hypothesis.
    """

    hypothesis: str
    verdicts: tuple[str, ...]
    alpha: Decimal
    days: float
    done: bool
    leads: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One way from a beginning to an end.

    Attributes
    ----------
    steps : tuple of Step
    days : float
        All timeboxes on it, or what was used of them.
    """

    steps: tuple[Step, ...]
    days: float

    @property
    def names(self) -> tuple[str, ...]:
        """The hypotheses on it."""
        return tuple(step.hypothesis for step in self.steps)


@dataclass(frozen=True)
class Ways:
    """The ways through a graph.

    Attributes
    ----------
    listed : tuple of Way
        The first of them, in the order of the document.
    count : int
        How many there are.
    worst : Way or None
        The longest; None where there is no hypothesis.
    """

    listed: tuple[Way, ...]
    count: int
    worst: Way | None


def ways(
    hypotheses: Hypotheses,
    alpha: Alpha,
    days: Map[str, float],
    done: Map[str, Done],
    frozen: Map[str, Decimal] | None = None,
) -> Ways:
    """Walk every way that is still open, verdict by verdict.

    Verdicts that lead to the same place are one branch; a success is a branch of its own where it hands its α on.

    Parameters
    ----------
    hypotheses : mapping of str to Hypothesis
        Without a circle.
    alpha : Alpha
    days : mapping of str to float
        What each open hypothesis may take at worst.
    done : mapping of str to Done
        What has ended already: of these one branch is left.
    frozen : mapping of str to Decimal
        The α of all that were ever frozen.

    Examples
    --------
    >>> from wager.design.hypotheses.hypothesis import Hypothesis
    >>> from wager.foundation.amounts import Duration
    >>> chain = {
    ...     "H1": Hypothesis("H1", "", "a", ("G1",), Duration(0), next={"ship": ("H2",), "otherwise": ("STOP",)}),
    ...     "H2": Hypothesis("H2", "", "b", ("G1",), Duration(0), next={"otherwise": ("STOP",)}),
    ... }
    >>> found = ways(chain, Alpha(), {"H1": 5.0, "H2": 8.0}, {})
    >>> [(way.names, way.days, way.steps[-1].alpha) for way in found.listed]
    [(('H1', 'H2'), 13.0, Decimal('0.050')), (('H1',), 5.0, Decimal('0.025'))]
    """
    walk = _Walk(hypotheses, alpha, days, done, frozen or {})
    begins = starts(hypotheses)
    every = (
        Way(steps, sum(step.days for step in steps)) for name in begins for steps in walk.from_here(name, ())
    )
    count = walk.counts()
    return Ways(tuple(islice(every, LISTED)), sum(count[name] for name in begins), walk.worst(begins))


@dataclass(frozen=True)
class _Walk:
    hypotheses: Hypotheses
    alpha: Alpha
    days: Map[str, float]
    done: Map[str, Done]
    frozen: Map[str, Decimal]

    def branches(self, name: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Group the verdicts of a hypothesis by what follows; of one that is done there is one."""
        one, ended = self.hypotheses[name], self.done.get(name)
        verdicts = VERDICTS if ended is None else (ended.edge,)
        grouped: dict[tuple[tuple[str, ...], bool], list[str]] = {}
        for verdict in verdicts:
            leads = one.edge(verdict)
            hands_on = verdict == "ship" and bool(self.after(leads, name))
            grouped.setdefault((leads, hands_on), []).append(verdict)
        return [(tuple(found), leads) for (leads, _), found in grouped.items()]

    def after(self, leads: tuple[str, ...], name: str) -> str:
        """Name the hypothesis that comes next; empty where none does."""
        return next((target for target in leads if target in self.hypotheses and target != name), "")

    def took(self, name: str) -> float:
        """Say how long a hypothesis takes."""
        ended = self.done.get(name)
        return self.days[name] if ended is None else ended.days

    def step(
        self, name: str, before: tuple[Step, ...], verdicts: tuple[str, ...], leads: tuple[str, ...]
    ) -> Step:
        """Make a step, with the α that the steps before it leave to it."""
        given = {other: ended.edge for other, ended in self.done.items()}
        given |= {one.hypothesis: one.verdicts[0] for one in before}
        alpha = owned(self.hypotheses, self.alpha, given, self.frozen)[name]
        return Step(name, verdicts, alpha, self.took(name), name in self.done, leads)

    def from_here(self, name: str, before: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        """Yield every way on, with the steps before it."""
        for verdicts, leads in self.branches(name):
            steps = (*before, self.step(name, before, verdicts, leads))
            following = self.after(leads, name)
            if following:
                yield from self.from_here(following, steps)
            else:
                yield steps

    def counts(self) -> dict[str, int]:
        """Count the ways from each hypothesis on."""
        found: dict[str, int] = {}
        for name in reversed(in_order(self.hypotheses)):
            following = [self.after(leads, name) for _, leads in self.branches(name)]
            found[name] = sum(found[other] if other else 1 for other in following)
        return found

    def worst(self, begins: tuple[str, ...]) -> Way | None:
        """Find the longest way; of several the first in the order of the verdicts."""
        length: dict[str, float] = {}
        for name in reversed(in_order(self.hypotheses)):
            following = [self.after(leads, name) for _, leads in self.branches(name)]
            length[name] = self.took(name) + max((length[other] for other in following if other), default=0.0)
        if not begins:
            return None
        name, steps = max(begins, key=lambda begin: length[begin]), tuple[Step, ...]()
        while name:
            verdicts, leads = max(
                self.branches(name), key=lambda branch: length.get(self.after(branch[1], name), 0.0)
            )
            steps = (*steps, self.step(name, steps, verdicts, leads))
            name = self.after(leads, name)
        return Way(steps, sum(step.days for step in steps))
