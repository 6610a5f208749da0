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


def estimate_text(estimate: dict[str, Any], *, signed: bool = False, with_interval: bool = True) -> str:
    """Print an estimate as its stage does.

    Parameters
    ----------
    estimate : dict
        As `Estimate.to_json()` gives it.
    signed : bool
        Print it as a difference, with its sign.
    with_interval : bool
        Print the 95 % interval behind it.
    """
    from wager.evaluation.interval import Estimate

    found = Estimate.from_json(estimate)
    return found.with_interval(signed=signed) if with_interval else found.shown(signed=signed)
