"""The verdict on a hypothesis: the first row of a table of four that holds (product.md, section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import Metric
from wager.evaluation.estimate import Estimate
from wager.evaluation.slices import Slices, with_classes
from wager.foundation.errors import BadInputError
from wager.verdict.comparison import prove_goal
from wager.verdict.guardrails import prove_guards
from wager.verdict.improvement import Improvement
from wager.verdict.proof import Proof
from wager.verdict.question import Court
from wager.verdict.scan import Scan
from wager.verdict.slices import SliceProof, prove_slices

Word = Literal["SHIP", "HARM", "REFUTED", "INCONCLUSIVE"]
Grade = Literal["P", "A", "B", "C", "X"]

GRADES: dict[Grade, str] = {
    "P": "prospective",
    "A": "sealed",
    "B": "witnessed",
    "C": "local",
    "X": "exploratory",
}
FORMAT = 1


METHOD = 5
"""How figures, intervals and the word are found, as a number: raised whenever the same rows could give another verdict.

A freeze pins it, so that no hypothesis is judged by a method that was chosen after its result.
"""


@dataclass(frozen=True)
class Verdict:
    """What came of a hypothesis.

    Attributes
    ----------
    hypothesis : str
    word : {'SHIP', 'HARM', 'REFUTED', 'INCONCLUSIVE'}
    grade : {'P', 'A', 'B', 'C', 'X'}
        Of the evidence.
    model : str
        Name of the contender that the hypothesis is about.
    alpha : float
        One-sided, of every test.
    goals, guards : tuple of Proof
        Every test.
    reasons : tuple of str
        Why this word and no other; the tests that decided it.
    money : Estimate
        The model's money per 1,000 rows.
    against : dict of str to Estimate
        Its difference in money per 1,000 rows from the champion and from each baseline, on the same rows.
    champion : str
        Who held the title.
    rows, clusters : int
    each, cluster_word : str
        The words for one row and for several clusters.
    slices : tuple of SliceProof
        The model against the champion in each declared slice; they decide nothing.
    scan : Scan or None
        What was found in slices that nobody declared; exploratory, it decides nothing. None where nobody looked.
    improvement : Improvement or None
        How much of what is won over the champion the model file brings, and how much the data; it decides nothing. None where
        the champion is no version that was fitted, and where nobody looked.
    """

    hypothesis: str
    word: Word
    grade: Grade
    model: str
    alpha: float
    goals: tuple[Proof, ...]
    guards: tuple[Proof, ...]
    reasons: tuple[str, ...]
    money: Estimate
    against: dict[str, Estimate]
    champion: str
    rows: int
    clusters: int
    each: str = "row"
    cluster_word: str = "clusters"
    slices: tuple[SliceProof, ...] = ()
    scan: Scan | None = None
    improvement: Improvement | None = None

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": FORMAT,
            **vars(self),
            "goals": [proof.to_json() for proof in self.goals],
            "guards": [proof.to_json() for proof in self.guards],
            "reasons": list(self.reasons),
            "money": self.money.to_json(),
            "against": {name: found.to_json() for name, found in self.against.items()},
            "slices": [proof.to_json() for proof in self.slices],
            "scan": self.scan and self.scan.to_json(),
            "improvement": self.improvement and self.improvement.to_json(),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Verdict:
        """Read what `to_json` wrote."""
        plain = {name: value for name, value in found.items() if name != "format"}
        plain["goals"] = tuple(Proof.from_json(proof) for proof in found["goals"])
        plain["guards"] = tuple(Proof.from_json(proof) for proof in found["guards"])
        plain["reasons"] = tuple(found["reasons"])
        plain["money"] = Estimate.from_json(found["money"])
        plain["against"] = {name: Estimate.from_json(one) for name, one in found["against"].items()}
        plain["slices"] = tuple(SliceProof.from_json(proof) for proof in found.get("slices", ()))
        plain["scan"] = Scan.from_json(found["scan"]) if found.get("scan") else None
        improvement = found.get("improvement")
        plain["improvement"] = Improvement.from_json(improvement) if improvement else None
        return cls(**plain)


def give_verdict(
    hypothesis: str,
    goals: Sequence[Goal],
    named: Mapping[str, Metric],
    court: Court,
    slices: Slices,
    *,
    grade: Grade = "C",
) -> Verdict:
    """Judge a hypothesis.

    Parameters
    ----------
    hypothesis : str
        Its id.
    goals : sequence of Goal
        All must pass, with their guardrails.
    named : mapping of str to Metric
        The design's own metrics.
    court : Court
        The contenders, the champion, the outcomes and α.
    slices : mapping
        The design's slices on the same rows.
    grade : str
        Of the evidence.

    Raises
    ------
    BadInputError
        If there are no goals, or they name what is not there.
    """
    if not goals:
        raise BadInputError(f"{hypothesis} has no goals; a hypothesis without a goal proves nothing")
    declared, slices = slices, with_classes(slices, court.outcomes)
    proofs = tuple(proof for goal in goals for proof in prove_goal(goal, named, court, slices))
    guards = tuple(proof for goal in goals for proof in prove_guards(goal, named, court, slices))
    word, deciding = decide(proofs, guards)
    others = {name: one for name, one in court.contenders.items() if one is not court.model}
    return Verdict(
        hypothesis=hypothesis,
        word=word,
        grade=grade,
        model=court.model.name,
        alpha=court.alpha,
        goals=proofs,
        guards=guards,
        reasons=tuple(f"{proof.id}: {proof.why}" for proof in deciding),
        money=court.money(),
        against={name: court.money(other) for name, other in others.items()},
        champion=court.champion,
        rows=len(court.outcomes),
        clusters=court.outcomes.cluster_count,
        each=court.outcomes.each,
        cluster_word=court.outcomes.cluster_word,
        slices=prove_slices(goals[0], named, court, declared),
    )


def decide(goals: Sequence[Proof], guards: Sequence[Proof]) -> tuple[Word, list[Proof]]:
    """Find the first row of the table that holds, and the tests that make it hold.

    Returns
    -------
    word : str
    deciding : list of Proof
        For SHIP all of them.
    """
    every = [*goals, *guards]
    harmful = [proof for proof in every if proof.result == "beyond"]
    if harmful:
        return "HARM", harmful
    if all(proof.result == "proven" for proof in every):
        return "SHIP", every
    refuted = [proof for proof in goals if proof.result == "below"]
    if refuted:
        return "REFUTED", refuted
    return "INCONCLUSIVE", [proof for proof in every if proof.result in {"open", "unmeasured"}]
