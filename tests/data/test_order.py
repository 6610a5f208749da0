"""One order and one hash for the same rows."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from wager.data.order import canonical_order, content_digest

ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-2, 2)),
        st.one_of(st.none(), st.text("ab\u00e9\U0001f600", max_size=2)),
        st.one_of(st.none(), st.sampled_from([0.5, -1.5])),
        st.one_of(st.none(), st.booleans()),
    ),
    max_size=12,
)


def table(rows):
    kinds = (pa.int64(), pa.string(), pa.float64(), pa.bool_())
    return pa.table(
        {f"c{place}": pa.array([row[place] for row in rows], kind) for place, kind in enumerate(kinds)}
    )


def plain(row):
    return tuple(
        (value is not None, value.encode() if isinstance(value, str) else value or 0) for value in row
    )


@given(ROWS)
def test_order_is_by_columns_with_nulls_first(rows):
    order = canonical_order(table(rows).columns, len(rows))
    assert [plain(rows[place]) for place in order] == sorted(plain(row) for row in rows)


@given(ROWS, st.randoms())
def test_the_same_rows_have_one_order_and_one_hash(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    digests = set()
    for given_rows in (rows, mixed):
        whole = table(given_rows)
        ordered = whole.take(pa.array(canonical_order(whole.columns, len(rows))))
        digests.add(content_digest(ordered))
        digests.add(content_digest(pa.concat_tables([ordered.slice(0, 3), ordered.slice(3)])))
    assert len(digests) == 1


def test_every_change_changes_the_hash():
    base = {"a": pa.array([1, None]), "b": pa.array(["x", "yz"])}
    changed = [
        {**base, "a": pa.array([1, 0])},
        {**base, "a": pa.array([1.0, None])},
        {**base, "b": pa.array(["xy", "z"])},
        {**base, "b": pa.array(["x", None])},
        {"a": base["a"], "c": base["b"]},
        {"b": base["b"], "a": base["a"]},
    ]
    assert len({content_digest(pa.table(columns)) for columns in [base, *changed]}) == 7


def test_what_lies_under_a_null_does_not_count():
    masked = pa.Array.from_buffers(
        pa.int64(), 2, [pa.py_buffer(b"\x01"), pa.py_buffer((5).to_bytes(8, "little") * 2)]
    )
    assert content_digest(pa.table({"a": masked})) == content_digest(pa.table({"a": pa.array([5, None])}))
