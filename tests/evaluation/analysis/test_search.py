"""A search for slices: its quick sums are those of an interval, it finds what loses, and nothing where nothing does."""

import numpy as np
import pytest

from wager.evaluation.analysis import cell_sums
from wager.evaluation.analysis.cell_sums import Rows
from wager.evaluation.analysis.cuts import Cut
from wager.evaluation.analysis.search import Losses, search
from wager.evaluation.contender import Outcomes
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate


def outcomes_of(clusters):
    return Outcomes(np.zeros(len(clusters)), ("otherwise", "late"), ("none", "act"), clusters)


@pytest.mark.parametrize("beside_mean", [False, True])
@pytest.mark.parametrize("clusters", ["rows", "few", "sorted"])
def test_quick_sums_are_those_of_an_interval(clusters, beside_mean, monkeypatch):
    chance = np.random.default_rng(3)
    rows = 2000
    of = np.arange(rows) if clusters == "rows" else chance.integers(0, 40, rows)
    if clusters == "sorted":
        monkeypatch.setattr(cell_sums, "_DENSE", 0)
    values, place = chance.normal(size=rows) + of % 3, chance.integers(0, 7, rows)
    found = Rows(values, of, beside_mean).sums(place, 7)
    losses = Losses("nobody", values, outcomes_of(of), "number", beside_mean=beside_mean)
    for cell in range(7):
        one = estimate(losses.measured(place == cell).times(1 / 1000), of)
        assert found.mean[cell] == pytest.approx(one.value)
        assert found.se[cell] == pytest.approx(one.se)
        assert found.rows[cell] == (place == cell).sum()


def cuts(chance, rows, columns=6, cells=5):
    named = []
    for column in range(columns):
        place = chance.integers(1, cells + 1, rows)
        conditions = tuple(f"c{column} = {cell}" for cell in range(cells))
        named.append(Cut(f"c{column}", conditions, place))
    return named


def test_one_pair_among_many_is_found_once():
    chance = np.random.default_rng(5)
    made = cuts(chance, 8000)
    bad = (made[1].place == 2) & (made[4].place == 3)
    values = chance.normal(20, 100, 8000) - 120 * bad
    found = search(Losses("it", values, outcomes_of(chance.integers(0, 60, 8000)), "EUR"), made, made)
    assert [one.condition for one in found.found] == ["c1 = 1 and c4 = 2"]
    (one,) = found.found
    assert one.rows == bad.sum()
    assert one.money.high < 0
    assert one.money.value == pytest.approx(values[bad].mean() * 10)
    assert one.of_all == pytest.approx(values[bad].sum() / 8000 * 10)
    assert found.looked == 30 + 15 * 25
    assert found.pairs == 15


def test_nothing_is_found_where_nothing_loses_but_once_in_twenty():
    accused = 0
    for seed in range(60):
        chance = np.random.default_rng(seed)
        made = cuts(chance, 3000, 4, 4)
        clusters = chance.integers(0, 50, 3000)
        values = chance.normal(size=3000) * 50 + chance.normal(size=50)[clusters] * 10
        accused += bool(search(Losses("it", values, outcomes_of(clusters), "EUR"), made, made).count)
    assert accused <= 7  # 3 are expected; more come once in a hundred times (binomial)


def test_small_slices_and_rows_that_do_not_differ_are_not_looked_at():
    chance = np.random.default_rng(1)
    place = np.where(np.arange(4000) < 90, 1, np.where(np.arange(4000) < 400, 2, 3))
    cut = Cut("a", ("small", "still", "rest"), place)
    values = np.where(place == 1, -500.0, np.where(place == 2, 0.0, 1.0)) + (place == 3) * chance.normal(
        size=4000
    )
    found = search(Losses("it", values, outcomes_of(np.arange(4000)), "EUR", differ=True), [cut], [cut])
    assert (found.looked, found.too_small, found.count) == (1, 2, 0)


def test_a_mean_is_subtracted_with_its_own_error():
    values, among = np.arange(40.0), np.arange(40) < 20
    losses = Losses("its mean", values, outcomes_of(np.arange(40)), "number", beside_mean=True)
    own = mean(values, among).minus(mean(values, np.ones(40, dtype=bool))).times(1000)
    assert losses.estimate(among).value == pytest.approx(own.value)
