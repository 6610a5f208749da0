"""Numbers as people say them, where the last digits say nothing."""

from __future__ import annotations


def rounded(value: float) -> str:
    """Write a sum in short.

    Examples
    --------
    >>> rounded(7_838_412.0), rounded(-31_000.0), rounded(412.4), rounded(0.0)
    ('7.84M', '-31.0k', '412', '0')
    """
    size = abs(value)
    if size >= 1e6:
        return f"{value / 1e6:.2f}M"
    return f"{value / 1e3:.1f}k" if size >= 1e4 else f"{value:,.0f}"
