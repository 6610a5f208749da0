"""What every algorithm promises, on every task that it can learn: one table of cases, the same questions to all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import (
    CASES,
    HERE,
    STRANGE,
    TASKS,
    asked,
    columns,
    digests,
    learned,
    sample,
    truth_for,
)
from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.foundation.errors import BadInputError
from wager.training.columns import take
from wager.training.estimator import Explained, QuickFitted, Sample

TESTS = Path(__file__).resolve().parents[2]
LONG = bool(os.environ.get("WAGER_CONFORMANCE"))
MODELS = {}


def model(algorithm, name):
    if (algorithm, name) not in MODELS:
        MODELS[algorithm, name] = learned(algorithm, TASKS[name])
    return MODELS[algorithm, name]


def bits(values):
    return np.ascontiguousarray(values).tobytes()


@pytest.mark.parametrize(("algorithm", "name"), CASES)
def test_what_is_written_is_what_is_read(algorithm, name):
    fitted, rows = model(algorithm, name), asked(columns()[0])
    again = EstimatorCatalogue(threads=1, root=HERE).read(fitted.to_files())
    assert bits(again.predict(rows)) == bits(fitted.predict(rows))
    assert again.to_files() == fitted.to_files()
    assert again.describe() == fitted.describe()
    assert (again.answers, again.width) == (fitted.answers, fitted.width)


@pytest.mark.parametrize(("algorithm", "name"), CASES)
def test_answers_are_finite_and_shares_add_up(algorithm, name):
    fitted, rows, task = model(algorithm, name), asked(columns()[0]), TASKS[name]
    answer = fitted.predict(rows)
    assert np.isfinite(answer).all()
    assert len(fitted.predict(take(rows, np.zeros(0, np.int64)))) == 0
    if fitted.answers == "probabilities":
        assert answer.shape == (45, len(task.classes))
        assert np.abs(answer.sum(axis=1) - 1).max() < 1e-12
        assert answer.min() >= 0
    elif fitted.answers == "values":
        assert answer.shape == (45,)
    if task.loss.name in {"poisson", "tweedie"}:
        assert answer.min() >= 0


@pytest.mark.parametrize(("algorithm", "name"), CASES)
def test_one_row_has_the_bits_that_it_has_among_many(algorithm, name):
    fitted, rows = model(algorithm, name), asked(columns()[0])
    assert isinstance(fitted, QuickFitted)
    among, ask = fitted.predict(rows).reshape(45, -1), fitted.for_one()
    wrong = [
        place for place, row in enumerate(pa.table(rows).to_pylist()) if bits(ask(row)) != bits(among[place])
    ]
    assert wrong == []


PARTED = [case for case in CASES if case[0] != "python"]
"""Nobody but its author knows how a learner of a project's own comes to its answer."""


@pytest.mark.parametrize(("algorithm", "name"), PARTED)
def test_contributions_add_up_to_the_margin(algorithm, name):
    fitted, rows = model(algorithm, name), take(asked(columns()[0]), np.arange(40))
    assert isinstance(fitted, Explained)
    parts = fitted.contributions(rows)
    assert parts.shape[2] == len(fitted.names) + 1
    answer = fitted.predict(rows)
    if fitted.answers == "actions":
        answer = np.eye(fitted.width)[answer]
    linked = fitted.linked(parts.sum(axis=2))
    assert np.abs(linked.reshape(answer.shape) - answer).max() < 1e-9


