"""Numbers that others published, met again by what wager uses: the verdict's methods one by one.

Many looks (Lan and DeMets' bounds, unadjusted looks, a long real test) are met in `tests/verdict/test_sequential.py`; money
and clusters of real flights in `test_worked_verdict.py`; detectable effects in `tests/verdict/test_power.py`.

Where each number is met, and which are not and why: `docs/explanation/golden-numbers.md`.
"""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap, norm
from statsmodels.stats.contingency_tables import mcnemar

from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.sentences.metrics import parse_metric
from wager.evaluation.bootstrap import cluster_draws
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.influence import auc, mean
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure
from wager.foundation.amounts import Duration
from wager.money.break_even import implied_threshold
from wager.money.pays import Pays
from wager.money.policy import choose
from wager.verdict.power import chance

POSITIVE = np.arange(12) < 5
FIRST = np.array([0.9, 0.8, 0.7, 0.55, 0.4, 0.6, 0.5, 0.4, 0.35, 0.3, 0.2, 0.1])
SECOND = np.array([0.7, 0.6, 0.65, 0.3, 0.45, 0.5, 0.55, 0.4, 0.25, 0.6, 0.35, 0.2])


def by_class(influence, other):
    """Covariance with each class's rows counted less one: what DeLong wrote; `estimate` counts clusters less one."""
    sides = ((POSITIVE, 5), (~POSITIVE, 7))
    return sum((influence[side] @ other[side]) * rows / (rows - 1) for side, rows in sides)


def test_delong_on_twelve_rows():
    """Worked by brute force over all pairs (DeLong, DeLong & Clarke-Pearson 1988, equations 4 to 7)."""
    first, second = (auc(scores, POSITIVE, np.ones(12, bool)) for scores in (FIRST, SECOND))
    assert [first.value, second.value] == pytest.approx([0.9, 0.757143], abs=6e-7)
    assert by_class(first.influence, first.influence) == pytest.approx(0.00823129, abs=6e-9)
    assert by_class(second.influence, second.influence) == pytest.approx(0.02585034, abs=6e-9)
    assert by_class(first.influence, second.influence) == pytest.approx(0.00882653, abs=6e-9)
    apart = first.minus(second)
    error = np.sqrt(by_class(apart.influence, apart.influence))
    assert [apart.value, error] == pytest.approx([0.142857, 0.128174], abs=6e-7)
    assert apart.value / error == pytest.approx(1.11456, abs=6e-6)
    assert 2 * norm.sf(apart.value / error) == pytest.approx(0.26504, abs=6e-6)


def test_identical_rankings_do_not_differ():
    """In pROC Z = 0 and p = 1; here the difference is exactly zero, and so is its interval."""
    rows = np.ones(12, bool)
    found = estimate(auc(FIRST, POSITIVE, rows).minus(auc(FIRST**3, POSITIVE, rows)), np.arange(12))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("margin", "unseen", "unseen_one_sided", "power"),
    [
        (0.5, 0.928, 0.874, 0.126),
        (1.0, 0.831, 0.741, 0.259),
        (2.0, 0.484, 0.361, 0.639),
        (2.486, 0.299, 0.200, 0.800),
        (3.0, 0.149, 0.088, 0.912),
    ],
)
def test_harm_of_exactly_the_margin(margin, unseen, unseen_one_sided, power):
    """Who ships what is "not significantly worse" ships it in most cases; a guardrail in one of twenty."""
    assert chance(0.0, 0.05, 10_000) == pytest.approx(0.050, abs=6e-4)
    assert chance(margin, 0.05, 10_000) == pytest.approx(power, abs=6e-4)
    # The other two columns, of a test for superiority turned round: not found is 1 - chance of finding.
    assert 1 - chance(margin, 0.05, 10_000) == pytest.approx(unseen_one_sided, abs=6e-4)
    assert 1 - chance(margin, 0.025, 10_000) == pytest.approx(unseen, abs=6e-4)


def test_the_threshold_that_money_implies():
    """p* = (c10 - c00) / (c10 - c00 + c01 - c11) (Elkan 2001, equation 2): +18 and -6 give a quarter."""
    pays = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
    assert implied_threshold(pays) == 0.25
    around = np.array([0.25 - 1e-9, 0.25 + 1e-9])
    assert choose(np.column_stack([1 - around, around]), pays).tolist() == [0, 1]
    costs = {"c00": 3.0, "c10": 11.0, "c01": 40.0, "c11": 5.0}
    matrix = np.array([[[-300, -4000], [-1100, -500]]])
    expected = 8.0 / (8.0 + costs["c01"] - costs["c11"])
    assert implied_threshold(Pays(("none", "act"), ("a", "b"), matrix)) == pytest.approx(expected)


