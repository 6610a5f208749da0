"""Amounts are exact, need their unit, and print as they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.foundation.amount_texts import (
    parse_duration,
    parse_money,
    parse_quantity,
    parse_range,
    parse_rate,
    parse_share,
)
from wager.foundation.amounts import CURRENCIES, AmountError, Duration, Money, Rate


@given(st.integers(-(10**12), 10**12), st.sampled_from(sorted(CURRENCIES)))
def test_money_that_is_written_is_read_back(minor, currency):
    money = Money(minor, currency)
    assert parse_money(money.written()) == money


@given(st.integers(0, 10**15))
def test_a_duration_that_is_printed_is_read_back(microseconds):
    duration = Duration(microseconds)
    assert parse_duration(str(duration)) == duration


@pytest.mark.parametrize("text", ["5", "5d", "5 days", "d", "", "5 USD", "1.0000001 s"])
def test_what_is_no_duration(text):
    with pytest.raises(AmountError):
        parse_duration(text)


@pytest.mark.parametrize("text", ["5", "5 usd", "5 USDD", "5 XXX", "0.001 USD", "1.5 JPY", "5 d"])
def test_what_is_no_money(text):
    with pytest.raises(AmountError):
        parse_money(text)


def test_a_missing_space_is_named():
    with pytest.raises(AmountError, match="`30 min`"):
        parse_quantity("30min")


def test_rates_shares_and_ranges():
    assert parse_rate("200 per 7 d") == Rate(Decimal(200), Duration(7 * 86_400_000_000))
    assert str(parse_rate("400 USD per month")) == "400 USD per month"
    assert parse_share("60 %").value == Decimal("0.6")
    assert str(parse_range("0 .. 6000")) == "0 .. 6000"
    with pytest.raises(AmountError, match="did you mean 'week'"):
        parse_rate("5 USD per weak")
    with pytest.raises(AmountError, match="empty"):
        parse_range("5 .. 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [("5 days", "`5 d`"), ("2 hours", "`2 h`"), ("10 mins", "`10 min`"), ("1 month", "`30 d`")],
)
def test_units_as_people_say_them_are_answered_with_ours(text, said):
    with pytest.raises(AmountError, match=said):
        parse_duration(text)
