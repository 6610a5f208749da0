"""The way through the decision graph so far: the edges that verdicts took, and what may still come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wager.design.frozen.standing import Standing
from wager.design.hypotheses.graph import Hypotheses, followers, starts
from wager.design.hypotheses.hypothesis import ENDS


@dataclass(frozen=True)
class Route:
    """Where a design stands.

    Attributes
    ----------
    path : tuple of (str, str)
        Each hypothesis that ended, with its verdict, `timeout` or `void`, in the order of the edges.
    ends : tuple of str
        PROMOTE, CHECK_IN, STOP to which they led.
    due : tuple of str
        The hypotheses whose turn it is.
    ahead : frozenset of str
        Those that may still come, by any verdict; what is due is among them.
    """

    path: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]
    due: tuple[str, ...]
    ahead: frozenset[str]


def follow(hypotheses: Hypotheses, stand: Mapping[str, Standing]) -> Route:
    """Follow the edges that were written beforehand.

    Parameters
    ----------
    hypotheses : mapping of str to Hypothesis
    stand : mapping of str to Standing
        Of each of them.

    Examples
    --------
    >>> from wager.design.hypotheses.hypothesis import Hypothesis
    >>> from wager.foundation.amounts import Duration
    >>> two = {
    ...     "H1": Hypothesis("H1", "", "a", ("G1",), Duration(0), next={"ship": ("PROMOTE",), "otherwise": ("H2",)}),
    ...     "H2": Hypothesis("H2", "", "b", ("G1",), Duration(0)),
    ... }
    >>> stand = {"H1": Standing("H1", "judged", "REFUTED", ended=0), "H2": Standing("H2", "draft")}
    >>> route = follow(two, stand)
    >>> route.path, route.due
    ((('H1', 'REFUTED'),), ('H2',))
    """
    path: dict[str, str] = {}
    ends: list[str] = []
    due: list[str] = []
    waiting = list(starts(hypotheses))
    while waiting:
        name = waiting.pop(0)
        if name in path or name in due:
            continue
        found = stand[name]
        if not found.concluded:
            due.append(name)
            continue
        path[name] = found.word
        targets = hypotheses[name].edge(found.edge)
        ends += [target for target in targets if target in ENDS]
        waiting += [target for target in targets if target in hypotheses]
    return Route(tuple(path.items()), tuple(ends), tuple(due), _ahead(hypotheses, stand, due))


def _ahead(hypotheses: Hypotheses, stand: Mapping[str, Standing], due: list[str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(due)
    while waiting:
        name = waiting.pop()
        if name in found or stand[name].concluded:
            continue
        found.add(name)
        waiting += followers(hypotheses[name], hypotheses)
    return frozenset(found)
