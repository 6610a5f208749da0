"""Figures along an axis, each with its interval: probabilities, rows learned from, weeks, predictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wager.evaluation.written import written
from wager.foundation.errors import UsageError
from wager.interfaces.pictures.axis import Axis, round_steps
from wager.interfaces.pictures.svg import area, curve, document, dot, text, width_of

WIDTH, HEIGHT, LEFT, TOP, RIGHT = 640, 300, 96, 84, 28
"""Of the field, and around it."""


@dataclass(frozen=True)
class Place:
    """One figure on its place.

    Attributes
    ----------
    x : float
    figure : dict
        An estimate, as it is written in JSON.
    label : str
        Written below the axis; nothing where it is empty.
    """

    x: float
    figure: Mapping[str, Any]
    label: str = ""


def points_svg(
    title: str,
    below: str,
    places: Sequence[Place],
    *,
    under: str,
    diagonal: bool = False,
) -> str:
    """Draw figures along an axis.

    Parameters
    ----------
    below, under : str
        What they are, under the title; what the axis is, under it.
    diagonal : bool
        Whether both axes are the same shares, so that the diagonal is where figures should lie.

    Returns
    -------
    str
        An SVG picture that needs nothing besides itself.

    Raises
    ------
    UsageError
        If fewer than two figures are there.
    """
    known = [one for one in places if one.figure.get("value") is not None]
    if len(known) < 2:
        raise UsageError(f"there is nothing to draw of: {title}")
    factor = 100.0 if known[0].figure.get("unit") == "share" else 1.0
    across, up = _axes(known, factor, diagonal=diagonal)
    curves = [(across.place(one.x), up.place(one.figure["value"] * factor)) for one in known]
    shapes = [
        text(20, 32, title, "ink", size=14, bold=True),
        text(20, 54, below, "faint"),
        *_grid(up, "%" if factor != 1 else ""),
        *_below(known, across, under),
        *(_diagonal(across, up) if diagonal else ()),
        *_band(known, across, up, factor),
        curve(curves, "inconclusive", thick=2),
        *(dot(x, y, "inconclusive") for x, y in curves),
    ]
    width = max(LEFT + WIDTH + RIGHT, 40 + width_of(title, 14), 40 + width_of(below))
    told = "; ".join(
        f"{one.label or f'{one.x:g}'}: {written(one.figure['value'], one.figure['unit'])}" for one in known
    )
    return document(width, TOP + HEIGHT + 58, title, told, shapes)


def _axes(known: Sequence[Place], factor: float, *, diagonal: bool) -> tuple[Axis, Axis]:
    ends = [one.figure.get(key) for one in known for key in ("value", "low", "high")]
    numbers = [end * factor for end in ends if end is not None]
    if diagonal:
        numbers += [one.x * factor for one in known]
    low, high = min(numbers), max(numbers)
    spare = (high - low) * 0.06 or 1.0
    xs = [one.x for one in known]
    aside = (max(xs) - min(xs)) * 0.03 or 0.5
    across = Axis(min(xs) - aside, max(xs) + aside, LEFT, LEFT + WIDTH)
    return across, Axis(low - spare, high + spare, TOP + HEIGHT, TOP)


def _grid(up: Axis, sign: str) -> Iterator[str]:
    for step in round_steps(up.low, up.high):
        y = up.place(step)
        yield curve([(LEFT, y), (LEFT + WIDTH, y)], "line", thick=1.5 if step == 0 else 0.5)
        said = f"{written(step, 'number') if abs(step) < 10_000 else f'{step:,.0f}'} {sign}".strip()
        yield text(LEFT - 8 - width_of(said, 11), y + 4, said, "faint", size=11)


def _below(known: Sequence[Place], across: Axis, under: str) -> Iterator[str]:
    right = 0.0
    for one in known:
        x, half = across.place(one.x), width_of(one.label, 11) / 2
        if one.label and x - half > right:  # labels that would lie over each other are left out
            yield text(x, TOP + HEIGHT + 18, one.label, "faint", size=11, middle=True)
            right = x + half + 6
    yield text(LEFT + WIDTH / 2, TOP + HEIGHT + 40, under, "faint", middle=True)


def _diagonal(across: Axis, up: Axis) -> Iterator[str]:
    low, high = max(across.low, up.low / 100), min(across.high, up.high / 100)
    ends = [(across.place(one), up.place(one * 100)) for one in (low, high)]
    yield curve(ends, "line", thick=1)


def _band(known: Sequence[Place], across: Axis, up: Axis, factor: float) -> Iterator[str]:
    """Shade the intervals; where some are missing, draw those that are there by themselves."""
    sure = [one for one in known if one.figure.get("low") is not None and one.figure.get("high") is not None]
    there, back = (
        [(across.place(one.x), up.place(one.figure[end] * factor)) for one in sure] for end in ("low", "high")
    )
    if len(sure) == len(known):
        yield area([*there, *reversed(back)], "inconclusive")
    else:
        yield from (curve([low, high], "inconclusive") for low, high in zip(there, back, strict=True))
