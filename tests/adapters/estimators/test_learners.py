"""Every learner: what it learns, the same bits at any thread count, and back from its files."""

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.foundation.errors import BadInputError
from wager.training.columns import take
from wager.training.estimator import Sample, Task

ROWS = 2000
RANDOM = np.random.default_rng(5)
X = RANDOM.normal(size=(ROWS, 3))
PLACE = RANDOM.choice(["a", "b", "c"], ROWS)
SCORE = X[:, 0] - X[:, 1] + 2 * (PLACE == "a") + RANDOM.normal(size=ROWS)
COLUMNS = {
    "x0": pa.array([None if row % 17 == 0 else value for row, value in enumerate(X[:, 0].tolist())]),
    "x1": pa.array(X[:, 1]),
    "place": pa.array(PLACE),
    "empty": pa.nulls(ROWS),
    "flag": pa.array(X[:, 2] > 0),
}
BINARY, CLASSES = Task.binary("late"), Task("classes", ("low", "middle", "high"), ("none", "call"))
NUMBER = Task("number", (), ("order",))
TRUTHS = {
    "binary": (SCORE > 0).astype(np.int64),
    "classes": np.digitize(SCORE, [-1, 1]).astype(np.int64),
    "number": SCORE,
}
EARNED = {
    "binary": np.column_stack([np.zeros(ROWS, np.int64), np.where(SCORE > 0, 90, -50)]),
    "classes": np.column_stack([np.zeros(ROWS, np.int64), np.where(SCORE > 1, 90, -50)]),
    "number": None,
}
TREES = {"n_estimators": 20, "num_leaves": 7}
LEARNERS = [
    ("constant", {}, BINARY),
    ("constant", {}, NUMBER),
    ("table", {"by": ["place", "flag"], "prior": 5}, CLASSES),
    ("table", {"by": "place"}, NUMBER),
    ("logistic", {}, BINARY),
    ("logistic", {"C": 0.5}, CLASSES),
    ("linear", {}, NUMBER),
    ("lightgbm", TREES, BINARY),
    ("lightgbm", TREES, CLASSES),
    ("lightgbm", TREES, NUMBER),
    ("best_split", {}, BINARY),
    ("best_split", {}, CLASSES),
    ("best_split", {}, NUMBER),
]


def sample(task):
    return Sample(COLUMNS, TRUTHS[task.kind], None, EARNED[task.kind])


@pytest.mark.parametrize(("algorithm", "parameters", "task"), LEARNERS)
def test_files_bring_the_answers_back(algorithm, parameters, task):
    catalogue = EstimatorCatalogue(threads=1)
    fitted = catalogue.make(algorithm, parameters).fit(task, sample(task), None)
    again = catalogue.read(fitted.to_files())
    answer = fitted.predict(COLUMNS)
    assert (answer == again.predict(COLUMNS)).all()
    assert again.to_files() == fitted.to_files()
    assert again.describe() == fitted.describe()
    shape = {"probabilities": (ROWS, len(task.classes)), "values": (ROWS,), "actions": (ROWS,)}
    assert answer.shape == shape[fitted.answers]
    if fitted.answers == "probabilities":
        assert np.abs(answer.sum(axis=1) - 1).max() < 1e-12
        assert answer.min() >= 0


@pytest.mark.parametrize(("algorithm", "parameters", "task"), LEARNERS)
def test_one_row_is_answered_as_among_many(algorithm, parameters, task):
    fitted = EstimatorCatalogue(threads=1).make(algorithm, parameters).fit(task, sample(task), None)
    alone = fitted.predict(take(COLUMNS, np.array([17])))
    assert alone[0].tolist() == fitted.predict(COLUMNS)[17].tolist()
    assert len(fitted.predict(take(COLUMNS, np.array([], dtype=np.int64)))) == 0


@pytest.mark.parametrize("algorithm", ["logistic", "lightgbm"])
def test_threads_change_no_bit(algorithm):
    parameters = TREES if algorithm == "lightgbm" else {}
    files = [
        EstimatorCatalogue(threads=threads)
        .make(algorithm, parameters, seed=7)
        .fit(BINARY, sample(BINARY), None)
        for threads in (1, 2)
    ]
    assert files[0].to_files() == files[1].to_files()


def test_logistic_agrees_with_scikit_learn_and_ignores_what_says_nothing():
    from sklearn.linear_model import LogisticRegression

    column = {"x1": COLUMNS["x1"]}
    fitted = EstimatorCatalogue().make("logistic", {}).fit(BINARY, Sample(column, TRUTHS["binary"]), None)
    scaled = ((X[:, 1] - X[:, 1].mean()) / X[:, 1].std())[:, None]
    theirs = LogisticRegression(tol=1e-8).fit(scaled, TRUTHS["binary"]).predict_proba(scaled)
    assert np.abs(fitted.predict(column) - theirs).max() < 1e-3