def graphical(weights, moves, p):
    """Adjust p by the graphical procedure, written from the paper's algorithm 1; return them and the order."""
    weights, moves = np.array(weights, float), np.array(moves, float)
    left, adjusted, order, worst = list(range(len(p))), np.ones(len(p)), [], 0.0
    while left:
        ratios = [p[j] / weights[j] if weights[j] > 0 else np.inf for j in left]
        j = left[int(np.argmin(ratios))]
        if np.isinf(min(ratios)):
            break
        worst = max(worst, min(ratios))
        adjusted[j] = min(1.0, worst)
        order.append(j)
        left.remove(j)
        weights, moves = rejected(weights, moves, j, left)
    return adjusted, order


def rejected(weights, moves, j, left):
    new_weights, new_moves = np.zeros_like(weights), np.zeros_like(moves)
    for one in left:
        new_weights[one] = weights[one] + weights[j] * moves[j, one]
        stays = 1 - moves[one, j] * moves[j, one]
        for other in left:
            if one != other and stays > 0:
                new_moves[one, other] = (moves[one, other] + moves[one, j] * moves[j, other]) / stays
    return new_weights, new_moves


def test_the_graphical_procedure_as_written_from_the_paper():
    """The graph and p-values of graphicalMCP's vignette. It has a circle, and a design's graph has none: the next test
    sets what a design does beside this procedure."""
    moves = [(0, 0.5, 0.5, 0), (0.5, 0, 0, 0.5), (0, 1, 0, 0), (1, 0, 0, 0)]
    adjusted, order = graphical((0.5, 0.5, 0, 0), moves, (0.018, 0.010, 0.105, 0.006))
    assert adjusted == pytest.approx([0.024, 0.020, 0.105, 0.024])
    assert [place + 1 for place in np.flatnonzero(adjusted <= 0.025)] == [1, 2, 4]
    assert [place + 1 for place in order[:3]] in ([2, 1, 4], [2, 4, 1])


@st.composite
def graphs(draw):
    """Up to five hypotheses; a success leads to later ones, or to none."""
    size = draw(st.integers(1, 5))
    heirs = [
        draw(st.lists(st.sampled_from(range(place + 1, size)), unique=True)) if place + 1 < size else []
        for place in range(size)
    ]
    shipped = draw(st.lists(st.sampled_from(range(size)), unique=True))
    return heirs, shipped


@given(graphs())
@settings(deadline=None)
def test_a_design_hands_alpha_on_as_the_procedure_does(drawn):
    heirs, shipped = drawn
    names = [f"H{place + 1}" for place in range(len(heirs))]
    hypotheses = {
        name: Hypothesis(
            name, "", "a", ("G1",), Duration(0), next={"ship": tuple(names[heir] for heir in heirs[place])}
        )
        for place, name in enumerate(names)
    }
    found = owned(hypotheses, Alpha(), {names[place]: "SHIP" for place in shipped})
    weights, moves = np.full(len(names), 1 / len(names)), np.zeros((len(names),) * 2)
    for place, targets in enumerate(heirs):
        moves[place, targets] = 1 / max(len(targets), 1)
    left = list(range(len(names)))
    for place in shipped:
        left.remove(place)
        weights, moves = rejected(weights, moves, place, left)
    for place in left:
        assert float(found[names[place]]) == pytest.approx(0.05 * weights[place])


@pytest.mark.parametrize(
    ("hypotheses", "unprotected"), [(1, 0.050), (5, 0.226), (10, 0.401), (20, 0.642), (50, 0.923)]
)
def test_reuse_of_a_holdout(hypotheses, unprotected):
    """Hypotheses without effect, each tested at .05: of 50, 92.3 % ship something; at the α that a design gives, 5 %."""
    rng, runs, rows = np.random.default_rng(226), 1500, np.ones(40, bool)
    names = [f"H{place}" for place in range(1, hypotheses + 1)]
    graph = {name: Hypothesis(name, "", "a", ("G1",), Duration(0)) for name in names}
    share = float(owned(graph, Alpha(total=Decimal("0.05")))["H1"])
    wrong = np.zeros(2)
    for _ in range(runs):
        found = [estimate(mean(rng.normal(size=40), rows), np.arange(40)) for _ in names]
        wrong += [any(one.lower(alpha) > 0 for one in found) for alpha in (0.05, share)]
    expected = np.array([unprotected, 0.05])
    allowed = 4 * np.sqrt(expected * (1 - expected) / runs)
    assert abs(wrong[0] / runs - expected[0]) <= allowed[0]
    assert wrong[1] / runs <= expected[1] + allowed[1]


