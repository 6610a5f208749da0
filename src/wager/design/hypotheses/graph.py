"""The decision graph: which verdicts are answered, where each path leads, how long it can take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wager.design.hypotheses.hypothesis import VERDICTS, Hypothesis
from wager.foundation.amounts import Duration

Hypotheses = Mapping[str, Hypothesis]


@dataclass(frozen=True)
class Path:
    """One way through the graph.

    Attributes
    ----------
    steps : tuple of (str, str)
        Each hypothesis with its verdict.
    days : float
        The timeboxes added up.
    """

    steps: tuple[tuple[str, str], ...]
    days: float


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
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if name in way:
            return way[way.index(name) :]
        if name in done:
            return ()
        found = (visit(after, (*way, name)) for after in followers(hypotheses[name], hypotheses))
        result = next((one for one in found if one), ())
        done.add(name)
        return result

    return next((found for name in hypotheses if (found := visit(name, ()))), ())


def in_order(hypotheses: Hypotheses) -> tuple[str, ...]:
    """Order the hypotheses so that each comes before those that may follow it.

    In a circle the order of the document decides.
    """
    ordered: dict[str, None] = {}

    def visit(name: str, way: frozenset[str]) -> None:
        if name in ordered or name in way:
            return
        for after in reversed(followers(hypotheses[name], hypotheses)):
            visit(after, way | {name})
        ordered[name] = None

    for name in reversed(tuple(hypotheses)):
        visit(name, frozenset())
    return tuple(reversed(ordered))


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


def paths(hypotheses: Hypotheses, start: str) -> Iterator[Path]:
    """Walk every way from a hypothesis to an end, verdict by verdict.

    The graph must have no circle.
    """
    here = hypotheses[start]
    for verdict in VERDICTS:
        after = [target for target in here.edge(verdict) if target in hypotheses]
        if not after:
            yield Path(((start, verdict),), here.timebox.days)
        for target in after:
            for path in paths(hypotheses, target):
                yield Path(((start, verdict), *path.steps), here.timebox.days + path.days)
