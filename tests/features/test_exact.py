import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wager.features.exact import Exact, of_floats, of_integers, to_integers
from wager.features.finish_many import Sums
from wager.features.quanta import as_float, as_integer, quantum
from wager.foundation.errors import BadInputError

TINY, HUGE = 5e-324, 1.7976931348623157e308
floats = st.floats(allow_nan=False, allow_infinity=False)
some = st.one_of(
    floats, st.floats(-1e3, 1e3), st.sampled_from([0.1, 22.4, 1e-13, TINY, -TINY, 2.0**55, 2.0**63, 1e300])
)


def added(numbers: Exact) -> Exact:
    return Exact(tuple(limb.sum(keepdims=True) for limb in numbers.limbs), numbers.fraction_bits)


def to_floats(numbers: Exact):
    return Sums(np.ones(len(numbers.limbs[0]), np.int64), numbers, []).totals()


def sum_of(values):
    return to_floats(added(of_floats(np.array(values))))[0]


@given(st.lists(some, min_size=1, max_size=50))
@example([0.1, 0.2, -0.3])
@example([22.4])
@example([2.0**53, 1.0, TINY])  # hardly beyond the middle of two doubles
@example([2.0**53, 1.0])  # the middle itself: to even
@example([2.0**53 + 2, 1.0])
@example([HUGE, TINY, -HUGE])
def test_a_sum_of_floats_is_the_double_nearest_to_the_exact_sum(values):
    try:
        exact = float(sum(map(Fraction, values)))
    except OverflowError:
        for refuse in (lambda: sum_of(values), lambda: as_float(sum(map(one_by_one, values)))):
            with pytest.raises(BadInputError, match="beyond the greatest"):
                refuse()
        return
    assert sum_of(values) == exact
    assert as_float(sum(map(one_by_one, values))) == exact
    if math.isfinite(sum(map(abs, values))):  # on the way beyond all doubles `fsum` stops
        assert exact == math.fsum(values)


def one_by_one(value):
    return quantum(value, floating=True)


@given(st.lists(some, min_size=1, max_size=20))
def test_every_float_is_held_as_it_is(values):
    numbers = of_floats(np.array(values))
    assert to_floats(numbers).tolist() == values
    assert numbers.fraction_bits <= 1074


@given(st.lists(st.integers(-(2**57), 2**57), min_size=1, max_size=50))
def test_integers_sum_exactly(values):
    numbers = added(of_integers(np.array(values)))
    assert to_integers(numbers)[0] == sum(values)
    assert to_floats(numbers)[0] == float(sum(values))


@given(
    st.lists(some, min_size=2, max_size=30).filter(lambda values: max(map(abs, values)) < 1e300), st.randoms()
)
def test_order_and_company_do_not_count(values, random):
    """What else is in the column decides the scale, and no bit of a sum."""
    first = sum_of(values)
    random.shuffle(values)
    numbers = of_floats(np.array([*values, TINY, HUGE]))
    assert sum_of(values) == first
    assert to_floats(added(numbers.take(np.arange(len(values)))))[0] == first


def test_a_million_of_the_widest_add_up():
    values = np.full(1 << 20, HUGE / 2**20 * 0.75)
    values[1::2] = TINY
    exact = (Fraction(float(values[0])) + Fraction(TINY)) * (1 << 19)
    assert sum_of(values) == float(exact)


def test_columns_take_as_few_limbs_as_hold_them():
    few = np.ones(1000)
    assert [len(of_floats(few * one).limbs) for one in (3.0, 0.25, 22.4, 1e300, TINY)] == [1, 1, 2, 32, 1]
    assert len(of_integers(np.array([2**53])).limbs) == 1
    assert len(of_integers(np.array([2**62])).limbs) == 2
    assert of_floats(np.zeros(0)).limbs[0].shape == (0,)


def test_an_overflow_of_integers_is_refused():
    numbers = added(of_integers(np.array([2**62, 2**62])))
    with pytest.raises(BadInputError, match="64 bits"):
        to_integers(numbers)
    with pytest.raises(BadInputError, match="64 bits"):
        as_integer(2**63)
    assert to_integers(added(of_integers(np.array([-(2**62), -(2**62)]))))[0] == -(2**63)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_has_no_place_is_refused(value):
    with pytest.raises(BadInputError, match="cannot be summed exactly"):
        of_floats(np.array([1.0, value]))
    with pytest.raises(BadInputError, match="cannot be summed exactly"):
        quantum(value, floating=True)
