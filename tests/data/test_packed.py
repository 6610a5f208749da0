"""Packed tables: fewer bytes, and every value as it was."""

import numpy as np
import pyarrow as pa
import pytest

from wager.data.kept_table import is_kept, keep_table, kept_table
from wager.data.packed import MOST_ROWS, is_packed, packed, unpacked

DRAW = np.random.default_rng(5)
ENDS = np.array([2**63 - 1, -(2**63), -(2**63) + 1, 2**63 - 1])
COLUMNS = {
    "moments": np.cumsum(DRAW.integers(0, 10**9, 1000)) + 10**15,
    "places": np.arange(1000),
    "back": np.arange(1000)[::-1] * 100,
    "same": np.full(1000, -7),
    "wide": DRAW.integers(-(2**63), 2**63 - 1, 1000),
    "ends": np.tile(ENDS, 250),
}


@pytest.mark.parametrize("rows", [0, 1, 2, 1000])
def test_every_value_is_what_it_was(tmp_path, rows):
    table = pa.table({name: values[:rows] for name, values in COLUMNS.items()})
    table = table.append_column("null", pa.array([None, 1] * 500, pa.int64()).slice(0, rows))
    table = table.append_column("text", pa.array([str(place) for place in range(rows)]))
    table = table.replace_schema_metadata({b"said": b"so"})
    assert unpacked(packed(table)).equals(table, check_metadata=True)
    for small in (True, False):
        path = tmp_path / f"{small}.arrow"
        keep_table(path, table, small=small)
        found = kept_table(path)
        assert found.equals(table, check_metadata=True)
        assert is_kept(path)
    assert (
        rows < 1000
        or (tmp_path / "True.arrow").stat().st_size < (tmp_path / "False.arrow").stat().st_size / 2
    )


def test_pieces_are_packed_as_one():
    pieces = pa.chunked_array([[1, 2], [], [3, 400]], pa.int64())
    assert unpacked(packed(pa.table({"n": pieces})))["n"].to_pylist() == [1, 2, 3, 400]


def test_what_gains_nothing_stays_as_it_is():
    for table in (pa.table({"wide": COLUMNS["wide"]}), pa.table({"x": [0.5]}), pa.table({})):
        assert packed(table) is table
        assert not is_packed(table)
    long = pa.table({"n": pa.array(np.zeros(MOST_ROWS + 1, np.int64))})
    assert packed(long) is long


def test_a_flipped_bit_is_seen(tmp_path):
    path = tmp_path / "x.arrow"
    keep_table(path, pa.table({"n": COLUMNS["moments"]}), small=True)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)
    assert kept_table(path) is None
    assert not is_kept(path)
