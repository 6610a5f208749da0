"""Every metric of a model's answers: its value against scikit-learn, its standard error against 20,000 draws of clusters."""

import numpy as np
import pytest
from sklearn import metrics as sk

from wager.design.sentences.metrics import KINDS, parse_metric
from wager.design.sentences.words import SentenceError
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.foundation.errors import BadInputError

RANDOM = np.random.default_rng(78)
GROUPS, EACH = 150, 20
ROWS = GROUPS * EACH
CLUSTERS = np.repeat(np.arange(GROUPS), EACH)
ALL = np.ones(ROWS, bool)
SHARED = np.repeat(RANDOM.normal(0, 0.8, GROUPS), EACH)
TIMES = np.random.default_rng(79).multinomial(GROUPS, np.full(GROUPS, 1 / GROUPS), 20_000)
NUMBER = 5 + 2 * SHARED + RANDOM.lognormal(0, 0.7, ROWS)
CLASSES = ("safe", "spam", "fraud")
CLASS = np.clip(np.rint(0.6 + SHARED + 0.6 * RANDOM.normal(size=ROWS)), 0, 2).astype(np.int64)
ACTIONS = ("none", "hold", "block")
NUMBERS = Outcomes(NUMBER, (), ACTIONS, CLUSTERS)
CASES = Outcomes(CLASS, CLASSES, ACTIONS, CLUSTERS)


def contender(name, noise, random):
    scores = np.eye(3)[CLASS] + noise * random.random((ROWS, 3)) + 0.3 * SHARED[:, None] * [0, 1, 0]
    sure = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    guessed = NUMBER + noise * (random.normal(size=ROWS) + 0.5 * SHARED) - 0.2
    return Contender(name, sure.argmax(axis=1).astype(np.int8), None, sure, guessed)


ONE, TWO = contender("one", 2.0, np.random.default_rng(1)), contender("two", 3.0, np.random.default_rng(2))


def sums(values):
    return np.bincount(CLUSTERS, weights=values, minlength=GROUPS)


def shares(part, whole):
    """The ratio of two sums in each draw."""
    return (TIMES @ sums(part)) / (TIMES @ sums(whole))


def pinball(one, share):
    """The loss, row by row, as Koenker and Bassett's check function is drawn."""
    return [
        share * (y - q) if y >= q else (1 - share) * (q - y) for y, q in zip(NUMBER, one.values, strict=True)
    ]


def happened(one):
    return np.eye(3)[CLASS]


def macro(one):
    right = one.probabilities.argmax(axis=1) == CLASS
    return np.mean([shares((k == CLASS) & right, k == CLASS) for k in range(3)], axis=0)


def acted(one, among):
    return shares((one.actions > 0) & among, among)


EVERY = {
    "mae": (
        lambda one: sk.mean_absolute_error(NUMBER, one.values),
        lambda one: shares(abs(one.values - NUMBER), ALL),
    ),
    "rmse": (
        lambda one: sk.root_mean_squared_error(NUMBER, one.values),
        lambda one: np.sqrt(shares((one.values - NUMBER) ** 2, ALL)),
    ),
    "quantile_loss of 0.9": (
        lambda one: sk.mean_pinball_loss(NUMBER, one.values, alpha=0.9),
        lambda one: shares(pinball(one, 0.9), ALL),
    ),
    "quantile_loss of 0.25": (
        lambda one: sk.mean_pinball_loss(NUMBER, one.values, alpha=0.25),
        lambda one: shares(pinball(one, 0.25), ALL),
    ),
    "recall of each class": (
        lambda one: sk.recall_score(CLASS, one.probabilities.argmax(axis=1), average="macro"),
        macro,
    ),
    "recall of spam": (
        lambda one: sk.recall_score(CLASS == 1, one.actions > 0),
        lambda one: acted(one, CLASS == 1),
    ),
    "false_positive_rate of spam": (
        lambda one: 1 - sk.recall_score(CLASS != 1, one.actions == 0),
        lambda one: acted(one, CLASS != 1),
    ),
    "precision of spam by hold": (
        lambda one: sk.precision_score(CLASS == 1, one.actions == 1),
        lambda one: shares((CLASS == 1) & (one.actions == 1), one.actions == 1),
    ),
    "rate of block in safe": (
        lambda one: (one.actions[CLASS == 0] == 2).mean(),
        lambda one: shares((one.actions == 2) & (CLASS == 0), CLASS == 0),
    ),
    "brier": (
        lambda one: ((one.probabilities - happened(one)) ** 2).sum(axis=1).mean(),
        lambda one: shares(((one.probabilities - happened(one)) ** 2).sum(axis=1), ALL),
    ),
    "log_loss": (
        lambda one: sk.log_loss(CLASS, one.probabilities),
        lambda one: shares(-np.log((one.probabilities * happened(one)).sum(axis=1)), ALL),
    ),
}
ELSEWHERE = {
    "money": "tests/golden/test_worked_verdict.py",
    "auc": "tests/evaluation/test_against_bootstrap.py",
    "average_precision": "tests/evaluation/test_against_bootstrap.py",
    "calibration": "tests/evaluation/test_against_bootstrap.py",
    "ratio": "tests/evaluation/test_against_bootstrap.py",
}


