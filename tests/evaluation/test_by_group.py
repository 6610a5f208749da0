"""Figures by group against their definitions, counted row by row; the largest gap, and how often its interval holds it."""

import json

import numpy as np
import pytest
from scipy import stats

from wager.design.sentences.metrics import Metric
from wager.evaluation.by_group import EXCESS, FALSE_ALARMS, Figure, gaps_of, group_figures
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.evidence import Evidence
from wager.evaluation.gather import gather
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.interfaces.cli.render import groups as render

RANDOM = np.random.default_rng(17)
ROWS, DAYS = 4000, 50
GROUP = RANDOM.choice(list("abc"), ROWS, p=[0.5, 0.497, 0.003])
TRUTH = (RANDOM.random(ROWS) < np.where(GROUP == "a", 0.2, 0.4)).astype(np.int64)
CHANCE = np.clip(0.25 * TRUTH + 0.6 * RANDOM.random(ROWS), 0, 1)
ACTIONS = (np.where(GROUP == "a", 0.5, 0.4) < CHANCE).astype(np.int8)
MONEY = np.where(ACTIONS == 1, np.where(TRUTH == 1, 8000, -1500), 0)
MODEL = Contender("m", ACTIONS, MONEY, np.column_stack([1 - CHANCE, CHANCE]))
RULE = Contender("rule", np.zeros(ROWS, np.int8), np.zeros(ROWS, np.int64))
OUTCOMES = Outcomes(
    TRUTH, ("otherwise", "bad"), ("grant", "deny"), np.arange(ROWS) * DAYS // ROWS, "loan", "days"
)
GROUPS = {name: name == GROUP for name in "abc"}


def evidence():
    return gather([MODEL, RULE], OUTCOMES, {"sex": GROUPS}, part="holdout", currency="EUR")


@pytest.mark.parametrize("name", "ab")
def test_each_figure_is_what_its_name_says(name):
    among = GROUPS[name]
    truth, acted, chance = TRUTH[among] == 1, ACTIONS[among] == 1, CHANCE[among]
    found = {key: one.value for key, one in evidence().of("m").slices["sex"][name].items()}
    assert found["share of bad"] == pytest.approx(truth.mean())
    assert found["rate of deny"] == pytest.approx(acted.mean())
    assert found["recall"] == pytest.approx((truth & acted).sum() / truth.sum())
    assert found["false_positive_rate"] == pytest.approx((~truth & acted).sum() / (~truth).sum())
    assert found[EXCESS] == pytest.approx(chance.mean() - truth.mean())
    assert found["brier"] == pytest.approx(((chance - truth) ** 2).mean())
    assert found["money"] == pytest.approx(MONEY[among].mean() * 10)


def test_calibration_has_the_interval_of_a_mean_by_cluster():
    among = GROUPS["a"]
    found = evidence().of("m").slices["sex"]["a"][EXCESS]
    expected = estimate(mean(CHANCE - TRUTH, among), OUTCOMES.clusters, "share")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_the_gap_is_between_the_furthest_groups_that_have_enough_rows():
    gaps = evidence().of("m").gaps["sex"]
    gap = gaps["rate of deny"]
    assert (gap.high, gap.low, gap.groups) == ("b", "a", 2)  # of c there are a dozen rows
    rates = [ACTIONS[GROUPS[name]].mean() for name in "ba"]
    assert gap.estimate.value == pytest.approx(rates[0] - rates[1])
    assert gap.estimate.low < gap.estimate.value < gap.estimate.high
    assert EXCESS in gaps
    assert EXCESS not in evidence().of("rule").gaps["sex"]  # it gives no probabilities


def test_what_is_said_of_groups_alone_has_no_difference():
    """A group's share of a class is the same whoever decides; only what is measured everywhere is compared."""
    (apart,) = evidence().differences
    assert not {"share of bad", FALSE_ALARMS, EXCESS} & set(apart.slices["sex"]["a"])
    assert {"money", "recall", "rate of deny"} <= set(apart.slices["sex"]["a"])


def test_what_is_undefined_on_all_rows_is_said_once():
    found = evidence().of("rule")
    assert found.measures["brier"].reason == "rule gives no probabilities"
    for group in found.slices["sex"].values():
        assert not {"brier", "auc", EXCESS} & set(group)
        assert {"money", "rate of deny", "share of bad"} <= set(group)


