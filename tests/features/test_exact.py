import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.features.exact import Exact, of_floats, of_integers, to_floats, to_integers
from wager.foundation.errors import BadInputError

floats = st.floats(-(2.0**54), 2.0**54)


def added(numbers: Exact) -> Exact:
    return Exact(*(limb.sum(keepdims=True) for limb in numbers.limbs), fraction_bits=numbers.fraction_bits)


@given(st.lists(floats, min_size=1, max_size=50))
def test_a_sum_of_floats_is_the_double_nearest_to_the_exact_sum(values):
    exact = sum(Fraction(round(Fraction(value) * 2**40), 2**40) for value in values)
    assert to_floats(added(of_floats(np.array(values))))[0] == float(exact)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=50))
def test_whole_floats_sum_as_fsum_does(values):
    assert to_floats(added(of_floats(np.array(values, float))))[0] == math.fsum(values)


@given(st.lists(st.integers(-(2**57), 2**57), min_size=1, max_size=50))
def test_integers_sum_exactly(values):
    numbers = added(of_integers(np.array(values)))
    assert to_integers(numbers)[0] == sum(values)
    assert to_floats(numbers)[0] == float(sum(values))


@given(st.lists(floats, min_size=2, max_size=30), st.randoms())
def test_order_does_not_count(values, random):
    first = to_floats(added(of_floats(np.array(values))))[0]
    random.shuffle(values)
    assert to_floats(added(of_floats(np.array(values))))[0] == first


def test_a_huge_sum_is_still_the_nearest_double():
    values = np.full(1 << 16, 2.0**54 + 4)
    values[0] = 3.0
    exact = Fraction(2**54 + 4) * ((1 << 16) - 1) + 3
    assert to_floats(added(of_floats(values)))[0] == float(exact)


def test_an_overflow_of_integers_is_refused():
    numbers = added(of_integers(np.array([2**62, 2**62])))
    with pytest.raises(BadInputError, match="64 bits"):
        to_integers(numbers)
    assert to_integers(added(of_integers(np.array([-(2**62), -(2**62)]))))[0] == -(2**63)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 2.0**55])
def test_what_has_no_place_is_refused(value):
    with pytest.raises(BadInputError, match="cannot be summed exactly"):
        of_floats(np.array([1.0, value]))
