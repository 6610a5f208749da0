"""What a hypothesis leaves aside of its design, read from documents."""

from pathlib import Path

import pytest

from wager.design.blocks import read_design
from wager.evaluation.estimate import Estimate
from wager.verdict.scope import Scope, scope_of

FLIGHTS = Path(__file__).parents[2] / "examples/flights/designs/flight-protect.md"


def design(*changes):
    text = FLIGHTS.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    found, faults = read_design(text, "designs/flight-protect.md", currency="USD")
    assert not [one for one in faults if one.is_error], faults
    return found


def scope(*changes, name="H1"):
    found = design(*changes)
    return scope_of(found, found.hypotheses[name])


def test_the_example():
    found = scope()
    assert found.slices == ("part_of_day",)
    assert (found.metrics, found.goals) == ((), ())
    assert found.needs == {"desk_feed": "make check-desk-feed"}
    assert found.later == ("latency_p99",)
    assert found.unchecked == ("where", "explain", "retrain", "consumers", "feedback", "security", "privacy")
    assert found.power == 0.8


@pytest.mark.parametrize(
    ("guard", "left"),
    [
        ("for any origin", ("part_of_day",)),
        ("for origin JFK", ("origin EWR", "origin LGA", "part_of_day")),
        ("for JFK", ("origin EWR", "origin LGA", "part_of_day")),
        ("for part_of_day late", ("origin", "part_of_day early")),
        ("for any part_of_day", ("origin",)),
        ("", ("origin", "part_of_day")),
    ],
)
def test_slices_without_a_guardrail_are_named(guard, left):
    assert (
        scope(("without decreasing recall for any origin", f"without decreasing recall {guard}")).slices
        == left
    )


def test_goals_and_metrics_that_are_not_asked_are_named():
    found = scope(("goals: [G1, G2]\nneeds: [desk_feed]\n", "goals: [G2]\n"))
    assert found.goals == ("G1",)
    assert found.metrics == ("recall", "alerts")
    assert found.slices == ("origin", "part_of_day")
    assert found.needs == {}


def test_a_power_of_its_own_counts():
    assert scope(("timebox: 5 d", "timebox: 5 d\npower: 90 %")).power == 0.9


def test_json_brings_it_back_and_a_later_key_is_no_fault():
    found = Scope(0.9, 12.5, {"late": 3}, ("a",), ("b",), ("c",), {"d": "e"}, ("f",), ("g",), True)
    assert Scope.from_json(found.to_json()) == found
    assert Scope.from_json({"new": 1}) == Scope()


def test_no_year_without_a_time():
    found = Estimate(5.0, None, None, None, 3, 3, 3, "USD", "too few")
    assert Scope().yearly(found) is None
    yearly = Scope(rows_per_year=500.0).yearly(found)
    assert (yearly.value, yearly.low, yearly.reason) == (2.5, None, "too few")