def test_what_is_undefined_in_a_slice_only_says_why():
    one = np.arange(ROWS) == 0  # a single row has no two classes to tell apart
    found = gather([MODEL], OUTCOMES, {"row": {"first": one}}, part="tune", currency="EUR").of("m")
    assert found.measures["auc"].value is not None
    assert found.slices["row"]["first"]["auc"].value is None
    assert found.slices["row"]["first"]["auc"].reason


def test_two_groups_of_single_rows_are_welchs_test_but_for_the_degrees_of_freedom():
    """Second implementation: with every row its own cluster the standard error is that of two independent means."""
    alone = Outcomes(TRUTH, OUTCOMES.classes, OUTCOMES.actions, np.arange(ROWS))
    figure = Figure.of(Metric("rate", of="deny"), "")
    two = {name: GROUPS[name] for name in "ab"}
    told = {
        name: {"r": estimate(figure.measured(MODEL, alone, among), alone.clusters)}
        for name, among in two.items()
    }
    gap = gaps_of(MODEL, alone, two, {"r": figure}, told)["r"].estimate
    welch = stats.ttest_ind(ACTIONS[two["b"]], ACTIONS[two["a"]], equal_var=False)
    assert gap.value / gap.se == pytest.approx(welch.statistic, rel=2e-3)


def test_a_number_has_errors_and_no_rates():
    truth = RANDOM.normal(size=ROWS)
    outcomes = Outcomes(truth, (), ("order",), OUTCOMES.clusters)
    model = Contender("m", values=truth + np.where(GROUP == "a", 1.0, -0.5))
    found = gather([model], outcomes, {"sex": GROUPS}, part="tune", currency="EUR").of("m")
    assert set(group_figures(outcomes)) == {EXCESS}
    assert found.slices["sex"]["a"]["mae"].value == pytest.approx(1.0)
    assert found.slices["sex"]["b"][EXCESS].value == pytest.approx(-0.5)
    assert found.gaps["sex"]["mae"].estimate.value == pytest.approx(0.5)


def test_several_classes_share_the_rows():
    truth = RANDOM.integers(0, 3, ROWS)
    chances = RANDOM.dirichlet([1, 1, 1], ROWS)
    outcomes = Outcomes(truth, ("low", "mid", "high"), ("none", "act"), OUTCOMES.clusters)
    model = Contender("m", ACTIONS, MONEY, chances)
    found = gather([model], outcomes, {"sex": GROUPS}, part="tune", currency="EUR").of("m").slices["sex"]["a"]
    assert sum(found[f"share of {name}"].value for name in outcomes.classes) == pytest.approx(1)
    right = chances.argmax(axis=1) == truth
    assert found[EXCESS].value == pytest.approx((chances.max(axis=1) - right)[GROUPS["a"]].mean())


def test_json_brings_gaps_back_and_reads_what_had_none():
    written = json.loads(json.dumps(evidence().to_json()))
    assert Evidence.from_json(written).to_json() == written
    for one in (*written["contenders"], *written["differences"]):
        del one["gaps"]
    assert Evidence.from_json(written).of("m").gaps == {}


@pytest.mark.parametrize(("groups", "days"), [(2, 40), (2, 12), (6, 40), (6, 12)])
def test_no_gap_is_claimed_where_groups_are_alike(groups, days):
    """Of groups that share the noise of their days, the furthest two are told apart in 5 % of runs at most."""
    runs, rows, claimed = 100 if days < 30 else 400, 1200, 0
    random = np.random.default_rng(groups * 100 + days)
    clusters = np.arange(rows) * days // rows
    outcomes = Outcomes(np.zeros(rows), (), ("order",), clusters)
    figure = {"mae": Figure.of(Metric("mae"), "")}
    for _ in range(runs):
        place = random.integers(0, groups, rows)
        values = {str(at): place == at for at in range(groups)}
        model = Contender("m", values=5 + random.normal(size=rows) + random.normal(size=days)[clusters])
        told = {
            name: {"mae": estimate(figure["mae"].measured(model, outcomes, among), clusters)}
            for name, among in values.items()
        }
        claimed += gaps_of(model, outcomes, values, figure, told)["mae"].estimate.low > 0
    assert claimed / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)


def test_the_figure_that_is_printed_with_its_interval_is_one_of_them():
    assert render._WITH_INTERVAL == EXCESS
