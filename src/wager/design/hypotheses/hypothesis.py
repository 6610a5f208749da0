"""One hypothesis: a claim, the model that would prove it, its goals, its time, and what follows each verdict."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from wager.design.hypotheses.amendment import ID
from wager.design.kinds.judging import GOALS, read_goals
from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    Named,
    as_node,
    identifiers,
    length,
    map_by,
    may,
    must,
    names,
    share,
    text,
)
from wager.design.reading.shapes import either, record_of
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


NEXT: Map[str, Field] = {
    "ship": may(names(ID), "every goal is proven and no guardrail broken"),
    "refuted": may(names(ID), "some goal is missed for certain"),
    "harm": may(names(ID), "some guardrail is broken for certain"),
    "inconclusive": may(names(ID), "none of these can be told"),
    "timeout": may(names(ID), "the timebox ran out"),
    "otherwise": may(names(ID), "all that is not named"),
}
FIELDS: Map[str, Field] = {
    "claim": may(text, "what is believed"),
    "model": must(text, "the model that would prove it: a model file, or a bare algorithm"),
    "goals": must(
        as_node(either(identifiers.shape, GOALS)), "ids of goals, or a map of goals; all must pass"
    ),
    "needs": may(identifiers, "ids of `software` that must exist"),
    "timebox": must(length, "how long it may take"),
    "next": may(
        map_by(NEXT),
        "what follows each verdict: a hypothesis, `PROMOTE`, `CHECK_IN`, `STOP`, or a list of `PROMOTE` and one more",
    ),
    "power": may(share, "the chance of finding what is there, for planning; default that of `alpha`"),
}


@kind(
    record_of(FIELDS),
    "a claim, the model that would prove it, its goals, its time, and what follows each verdict",
)
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
    if not ids and not reader.is_filled(goals_node):
        return None, own
    if not ids:
        reader.fault(goals_node, "E102", f"{what} needs at least one goal")
        return None, own
    values.setdefault("claim", "")
    return Hypothesis(name, goals=ids, **values, line=line, lines=key_lines(node)), own
