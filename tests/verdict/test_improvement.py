"""What is won over the champion is its two parts, to the minor unit; and what the page says of them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate
from wager.verdict.improvement import Improvement, all_by_model, exact_sum, in_two_parts
from wager.verdict.question import Court
from wager.verdict.scope import Scope
from wager.verdict.verdict import Verdict
from wager.verdict.words.basis import Basis
from wager.verdict.words.improvement import improvement_facts, improvement_figures
from wager.verdict.words.page import sections

ROWS = 400
DIFFERS = ("another snapshot of rides",)


def court(groups, seed=1, size=10_000):
    """Return a court, and the challenger's file fitted to the champion's data."""
    chance = np.random.default_rng(seed)
    names = ("challenger", "champion", "halfway")
    made = [
        Contender(name, np.zeros(ROWS, np.int8), chance.integers(-size, size, ROWS), described=name)
        for name in names
    ]
    clusters = np.arange(ROWS) % groups
    outcomes = Outcomes(np.zeros(ROWS, np.int8), ("otherwise", "late"), ("none", "warn"), clusters)
    pair = {one.name: one for one in made[:2]}
    return Court(made[0], pair, "champion", outcomes, "EUR", 0.05), made[2]


@pytest.mark.parametrize("groups", [3, 8, 100])
@pytest.mark.parametrize("seed", range(5))
def test_the_parts_add_up_to_the_minor_unit(groups, seed):
    asked, halfway = court(groups, seed)
    found, whole = in_two_parts(asked, halfway, DIFFERS), asked.money(asked.other("champion"))
    money = {one.name: one.money for one in (*asked.contenders.values(), halfway)}
    assert found.model_minor == sum((money["halfway"] - money["champion"]).tolist())
    assert found.data_minor == sum((money["challenger"] - money["halfway"]).tolist())
    assert found.model_minor + found.data_minor == sum((money["challenger"] - money["champion"]).tolist())
    assert found.model.value + found.data.value == pytest.approx(whole.value, rel=1e-12)
    for part, minor in ((found.model, found.model_minor), (found.data, found.data_minor)):
        assert part.value == pytest.approx(minor / 100 / ROWS * 1000, rel=1e-12)


def test_the_interval_of_a_part_is_that_of_the_rows_summed_by_cluster():
    asked, halfway = court(100)
    found = in_two_parts(asked, halfway, DIFFERS).data
    each = (asked.model.money - halfway.money) / 100 / ROWS * 1000
    sums = np.bincount(asked.outcomes.clusters, weights=each - each.mean())
    se = np.sqrt(100 / 99 * (sums**2).sum())
    assert found.se == pytest.approx(se, rel=1e-12)
    assert found.high - found.value == pytest.approx(1.9842169515 * se, rel=1e-9)  # t(99) at 2.5 %


def test_a_sum_is_exact_where_whole_numbers_of_64_bits_overflow():
    values = np.array([2**62, 2**62, 2**62, -(2**62) - 1, 7], np.int64)
    assert int(values.sum()) != sum(values.tolist())
    assert exact_sum(values) == sum(values.tolist())


@pytest.mark.parametrize("groups", [3, 8, 100])
def test_a_part_that_brings_nothing_is_zero(groups):
    asked, _ = court(groups)
    by_data = in_two_parts(asked, replace(asked.other("champion"), name="halfway"), DIFFERS)
    assert (by_data.model_minor, by_data.model.value) == (0, 0.0)
    assert by_data.data == asked.money(asked.other("champion"))
    by_model = all_by_model(asked)
    assert (by_model.data_minor, by_model.data.value, by_model.data.low, by_model.data.high) == (0, 0, 0, 0)
    assert (by_model.model, by_model.model_minor) == (by_data.data, by_data.data_minor)


def verdict(improvement):
    whole = Estimate(3.0, 1.0, 1.0, 5.0, 40, 400, 400, "EUR")
    return Verdict(
        "H2", "SHIP", "C", "by-line", 0.05, (), (), (), whole,
        {"old 1": whole, "do_nothing": whole}, "old 1", 400, 40, "ride", improvement=improvement,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("improvement", "rows", "fact"),
    [
        (None, 0, None),
        (Improvement(untold="it is gone"), 0, "how much of it over the champion is the data part is not told: it is gone"),
        ("same", 0, "by-line and the champion learned from the same data: all of it is the model part"),
        ("other", 2, "by-line, fitted to what the champion learned from, less the champion"),
    ],
)  # fmt: skip
def test_the_page_tells_the_parts_behind_the_champion(improvement, rows, fact):
    asked, halfway = court(40)
    made = {"same": all_by_model(asked), "other": in_two_parts(asked, halfway, DIFFERS)}
    judgement = verdict(made.get(improvement, improvement))
    money = next(one for one in sections(Basis(judgement, Scope())) if one.name == "money")
    whats = [row[0] for row in money.rows]
    assert len(improvement_figures(judgement)) == rows
    assert whats == [
        "over old 1, champion",
        *["of it the model part", "of it the data part"][:rows],
        "over do_nothing",
        "by-line by itself",
    ]
    assert money.facts == improvement_facts(judgement)
    assert [label for label, _ in money.facts] == (["model part", "data part"] if rows else [""] * bool(fact))
    assert fact is None or money.facts[0][1] == fact


def test_it_is_kept_beside_the_verdict_and_older_entries_read():
    asked, halfway = court(40)
    found = verdict(in_two_parts(asked, halfway, DIFFERS))
    written = json.loads(json.dumps(found.to_json()))
    assert Verdict.from_json(written) == found
    older = {name: value for name, value in written.items() if name != "improvement"}
    assert Verdict.from_json(older) == replace(found, improvement=None)
