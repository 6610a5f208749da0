"""Versions of one key that say different things of a column at one moment are refused: the future would choose between them."""

import pytest

SAME = "{at: [shop, at, sold], counted: [price, counted]}"


def source(bench, known):
    return bench.source(
        replace={
            "key: [shop, at]": "key: shop",
            "known: counted_at": f"known: {known}",
            "counted_at: at + 1 d": "low: sold < 3",
            "price: money?": "price: money?\n  counted: time?",
        }
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        # One shop, told of twice at one moment; the price is corrected later, and that is no contradiction.
        (["a,2024-01-01 10:00,4,1.50,2024-01-02", "a,2024-01-01 10:00,4,1.75,2024-01-03"], None),
        (["a,2024-01-01 10:00,4,1.50,2024-01-02", "a,2024-01-01 10:00,5,1.75,2024-01-03"], "sold"),
        (["a,2024-01-01 10:00,4,1.50,2024-01-02", "a,2024-01-02 10:00,5,1.75,2024-01-02"], "price"),
        (["a,2024-01-01 10:00,4,1.50,2024-01-02", "a,2024-01-02 10:00,5,,2024-01-02"], "price"),
        # What is never known contradicts nothing.
        (["a,2024-01-01 10:00,4,1.50,", "a,2024-01-02 10:00,4,1.75,"], None),
        (["a,2024-01-01 10:00,4,1.50,2024-01-02", "b,2024-01-01 10:00,5,1.75,2024-01-02"], None),
    ],
)
def test_what_is_known_at_one_moment_is_one_thing(bench, rows, says):
    bench.write("stock.csv", "\n".join(["shop,at,sold,price,counted", *rows, ""]))
    stock = source(bench, SAME)
    found = bench.said(stock)
    if says is None:
        assert found == []
        assert bench.snapshot(stock).snapshot is not None
    else:
        (said,) = found
        assert (
            f"E112 2 rows of one key say different things of {says}, all known at the same moment, first shop a in row 1"
            in said
        )
        assert "let `known` say when each of them was known" in said
        assert bench.snapshot(stock).snapshot is None
