"""Intervals as strips: one row a figure, all rows of a table on one scale, so that they can be compared by eye.

A strip is an SVG as wide as its cell, with places in percent of it: text stays readable on a phone, dots stay round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wager.evaluation.estimate import Estimate
from wager.interfaces.pictures.axis import round_steps
from wager.interfaces.report.markup import Markup, element, joined

_HEIGHT = 48
_MIDDLE = _HEIGHT // 2
_EDGE = 4.0
"""Percent that stay free on either side."""


@dataclass(frozen=True)
class Strip:
    """One figure with its interval.

    Attributes
    ----------
    what : str
        What was measured.
    estimate : Estimate
    asked : float or None
        The difference that was asked for, or that is bearable; None where nothing was.
    limit : str
        What that is, in a word: `asked` or `bearable`.
    mark : str
        A word that the style knows: `proven`, `beyond`, `below`, `open`, `unmeasured`, `plain`.
    said : str
        What came of it.
    """

    what: str
    estimate: Estimate
    asked: float | None = None
    limit: str = "asked"
    mark: str = "plain"
    said: str = ""


@dataclass(frozen=True)
class Scale:
    """From figures to percent of the width."""

    low: float
    high: float

    @classmethod
    def over(cls, strips: Iterable[Strip]) -> Scale:
        """Span all ends, what was asked, and zero."""
        ends = [0.0]
        for one in strips:
            found = one.estimate
            ends += [end for end in (found.value, found.low, found.high, one.asked) if end is not None]
        low, high = min(ends), max(ends)
        return cls(low, high) if high > low else cls(low - 1, high + 1)

    def place(self, number: float) -> str:
        """Return where a figure lies.

        Examples
        --------
        >>> Scale(-1, 1).place(0)
        '50.00%'
        """
        inside = (number - self.low) / (self.high - self.low)
        return f"{_EDGE + inside * (100 - 2 * _EDGE):.2f}%"

    def ticks(self) -> tuple[float, ...]:
        """Return round figures to write below: zero among them.

        Examples
        --------
        >>> Scale(-8_837, 17_399).ticks()
        (0.0, 10000.0)
        """
        return round_steps(self.low, self.high)


def strip_table(name: str, caption: str, strips: Sequence[Strip]) -> Markup:
    """Draw figures of one unit under one another, with their numbers beside them.

    Parameters
    ----------
    name : str
        Begins the ids of the pictures: unique on the page.
    caption : str
    strips : sequence of Strip
        At least one.
    """
    scale = Scale.over(strips)
    rows = [_row(f"{name}-{number}", one, scale) for number, one in enumerate(strips, 1)]
    below = _axis(scale, strips[0].estimate)
    axis = element(
        "tr", element("td"), element("td", below), element("td"), class_="axis", aria_hidden="true"
    )
    head = element(
        "tr",
        *(element("th", word, scope="col") for word in ("figure", "interval", "result")),
        class_="unseen",
    )
    body = element("tbody", *rows, axis)
    return element("table", element("caption", caption), element("thead", head), body, class_="strips")


def _row(ident: str, one: Strip, scale: Scale) -> Markup:
    found = one.estimate
    number = found.shown(signed=True) if found.value is not None else "not measured"
    between = (
        element("span", f"{found.shown(found.low, signed=True)} .. {found.shown(found.high, signed=True)}")
        if found.low is not None and found.high is not None
        else element("span", found.reason)
    )
    asked = None if one.asked is None else element("span", _asked(one))
    return element(
        "tr",
        element("th", one.what, scope="row"),
        element("td", _picture(ident, one, scale)),
        element(
            "td",
            element("b", number),
            between,
            asked,
            element("span", one.said, class_=f"word {one.mark}") if one.said else None,
        ),
    )


def _asked(one: Strip) -> str:
    if not one.asked:
        return f"{one.limit}: any gain" if one.limit == "asked" else f"{one.limit}: no loss"
    return f"{one.limit}: {one.estimate.shown(one.asked, signed=True)}"


def _picture(ident: str, one: Strip, scale: Scale) -> Markup:
    found, parts = one.estimate, []
    described = [f"estimate {found.shown(signed=True)}" if found.value is not None else "no estimate"]
    parts.append(_upright("zero", scale.place(0.0), 0))
    if one.asked is not None:
        parts.append(_upright("asked", scale.place(one.asked), 6))
        described.append(_asked(one))
    if found.low is not None and found.high is not None:
        ends = {"x1": scale.place(found.low), "x2": scale.place(found.high)}
        parts.append(element("line", class_="interval", y1=_MIDDLE, y2=_MIDDLE, **ends))
        described.append(
            f"95 % interval from {found.shown(found.low, signed=True)} to {found.shown(found.high, signed=True)}"
        )
    if found.value is not None:
        parts.append(element("circle", class_="dot", cx=scale.place(found.value), cy=_MIDDLE, r=5))
    return element(
        "svg",
        element("title", one.what, id=f"{ident}-t"),
        element("desc", ", ".join(described), id=f"{ident}-d"),
        *parts,
        role="img",
        aria_labelledby=f"{ident}-t {ident}-d",
        class_=f"strip {one.mark}",
        width="100%",
        height=_HEIGHT,
    )


def _axis(scale: Scale, unit: Estimate) -> Markup:
    ticks = [
        joined(
            element("line", class_="tick", x1=scale.place(tick), x2=scale.place(tick), y1=0, y2=4),
            element("text", _tick(tick, unit.unit), x=scale.place(tick), y=17),
        )
        for tick in scale.ticks()
    ]
    return element("svg", *ticks, class_="strip", width="100%", height=22)


def _tick(number: float, unit: str) -> str:
    """Write a round figure below a strip; its unit stands beside the figures, and a phone has no room for more.

    Examples
    --------
    >>> _tick(5_000_000.0, "USD"), _tick(-0.2, "share"), _tick(0.0, "USD")
    ('+5,000,000', '-20', '0')
    """
    shown = number * 100 if unit == "share" else number
    return f"{shown:+,.10g}" if shown else "0"


def _upright(kind: str, at: str, margin: int) -> Markup:
    return element("line", class_=kind, x1=at, x2=at, y1=margin, y2=_HEIGHT - margin)