SIXTEEN = np.array([10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213])
BOOT = {"basic": (23.77, 79.12), "percentile": (28.86, 84.21), "BCa": (32.31, 91.43)}
"""95 % intervals of their mean, by R's boot."""


@pytest.mark.parametrize("method", BOOT)
def test_sixteen_numbers_drawn_again_by_scipy(method):
    """As in scipy's own tests. wager gives no interval by quantiles of draws: this says that theirs and ours draw alike."""
    found = bootstrap(
        (SIXTEEN,), np.mean, n_resamples=200_000, batch=10_000, method=method, rng=np.random.default_rng(16)
    )
    assert found.confidence_interval == pytest.approx(BOOT[method], rel=0.01)


def test_sixteen_numbers_drawn_again_as_clusters():
    """The draws of `evaluation.bootstrap`: their quantiles are R's, with Efron's correction (1987, sections 3 and 6) as well."""
    means = SIXTEEN.mean() + cluster_draws(
        SIXTEEN[:, None], lambda w, parts: (w @ parts)[:, 0] / 16, draws=200_000
    )
    low, high = np.quantile(means, [0.025, 0.975])
    assert (low, high) == pytest.approx(BOOT["percentile"], rel=0.01)
    assert (2 * SIXTEEN.mean() - high, 2 * SIXTEEN.mean() - low) == pytest.approx(BOOT["basic"], rel=0.01)
    below, left = norm.ppf((means < SIXTEEN.mean()).mean()), (SIXTEEN.sum() - SIXTEEN) / 15
    off = left.mean() - left
    slope = (off**3).sum() / (6 * (off**2).sum() ** 1.5)
    ends = [below + at for at in norm.ppf([0.025, 0.975])]
    shares = [norm.cdf(below + end / (1 - slope * end)) for end in ends]
    assert np.quantile(means, shares) == pytest.approx(BOOT["BCa"], rel=0.01)


def right_or_wrong(only_first, only_second, both):
    """Two contenders' recall on rows of which each caught some alone."""
    first = np.repeat([1, 0, 1], [only_first, only_second, both]).astype(np.int8)
    second = np.repeat([0, 1, 1], [only_first, only_second, both]).astype(np.int8)
    every = np.ones(len(first), bool)
    outcomes = Outcomes(every.astype(np.int64), ("no", "late"), ("none", "act"), np.arange(len(first)))
    one, two = (
        measure(parse_metric("recall of late"), Contender(name, acted), outcomes, every)
        for name, acted in (("one", first), ("two", second))
    )
    return one.minus(two), first.astype(float) - second


@pytest.mark.parametrize(
    ("only_first", "only_second", "exact", "corrected", "plain"),
    [
        (121, 59, 0.000004, (20.67222, 5.450095e-06), (21.35556, 3.815136e-06)),
        (70, 59, 0.378688, (0.7751938, 0.3786151), None),
        (80, 59, 0.089452, (2.87769784, 0.08981434), None),
    ],
)
def test_mcnemar(only_first, only_second, exact, corrected, plain):
    """statsmodels meets its published numbers, and our paired difference is the same test.

    McNemar's variance is that under no difference, ours around the difference that was found: t² = (n-1)·χ²/(n-χ²).
    """
    table = [[0, only_first], [only_second, 0]]
    assert mcnemar(table, exact=True).pvalue == pytest.approx(exact, abs=6e-7)
    with_one = mcnemar(table, exact=False, correction=True)
    assert (with_one.statistic, with_one.pvalue) == pytest.approx(corrected, rel=1e-5)
    square = mcnemar(table, exact=False, correction=False)
    if plain:
        assert (square.statistic, square.pvalue) == pytest.approx(plain, rel=1e-6)
    apart, differ = right_or_wrong(only_first, only_second, 300)
    rows = len(differ)
    null = apart.influence + apart.value / rows  # what the influences are where the truth is no difference
    assert apart.value**2 / (null**2).sum() == pytest.approx(square.statistic, rel=1e-12)
    found = estimate(apart, np.arange(rows))
    t_square = (rows - 1) * square.statistic / (rows - square.statistic)
    assert (found.value / found.se) ** 2 == pytest.approx(t_square, rel=1e-12)
    days = np.random.default_rng(1947).permutation(rows) % 40
    of_days = np.bincount(days, weights=differ)
    clustered = of_days.sum() ** 2 / (of_days**2).sum()
    sums = np.bincount(days, weights=null)
    assert apart.value**2 / (sums**2).sum() == pytest.approx(clustered, rel=1e-12)
