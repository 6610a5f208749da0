"""From figures to places in a picture, and the round figures to write beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass


def round_steps(low: float, high: float) -> tuple[float, ...]:
    """Return round figures between two ends: about four, zero among them where it lies between.

    Examples
    --------
    >>> round_steps(-8_837, 17_399)
    (0.0, 10000.0)
    """
    raw = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    first = math.ceil(low / step)
    return tuple(round(n * step, 12) for n in range(first, math.floor(high / step) + 1))


@dataclass(frozen=True)
class Axis:
    """A range of figures, laid on a range of places.

    Attributes
    ----------
    low, high : float
        Figures.
    begin, end : float
        Their places.

    Examples
    --------
    >>> Axis(0, 10, 200, 100).place(2.5)
    175.0
    """

    low: float
    high: float
    begin: float
    end: float

    def place(self, number: float) -> float:
        """Return where a figure lies, to a hundredth."""
        inside = (number - self.low) / (self.high - self.low)
        return round(self.begin + inside * (self.end - self.begin), 2)
