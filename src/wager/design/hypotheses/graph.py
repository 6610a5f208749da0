"""The decision graph: which verdicts are answered, where each path leads, how long it can take."""

from __future__ import annotations

from collections.abc import Mapping

from wager.design.hypotheses.hypothesis import VERDICTS, Hypothesis
from wager.foundation.amounts import Duration
from wager.foundation.order import in_order as ordered

Hypotheses = Mapping[str, Hypothesis]


def unanswered(hypothesis: Hypothesis) -> tuple[str, ...]:
    """Name the verdicts after which nothing follows."""
    return tuple(verdict for verdict in VERDICTS if not hypothesis.edge(verdict))


def followers(hypothesis: Hypothesis, hypotheses: Hypotheses) -> tuple[str, ...]:
    """Name the hypotheses that may come next, each once."""
    targets = (target for verdict in VERDICTS for target in hypothesis.edge(verdict))
    return tuple(dict.fromkeys(target for target in targets if target in hypotheses))


def starts(hypotheses: Hypotheses) -> tuple[str, ...]:
    """Name the hypotheses that follow no other: where the work begins.

    In a graph that is all circle, the first.
    """
    followed = {name for one in hypotheses.values() for name in followers(one, hypotheses) if name != one.id}
    found = tuple(name for name in hypotheses if name not in followed)
    return found or tuple(hypotheses)[:1]


def circle(hypotheses: Hypotheses) -> tuple[str, ...]:
    """Name the hypotheses that lead back to themselves; empty where none does."""
    return ordered({name: followers(one, hypotheses) for name, one in hypotheses.items()})[1][:-1]


def in_order(hypotheses: Hypotheses) -> tuple[str, ...]:
    """Order the hypotheses so that each comes before those that may follow it.

    Those in a circle come last, in the order of the document.
    """
    backwards = {
        name: tuple(reversed(followers(hypotheses[name], hypotheses))) for name in reversed(tuple(hypotheses))
    }
    found = dict.fromkeys(reversed(ordered(backwards)[0]))
    return (*found, *(name for name in hypotheses if name not in found))


def longest(hypotheses: Hypotheses) -> tuple[tuple[str, ...], Duration]:
    """Find the path that takes longest: its hypotheses and the sum of their timeboxes.

    The graph must have no circle.
    """
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for name in reversed(in_order(hypotheses)):
        after = [best[other] for other in followers(hypotheses[name], hypotheses) if other in best]
        length, way = max(after, default=(0, ()))
        best[name] = (length + hypotheses[name].timebox.microseconds, (name, *way))
    length, way = max(best.values(), default=(0, ()))
    return way, Duration(length)
