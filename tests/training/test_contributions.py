"""Parts add up to the answer, and are what one can work out by hand."""

import types

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import CASES
from wager.adapters.estimators.catalogue import ALGORITHMS, EstimatorCatalogue
from wager.foundation.errors import BadInputError
from wager.training.columns import take
from wager.training.contributions import contributions
from wager.training.estimator import Explained, Sample, Task
from wager.training.fit import FittedModel, develop, fit
from wager.training.split import Parts

ROWS = 1500
RANDOM = np.random.default_rng(21)
X = RANDOM.normal(size=(ROWS, 3))
PLACE = RANDOM.choice(["a", "b", "c"], ROWS)
SCORE = X[:, 0] - X[:, 1] + 2 * (PLACE == "a") + RANDOM.normal(size=ROWS)
COLUMNS = {
    "x0": pa.array([None if row % 17 == 0 else value for row, value in enumerate(X[:, 0].tolist())]),
    "x1": pa.array(X[:, 1]),
    "place": pa.array([None if row % 23 == 0 else value for row, value in enumerate(PLACE.tolist())]),
    "flag": pa.array(X[:, 2] > 0.3),
    "same": pa.array([1.5] * ROWS),
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
PARTS = Parts(np.repeat([0, 1, 2], [800, 600, 100]).astype(np.int8), np.arange(ROWS), {}, {})
TREES = {"n_estimators": 20, "num_leaves": 7, "min_data_per_group": 5, "cat_smooth": 1}
FOREST = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}
LEARNERS = [
    ("constant", {}, BINARY, None),
    ("constant", {}, NUMBER, None),
    ("table", {"by": ["place", "flag"], "prior": 5}, CLASSES, "isotonic"),
    ("table", {"by": "place"}, NUMBER, None),
    ("logistic", {}, BINARY, None),
    ("logistic", {}, BINARY, "isotonic"),
    ("logistic", {}, CLASSES, "sigmoid"),
    ("linear", {}, NUMBER, None),
    ("lightgbm", TREES, BINARY, None),
    ("lightgbm", TREES | {"sigmoid": 2.0}, BINARY, "isotonic"),
    ("lightgbm", TREES, CLASSES, None),
    ("lightgbm", TREES, CLASSES, "isotonic"),
    ("lightgbm", TREES, NUMBER, None),
    ("lightgbm", TREES | FOREST, NUMBER, None),
    ("lightgbm", TREES | FOREST, CLASSES, None),
    ("lightgbm", TREES | {"boosting": "dart"}, BINARY, None),
    ("lightgbm", TREES | {"reg_sqrt": True}, NUMBER, None),
    ("best_split", {}, BINARY, None),
    ("best_split", {}, NUMBER, None),
]


def learned(algorithm, parameters, task, method=None, columns=COLUMNS):
    rows = develop(columns, TRUTHS[task.kind], PARTS, earned=EARNED[task.kind])
    return fit(task, EstimatorCatalogue(threads=1).make(algorithm, parameters), rows, method)


def answer(model, row):
    found = np.atleast_1d(model.predict(row)[0])
    return np.eye(model.fitted.width)[found[0]] if model.answers == "actions" else found


def row_of(place):
    return take(COLUMNS, np.array([place]))


def total(found):
    return np.asarray(found.base) + sum(map(np.asarray, found.of.values()), np.zeros(len(found.base)))


@pytest.mark.parametrize(("algorithm", "parameters", "task", "method"), LEARNERS)
def test_parts_add_up_to_the_answer(algorithm, parameters, task, method):
    model = learned(algorithm, parameters, task, method)
    for place in (0, 1, 17, 23, 400):
        found = contributions(model, row_of(place))
        said = answer(model, row_of(place))
        assert np.abs(total(found) - said).max() <= 1e-12 * max(1, np.abs(said).max())
        assert len(found.names) == len(found.base)
        assert set(found.of) <= set(COLUMNS)
        assert found.of.get("same", (0.0,)) == (0.0,) * len(found.of.get("same", (0,)))
        if model.answers == "probabilities":
            assert np.abs(sum(map(np.asarray, found.of.values()), np.zeros(1)).sum()) < 1e-12


def test_every_algorithm_says_what_columns_contributed():
    conforming = {
        algorithm for algorithm, _ in CASES if algorithm != "python"
    }  # their margins: adapters/estimators/test_conformance.py
    assert {algorithm for algorithm, *_ in LEARNERS} | conforming == set(ALGORITHMS) - {
        "rule",  # which stands below
        "python",  # nobody but its author knows
    }


def test_a_linear_model_is_parted_by_its_terms():
    x = {"x1": COLUMNS["x1"], "place": COLUMNS["place"]}
    model = learned("linear", {"alpha": 0.1}, NUMBER, columns=x)
    mean = float(np.mean(X[:800, 1]))

    def says(x1, place):
        row = {"x1": pa.array([x1]), "place": pa.array([place], pa.string())}
        return row, model.predict(row)[0]

    row, _ = says(2.0, "a")
    found = contributions(model, row)
    nothing = says(mean, "never seen")[1]
    assert found.base[0] == pytest.approx(nothing)
    assert found.of["x1"][0] == pytest.approx(says(2.0, "never seen")[1] - nothing)
    assert found.of["place"][0] == pytest.approx(says(mean, "a")[1] - nothing)


