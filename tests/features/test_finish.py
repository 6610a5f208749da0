"""Every finaliser, for many states at once and for one, is the double nearest to what fractions say."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from laws import naive
from wager.features import finish
from wager.features.exact import Exact, of_floats, of_integers
from wager.features.finish import between, deviation_of, mean_of, place_of_level, variance_of
from wager.features.finish_many import Sums, quantiles
from wager.features.multiset import Quantile
from wager.features.wide import squares
from wager.foundation.errors import BadInputError

whole = st.one_of(st.integers(-9, 9), st.integers(-(2**63), 2**63 - 1), st.integers(2**62, 2**62 + 9))
size = st.floats(-(2.0**54), 2.0**54)
far = st.integers(0, 99).map(
    lambda number: 1e9 + number / 100
)  # where a difference of rounded sums would be noise
real = st.one_of(size, far, st.sampled_from([0.1, 0.2, -0.0, 1e-9, 1e-13, 0.1 + 0.2]))
anything = st.floats(allow_nan=False, allow_infinity=False)
level = st.decimals(0, 1, places=4, allow_nan=False).map(Fraction)


def sums_of(groups, hold):
    """The exact sums of several groups of values."""
    numbers = hold(np.array([value for group in groups for value in group]))
    count = np.array([len(group) for group in groups], np.int64)
    begins = np.cumsum(count) - count
    total, parts = (
        [np.add.reduceat(limb, begins) for limb in limbs] for limbs in (numbers.limbs, squares(numbers))
    )
    return Sums(count, Exact(tuple(total), numbers.fraction_bits), parts)


def agree(groups, hold):
    sums = sums_of(groups, hold)
    exact = [[Fraction(value) for value in group] for group in groups]
    scale = 2**sums.total.fraction_bits
    plain = [(len(of), int(sum(of) * scale), int(sum(one * one for one in of) * scale**2)) for of in exact]
    found = {
        "mean": (sums.means(), lambda count, total, _, bits: mean_of(count, total, bits)),
        "variance": (sums.spreads(root=False), variance_of),
        "stddev": (sums.spreads(root=True), deviation_of),
    }
    for name, (many, one) in found.items():
        expected = [naive.spread(name, of) for of in exact]
        assert many.tolist() == expected, name
        assert [one(*of, sums.total.fraction_bits) for of in plain] == expected, name


@given(st.lists(st.lists(whole, min_size=2, max_size=6), min_size=1, max_size=5))
@example([[2**63 - 1, -(2**63)], [-(2**63)] * 3])
@example([[0, 0], [5, 5]])
def test_spreads_of_whole_numbers_are_rounded_once(groups):
    agree(groups, of_integers)


@given(st.lists(st.lists(real, min_size=2, max_size=6), min_size=1, max_size=5))
@example([[0.1] * 5, [2.0**54, -(2.0**54)], [1e9, 1e9 + 2.0**-20]])
def test_spreads_of_floats_are_rounded_once(groups):
    agree(groups, of_floats)


def test_ties_and_plain_numbers_are_rounded_once():
    chance = np.random.default_rng(5)
    agree(
        [chance.normal(0, 10.0 ** chance.integers(-6, 9), chance.integers(2, 9)) for _ in range(2000)],
        of_floats,
    )
    # Halves of the last place: the mean of two neighbours, the variance of 0 and a number with an odd square.
    agree([[2.0**13 + 2.0**-39, 2.0**13], [0.0, 3.0**20 * 2.0**-20], [2.0**-40, 3 * 2.0**-40]], of_floats)


def test_a_root_hardly_beyond_the_middle_of_two_doubles_is_rounded_up():
    middle = 2**53 + 1
    assert deviation_of(2, 0, middle**2, 0) == middle - 1
    assert deviation_of(2, 0, middle**2 + 1, 0) == middle + 1


@given(st.lists(anything, min_size=1, max_size=9), level)
@example([5e-324, 1e-323], Fraction(1, 2))
@example([-1.7976931348623157e308, 1.7976931348623157e308], Fraction(1, 3))
@example([-1.7976931348623157e308, 1.7976931348623157e308], Fraction(1, 2))
@example([2.0**-1053 + 2.0**-1074, 2.0**-1000], Fraction(1, 2))
@example([-(2.0**-1000), 2.0**-1054 + 2.0**-1074], Fraction(1, 2))
def test_quantiles_of_floats_are_rounded_once(values, level):
    expected = naive.quantile(values, level)
    ordered = np.sort(np.array(values) + 0.0)
    many = quantiles(np.array([len(values)] * 2), level, lambda place: ordered[place])
    state = Quantile(level)
    for value in values:
        state.add(value, ())
    assert [repr(one) for one in (*many.tolist(), state.finish(0))] == [repr(expected)] * 3


@given(st.lists(whole, min_size=1, max_size=9), level)
@example([2**63 - 1, 2**63 - 2], Fraction(1, 2))
@example([2**53 + 1, 2**53 + 3], Fraction(1, 2))
def test_quantiles_of_whole_numbers_are_rounded_once(values, level):
    ordered = np.sort(np.array(values))
    many = quantiles(np.array([len(values)]), level, lambda place: ordered[place])
    assert many.tolist() == [naive.quantile(values, level)]


def test_few_answers_need_fractions(monkeypatch):
    """The long way is for those near the middle of two doubles; a median never takes it, whole as its ties are."""
    asked = []
    monkeypatch.setattr(finish, "between", lambda *given: asked.append(given) or between(*given))
    pairs = np.sort(np.random.default_rng(1).normal(size=(4000, 2)), axis=1)
    count, every = np.full(4000, 2), np.arange(4000)
    quantiles(count, Fraction(1, 2), lambda place: pairs[every, place])
    assert not asked
    quantiles(count, Fraction(1, 10), lambda place: pairs[every, place])
    assert np.finfo(np.longdouble).nmant == np.finfo(np.float64).nmant or len(asked) < 400


def test_where_a_quantile_lies():
    assert place_of_level(1, Fraction(9, 10)) == (0, 0)
    assert place_of_level(11, Fraction("0.9")) == (9, 0)  # the decimal, not the double next to it
    assert place_of_level(5, Fraction(1)) == (4, 0)


def test_no_line_leads_to_the_infinite():
    with pytest.raises(BadInputError, match="no quantile can be taken of inf"):
        Quantile(Fraction(1, 2)).add(float("inf"), ())