def test_other_process_threads_hash_seed_and_folder_have_the_same_digest(tmp_path):
    here = digests(model)
    for threads in ("1", "2", "4") if LONG else ("2",):
        settings = {"THREADS": threads, "OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, str(TESTS / "adapters" / "estimators" / "kinds.py")],
            cwd=tmp_path,
            env={**os.environ, **settings, "PYTHONHASHSEED": "7", "PYTHONPATH": str(TESTS)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        there = json.loads(done.stdout)
        assert [case for case in here if here[case] != there[case]] == []
        assert len(there) == len(CASES)


def without(given, names):
    return Sample({name: given.columns[name] for name in names}, given.truth, given.weight, given.earned)


def hard(algorithm, task):
    """Samples at the edge: each is learned from, or refused with a message."""
    whole = sample(algorithm, task)
    rows = {name: np.arange(count) for name, count in (("one row", 1), ("three rows", 3))}
    few = {
        name: Sample(
            take(whole.columns, chosen),
            whole.truth[chosen],
            None,
            None if whole.earned is None else whole.earned[chosen],
        )
        for name, chosen in rows.items()
    }
    same = np.full(len(whole), whole.truth[0])
    one = Sample(whole.columns, same, None, whole.earned)
    found = few | {"one answer only": one}
    if algorithm == "table":
        return found
    found["nothing but a constant"] = without(whole, ["same"])
    found["nothing but what is missing"] = without(whole, ["empty"])
    found["categories only"] = without(whole, ["place"])
    lacking = Sample(whole.columns, np.where(whole.truth == 1, 0, whole.truth), None, whole.earned)
    return found | ({"a class that train lacks": lacking} if task.kind == "classes" else {})


@pytest.mark.parametrize(("algorithm", "name"), CASES)
def test_rows_at_the_edge_are_learned_from_or_refused(algorithm, name):
    task = TASKS[name]
    for what, given in hard(algorithm, task).items():
        rows = {column: values for column, values in asked(columns()[0]).items() if column in given.columns}
        try:
            fitted = learned(algorithm, task, given)
        except BadInputError as error:
            said = str(error)
            none = task.loss.name in {"poisson", "tweedie"} and "not all 0" in said
            strict = algorithm.startswith("sklearn.") and what in TOO_LITTLE.get(
                algorithm.removeprefix("sklearn."), ()
            )
            assert none or what in {"one row", "three rows"} or strict, (what, said)
            continue
        answer = fitted.predict(rows)
        assert np.isfinite(answer).all(), what
        again = EstimatorCatalogue(threads=1, root=HERE).read(fitted.to_files())
        assert bits(again.predict(rows)) == bits(answer), what
        if what == "one answer only" and fitted.answers == "probabilities":
            assert answer[:, given.truth[0]].min() > 0.99, what
        if what == "one answer only" and fitted.answers == "values" and task.loss.name != "tweedie":
            # Rows like those of train: a line goes on where nobody was.
            off = np.abs(answer[:40] - given.truth[0]).max()
            assert off < 0.01 * max(1, abs(given.truth[0])) or algorithm in NEVER_QUITE, (what, off)
        if what == "a class that train lacks" and fitted.answers == "probabilities":
            assert answer[:, 1].max() < 0.01, what


NEVER_QUITE = {"sklearn.LinearSVR", "sklearn.SGDRegressor", "sklearn.HuberRegressor"}
"""They come near it by steps."""

TOO_LITTLE = {
    "LinearDiscriminantAnalysis": ("nothing but a constant", "nothing but what is missing"),
    "HistGradientBoostingClassifier": ("nothing but what is missing",),
    "HistGradientBoostingRegressor": ("nothing but what is missing",),
    "GammaRegressor": ("one answer only",),
}
"""What scikit-learn itself cannot learn from."""

AS_REPEATED = ("constant", "table", "elastic_net", "sklearn.DecisionTreeRegressor")
"""A row of weight 3 counts as three rows: others draw rows, demand so many of them in a leaf, or weigh a penalty against their number."""


@pytest.mark.parametrize("name", ["binary", "mean"])
@pytest.mark.parametrize("algorithm", AS_REPEATED)
def test_a_weight_is_a_number_of_rows(algorithm, name):
    task = TASKS[name]
    if (algorithm, name) not in CASES:
        pytest.skip("not one of its tasks")
    given = sample(algorithm, task)
    # The columns of a design matrix are standardised by rows, not weights: whole numbers on both sides keep mean and deviation.
    times = np.full(len(given), 3)
    often = np.repeat(np.arange(len(given)), times)
    weighted = Sample(given.columns, given.truth, times.astype(np.float64), given.earned)
    repeated = Sample(
        take(given.columns, often),
        given.truth[often],
        None,
        None if given.earned is None else given.earned[often],
    )
    rows = take(asked(given.columns), np.arange(40))
    one, two = (learned(algorithm, task, each).predict(rows) for each in (weighted, repeated))
    assert np.abs(one - two).max() < (1e-3 if algorithm == "elastic_net" else 1e-9)  # it comes near by steps


@pytest.mark.parametrize("name", ["binary", "mean"])
@pytest.mark.parametrize("algorithm", ["constant", "table"])
def test_any_whole_weight_is_a_number_of_rows(algorithm, name):
    task = TASKS[name]
    given = sample(algorithm, task)
    times = np.random.default_rng(2).integers(0, 4, len(given))
    often = np.repeat(np.arange(len(given)), times)
    weighted = Sample(given.columns, given.truth, times.astype(np.float64))
    repeated = Sample(take(given.columns, often), given.truth[often])
    one, two = (learned(algorithm, task, each).predict(asked(given.columns)) for each in (weighted, repeated))
    assert np.abs(one - two).max() < 1e-12


@pytest.mark.parametrize(("algorithm", "name"), [case for case in CASES if case[0] != "best_split"])
def test_weights_count(algorithm, name):  # the best split counts money, and a weight is none
    task = TASKS[name]
    found, score = columns()
    weight = np.where(np.arange(len(score)) % 2 == 0, 5.0, 0.2)
    truth = truth_for(algorithm, task, score)
    earned = sample(algorithm, task).earned
    given = Sample(found, truth, weight, earned)
    if algorithm == "sklearn.LinearDiscriminantAnalysis":
        with pytest.raises(BadInputError, match="takes no weights"):
            learned(algorithm, task, given)
        return
    rows = asked(found)
    assert bits(learned(algorithm, task, given).predict(rows)) != bits(model(algorithm, name).predict(rows))


def test_no_kind_of_column_was_forgotten():
    assert set(STRANGE) == set(columns()[0])
