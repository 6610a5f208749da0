"""The words of a verdict, for the command line, the report and notebooks alike."""

from __future__ import annotations

from wager.evaluation.estimate import Estimate
from wager.evaluation.written import bare, written
from wager.foundation.rounded import number_of
from wager.verdict.proof import Proof
from wager.verdict.threshold import is_margin, threshold
from wager.verdict.verdict import GRADES, Grade, Verdict, Word
from wager.verdict.words.basis import Told, harmful_from
from wager.verdict.words.deciding_bound import bound_text, deciding_bound

MARKS = {"proven": "passed", "beyond": "HARM", "below": "refuted", "open": "open", "unmeasured": "unknown"}
"""What came of a test, in short."""

RESULTS = {
    "proven": "proven",
    "beyond": "beyond what is bearable",
    "below": "below what was asked",
    "open": "not settled",
    "unmeasured": "not enough rows, or no figure",
}
"""What came of a test."""

MEANS: dict[Word, str] = {
    "SHIP": "It may decide: every goal is proven, and every guardrail holds",
    "HARM": "It must not decide: something that was ruled out beforehand lies wholly beyond what is bearable",
    "REFUTED": "It does not bring what was asked; to know that is completed work",
    "INCONCLUSIVE": "These rows cannot tell: some interval is too wide to say yes or no",
}
"""What a verdict means for whoever decides about the model."""

TRUST: dict[Grade, str] = {
    "P": "the outcomes did not exist yet when the hypothesis was frozen",
    "A": "the outcomes were sealed until the verdict",
    "B": "others held the freeze before the outcomes were read",
    "C": "only the project's own log says that the freeze came before the outcomes were read",
    "X": "exploratory: it may inform, and never promotes",
}
"""What a grade says."""

LACKS: dict[Grade, str] = {
    "P": "",
    "A": "only a holdout that did not exist yet is better (P)",
    "B": "whoever holds the data could have read them before (a seal: A)",
    "C": "a freeze that is pushed before is better (B)",
    "X": "its rows had been read, or it replays the past",
}
"""What a grade lacks that a better one has."""


def graded(verdict: Verdict) -> str:
    """Say the grade in short."""
    return f"grade {verdict.grade}, {GRADES[verdict.grade]}"


def name_of(verdict: Verdict, name: str) -> str:
    """Name somebody whom the model is set against.

    A champion is called so; doing nothing is no name.
    """
    plain = "doing nothing" if name == "do_nothing" else name
    return f"{plain} (the champion)" if name == verdict.champion else plain


def between(found: Estimate) -> str:
    """Write the 95 % interval of a difference, without its unit; empty where there is none."""
    if found.value is None or found.low is None or found.high is None:
        return ""
    return " .. ".join(bare(found.shown(end, signed=True)) for end in (found.low, found.high))


def decided(proof: Proof, alpha: float) -> str:
    """Name the bound that decided a test; empty where the 95 % interval beside it says the same."""
    bound = deciding_bound(proof)
    if bound is None or not proof.by_interval:
        return ""
    beside = proof.estimate
    at = written(bound, beside.unit, signed=True, beside=(beside.value, beside.low, beside.high))
    said = f"{named(proof)} is {MARKS[proof.result]}: the difference lies {bound_text(proof, alpha, at)}"
    return f"{said}; by the 95 % interval, which leaves 2.5 % to either side, it would be {MARKS[proof.by_interval]}"


def counted_rows(verdict: Verdict) -> str:
    """Count the rows that judged, and their clusters."""
    rows = number_of(verdict.rows, f"{verdict.each}s")
    if verdict.clusters == verdict.rows:
        return rows
    return f"{rows} in {number_of(verdict.clusters, verdict.cluster_word)}"


def limit_text(proof: Proof) -> str:
    """Say what was asked, or what is bearable."""
    if not proof.asked:
        return "no loss" if is_margin(proof) else "any gain"
    return (
        f"{proof.estimate.shown(threshold(proof), signed=True)} {'bearable' if is_margin(proof) else 'asked'}"
    )


def coarse(proof: Proof) -> str:
    """Say what follows where less than could be found was asked, or is bearable."""
    return "may fail though harmless" if is_margin(proof) else "too coarse for it"


def place_of(proof: Proof, each: str) -> str:
    """Say on which rows a test was made."""
    return proof.slice or f"all {each}s"


def named(proof: Proof) -> str:
    """Name a test."""
    return f"{proof.id} for {proof.slice}" if proof.slice else proof.id


def missed(proof: Proof, told: Told) -> str:
    """Say of a test that said no by how much, and of one that said neither yes nor no what it does not exclude."""
    if told.beyond is None:
        return f"{proof.id}: {proof.why}"
    value, unit = proof.estimate.shown(signed=True), proof.estimate
    kind, none = ("bearable", "no loss") if proof.result == "beyond" else ("asked", "any gain")
    limit = unit.shown(harmful_from(proof), signed=True) if harmful_from(proof) else none
    off = f"{size(told.beyond, unit)} {'too much' if proof.result == 'beyond' else 'short of it'}"
    surely = "" if told.surely is None else f", surely {size(told.surely, unit)}"
    return f"{named(proof)}: {value} where {limit} is {kind}: {off}{surely}"


def size(amount: float, found: Estimate) -> str:
    """Write the size of a difference: of shares in percentage points.

    Examples
    --------
    >>> size(0.02, Estimate(0.1, None, None, None, 9, 9, 9, "share"))
    '2.00 pp'
    """
    return found.shown(amount, signed=True).removeprefix("+")


def often(power: float) -> str:
    """Say a chance as people do.

    Examples
    --------
    >>> often(0.8), often(0.85)
    ('8 times in 10', '85 times in 100')
    """
    tenths = round(power * 10, 6)
    return f"{tenths:.0f} times in 10" if tenths == int(tenths) else f"{power * 100:.3g} times in 100"


def why(verdict: Verdict) -> str:
    """Say why it is this word and no other."""
    every = [*verdict.goals, *verdict.guards]
    if verdict.word == "HARM":
        harm = [named(proof) for proof in every if proof.result == "beyond"]
        return f"HARM stands before every other word; beyond what is bearable lie {_listed(harm)}"
    calm = "nothing lies wholly beyond what is bearable, so it is no HARM"
    if verdict.word == "SHIP":
        return f"every goal is proven as it asks, and every guardrail was shown to keep its margin; {calm}"
    rest = [named(proof) for proof in every if proof.result != "proven"]
    unproven = f"not every test is passed, so it is no SHIP: {_listed(rest)}"
    if verdict.word == "REFUTED":
        below = [named(proof) for proof in verdict.goals if proof.result == "below"]
        return f"wholly below what was asked: {_listed(below)}; {calm}"
    return f"{unproven}; {calm}; no goal lies wholly below what was asked, so it is not REFUTED"


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"


ALIKE = "no row differs"


def missing(proof: Proof) -> str:
    """Say in a few words why a test found nothing."""
    if proof.estimate.value is None:
        return "not measured"
    return ALIKE if ALIKE in proof.why else "not enough rows"
