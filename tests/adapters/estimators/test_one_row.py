"""One row without Arrow: the bits that `predict` gives it among many, for every learner."""

import threading
import types
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import CASES
from wager.adapters.estimators.catalogue import ALGORITHMS, EstimatorCatalogue
from wager.adapters.estimators.lightgbm_library import lightgbm_library
from wager.adapters.estimators.lightgbm_row import quick_row
from wager.foundation.errors import BadInputError
from wager.training.columns import number, numbers, text
from wager.training.estimator import QuickFitted, Sample, Task
from wager.training.fit import FittedModel, develop, fit
from wager.training.split import Parts

ROWS = 1500
RANDOM = np.random.default_rng(11)
X = RANDOM.normal(size=(ROWS, 2))
PLACE = RANDOM.choice(["a", "b", "ç"], ROWS)
SCORE = X[:, 0] - X[:, 1] + 2 * (PLACE == "a") + RANDOM.normal(size=ROWS)
COLUMNS = {
    "x0": pa.array([None if row % 17 == 0 else value for row, value in enumerate(X[:, 0].tolist())]),
    "x1": pa.array(X[:, 1]),
    "whole": pa.array(RANDOM.integers(-3, 4, ROWS), pa.int64()),
    "place": pa.array([None if row % 23 == 0 else value for row, value in enumerate(PLACE.tolist())]),
    "flag": pa.array(X[:, 1] > 0.3),
    "step": pa.array(np.round(X[:, 0]) / 10),
    "empty": pa.nulls(ROWS),
}
STRANGE = {
    "x0": [None, 1e300, -0.0, 5e-324, 1.5],
    "x1": [-1e300, None, 0.0, 1e16, 1 / 3],
    "whole": [2**62 + 1, -(2**63), None, 0, 2**53 + 1],
    "place": ["new", None, "", "a", "ç"],
    "flag": [None, True, False, True, None],
    "step": [0.1, None, -0.0, 1e22, 0.30000000000000004],
    "empty": [None] * 5,
}
ASKED = {
    name: pa.concat_arrays([found, pa.array(STRANGE[name], found.type)]) for name, found in COLUMNS.items()
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
TREES = {"n_estimators": 20, "num_leaves": 7, "min_data_per_group": 5, "cat_smooth": 1}
LEARNERS = [
    ("constant", {}, BINARY, list(COLUMNS)),
    ("constant", {}, NUMBER, list(COLUMNS)),
    ("rule", {"act": "…"}, BINARY, ["act"]),
    ("table", {"by": ["place", "flag", "whole"], "prior": 5}, CLASSES, list(COLUMNS)),
    ("table", {"by": ["step", "empty"]}, NUMBER, list(COLUMNS)),
    ("logistic", {}, BINARY, list(COLUMNS)),
    ("logistic", {"C": 0.5}, CLASSES, list(COLUMNS)),
    ("linear", {}, NUMBER, list(COLUMNS)),
    ("lightgbm", TREES, BINARY, list(COLUMNS)),
    ("lightgbm", TREES, CLASSES, list(COLUMNS)),
    ("lightgbm", TREES, NUMBER, list(COLUMNS)),
    (
        "lightgbm",
        TREES | {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
        NUMBER,
        ["x0", "x1"],
    ),
    ("lightgbm", TREES | {"reg_sqrt": True}, NUMBER, ["x0", "x1"]),
    ("best_split", {}, BINARY, ["x0", "x1"]),
    ("best_split", {}, CLASSES, ["place"]),
    ("best_split", {}, NUMBER, ["place"]),
    ("best_split", {}, NUMBER, ["flag"]),
    ("best_split", {}, NUMBER, ["empty"]),
]


def learned(algorithm, parameters, task, names, catalogue=None):
    found = {name: COLUMNS[name] for name in names if name in COLUMNS}
    estimator = (catalogue or EstimatorCatalogue(threads=1)).make(algorithm, parameters)
    return estimator.fit(task, Sample(found, TRUTHS[task.kind], None, EARNED[task.kind]), None)


def asked(names):
    if names == ["act"]:
        return {"act": pa.array([True, None, False])}
    return {name: ASKED[name] for name in names}


def rows(columns):
    return pa.table(columns).to_pylist()


def same_bits(one, among):
    found = np.asarray(one)
    return found.dtype == among.dtype and found.shape == among.shape and found.tobytes() == among.tobytes()


@pytest.mark.parametrize(("algorithm", "parameters", "task", "names"), LEARNERS)
def test_one_row_has_the_bits_it_has_among_many(algorithm, parameters, task, names):
    fitted = learned(algorithm, parameters, task, names)
    assert isinstance(fitted, QuickFitted)
    columns = asked(names)
    among = fitted.predict(columns).reshape(len(next(iter(columns.values()))), -1)
    ask = fitted.for_one()
    wrong = [place for place, row in enumerate(rows(columns)) if not same_bits(ask(row), among[place])]
    assert wrong == []


def test_every_algorithm_is_among_those_tested():
    conforming = {algorithm for algorithm, _ in CASES}  # asked the same in test_conformance.py
    assert {algorithm for algorithm, *_ in LEARNERS} | conforming == set(ALGORITHMS)


@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
@pytest.mark.parametrize("task", [BINARY, CLASSES], ids=["binary", "classes"])
def test_calibration_changes_no_bit_either(method, task):
    codes = np.repeat([0, 1, 2], [900, 500, 100]).astype(np.int8)
    parts = Parts(codes, np.arange(ROWS), {}, {})
    estimator = EstimatorCatalogue(threads=1).make("lightgbm", TREES)
    model = fit(task, estimator, develop(COLUMNS, TRUTHS[task.kind], parts), method)
    among, ask = model.predict(ASKED), model.for_one()
    wrong = [place for place, row in enumerate(rows(ASKED)) if not same_bits(ask(row), among[place])]
    assert wrong == []


def test_an_answer_belongs_to_who_asked():
    for algorithm, parameters, task, names in LEARNERS:
        ask = learned(algorithm, parameters, task, names).for_one()
        row = rows(asked(names))[0]
        first = ask(row)
        kept = first.copy()
        first[:] = 7
        assert same_bits(ask(row), kept), algorithm


def test_threads_may_share_one_function():
    ask = learned("lightgbm", TREES, BINARY, list(COLUMNS)).for_one()
    every = rows(COLUMNS)
    alone = [ask(row).tobytes() for row in every]
    start = threading.Barrier(4)

    def all_of_them(_):
        start.wait()
        return [ask(row).tobytes() for row in every]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(all_of_them, range(4)))


def test_without_the_quick_way_the_slow_one_has_the_same_bits():
    fitted = learned("lightgbm", TREES, CLASSES, list(COLUMNS))
    library, booster = lightgbm_library(), fitted._booster
    missing = types.SimpleNamespace(basic=types.SimpleNamespace(_LIB=types.SimpleNamespace()))
    row = fitted.layout.matrix(COLUMNS)[3].tolist()
    quick = quick_row(library, booster, len(row), 3)
    slow = quick_row(missing, booster, len(row), 3)
    assert type(quick) is not type(slow)
    assert same_bits(quick(row), slow(row))


def test_a_learner_without_a_quick_way_is_asked_by_arrow():
    class Plain:
        answers = "values"

        def predict(self, columns):
            return numbers(columns["x"])

    assert FittedModel(NUMBER, Plain()).for_one()({"x": 2.5, "y": None}).tolist() == [2.5]


def test_an_absent_column_is_named():
    model = FittedModel(NUMBER, learned("linear", {}, NUMBER, ["x0", "place"]))
    with pytest.raises(BadInputError, match="no column 'place' in the row; did you mean 'plaice'"):
        model.for_one()({"x0": 1.0, "plaice": "a"})


@pytest.mark.parametrize("name", list(ASKED))
def test_single_values_read_as_columns_do(name):
    found = ASKED[name]
    assert [text(value) for value in found.to_pylist()] == found.cast(pa.string()).to_pylist()
    if name != "place":
        among = numbers(found)
        assert np.asarray([number(value) for value in found.to_pylist()]).tobytes() == among.tobytes()