def measured(sentence, one):
    metric = parse_metric(sentence)
    of_number = metric.kind in {"mae", "rmse", "quantile_loss"}
    return measure(metric, one, NUMBERS if of_number else CASES, ALL)


@pytest.mark.parametrize("sentence", EVERY)
def test_the_value_is_that_of_scikit_learn(sentence):
    value, _ = EVERY[sentence]
    for one in (ONE, TWO):
        assert measured(sentence, one).value == pytest.approx(value(one), rel=1e-12)


@pytest.mark.parametrize("sentence", EVERY)
def test_the_standard_error_is_that_of_20000_draws_of_clusters(sentence):
    _, drawn = EVERY[sentence]
    one, two = measured(sentence, ONE), measured(sentence, TWO)
    assert abs(one.influence.sum()) < 1e-12
    assert estimate(one, CLUSTERS).se == pytest.approx(drawn(ONE).std(), rel=0.03)
    assert estimate(one.minus(two), CLUSTERS).se == pytest.approx((drawn(ONE) - drawn(TWO)).std(), rel=0.03)


def test_no_metric_is_left_out():
    assert {parse_metric(sentence).kind for sentence in EVERY} | ELSEWHERE.keys() == KINDS.keys()


def test_the_best_prediction_of_a_quantile_is_the_quantile():
    for share in (0.1, 0.5, 0.9):
        tried = np.quantile(NUMBER, np.linspace(0.02, 0.98, 49))
        losses = [
            measured(f"quantile_loss of {share}", Contender("c", values=np.full(ROWS, at))).value
            for at in tried
        ]
        assert np.linspace(0.02, 0.98, 49)[np.argmin(losses)] == pytest.approx(share, abs=0.011)
    assert 2 * measured("quantile_loss of 0.5", ONE).value == pytest.approx(measured("mae", ONE).value)


def test_quantile_loss_is_lower_better_and_spelt_in_one_way():
    metric = parse_metric("quantile_loss of .90 per 1000 rows")
    assert (metric.better, metric.of, unit(metric, "USD")) == ("lower", "0.9", "number")
    assert str(metric) == "quantile_loss of 0.9 per 1000 rows"
    assert parse_metric(str(metric)) == metric
    assert str(parse_metric("quantile_loss of 0.9, higher is better")).endswith("higher is better")


@pytest.mark.parametrize(
    "share", ["1", "0", "0.0", "1.5", "-0.1", "nan", "late", "90 %", "9e-1", "each class"]
)
def test_what_is_no_share_of_a_quantile_is_refused(share):
    with pytest.raises(SentenceError, match=r"between 0 and 1, such as `quantile_loss of 0\.9`"):
        parse_metric(f"quantile_loss of {share}")


def test_without_a_share_or_a_number_there_is_none():
    with pytest.raises(BadInputError, match="needs a share"):
        measured("quantile_loss", ONE)
    rule = Contender("rule", ONE.actions)
    assert measured("quantile_loss of 0.9", rule).reason == "rule predicts no number"
