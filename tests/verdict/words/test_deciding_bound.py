"""Where the interval that is shown would say something else than the test, the bound that decided is told; elsewhere nothing."""

from dataclasses import replace

import pytest

from verdict.placed import judged, placed
from wager.verdict.interim import Looked
from wager.verdict.scope import Scope
from wager.verdict.words.basis import Basis
from wager.verdict.words.deciding_bound import deciding_bound
from wager.verdict.words.opening import opening
from wager.verdict.words.page import sections

MONEY = "Increase money per 1000 rows by {} over champion"
ANY = MONEY.format("any amount")
GUARD = f"{ANY} without increasing brier by more than 0.02"
HAPPY = (1000, 1200)


def told(verdict):
    (found,) = [part for part in sections(Basis(verdict, Scope())) if part.name == "found"]
    return [text for _, text in found.facts]


# One-sided bounds at 5 %; the 95 % interval is a fifth wider.
@pytest.mark.parametrize(
    ("money", "amount", "result", "by_interval", "said"),
    [
        ((20, 400), "any amount", "proven", "open", "above +19,999 USD at the one-sided α of 0.05"),
        ((100, 400), "any amount", "proven", "", ""),
        ((-20, 400), "any amount", "open", "", ""),
        ((-400, -20), "any amount", "beyond", "open", "below -19,999 USD at the one-sided α of 0.05"),
        ((-400, -100), "any amount", "beyond", "", ""),
        ((-100, 300), "310000 USD", "below", "open", "below +300,000 USD at the one-sided α of 0.05"),
        ((-100, 300), "400000 USD", "below", "", ""),
    ],
)
def test_a_goal_names_its_bound_where_the_interval_says_another(money, amount, result, by_interval, said):
    verdict = judged(placed("m", money), MONEY.format(amount))
    (goal,) = verdict.goals
    assert (goal.result, goal.by_interval) == (result, by_interval)
    lines = told(verdict)
    assert len(lines) == (1 if by_interval else 0)
    assert all(said in line and "by the 95 % interval" in line for line in lines)


def test_at_a_smaller_alpha_the_interval_may_call_proven_what_is_open():
    verdict = judged(placed("m", (60, 400)), ANY, alpha=0.005)
    (goal,) = verdict.goals
    assert (goal.result, goal.by_interval) == ("open", "proven")
    assert goal.low < 0 < goal.estimate.low
    assert deciding_bound(goal) == goal.low
    assert told(verdict)[0].startswith("G1 is open: the difference lies above -")
    assert told(verdict)[0].endswith("it would be passed")


@pytest.mark.parametrize(
    ("loss", "result", "by_interval", "end"),
    [
        ((-0.01, 0.019), "proven", "open", "high"),
        ((-0.01, 0.010), "proven", "", None),
        ((0.021, 0.05), "beyond", "open", "low"),
        ((0.030, 0.05), "beyond", "", None),
    ],
)
def test_a_guardrail_of_which_less_is_better_turns_its_bounds(loss, result, by_interval, end):
    verdict = judged(placed("m", HAPPY, loss), GUARD)
    (guard,) = verdict.guards
    assert (guard.result, guard.by_interval) == (result, by_interval)
    assert deciding_bound(guard) == (None if end is None else getattr(guard, end))
    side = {"high": "lies below", "low": "lies above", None: ""}[end]
    assert [side in line for line in told(verdict)] == ([] if end is None else [True])


def test_the_amount_of_a_goal_is_no_limit_where_a_gain_is_to_be_proven():
    """`positive`: the amount of 300,000 USD lies between both lower ends, and settles nothing."""
    verdict = judged(placed("m", (310, 710)), MONEY.format("300000 USD"))
    assert verdict.goals[0].estimate.low < 300_000 < verdict.goals[0].low
    assert told(verdict) == []
    verdict = judged(placed("m", (310, 710)), MONEY.format("300000 USD"), prove="at_least")
    assert verdict.goals[0].by_interval == "open"
    assert "above +310,000 USD" in told(verdict)[0]


def test_the_opening_of_a_ship_does_not_call_its_gain_perhaps_a_loss():
    verdict = judged(placed("m", (20, 400)), ANY)
    assert verdict.word == "SHIP"
    for scope, said in [
        (
            Scope(),
            "210,000 USD more per 1,000 rows (-18,096 .. +438,096; above +19,999 at the one-sided α of 0.05).",
        ),
        (
            Scope(rows_per_year=1e5),
            "21.00M USD more a year (-1.81M .. +43.81M; above +2.00M at the one-sided α of 0.05).",
        ),
    ]:
        assert opening(verdict, scope)[1].endswith(said), opening(verdict, scope)
    plain = judged(placed("m", (100, 400)), ANY)
    assert "α" not in opening(plain, Scope())[1]
    strict = judged(placed("m", (60, 400)), ANY, alpha=0.005)
    assert opening(strict, Scope())[1].endswith("so perhaps a loss.")


def test_a_verdict_of_before_and_a_test_without_rows_name_none():
    verdict = judged(placed("m", (20, 400)), ANY)
    (goal,) = verdict.goals
    body = verdict.to_json()
    del body["goals"][0]["by_interval"]
    assert told(type(verdict).from_json(body)) == []
    assert type(verdict).from_json(verdict.to_json()).goals[0].by_interval == "open"
    few = judged(placed("m", (20, 400)), f"{ANY} without increasing brier for line rare by more than 0.02")
    assert [proof.by_interval for proof in few.guards] == [""]
    assert goal.by_interval == "open"


def test_at_a_look_its_own_alpha_is_told_and_counts_for_what_could_have_been_found():
    verdict = judged(placed("m", (20, 400)), ANY)
    early = replace(verdict.goals[0], looked=Looked((), 0.001))
    basis, plain = Basis(replace(verdict, goals=(early,)), Scope()), Basis(verdict, Scope())
    assert "at the one-sided α of 0.001" in told(basis.verdict)[0]
    assert basis.tell()[0].detects > 1.5 * plain.tell()[0].detects
    titles = {part.name: part.title for part in sections(basis)}
    assert titles["detects"].endswith("8 times in 10, at the α of this look")