def test_linear_agrees_with_statsmodels():
    from statsmodels.api import OLS

    columns = {"x1": COLUMNS["x1"], "flag": COLUMNS["flag"]}
    fitted = EstimatorCatalogue().make("linear", {"alpha": 1e-9}).fit(NUMBER, Sample(columns, SCORE), None)
    theirs = OLS(SCORE, np.column_stack([np.ones(ROWS), X[:, 1], X[:, 2] > 0])).fit().fittedvalues
    assert np.abs(fitted.predict(columns) - theirs).max() < 1e-6


def test_lightgbm_stops_where_tune_gets_no_better():
    noise = Sample({"x": pa.array(X[:, 2])}, TRUTHS["binary"])
    stopping = EstimatorCatalogue(threads=1).make("lightgbm", {"n_estimators": 300, "early_stopping": 5})
    assert (
        stopping.fit(BINARY, noise, noise).rounds
        > stopping.fit(BINARY, noise, Sample({"x": pa.array(X[::-1, 2])}, TRUTHS["binary"])).rounds
    )


def test_one_class_only_is_learned_as_such():
    alone = Sample(COLUMNS, np.zeros(ROWS, np.int64), None, EARNED["binary"])
    for algorithm in ("constant", "logistic", "lightgbm", "best_split"):
        fitted = EstimatorCatalogue(threads=1).make(algorithm, {}).fit(BINARY, alone, None)
        if fitted.answers == "probabilities":
            assert fitted.predict(COLUMNS)[:, 1].max() < 0.01


def test_a_class_that_train_lacks_gets_next_to_nothing():
    truth = np.where(TRUTHS["classes"] == 1, 0, TRUTHS["classes"])
    fitted = EstimatorCatalogue().make("logistic", {}).fit(CLASSES, Sample(COLUMNS, truth), None)
    assert fitted.predict(COLUMNS)[:, 1].max() < 0.01


def test_table_smooths_towards_the_overall_rate():
    columns = {"g": pa.array(["a"] * 8 + ["b"] * 2 + [None] * 2)}
    truth = np.array([1] * 8 + [0, 1] + [0] * 2)
    fitted = (
        EstimatorCatalogue().make("table", {"by": "g", "prior": 2}).fit(BINARY, Sample(columns, truth), None)
    )
    answer = fitted.predict({"g": pa.array(["a", "b", None, "z"])})[:, 1]
    assert answer == pytest.approx([(8 + 1.5) / 10, (1 + 1.5) / 4, 1.5 / 4, 0.75])


def test_rule_takes_the_first_that_holds():
    rule = EstimatorCatalogue().make("rule", {"call": "…", "visit": "…"})
    task = Task("binary", ("otherwise", "late"), ("none", "visit", "call"))
    fitted = rule.fit(task, Sample({}, np.array([])), None)
    conditions = {"call": pa.array([True, False, None, False]), "visit": pa.array([True, True, None, False])}
    assert fitted.predict(conditions).tolist() == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("algorithm", "parameters", "said"),
    [
        ("lightgmb", {}, "did you mean 'lightgbm'"),
        ("python", {}, "needs `call`"),
        ("xgboost", {"nthread": 4}, "set by wager"),
        ("sklearn.SVC", {}, "the training rows themselves"),
        ("sklearn.Rigde", {}, "did you mean 'sklearn.Ridge'"),
        ("sklearn.Ridge", {"aplha": 1}, "did you mean 'alpha'"),
        ("elastic_net", {"l1_ratio": 2}, "from 0 to 1"),
        ("logistic", {"class_weight": "heavy"}, "expected balanced"),
        ("constant", {"k": 1}, "no parameter 'k'"),
        ("table", {}, "needs `by`"),
        ("logistic", {"C": "much"}, "expected a number"),
        ("lightgbm", {"num_threads": 4}, "set by wager"),
    ],
)
def test_wrong_algorithms_and_parameters_are_refused(algorithm, parameters, said):
    with pytest.raises(BadInputError, match=said):
        EstimatorCatalogue().make(algorithm, parameters)


def test_lightgbm_translates_its_errors():
    with pytest.raises(BadInputError, match="lightgbm refuses"):
        EstimatorCatalogue().make("lightgbm", {"num_leaves": -4}).fit(BINARY, sample(BINARY), None)


def test_newer_or_foreign_files_are_refused():
    with pytest.raises(BadInputError, match="newer"):
        EstimatorCatalogue().read({"fitted.json": b'{"format": 2}'})
    with pytest.raises(BadInputError, match=r"without fitted\.json"):
        EstimatorCatalogue().read({})


@pytest.mark.parametrize(
    ("algorithm", "said"),
    [("linear", "linear regression on 1 column"), ("lightgbm", "LightGBM, 1 round of trees on 1 column")],
)
def test_one_of_anything_is_said_as_one(algorithm, said):
    given = Sample({"x": pa.array(np.arange(300.0))}, np.arange(300.0) % 7, None, None)
    parameters = {"n_estimators": 1} if algorithm == "lightgbm" else {}
    fitted = (
        EstimatorCatalogue(threads=1)
        .make(algorithm, parameters)
        .fit(Task("number", (), ("order",)), given, None)
    )
    assert fitted.describe() == said
