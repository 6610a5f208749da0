"""Figures below each other, each with its interval: parts of money, slices, features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wager.evaluation.written import written
from wager.foundation.errors import UsageError
from wager.interfaces.pictures.axis import Axis, round_steps
from wager.interfaces.pictures.svg import curve, document, dot, text, width_of, wrapped

FIELD, ROW, TOP, MARGIN, LABEL = 420, 26, 84, 20, 330
"""How wide the field is; how high one row; what is above; the edge; the widest label."""


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes
    ----------
    label : str
    figure : dict
        An estimate, as it is written in JSON.
    """

    label: str
    figure: Mapping[str, Any]

    @property
    def ends(self) -> list[float]:
        """The figure and the ends of its interval, as far as they are there."""
        found = [self.figure.get(key) for key in ("value", "low", "high")]
        return [one for one in found if one is not None]

    @property
    def kind(self) -> str:
        """Its colour: where the interval lies on one side of zero, that side's."""
        low, high = self.figure.get("low"), self.figure.get("high")
        if low is None or high is None or low <= 0 <= high:
            return "line"
        return "ship" if low > 0 else "harm"


def intervals_svg(title: str, below: str, rows: Sequence[Row]) -> str:
    """Draw figures below each other.

    Parameters
    ----------
    below : str
        What they are, under the title.
    rows : sequence of Row
        Without a value are left out.

    Returns
    -------
    str
        An SVG picture that needs nothing besides itself.

    Raises
    ------
    UsageError
        If nothing is left to draw.
    """
    rows = [one for one in rows if one.figure.get("value") is not None]
    if not rows:
        raise UsageError(f"there is nothing to draw of: {title}")
    left = MARGIN + min(LABEL, max(width_of(one.label) for one in rows)) + 16
    numbers = [0.0, *(end for one in rows for end in one.ends)]
    spare = (max(numbers) - min(numbers)) * 0.04 or 1.0
    across = Axis(min(numbers) - spare, max(numbers) + spare, left, left + FIELD)
    bottom = TOP + ROW * len(rows)
    said = [written(one.figure["value"], one.figure["unit"], signed=True, beside=one.ends) for one in rows]
    width = left + FIELD + 12 + max(map(width_of, said)) + MARGIN
    width = max(width, MARGIN * 2 + width_of(title, 14), MARGIN * 2 + width_of(below))
    shapes = [
        text(MARGIN, 32, title, "ink", size=14, bold=True),
        text(MARGIN, 54, below, "faint"),
        *_grid(across, bottom),
        *(shape for place, one in enumerate(rows) for shape in _row(one, place, across)),
        *(text(left + FIELD + 12, _middle(place) + 4, one, "ink") for place, one in enumerate(said)),
    ]
    told = "; ".join(f"{one.label}: {value}" for one, value in zip(rows, said, strict=True))
    return document(width, bottom + 40, title, told, shapes)


def _middle(place: int) -> float:
    return TOP + ROW * place + ROW / 2


def _grid(across: Axis, bottom: float) -> Iterator[str]:
    for step in round_steps(across.low, across.high):
        x = across.place(step)
        yield curve([(x, TOP), (x, bottom)], "line", thick=1.5 if step == 0 else 0.5)
        said = written(step, "number") if abs(step) < 10_000 else f"{step:,.0f}"
        yield text(x, bottom + 18, said, "faint", size=11, middle=True)


def _row(one: Row, place: int, across: Axis) -> Iterator[str]:
    y, figure = _middle(place), one.figure
    (label,) = wrapped(one.label, LABEL, 1) or [""]
    yield text(MARGIN, y + 4, label, "ink")
    if figure.get("low") is not None and figure.get("high") is not None:
        yield curve([(across.place(figure["low"]), y), (across.place(figure["high"]), y)], one.kind, thick=3)
    yield dot(across.place(figure["value"]), y, one.kind)
