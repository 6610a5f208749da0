"""Parts of an answer: whole minor units that add up to the whole, near what each column moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.audit.shares import amount, number_shares, shares, whole_parts

PART = st.floats(-1e9, 1e9, allow_nan=False)


@given(st.lists(PART, min_size=1, max_size=60), st.floats(-0.5, 0.5))
def test_whole_parts_add_up_and_stay_near(parts, off):
    total = round(sum(parts) + off)
    found = whole_parts(parts, total)
    assert sum(found) == total
    assert all(abs(one - part) < 2 for one, part in zip(found, parts, strict=True))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=20))
def test_whole_numbers_stay_what_they_are(parts):
    assert whole_parts([float(part) for part in parts], sum(parts)) == parts


def probabilities(chance, names):
    """A base and moves that lead from it to some probabilities of three classes."""
    ends = chance.dirichlet([1, 1, 1], 2)
    weights = chance.dirichlet([0.5] * len(names)) * 3 - 2 / len(names)
    return (
        ends[0],
        {name: (ends[1] - ends[0]) * part for name, part in zip(names, weights, strict=True)},
        ends[1],
    )


@pytest.mark.parametrize("seed", range(20))
def test_money_of_the_parts_is_the_money_of_the_answer(seed):
    chance = np.random.default_rng(seed)
    names = [f"c{place}" for place in range(1 + seed)]
    base, moved, answer = probabilities(chance, names)
    pays = chance.integers(-90_000, 90_000, (4, 3))
    expected = {f"a{at}": int(np.rint(worth)) for at, worth in enumerate(pays @ answer)}
    first, of = shares(moved, base, ["x", "y", "z"], pays, expected)
    assert list(of) == names
    for at, (action, total) in enumerate(expected.items()):
        assert first.money[action] + sum(one.money[action] for one in of.values()) == total
        assert all(abs(one.money[action] - pays[at] @ moved[name]) <= 1 for name, one in of.items())
    for place, name in enumerate(["x", "y", "z"]):
        found = first.probabilities[name] + sum(one.probabilities[name] for one in of.values())
        assert found == pytest.approx(answer[place], abs=1e-12)


def test_a_number_shares_its_money_in_proportion():
    base, of = number_shares(
        {"size": 5.0, "age": -2.0}, 7.0, {"keep": 0, "order": 700}, {"keep": 0, "order": 1001}
    )
    assert (base.value, of["size"].value, of["age"].value) == (7.0, 5.0, -2.0)
    assert base.money["order"] + of["size"].money["order"] + of["age"].money["order"] == 1001
    assert of["size"].money["order"] == pytest.approx(301 / 3 * 5, abs=1)
    assert (of["size"].money["keep"], of["size"].ahead("order", "keep")) == (0, of["size"].money["order"])


def test_a_number_that_nothing_moved():
    base, of = number_shares({"size": 0.0}, 7.0, {"order": 700}, {"order": 700})
    assert (base.money, of["size"].money) == ({"order": 700}, {"order": 0})


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(0, "USD", "0.00"), (-5, "USD", "-0.05"), (123_456, "KWD", "123.456"), (-7, "JPY", "-7")],
)
def test_amounts_are_decimal_texts(minor, currency, text):
    assert amount(minor, currency) == text
