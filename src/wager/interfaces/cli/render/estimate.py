"""A figure with its interval, in one cell."""

from __future__ import annotations

from typing import Any

_KEYS = {"value", "se", "low", "high", "unit"}


def is_estimate(value: Any) -> bool:
    """Tell an estimate from any other map.

    Examples
    --------
    >>> is_estimate({"value": 1.0, "se": None, "low": None, "high": None, "unit": "share"})
    True
    """
    return isinstance(value, dict) and value.keys() >= _KEYS


def figure_text(estimate: dict[str, Any], number: float | None = None, *, signed: bool = False) -> str:
    """Print the value of an estimate, or another number of its unit.

    Examples
    --------
    >>> figure_text({"value": 0.612, "unit": "share"}), figure_text({"value": 0.0, "unit": "USD"}, -25_000.0)
    ('61.20 %', '-25,000 USD')
    """
    return "-" if number is None and estimate["value"] is None else _written(estimate, number, signed)


def interval_text(estimate: dict[str, Any], *, signed: bool = False) -> str:
    """Print the 95 % interval, its unit being said by the figure beside it; why there is none, where there is none.

    Examples
    --------
    >>> interval_text({"value": 1.0, "low": -1_200.0, "high": 313_500.0, "unit": "USD"}, signed=True)
    '(-1,200 .. +313,500)'
    """
    if estimate["value"] is None or estimate["low"] is None or estimate["high"] is None:
        return f"(no interval: {estimate.get('reason') or 'unknown'})"
    low, high = (_written(estimate, estimate[end], signed).partition(" ")[0] for end in ("low", "high"))
    return f"({low} .. {high})"


def estimate_text(estimate: dict[str, Any], *, signed: bool = False, with_interval: bool = True) -> str:
    """Print an estimate in one cell.

    Parameters
    ----------
    estimate : dict
        As `Estimate.to_json()` gives it.
    signed : bool
        Print it as a difference, with its sign.
    with_interval : bool
        Print the 95 % interval behind it.

    Examples
    --------
    >>> found = {"value": 0.0312, "low": 0.021, "high": 0.0414, "unit": "share"}
    >>> estimate_text(found, signed=True)
    '+3.12 pp (+2.10 .. +4.14)'
    """
    if estimate["value"] is None:
        return f"unknown ({estimate.get('reason') or 'no figure'})"
    text = figure_text(estimate, signed=signed)
    return f"{text} {interval_text(estimate, signed=signed)}" if with_interval else text


def _written(estimate: dict[str, Any], number: float | None, signed: bool) -> str:
    """Write a number of an estimate: with the digits of its interval, where it is of it."""
    from wager.evaluation.written import written

    own = [estimate.get(key) for key in ("value", "low", "high")]
    number = estimate["value"] if number is None else number
    return written(number, estimate["unit"], signed=signed, beside=own if number in own else ())
