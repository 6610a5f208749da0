"""What is suspicious about columns: leaks are found, honest columns are left alone."""

import numpy as np
import pyarrow as pa
import pytest

from wager.evaluation.suspicion.alone import alone, out_of_fold_means
from wager.evaluation.suspicion.names import speaks_of_the_outcome
from wager.evaluation.suspicion.suspicions import NO_TIME, Scene, suspicions

ROWS = 1000


@pytest.fixture
def truth():
    return (np.random.default_rng(0).random(ROWS) < 0.3).astype(int)


def look(truth, columns, *, binary=True, inputs=None, times=None, decided_at=None):
    rng = np.random.default_rng(1)
    honest = {f"honest_{place}": pa.array(truth * 0.5 + rng.normal(size=len(truth))) for place in range(5)}
    found, _ = suspicions(
        Scene({**honest, **columns}, truth, binary, "late", inputs or {}, times or {}, decided_at)
    )
    assert not any(one.column.startswith("honest") for one in found)
    return {one.column: one for one in found}


def test_a_copy_of_the_label_is_left_out(truth):
    words = pa.array(np.where(truth == 1, "ja", "nein"))
    found = look(truth, {"answer": words, "opposite": pa.array(truth == 0)})
    assert {name: (one.kind, one.left_out) for name, one in found.items()} == {
        "answer": ("copy", True),
        "opposite": ("copy", True),
    }


def test_what_moves_with_an_input_of_the_label_is_left_out(truth):
    delay = np.random.default_rng(2).normal(size=ROWS)
    label = (delay > 0.5).astype(int)
    hours = pa.array(np.round(delay / 60, 6))
    found = look(label, {"hours": hours}, inputs={"delay": pa.array(delay)})
    assert found["hours"].reason == "moves with delay, which the label reads"


@pytest.mark.parametrize("where", [0, 1])
def test_empty_exactly_on_one_side_is_left_out(truth, where):
    values = pa.array([None if true == where else 5.0 + row % 7 for row, true in enumerate(truth)])
    found = look(truth, {"refund": values})
    assert (found["refund"].kind, found["refund"].left_out) == ("emptiness", True)


def test_empty_by_chance_is_no_matter(truth):
    holes = np.random.default_rng(3).random(ROWS) < 0.2
    values = pa.array([None if hole else float(row % 13) for row, hole in enumerate(holes)])
    assert look(truth, {"income": values}) == {}


def test_a_few_empty_rows_prove_nothing(truth):
    rows = set(np.flatnonzero(truth)[:6].tolist())
    values = pa.array([None if row in rows else float(row % 13) for row in range(ROWS)])
    assert look(truth, {"income": values}) == {}


def test_one_column_far_above_the_rest_is_left_out(truth):
    strong = pa.array(truth * 3.0 + np.random.default_rng(4).normal(size=ROWS))
    found = look(truth, {"gauge": strong})
    assert (found["gauge"].kind, found["gauge"].left_out) == ("too good alone", True)


def test_good_columns_in_company_are_only_named():
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    columns = {f"c{place}": pa.array(values) for place, values in enumerate(data.data.T)}
    found, _ = suspicions(Scene(columns, data.target, True, "benign", {}, {}))
    assert {one.kind for one in found} == {"too good alone"}
    assert not any(one.left_out for one in found)


def test_a_number_to_be_predicted_has_leaks_too():
    rng = np.random.default_rng(5)
    truth = rng.lognormal(size=ROWS)
    columns = {"twice": pa.array(2 * truth), "noise": pa.array(rng.normal(size=ROWS))}
    found, _ = suspicions(Scene(columns, truth, False, "demand", {}, {}))
    assert [(one.column, one.left_out) for one in found] == [("twice", True)]


def test_many_levels_gain_nothing_by_chance(truth):
    levels = pa.array([f"level {row % 400}" for row in range(ROWS)])
    assert alone("level", levels, truth, binary=True).score < 0.6


def test_a_constant_says_nothing(truth):
    guessed = out_of_fold_means(np.zeros(ROWS, dtype=np.int64), truth.astype(float))
    from wager.evaluation.suspicion.alone import auc

    assert auc(guessed, truth.astype(float)) < 0.55


def test_ids_and_constants(truth):
    found = look(
        truth,
        {
            "row": pa.array(range(ROWS)),
            "customer": pa.array([f"c{row}" for row in range(ROWS)]),
            "year": pa.array([2013] * ROWS),
        },
    )
    assert {name: (one.kind, one.left_out) for name, one in found.items()} == {
        "row": ("id", True),
        "customer": ("id", False),
        "year": ("constant", False),
    }


def test_time_that_runs_backwards(truth):
    t = np.arange(ROWS, dtype=np.int64) * 1000
    late = t + 500
    late[:7] = -1
    empty = np.where(np.arange(ROWS) % 2, t + 1, NO_TIME)
    month = pa.array(np.arange(ROWS) // 100)
    found = look(truth, {"month": month}, times={"landed": late, "paid_on": empty}, decided_at=t)
    assert "7 rows before it: time runs backwards" in found["landed"].reason
    assert "lies after the decision in 500 of 500 rows" in found["paid_on"].reason
    assert found["month"].reason.startswith("runs along with time")
    assert not any(one.left_out for one in found.values())


def test_names():
    assert speaks_of_the_outcome("churn_reason", ["churned"]) == "churn"
    assert speaks_of_the_outcome("requested_refund", ["late"]) == ""
    assert speaks_of_the_outcome("distance", ["late"]) == ""


def test_nothing_left_to_learn_from_is_never_the_doing_of_a_score(truth):
    strong = pa.array(truth * 9.0 + np.random.default_rng(4).normal(size=ROWS))
    found, _ = suspicions(Scene({"gauge": strong}, truth, True, "late", {}, {}))
    assert [(one.column, one.left_out) for one in found] == [("gauge", False)]
