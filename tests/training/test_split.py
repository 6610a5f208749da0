"""Parts by time and by hash, with the derived embargo."""

import numpy as np
import pyarrow as pa
import pytest

from wager.foundation.errors import BadInputError
from wager.training.split import by_hash, by_time, fifths, key_hashes

BEGIN = {"train": 0, "tune": 40, "holdout": 60, "end": 90}


def test_every_row_has_a_part_or_a_reason():
    parts = by_time(np.arange(-5, 100), BEGIN, matures=3)
    assert sum(parts.counts().values()) + sum(parts.dropped.values()) == 105
    assert parts.dropped == {
        "before train": 5,
        "after the end": 10,
        "embargo before tune": 2,
        "embargo before holdout": 2,
    }


def test_embargo_counts_from_the_first_row_of_the_next_part_and_lets_equality_pass():
    decided_at = np.array([10, 30, 37, 38, 45, 70])  # tune's first row is 45, not 40
    assert by_time(decided_at, BEGIN, matures=8).codes.tolist() == [0, 0, 0, -1, 1, 2]
    assert by_time(decided_at, BEGIN, matures=7).codes.tolist() == [0, 0, 0, 0, 1, 2]


def test_a_part_without_rows_gives_the_embargo_to_the_one_after():
    parts = by_time(np.array([10, 55, 58, 61]), {"train": 0, "holdout": 60}, matures=5)
    assert parts.codes.tolist() == [0, 0, -1, 2]


def test_no_end_has_no_bound():
    assert by_time(np.array([10**15]), {"train": 0, "tune": 1, "holdout": 2}, 0).codes.tolist() == [2]


def test_parts_out_of_order_are_refused():
    with pytest.raises(BadInputError, match="one after the other"):
        by_time(np.arange(3), {"train": 5, "tune": 5, "holdout": 9}, 0)


def test_halves_of_tune_keep_equal_times_together():
    decided_at = np.array([0, 40, 41, 41, 41, 50, 60])
    earlier, later = by_time(decided_at, BEGIN, 0).halves_of_tune()
    assert earlier.tolist() == [1]
    assert later.tolist() == [2, 3, 4, 5]


def test_fifths_refuse_a_single_moment():
    with pytest.raises(BadInputError, match="by hash"):
        fifths(np.array([7, 7]))


def test_hash_does_not_depend_on_row_order_or_company():
    keys = [pa.array(["a", "b", None, "a"]), pa.array([1, 2, 3, 4])]
    every = key_hashes(keys)
    turned = key_hashes([key.take(pa.array([3, 1])) for key in keys])
    assert turned.tolist() == [every[3], every[1]]
    assert len(set(every.tolist())) == 4
    assert key_hashes([pa.array(["a"])]).tolist() == [1142984810018404]


def test_shares_below_one_drop_the_rest():
    parts = by_hash([pa.array(range(1000))], {"train": 0.5, "holdout": 0.25})
    assert parts.counts()["tune"] == 0
    assert 200 < parts.dropped["in no share"] < 300
    with pytest.raises(BadInputError, match="at most 1"):
        by_hash([pa.array([1])], {"train": 0.8, "holdout": 0.3})
