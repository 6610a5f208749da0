"""Columns in pieces: the same values as in one, and nothing is put together that can be read piece by piece."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from wager.features.pieced import Pieced
from wager.foundation.errors import BadInputError
from wager.training.columns import column, length, numbers, take, write_numbers

WHOLE = {
    "f": pa.array([0.5, None, float("inf"), -0.0, 2.0**-1074, 7.0, None]),
    "i": pa.array([1, 2, None, 4, 5, 2**60, 7]),
    "b": pa.array([True, None, False, True, True, False, None]),
    "t": pa.array([0, 86_400_000_000, None, 1, 2, 3, 4], pa.timestamp("us", "UTC")),
    "s": pa.array(["a", None, "", "b", "c", "d", "e"]),
}


def pieced(edges=(0, 3, 3, 5, 7)):
    return Pieced(
        {
            name: pa.chunked_array([one.slice(low, high - low) for low, high in pairwise(edges)], one.type)
            for name, one in WHOLE.items()
        }
    )


@pytest.mark.parametrize(
    "rows",
    [
        np.arange(7),
        np.arange(2, 6),
        np.array([0, 2, 3, 6]),
        np.array([6, 0, 4, 4]),
        np.array([], np.int64),
        np.array([True, False, True, True, False, False, True]),
        np.zeros(7, np.bool_),
    ],
)
def test_rows_of_pieces_are_rows_of_the_whole(rows):
    found = take(pieced(), rows)
    assert length(found) == len(np.arange(7)[rows])
    for name, one in WHOLE.items():
        assert found[name].equals(one.take(pa.array(np.arange(7)[rows])))
        assert column(take(WHOLE, rows), name).equals(found[name])


def test_neighbours_are_not_copied():
    held = pieced()
    found = take(held, np.arange(5, 7))
    assert found["i"].buffers()[1].address == held.pieces["i"].chunk(3).buffers()[1].address
    assert held.pieces["i"].num_chunks == 4


def test_numbers_are_written_piece_by_piece():
    held = pieced()
    for name in "fibt":
        for kind in (np.float64, np.float32):
            place = np.empty((7, 2), kind)
            write_numbers(place[:, 1], held, name)
            assert np.array_equal(place[:, 1], numbers(WHOLE[name]).astype(kind), equal_nan=True)
        assert held.pieces[name].num_chunks == 4
    with pytest.raises(BadInputError, match="did you mean"):
        write_numbers(np.empty(7), {"late": WHOLE["f"]}, "lat")
    with pytest.raises(BadInputError, match="texts"):
        write_numbers(np.empty(7), held, "s")


def test_one_array_is_made_once():
    held = pieced()
    assert held["f"].equals(WHOLE["f"])
    assert held["f"].buffers()[1].address == held["f"].buffers()[1].address
    assert held.pieces["f"].num_chunks == 1
    assert list(held) == list(WHOLE)
