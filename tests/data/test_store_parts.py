"""How a file of a snapshot is written."""

from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.data import store_parts
from wager.data.store_parts import to_parquet


@pytest.fixture
def table():
    rows = 5000
    return pa.table(
        {
            "order": np.arange(rows),
            "at": pa.array(np.arange(rows) * 31_000_000, pa.timestamp("us", "UTC")),
            "persons": np.arange(rows) % 7,
            "price": np.arange(rows) / 4,
            "none": pa.nulls(rows, pa.int64()),
        }
    )


def test_what_never_comes_again_is_written_as_differences(table):
    written = to_parquet(table)
    file = pq.ParquetFile(BytesIO(written))
    assert file.read().equals(table)
    columns = [file.metadata.row_group(0).column(place) for place in range(table.num_columns)]
    assert ["DELTA_BINARY_PACKED" in column.encodings for column in columns] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert sum(column.total_compressed_size for column in columns[:2]) < 2000


def test_a_file_is_one_row_group_unless_one_part_is_very_long(table, monkeypatch):
    assert pq.ParquetFile(BytesIO(to_parquet(table))).num_row_groups == 1
    monkeypatch.setattr(store_parts, "ROWS", 2000)
    assert pq.ParquetFile(BytesIO(to_parquet(table))).num_row_groups == 3


def test_an_empty_table_has_its_columns(table):
    assert pq.read_table(BytesIO(to_parquet(table[:0]))).equals(table[:0])


def test_ids_that_come_again_and_again_have_a_dictionary():
    ids = np.random.default_rng(3).integers(2**61, 2**62, 3000)
    table = pa.table({"id": np.resize(ids, 100_000)})
    column = pq.ParquetFile(BytesIO(to_parquet(table))).metadata.row_group(0).column(0)
    assert "DELTA_BINARY_PACKED" not in column.encodings
