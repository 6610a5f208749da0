"""Sealed outcomes: what is hidden, who can open it, and what is said where it cannot be."""

import base64

import numpy as np
import pyarrow as pa
import pytest

from wager.data.seal import new_seal_key, open_rows, seal_rows
from wager.data.source_file import read_source
from wager.foundation.errors import BadInputError, UsageError

SOURCE = """\
source: rides
from: {path: rides.csv}
owner: ops
key: id
columns: {id: int, at: time, late: bool?, delay: float?, sealed: text?}
event_time: at
known: {at: [id, at], at + 1 d: rest}
seal: {column: sealed, hides: [late, delay]}
"""


def source(text=SOURCE):
    found, findings = read_source(text, "sources/rides.yaml", currency="USD", zone="UTC")
    return found, [str(one) for one in findings]


@pytest.fixture
def table():
    return pa.table({"id": [1, 2, 3], "late": [True, False, None], "delay": [31.5, 0.1, None]})


def test_what_is_sealed_comes_back_bit_for_bit(table):
    key, rows = new_seal_key(), np.array([True, False, True])
    sealed = seal_rows(table, key, ["late", "delay"], rows)
    assert sealed["late"].to_pylist() == [None, False, None]
    assert sealed["delay"].to_pylist() == [None, 0.1, None]
    opened = open_rows(sealed, key, source()[0])
    assert opened.select(table.column_names).equals(table)
    assert opened["sealed"].null_count == 3


def test_all_texts_have_one_length_and_none_twice(table):
    sealed = seal_rows(table, new_seal_key(), ["late", "delay"], np.ones(3, bool))
    texts = sealed["sealed"].to_pylist()
    assert len({len(text) for text in texts}) == 1
    assert len(set(texts)) == 3


def test_more_rows_are_sealed_later_and_the_others_stay(table):
    key = new_seal_key()
    first = seal_rows(table, key, ["late", "delay"], np.array([True, False, False]))
    second = seal_rows(first, key, ["late", "delay"], np.array([False, True, False]))
    assert second["sealed"][0] == first["sealed"][0]
    assert open_rows(second, key, source()[0]).select(table.column_names).equals(table)


def test_another_key_opens_nothing_and_says_so(table):
    sealed = seal_rows(table, new_seal_key(), ["late", "delay"], np.ones(3, bool))
    with pytest.raises(
        BadInputError, match=r"sources/rides.yaml:8: E112 .*sealed with another key, or changed"
    ):
        open_rows(sealed, new_seal_key(), source()[0])


def test_a_changed_bit_is_found(table):
    key = new_seal_key()
    sealed = seal_rows(table, key, ["late", "delay"], np.ones(3, bool))
    data = bytearray(base64.urlsafe_b64decode(sealed["sealed"][1].as_py()))
    data[20] ^= 1
    texts = sealed["sealed"].to_pylist()
    texts[1] = base64.urlsafe_b64encode(bytes(data)).decode()
    damaged = sealed.set_column(sealed.column_names.index("sealed"), "sealed", pa.array(texts))
    with pytest.raises(BadInputError, match="changed"):
        open_rows(damaged, key, source()[0])


def test_mistakes_are_named(table):
    with pytest.raises(UsageError, match="no column 'lat'; did you mean 'late'"):
        seal_rows(table, new_seal_key(), ["lat"], np.ones(3, bool))
    with pytest.raises(UsageError, match="44 characters"):
        seal_rows(table, "secret", ["late"], np.ones(3, bool))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sealed: text?", "sealed: text", "declare it `text?`"),
        ("late: bool?", "late: bool", "not `bool`"),
        ("delay: float?", "delay: money?", "not `money?`"),
        ("hides: [late, delay]", "hides: [late, dely]", "did you mean 'delay'"),
        ("column: sealed, hides", "colum: sealed, hides", "did you mean 'column'"),
    ],
)
def test_a_contract_that_cannot_be_sealed_is_at_fault(old, new, said):
    assert old in SOURCE
    _, findings = source(SOURCE.replace(old, new))
    assert len([one for one in findings if said in one]) == 1
