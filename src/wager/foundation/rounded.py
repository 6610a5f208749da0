"""Numbers as people say them, where the last digits say nothing."""

from __future__ import annotations


def rounded(value: float, *beside: float | None) -> str:
    """Write a sum in short.

    Parameters
    ----------
    value : float
    *beside : float or None
        What it is read together with, such as the ends of its interval: the largest says how short all are.

    Examples
    --------
    >>> rounded(7_838_412.0), rounded(-31_000.0), rounded(412.4), rounded(0.0)
    ('7.84M', '-31.0k', '412', '0')
    >>> rounded(-229_100.0, 1_010_000.0, 2_250_000.0), rounded(-4_100.0, 0.0, 2_250_000.0)
    ('-0.23M', '0.00M')
    """
    size = max(abs(one) for one in (value, *beside) if one is not None)
    times, form, unit = (
        (1e6, ".2f", "M") if size >= 1e6 else (1e3, ".1f", "k") if size >= 1e4 else (1, ",.0f", "")
    )
    text = f"{value / times:{form}}"
    return f"{text if any(digit in text for digit in '123456789inf') else text.lstrip('-')}{unit}"


def number_of(number: int, many: str, more: str = "") -> str:
    """Count things by the word for several of them.

    Parameters
    ----------
    number : int
    many : str
        Such as `days`, or `clusters by day and shop`.
    more : str
        A word between the two.

    Examples
    --------
    >>> number_of(61, "days"), number_of(1, "clusters by day and shop"), number_of(1200, "rows", "more")
    ('61 days', '1 cluster by day and shop', '1,200 more rows')
    """
    word, space, rest = many.partition(" ")
    one = word.removesuffix("s") if number == 1 else word
    return f"{number:,} {f'{more} ' if more else ''}{one}{space}{rest}"
