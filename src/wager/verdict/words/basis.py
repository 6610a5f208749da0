"""What can be told of each test beyond its result: what it could have found, how far it is off, what would settle it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wager.foundation.amounts import DAY
from wager.verdict.power import distance
from wager.verdict.proof import Proof
from wager.verdict.scope import Scope
from wager.verdict.threshold import threshold
from wager.verdict.verdict import Verdict
from wager.verdict.words.deciding_bound import alpha_of


@dataclass(frozen=True)
class Told:
    """What can be told of one test beyond its result.

    Attributes
    ----------
    id, slice : str
        Of the test.
    detects : float or None
        With the standard error that it had, at the α that it had at this look: the true gain that is told from none with the power
        that was asked for; of a guardrail, the margin that a harmless model is shown to keep. None where nothing was measured.
    coarse : bool
        True where that is more than was asked, or than is bearable.
    beyond : float or None
        How far the estimate lies on the wrong side of what was asked or is bearable; None where it does not.
    surely : float or None
        The same of the bound at α: at least so far.
    rows, clusters : int or None
        How many more would settle an open test, were the estimate to stay; None where none would, or none is needed.
    days : float or None
        The time that they take, at the pace of the holdout; None without a time.
    """

    id: str
    slice: str
    detects: float | None
    coarse: bool
    beyond: float | None
    surely: float | None
    rows: int | None
    clusters: int | None
    days: float | None

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return dict(vars(self))


@dataclass(frozen=True)
class Basis:
    """What a page on a verdict is told from.

    Attributes
    ----------
    verdict : Verdict
    scope : Scope
    looks : int
        How often the outcomes of its rows were read for a verdict, this time included; 0 where that is not counted.
    first, last : int or None
        Between which moments its rows were decided.
    zone : str
        In which people read them.
    """

    verdict: Verdict
    scope: Scope
    looks: int = 0
    first: int | None = None
    last: int | None = None
    zone: str = "UTC"

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Basis:
        """Take it from the document of a verdict: its `judgement`, `scope`, `looks`, and `evidence` with two moments."""
        evidence = document["evidence"]
        return cls(
            Verdict.from_json(document["judgement"]),
            Scope.from_json(document["scope"]),
            document["looks"],
            evidence["first"],
            evidence["last"],
            evidence.get("zone", "UTC"),
        )

    @property
    def days(self) -> float | None:
        """How long its rows took; None without a time."""
        if self.first is None or self.last is None or self.last <= self.first:
            return None
        return (self.last - self.first) / DAY

    @property
    def proofs(self) -> list[Proof]:
        """Every test: guardrails behind their goal."""
        return sorted([*self.verdict.goals, *self.verdict.guards], key=lambda proof: _place(proof.id))

    def tell(self) -> tuple[Told, ...]:
        """Tell of every test."""
        return tuple(self._tell(proof) for proof in self.proofs)

    def _tell(self, proof: Proof) -> Told:
        detects = self._detects(proof)
        more = proof.factor if proof.result == "open" else None
        days = None if more is None or self.days is None else self.days * (more - 1)
        return Told(
            proof.id,
            proof.slice,
            detects,
            detects is not None and proof.asked > 0 and detects > proof.asked,
            *_beyond(proof),
            None if more is None else math.ceil(self.verdict.rows * (more - 1)),
            None if more is None else math.ceil(self.verdict.clusters * (more - 1)),
            days,
        )

    def _detects(self, proof: Proof) -> float | None:
        found = proof.estimate
        if found.value is None or found.se is None or proof.result == "unmeasured":
            return None
        return distance(alpha_of(proof, self.verdict.alpha), self.scope.power, found.clusters) * found.se


def _place(identity: str) -> tuple[int, str, int, str]:
    """Sort guardrails behind their goal: G1, G1.1, G1.1-original, G1.2, G2, G10."""
    goal, _, guard = identity.partition(".")
    number, _, against = guard.partition("-")
    return (len(goal), goal, int(number or 0), against)


def _beyond(proof: Proof) -> tuple[float | None, float | None]:
    """Return how far estimate and bound lie on the wrong side."""
    value = proof.estimate.value
    if value is None or proof.result not in {"beyond", "below"}:
        return None, None
    limit = harmful_from(proof)
    near = proof.high if value < limit else proof.low
    surely = None if near is None else (limit - near if value < limit else near - limit)
    return abs(value - limit), surely if surely is not None and surely > 0 else None


def harmful_from(proof: Proof) -> float:
    """Return the difference beyond which a test says no: money that is lost is harm from zero on."""
    lost = proof.result == "beyond" and proof.kind == "goal" and not proof.sentence.startswith("Keep")
    return 0.0 if lost else threshold(proof)
