"""The profit curve as a picture: money against the share of rows acted on, with its interval and the ways to act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wager.evaluation.written import written
from wager.foundation.errors import UsageError
from wager.foundation.rounded import number_of
from wager.interfaces.pictures.axis import Axis, round_steps
from wager.interfaces.pictures.svg import area, curve, document, dot, text, width_of

WIDTH, HEIGHT = 720, 300
"""Of the field that the curve is drawn in."""

LEFT, TOP, RIGHT, LINE = 96, 78, 24, 22
"""Around it; and one line of the legend."""

MARKS = {
    "do_nothing": ("acting on nothing", "line"),
    "policy": ("the model's policy", "ship"),
    "best": ("the highest place, which flatters it", "refuted"),
    "act_on_all": ("acting on all", "harm"),
}
"""What each is called, and its colour."""

Point = Mapping[str, Any]


def profit_svg(run: Mapping[str, Any]) -> str:
    """Draw the profit curve of a run.

    Parameters
    ----------
    run : mapping
        As `Run.to_json` gives it.

    Returns
    -------
    str
        An SVG picture that needs nothing besides itself.

    Raises
    ------
    UsageError
        If the run has no curve: where nothing orders the rows, there is nothing to draw.
    """
    evidence = run["evidence"]
    found = evidence.get("profit")
    if not found:
        raise UsageError(
            f"{run['model']} has no profit curve: it gives no probabilities by which rows could be ordered, there is one "
            "action only, or a `capacity` keeps rows from being acted on in that order; draw that of another model"
        )
    across, up = Axis(0, 1, LEFT, LEFT + WIDTH), _scale(found)
    marks = sorted(found["marks"], key=lambda one: float(one["share"]))
    shapes = [
        *_head(run, evidence),
        *_grid(across, up, evidence),
        *_band(found["points"], across, up),
        curve(_places(_over_nothing(found), across, up), "inconclusive", thick=2),
        *_marks(marks, across, up),
    ]
    height = TOP + HEIGHT + 62 + LINE * len(marks) + 8
    told = "; ".join(_said(one) for one in marks)
    widest = max(width_of(said) for said in (_below(evidence), *map(_said, marks)))
    width = max(LEFT + WIDTH + RIGHT, 40 + widest + RIGHT, 20 + width_of(_title(run), 14) + RIGHT)
    return document(width, height, _title(run), told, shapes)


def _scale(found: Mapping[str, Any]) -> Axis:
    points = [*found["points"], *found["marks"]]
    ends = [one["over_nothing"][end] for one in points for end in ("value", "low", "high")]
    numbers = [*_over_nothing(found), *(end for end in ends if end is not None)]
    low, high = min(numbers), max(numbers)
    spare = (high - low) * 0.06 or 1.0
    return Axis(low - spare, high + spare, TOP + HEIGHT, TOP)


def _over_nothing(found: Mapping[str, Any]) -> list[float]:
    # What is lost anyway moves the whole curve, and would hide how sure the difference is.
    values: list[float] = found["values"]
    return [value - values[0] for value in values]


def _head(run: Mapping[str, Any], evidence: Mapping[str, Any]) -> Iterator[str]:
    yield text(20, 32, _title(run), "ink", size=14, bold=True)
    yield text(20, 54, _below(evidence), "faint", size=12)


def _title(run: Mapping[str, Any]) -> str:
    return f"Profit curve of {run['model']}"


def _below(evidence: Mapping[str, Any]) -> str:
    each, rows, clusters = evidence["each"], evidence["rows"], evidence["clusters"]
    among = number_of(rows, f"{each}s")
    among += f" in {number_of(clusters, evidence['cluster_word'])}" if clusters != rows else ""
    return (
        f"{evidence['currency']} per 1,000 {each}s more than acting on nothing; {evidence['part']}, {among}; "
        "shaded: 95 % interval"
    )


def _grid(across: Axis, up: Axis, evidence: Mapping[str, Any]) -> Iterator[str]:
    for step in round_steps(up.low, up.high):
        y = up.place(step)
        yield curve([(LEFT, y), (LEFT + WIDTH, y)], "line", thick=1.5 if step == 0 else 0.5)
        said = written(step, "number") if abs(step) < 10_000 else f"{step:,.0f}"
        yield text(LEFT - 8 - width_of(said, 11), y + 4, said, "faint", size=11)
    for share in (0, 0.25, 0.5, 0.75, 1):
        yield text(
            across.place(share), TOP + HEIGHT + 18, f"{share * 100:g} %", "faint", size=11, middle=True
        )
    under = f"share of {evidence['each']}s acted on, those with the highest expected gain first"
    yield text(LEFT + WIDTH / 2, TOP + HEIGHT + 38, under, "faint", size=12, middle=True)


def _band(points: list[Point], across: Axis, up: Axis) -> Iterator[str]:
    known = [one for one in points if one["over_nothing"]["low"] is not None]
    if len(known) == len(points):
        there, back = (
            [(across.place(one["share"]), up.place(one["over_nothing"][end])) for one in points]
            for end in ("low", "high")
        )
        yield area([*there, *reversed(back)], "inconclusive")


def _places(values: list[float], across: Axis, up: Axis) -> list[tuple[float, float]]:
    last = len(values) - 1
    return [(across.place(place / last), up.place(value)) for place, value in enumerate(values)]


def _marks(marks: list[Point], across: Axis, up: Axis) -> Iterator[str]:
    """Put a dot where each way to act lies, and say below what it is: dots may lie too near for words beside them."""
    for place, one in enumerate(marks):
        _, kind = MARKS[one["name"]]
        yield dot(across.place(one["share"]), up.place(one["over_nothing"]["value"]), kind)
        y = TOP + HEIGHT + 66 + LINE * place
        yield dot(26, y - 4, kind)
        yield text(40, y, _said(one), "ink", size=12)


def _said(one: Point) -> str:
    more, (name, _) = one["over_nothing"], MARKS[one["name"]]
    said = f"{name}: {one['share'] * 100:.1f} % acted on, {written(one['money'], more['unit'])} in all"
    if one["name"] == "do_nothing":
        return said
    said = f"{said}, {_bare(more, 'value', '+')} more"
    return (
        said if more["low"] is None else f"{said} ({_bare(more, 'low', '+')} .. {_bare(more, 'high', '+')})"
    )


def _bare(money: Mapping[str, Any], end: str, sign: str = "") -> str:
    return written(money[end], money["unit"], signed=bool(sign)).rpartition(" ")[0]
