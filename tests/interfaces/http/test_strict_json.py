"""JSON by the letter of the standard."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wager.interfaces.http.statuses import MisspokenError
from wager.interfaces.http.strict_json import DEPTH_LIMIT, parse

NAMES = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)

UNHURRIED = settings(deadline=None)


@UNHURRIED
@given(VALUES)
def test_what_is_json_is_read_as_it_was_written(value):
    read = parse(json.dumps(value).encode())
    assert read == value
    assert repr(read) == repr(value)


@UNHURRIED
@given(st.lists(st.tuples(st.sampled_from('abc\\"é'), SCALARS), max_size=6))
def test_a_name_that_stands_twice_is_always_seen(pairs):
    names = [name for name, _ in pairs]
    text = "{" + ",".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in pairs) + "}"
    if len(set(names)) == len(names):
        assert repr(parse(text.encode())) == repr(dict(pairs))
    else:
        with pytest.raises(MisspokenError, match="expected each name once"):
            parse(text.encode())


@UNHURRIED
@given(st.binary(max_size=40) | NAMES.map(str.encode))
def test_whatever_comes_is_json_or_misspoken(text):
    try:
        value = parse(text)
    except MisspokenError as error:
        value, fault = None, error
    else:
        fault = None
    assert fault.status == 400 if fault else value == json.loads(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", ("body", "json")),
        (b" \n", ("body", "json")),
        (b"{", ("body", "json")),
        (b'{"a": 1} x', ("body", "json")),
        (b"{'a': 1}", ("body", "json")),
        (b'{"a": 01}', ("body", "json")),
        (b'{"a": "\xff"}', ("body", "json")),
        (b'{"a": "\\ud800"}', ("body", "json")),
        (b'\xef\xbb\xbf{"a": 1}', ("body", "json")),
        (b'{"a": 1' + b"0" * 5000 + b"}", ("body", "json")),
        (b'{"a": NaN}', ("a", "finite")),
        (b'{"a": [1, {"b": -Infinity}]}', ("b", "finite")),
        (b'{"a": 1e400}', ("a", "finite")),
        (b"NaN", ("body", "finite")),
        (b"[1, Infinity]", ("body", "finite")),
        (b'{"a": 1, "b": 2, "a": 3}', ("a", "duplicate")),
        (b'{"x": {"a": 1, "\\u0061": 3}}', ("a", "duplicate")),
        (b"[" * 33 + b"]" * 33, ("body", "depth")),
        (b"[" * 1000 + b"]" * 1000, ("body", "depth")),
        (b'{"a":' * 33 + b"1" + b"}" * 33, ("body", "depth")),
        (b"[" * 200_000 + b"]" * 200_000, ("body", "json")),
    ],
)
def test_what_is_no_json_is_named(text, fault):
    with pytest.raises(MisspokenError) as caught:
        parse(text)
    (found,) = caught.value.faults
    assert found[:2] == fault
    assert str(caught.value) == f"{found[0]}: {found[2]}"


def test_values_are_never_repeated():
    with pytest.raises(MisspokenError) as caught:
        parse(b'{"name": "Ada Lovelace", "age": NaN}')
    assert "Ada" not in str(caught.value.faults)


def test_the_deepest_that_is_allowed_is_read():
    assert parse(b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT)
    assert len(parse(b"[" + b",".join([b"[1]"] * 100) + b"]")) == 100