def test_trees_are_parted_by_the_value_of_shapley():
    # Two columns that say all, one tree: the mean over both orders, with the tree's own rows as background.
    first, second = np.tile([0.0, 1.0], 400), np.tile([0.0, 0.0, 1.0, 1.0], 200)
    truth = np.where((first == 1) & (second == 1), 8.0, 0.0)
    columns = {"a": pa.array(first), "b": pa.array(second)}
    settings = {"n_estimators": 1, "learning_rate": 1.0, "num_leaves": 4, "boost_from_average": False}
    fitted = (
        EstimatorCatalogue(threads=1).make("lightgbm", settings).fit(NUMBER, Sample(columns, truth), None)
    )
    found = contributions(
        FittedModel(NUMBER, fitted), {name: column.slice(3, 1) for name, column in columns.items()}
    )
    assert found.base[0] == pytest.approx(2.0, abs=1e-6)
    assert found.of["a"][0] == pytest.approx(3.0, abs=1e-6)
    assert found.of["b"][0] == pytest.approx(3.0, abs=1e-6)


def test_several_classes_are_parted_along_the_straight_way():
    model = learned("logistic", {}, CLASSES)
    found = contributions(model, row_of(5))
    margins = model.fitted.contributions(row_of(5))[0]
    base, parts = margins[:, -1], margins[:, :-1]
    steps = 20_000  # the integral of the slopes, by the formula of the softmax's derivative
    at = base + (np.arange(steps)[:, None] + 0.5) / steps * parts.sum(axis=1)
    p = model.fitted.linked(at)
    for place, name in enumerate(model.fitted.names):
        slopes = p * (parts[:, place] - (p * parts[:, place]).sum(axis=1, keepdims=True))
        assert np.abs(slopes.mean(axis=0) - found.of[name]).max() < 2e-4


def test_one_margin_keeps_the_order_and_the_signs_of_its_parts():
    model = learned("lightgbm", TREES, BINARY, "isotonic")
    for place in range(0, 200, 7):
        found = contributions(model, row_of(place))
        parts = model.fitted.contributions(row_of(place))[0, 0, :-1]
        moved = np.array([part[1] for part in found.of.values()])
        assert (moved * parts >= 0).all()
        assert np.abs(moved * parts.sum() - parts * moved.sum()).max() < 1e-12


def test_parts_that_cancel_leave_the_base():
    class Cancelling:
        answers, width, names, reference = "probabilities", 2, ("a", "b"), "nothing"

        def contributions(self, columns):
            return np.array([[[2.0, -2.0, 0.5]]])

        def linked(self, margins):
            positive = 1 / (1 + np.exp(-margins[:, 0]))
            return np.column_stack([1 - positive, positive])

        def predict(self, columns):
            return self.linked(np.array([[0.5]]))

    found = contributions(FittedModel(BINARY, Cancelling()), {"a": pa.array([1])})
    assert found.of["a"][1] == pytest.approx(2 * 0.5 * 0.5 * 0.94, rel=0.01)  # two times the slope at 0.5
    assert found.of["a"][1] == pytest.approx(-found.of["b"][1])


def test_the_columns_of_a_table_share_alike():
    model = learned("table", {"by": ["place", "flag"]}, BINARY)
    found = contributions(model, row_of(1))
    assert found.of["place"] == found.of["flag"]
    assert found.base == pytest.approx(
        model.predict({"place": pa.array(["new"]), "flag": pa.array([True])})[0]
    )


def test_a_rule_is_put_down_to_the_condition_that_decides():
    task = Task("binary", ("otherwise", "late"), ("none", "visit", "call"))
    rule = EstimatorCatalogue().make("rule", {"call": "…", "visit": "…"})
    model = FittedModel(task, rule.fit(task, Sample({}, np.array([])), None))
    expected = {
        (True, True): {"call": (-1.0, 0.0, 1.0), "visit": (0.0, 0.0, 0.0)},
        (False, True): {"call": (0.0, 0.0, 0.0), "visit": (-1.0, 1.0, 0.0)},
        (None, False): {"call": (0.0, 0.0, 0.0), "visit": (0.0, 0.0, 0.0)},
    }
    for (call, visit), parts in expected.items():
        row = {"call": pa.array([call], pa.bool_()), "visit": pa.array([visit], pa.bool_())}
        found = contributions(model, row)
        assert (found.names, found.base, found.of) == (task.actions, (1.0, 0.0, 0.0), parts)


def test_what_cannot_be_parted_is_refused():
    model = learned("logistic", {}, BINARY)
    with pytest.raises(BadInputError, match="several rows"):
        contributions(model, COLUMNS)
    silent = types.SimpleNamespace(answers="values", describe=lambda: "something else")
    assert not isinstance(silent, Explained)
    with pytest.raises(BadInputError, match="something else gives none"):
        contributions(FittedModel(NUMBER, silent), {})


def test_no_rows_have_no_parts():
    none = np.array([], dtype=np.int64)
    for algorithm, parameters, task, method in LEARNERS:
        model = learned(algorithm, parameters, task, method)
        found = model.fitted.contributions(take(COLUMNS, none))
        assert (found.shape[0], found.shape[2]) == (0, len(model.fitted.names) + 1)
