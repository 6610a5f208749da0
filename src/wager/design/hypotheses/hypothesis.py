"""One hypothesis: a claim, the model that would prove it, its goals, its time, and what follows each verdict."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from wager.design.kinds.judging import read_goals
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    Named,
    as_node,
    duration,
    identifiers,
    may,
    must,
    share,
    text,
)
from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import Metric
from wager.foundation.amounts import Duration, Share
from wager.foundation.yaml_file import Mapping, Node

VERDICTS = ("ship", "refuted", "harm", "inconclusive", "timeout")
ENDS = ("PROMOTE", "CHECK_IN", "STOP")


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis as it was written.

    Attributes
    ----------
    id : str
    claim : str
    model : str
        A model file, or a bare algorithm.
    goals : tuple of str
        All must pass; goals written here stand among the design's.
    needs : tuple of str
        Ids of software.
    timebox : Duration
    next : dict of str to tuple of str
        Targets for each verdict, `otherwise` for those not named.
    power : Share or None
        None takes that of the block `alpha`.
    """

    id: str
    claim: str
    model: str
    goals: tuple[str, ...]
    timebox: Duration
    needs: tuple[str, ...] = ()
    next: dict[str, tuple[str, ...]] = field(default_factory=dict)
    power: Share | None = None
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def edge(self, verdict: str) -> tuple[str, ...]:
        """Return what follows a verdict; empty where nothing is said.

        Parameters
        ----------
        verdict : str
            In any case: `SHIP` and `ship` are one.
        """
        return self.next.get(verdict.lower(), self.next.get("otherwise", ()))


def _next(reader: FieldReader, node: Node, what: str) -> dict[str, tuple[str, ...]] | None:
    fields = {verdict: may(identifiers) for verdict in (*VERDICTS, "otherwise")}
    found: dict[str, tuple[str, ...]] | None = reader.record(node, what, fields)
    return found


FIELDS: Map[str, Field] = {
    "claim": may(text),
    "model": must(text),
    "goals": must(as_node),
    "needs": may(identifiers),
    "timebox": must(duration),
    "next": may(_next),
    "power": may(share),
}


def read_hypothesis(
    reader: FieldReader, node: Node, name: str, line: int, metrics: Map[str, Metric]
) -> tuple[Hypothesis | None, dict[str, Goal]]:
    """Read a block `hypothesis`.

    Returns
    -------
    Hypothesis or None
    dict of str to Goal
        Goals that are written in it.
    """
    what = f"hypothesis {name}"
    values = reader.record(node, what, FIELDS)
    if values is None:
        return None, {}
    goals_node: Node = values.pop("goals")
    if isinstance(goals_node, Mapping):
        own = read_goals(reader, goals_node, metrics, f"goals of {what}")
        ids = tuple(Named(entry.key, entry.line) for entry in goals_node.entries)
    else:
        own, ids = {}, identifiers(reader, goals_node, f"goals of {what}") or ()
    if not ids:
        reader.fault(goals_node, "E102", f"{what} needs at least one goal")
        return None, own
    values.setdefault("claim", "")
    return Hypothesis(name, goals=ids, **values, line=line, lines=key_lines(node)), own
