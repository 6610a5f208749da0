"""The words of a verdict, for the command line, the report and notebooks alike."""

from __future__ import annotations

import math

from wager.design.sentences.metrics import PER
from wager.evaluation.interval import Estimate
from wager.foundation.rounded import rounded
from wager.verdict.proof import Proof
from wager.verdict.scope import Scope
from wager.verdict.threshold import threshold
from wager.verdict.told import Told, harmful_from
from wager.verdict.verdict import GRADES, Grade, Verdict, Word

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


def opening(verdict: Verdict, scope: Scope) -> list[str]:
    """Say what the verdict means, and what that is in money."""
    means = MEANS[verdict.word]
    if verdict.grade == "X":
        means = f"{means.removeprefix('It may decide: ')}; exploratory, so it promotes nothing"
    order = [name for name in (verdict.champion, "do_nothing") if name in verdict.against]
    return [
        f"{means[0].upper()}{means[1:]}.",
        *(_gain(verdict, scope, name) for name in dict.fromkeys(order)),
    ]


def _gain(verdict: Verdict, scope: Scope, name: str) -> str:
    """Say what deciding with the model would bring over another, in a year where that can be counted."""
    found = verdict.against[name]
    if found.value is None:
        return f"In money over {name_of(verdict, name)} nothing can be told: {found.reason}."
    yearly = scope.yearly(found)
    shown, per = (found, f"per {PER:,} {verdict.each}s") if yearly is None else (yearly, "a year")
    assert shown.value is not None
    who = name_of(verdict, name)
    more = "more" if shown.value >= 0 else "less"
    much = abs(shown.value)
    amount = found.shown(much) if yearly is None else f"{rounded(much)} {found.unit}"
    said = f"{verdict.model} in place of {who}: {amount} {more} {per}"
    if shown.low is None or shown.high is None:
        return f"{said}; how far that may be off cannot be told: {found.reason}."
    other = "loss" if shown.value > 0 else "gain"
    unsure = f", so perhaps a {other}" if shown.low < 0 < shown.high else ""
    ends = between(found) if yearly is None else f"{_signed(shown.low)} .. {_signed(shown.high)}"
    return f"{said} ({ends}){unsure}."


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
    return " .. ".join(found.shown(end, signed=True).partition(" ")[0] for end in (found.low, found.high))


def _signed(amount: float) -> str:
    return f"{'+' if amount > 0 else ''}{rounded(amount)}"


def counted_rows(verdict: Verdict) -> str:
    """Count the rows that judged, and their clusters."""
    rows = f"{verdict.rows:,} {verdict.each}{'' if verdict.rows == 1 else 's'}"
    return (
        rows if verdict.clusters == verdict.rows else f"{rows} in {verdict.clusters:,} {verdict.cluster_word}"
    )


def limit_text(proof: Proof) -> str:
    """Say what was asked, or what is bearable."""
    if not proof.asked:
        return "no loss" if is_margin(proof) else "any gain"
    return (
        f"{proof.estimate.shown(threshold(proof), signed=True)} {'bearable' if is_margin(proof) else 'asked'}"
    )


def is_margin(proof: Proof) -> bool:
    """Tell a limit that may be lost from an amount that must be won."""
    return proof.kind == "guardrail" or proof.sentence.startswith("Keep")


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
    limit = unit.shown(harmful_from(proof), signed=True)
    kind = "bearable" if proof.result == "beyond" else "asked"
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


def missing(proof: Proof) -> str:
    """Say in a few words why a test found nothing."""
    if proof.estimate.value is None:
        return "not measured"
    return ALIKE if ALIKE in proof.why else "not enough rows"


def help_needed(verdict: Verdict, told: tuple[Told, ...]) -> list[str]:
    """Say which intervals are too wide, and about how many more days, clusters or rows would do."""
    by_test = {(one.id, one.slice): one for one in told}
    every = [*verdict.goals, *verdict.guards]
    return [
        _help(verdict, proof, by_test[proof.id, proof.slice])
        for proof in every
        if proof.result in {"open", "unmeasured"}
    ]


ALIKE = "no row differs"
_HOPELESS = 100  # times as many rows: no plan for them is worth printing


def _help(verdict: Verdict, proof: Proof, told: Told) -> str:
    what = f"{proof.id} {proof.metric.partition(', ')[0]}{f' for {proof.slice}' if proof.slice else ''}"
    if proof.result == "unmeasured":
        alike = missing(proof) == ALIKE
        more = "no number of rows tells them apart" if alike else "judge more rows"
        return f"{what}: {missing(proof)}; {more}, or leave the test out of the next hypothesis"
    if proof.factor is not None and proof.factor > _HOPELESS:
        return f"{what}: over {_HOPELESS} times as many rows would be needed, were the estimate to stay"
    if told.rows is None or told.clusters is None:
        return f"{what}: no number of rows would do, as the estimate lies on what is to be excluded"
    return f"{what}: the interval is too wide; about {_much(verdict, told)} would settle it, were the estimate to stay"


def _much(verdict: Verdict, told: Told) -> str:
    rows = f"{told.rows:,} more {verdict.each}s"
    clustered = verdict.clusters < verdict.rows
    if told.days is None:
        return f"{told.clusters:,} more {verdict.cluster_word} ({rows})" if clustered else rows
    days = math.ceil(told.days)
    spoken = f"{days:,} more day{'' if days == 1 else 's'}"
    if clustered and verdict.cluster_word != "days":
        rows = f"{rows} in {told.clusters:,} more {verdict.cluster_word}"
    return f"{spoken} ({rows}, at the pace of this holdout)"
