"""Figures as text: digits that are alike, within four that count."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.evaluation.estimate import Estimate
from wager.evaluation.written import bare, written

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
UNITS = st.sampled_from(["number", "share", "EUR"])


def behind(text):
    return len(bare(text).partition(".")[2])


@given(NUMBERS, NUMBERS, NUMBERS, UNITS)
def test_an_interval_has_as_many_digits_behind_the_point_at_both_ends_and_in_its_middle(
    one, two, three, unit
):
    low, value, high = sorted((one, two, three))
    found = Estimate(value, None, low, high, 9, 9, 9, unit)
    texts = [found.shown(number, signed=True) for number in (low, value, high)]
    if not any("e" in text.partition(" ")[0] for text in texts):
        assert len({behind(text) for text in texts}) == 1, texts
    for text, number in zip(texts, (low, value, high), strict=True):
        read = float(bare(text).replace(",", ""))
        scale = max(abs(low), abs(high)) * (100 if unit == "share" else 1)
        shown = number * 100 if unit == "share" else number
        assert read == pytest.approx(shown, abs=max(0.0051 * scale, 0.0051))
        assert (text[0] == "-") == (read < 0)
        assert (text[0] == "+") == (read > 0)


@pytest.mark.parametrize(
    ("numbers", "unit", "texts"),
    [
        ((5.144, -47.004, 64.951), "number", ["+5.14", "-47.00", "+64.95"]),
        ((0.767, 0.747, 0.787), "number", ["+0.767", "+0.747", "+0.787"]),
        ((0.1, 0.25, 1234.56), "number", ["0", "0", "+1,235"]),
        ((12_345.6, 1.0, 2.0), "number", ["+12,346", "+1", "+2"]),
        ((21.66, -8_778.0, 8_822.0), "USD", ["+22 USD", "-8,778 USD", "+8,822 USD"]),
        ((1.5, -0.004, 3.0), "USD", ["+1.50 USD", "0.00 USD", "+3.00 USD"]),
        ((-0.00001, 0.02, 0.03), "share", ["0.00 pp", "+2.00 pp", "+3.00 pp"]),
    ],
)
def test_what_is_read_together_is_written_alike(numbers, unit, texts):
    assert [written(number, unit, signed=True, beside=numbers) for number in numbers] == texts


def test_what_is_tiny_or_no_number_is_still_written():
    assert written(0.0000123, "number") == "1.23e-05"
    assert written(0.0, "number") == "0"
    assert written(math.inf, "number", beside=[1.0]) == "inf"
    assert re.fullmatch("nan", written(math.nan, "number"))
