"""Files in which no key of new rows can be are not read for it; where that is not certain, they are."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.data.key_ranges import may_share

SOURCE = """
    source: sales
    from: {path: sales.csv}
    owner: ops
    key: [shop, number]
    columns: {shop: category, number: int, at: time, sold: int?}
    derive: {again: number + 1}
    event_time: at
    known: at
"""
HELD = {"a": (["x", "y"], [1, 5]), "b": (["y", "z"], [6, 9]), "c": (["x", "z"], [2**60, 2**61])}


@pytest.fixture
def paths(tmp_path):
    found = []
    for name, (shops, numbers) in HELD.items():
        found.append(tmp_path / name)
        pq.write_table(pa.table({"shop": shops, "number": numbers}), found[-1], row_group_size=1)
    return found


@pytest.mark.parametrize(
    ("shops", "numbers", "names"),
    [
        (["x"], [1], "a"),
        (["z", "x"], [3, 4], ""),  # between the pieces of a file
        (["w"], [5], ""),
        (["y"], [2, 8], "ab"),
        (["x", "z"], [2**60 + 1], ""),
        (["x"], [2**60], "c"),
        (["u", "zz"], [1, 2**61], "abc"),
    ],
)
def test_which_files_may_hold_a_key(bench, paths, shops, numbers, names):
    rows = max(len(shops), len(numbers))
    table = pa.table({"shop": (shops * 2)[:rows], "number": (numbers * 2)[:rows]})
    source = bench.source(SOURCE)
    assert "".join(path.name for path in may_share(paths, table, source)) == names


def test_what_is_derived_or_not_said_tells_nothing(bench, paths):
    table = pa.table({"shop": ["w"], "number": [100]})
    derived = bench.source(SOURCE, replace={"[shop, number]": "again"})
    assert may_share(paths, table, derived) == paths
    pq.write_table(pq.read_table(paths[0]), paths[0], write_statistics=False)
    assert may_share(paths, table, bench.source(SOURCE)) == paths[:1]
