"""How a page on a verdict begins: what the verdict means, and what that is in money."""

from __future__ import annotations

from wager.design.sentences.metrics import PER
from wager.evaluation.estimate import Estimate
from wager.evaluation.written import bare, written
from wager.foundation.rounded import rounded
from wager.verdict.proof import Proof
from wager.verdict.scope import Scope
from wager.verdict.verdict import Verdict
from wager.verdict.words.deciding_bound import bound_text, deciding_bound
from wager.verdict.words.sentences import MEANS, name_of


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
    more = "more" if found.value >= 0 else "less"
    per = f"per {PER:,} {verdict.each}s" if scope.rows_per_year is None else "a year"
    much = sum_text(scope, found, abs(found.value))
    said = f"{verdict.model} in place of {name_of(verdict, name)}: {much} {found.unit} {more} {per}"
    if found.low is None or found.high is None:
        return f"{said}; how far that may be off cannot be told: {found.reason}."
    low, high, bound = found.low, found.high, ""
    test = _test_of(verdict, name)
    at = None if test is None else deciding_bound(test)
    if test is not None and at is not None:
        low, high = (at, high) if at == test.low else (low, at)
        bound = f"; {bound_text(test, verdict.alpha, sum_text(scope, found, at, signed=True))}"
    other = "loss" if found.value > 0 else "gain"
    unsure = f", so perhaps a {other}" if low < 0 < high else ""
    ends = " .. ".join(sum_text(scope, found, end, signed=True) for end in (found.low, found.high))
    return f"{said} ({ends}{bound}){unsure}."


def _test_of(verdict: Verdict, name: str) -> Proof | None:
    """Find the test of just the money over another that is told."""
    tests = (*verdict.goals, *verdict.guards)
    return next((proof for proof in tests if proof.against == name and is_money_over(proof, verdict)), None)


def is_money_over(proof: Proof, verdict: Verdict) -> bool:
    """Tell whether a test is of the same figure as the model's money over somebody."""
    found: Estimate | None = verdict.against.get(proof.against)
    return proof.is_money and not proof.slice and found is not None and found.value == proof.estimate.value


def sum_text(scope: Scope, found: Estimate, amount: float, *, signed: bool = False) -> str:
    """Write a sum per 1,000 rows without its unit: of a year in short, where that can be counted; digits fit its interval's.

    Examples
    --------
    >>> found = Estimate(3_000.0, None, -680.0, 6_680.0, 9, 9, 9, "USD")
    >>> [sum_text(scope, found, found.low, signed=True) for scope in (Scope(), Scope(rows_per_year=340_000.0))]
    ['-680', '-0.23M']
    """
    beside = (found.value, found.low, found.high)
    if scope.rows_per_year is None:
        return bare(written(amount, found.unit, signed=signed, beside=beside))
    short = rounded(scope.of_year(amount), *(None if one is None else scope.of_year(one) for one in beside))
    return f"+{short}" if signed and amount > 0 else short
