"""Rolling-origin folds: nothing that is learned from was unknown when the fold begins, groups stay on one side."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wager.foundation.errors import BadInputError
from wager.training.folds import rolling_folds
from wager.training.split import by_hash, by_time, together

moments = st.lists(st.integers(0, 400), min_size=20, max_size=120)


@given(moments, st.integers(2, 5), st.integers(0, 40), st.integers(1, 4))
def test_no_training_row_matures_after_the_first_moment_of_its_fold(t, count, matures, fifths):
    t = np.asarray(t, dtype=np.int64)
    begin = {"train": 0, "tune": 75 * fifths, "holdout": 350}
    whole = by_time(t, begin, matures)
    try:
        folds = rolling_folds(whole, count, matures)
    except BadInputError:
        assume(False)
    seen = np.zeros(len(t), dtype=int)
    for fold in folds:
        judged, tune, train = (fold.rows(part) for part in ("holdout", "tune", "train"))
        assert (t[train] + matures <= t[judged].min()).all()
        assert (t[tune] + matures <= t[judged].min()).all()
        if len(tune):
            assert (t[train] + matures <= t[tune].min()).all()
        assert not np.isin(np.concatenate([judged, tune, train]), whole.rows("holdout")).any()
        seen[judged] += 1
    assert seen.max() <= 1  # no row judges twice
    assert [fold.order[fold.rows("holdout")].min() for fold in folds] == sorted(
        fold.order[fold.rows("holdout")].min() for fold in folds
    )


@given(st.lists(st.integers(0, 30), min_size=60, max_size=200), st.integers(2, 4))
def test_groups_are_never_on_both_sides(groups, count):
    keys = together(pa.array([str(one) for one in groups]), [pa.array(range(len(groups)))])
    whole = by_hash(keys, {"train": 0.6, "tune": 0.2, "holdout": 0.2})
    try:
        folds = rolling_folds(whole, count)
    except BadInputError:
        assume(False)
    told = np.asarray(groups)
    for fold in folds:
        sides = [set(told[fold.rows(part)].tolist()) for part in ("train", "tune", "holdout")]
        assert not sides[0] & sides[2]
        assert not sides[1] & sides[2]
        assert not sides[0] & sides[1]
        assert not sides[2] & set(told[whole.rows("holdout")].tolist())
    judged = np.concatenate([fold.rows("holdout") for fold in folds])
    assert sorted(judged) == sorted(np.concatenate([whole.rows("train"), whole.rows("tune")]))


def test_later_folds_know_more():
    whole = by_time(np.arange(1000), {"train": 0, "tune": 700, "holdout": 900}, matures=5)
    folds = rolling_folds(whole, 4, matures=5)
    known = [len(fold.rows("train")) for fold in folds]
    assert known == sorted(known)
    assert known[-1] > 3 * known[0]


@pytest.mark.parametrize(
    ("t", "folds", "said"),
    [(np.arange(900), 1, "expected 2 or more"), (np.zeros(900, dtype=np.int64), 2, "1 different moments")],
)
def test_what_makes_no_folds_is_refused(t, folds, said):
    with pytest.raises(BadInputError, match=said):
        rolling_folds(by_time(t, {"train": 0, "tune": 700, "holdout": 800}, 0), folds)


def test_folds_shorter_than_outcomes_take_are_refused():
    whole = by_time(np.arange(100), {"train": 0, "tune": 60, "holdout": 90}, matures=20)
    with pytest.raises(BadInputError, match="take fewer `folds`"):
        rolling_folds(whole, 5, matures=20)
