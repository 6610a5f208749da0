"""One way to write: what the standard library writes quickly is what RFC 8785 says."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from wager.foundation.fingerprint import canonical

plain = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False), st.text()
)  # fmt: skip
names = st.one_of(st.text(), st.text('ab\x7f"\\\n', max_size=3))
values = st.recursive(
    plain, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)), max_leaves=12
)  # fmt: skip


@given(values)
def test_what_is_written_is_canonical(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_keys_beyond_the_first_plane_are_sorted_by_their_units():
    assert canonical({"\U0001f600": 1, "\uffff": 2}) == '{"\U0001f600":1,"\uffff":2}'.encode()
