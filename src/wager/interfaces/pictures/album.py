"""All pictures of an analysis, or of two runs, as SVG files in a folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from wager.evaluation.written import written
from wager.foundation.errors import NotFoundError, UnavailableError, UsageError
from wager.foundation.moments import print_moment
from wager.interfaces.pictures.intervals import Row, intervals_svg
from wager.interfaces.pictures.points import Place, points_svg
from wager.interfaces.pictures.profit import profit_svg
from wager.interfaces.written_file import PICTURE, write_whole

Json = Mapping[str, Any]

_MOST = 25
_DATE = len("2013-11-01")


def demand_folder(folder: Path) -> Path:
    """Make a folder for pictures, before the work that they would be lost on.

    Raises
    ------
    UsageError
        If it is a file.
    NotFoundError
        If the folder around it is not there.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, and pictures go into a folder; name another one")
    if not folder.parent.is_dir():
        raise NotFoundError(f"no folder {folder.parent} to make {folder.name} in; make it first")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"{folder} cannot be made: {error.strerror or error}; name another folder"
        ) from error
    return folder


def write_album(folder: Path, pictures: Mapping[str, str]) -> None:
    """Write pictures into a folder, in place of those of the same names."""
    for name, picture in pictures.items():
        write_whole(picture, folder / f"{name}.svg", PICTURE)


def run_pictures(run: Json) -> dict[str, str]:
    """Draw all that there is to draw of a run with its analysis.

    Parameters
    ----------
    run : mapping
        As `wager show run --analyse` gives it.
    """
    found = run["analysis"]
    drawn: dict[str, Callable[[], str]] = {
        "money": lambda: _money(found),
        "slices": lambda: _slices(found),
        "features": lambda: _features(found),
        "calibration": lambda: _calibration(found),
        "residuals": lambda: _residuals(found),
        "learning-curve": lambda: _curve(found),
        "weeks": lambda: _weeks(found),
        "profit": lambda: profit_svg(run),
    }
    return dict(_there(drawn))


def compared_pictures(found: Json) -> dict[str, str]:
    """Draw where the difference of two runs comes from; nothing where there is none."""
    return {} if found["evidence"] is None else dict(_there({"difference": lambda: _difference(found)}))


def _there(drawn: Mapping[str, Callable[[], str]]) -> Iterator[tuple[str, str]]:
    for name, draw in drawn.items():
        try:
            yield name, draw()
        except UsageError:
            continue  # there is nothing to draw of that


def _money(found: Json) -> str:
    rows = [Row(f"{one['action']}, {one['truth']}", one["per_1000"]) for one in found["parts"]]
    below = f"{found['currency']} per 1,000 {found['each']}s, by what was done and what was true; the parts add up; 95 % intervals"
    return intervals_svg(f"Where the money of {found['model']} comes from", below, rows)


def _slices(found: Json) -> str:
    rows = [Row(f"{one['dimension']} {one['value']}", one["over"]) for one in found["slices"] if one["over"]]
    rows += [
        Row(one["condition"], one["money"])
        for search in found["searches"]
        if search["against"] == found["champion"]
        for one in search["found"]
    ]
    below = f"{found['currency']} per 1,000 {found['each']}s of the slice over {found['champion']}; declared and found; 95 % intervals"
    return intervals_svg(f"Slices of {found['model']}", below, rows)


def _features(found: Json) -> str:
    rows = [Row(one["feature"], one["shuffled"]) for one in found["importance"][:_MOST]]
    below = f"{found['currency']} per 1,000 {found['each']}s that are lost where a feature's values are shuffled; 95 % intervals"
    return intervals_svg(f"What the features of {found['model']} are worth", below, rows)


def _calibration(found: Json) -> str:
    if not found["reliability"]:
        raise UsageError("no probabilities")
    one = found["reliability"][0]
    places = [Place(each["said"], each["happened"], written(each["said"], "share")) for each in one["bins"]]
    below = f"share of {found['each']}s that were {one['of']}, by tenths of the probability; shaded: 95 % interval; straight: as it was said"
    return points_svg(
        f"What {found['model']} says, and what happens",
        below,
        places,
        under="mean probability that was said",
        diagonal=True,
    )


def _residuals(found: Json) -> str:
    places = [Place(one["said"], one["left"], written(one["said"], "number")) for one in found["residuals"]]
    below = "truth less prediction, by tenths of the prediction; shaded: 95 % interval"
    return points_svg(f"What {found['model']} leaves", below, places, under="mean prediction")


def _curve(found: Json) -> str:
    steps = [] if found["curve"] is None else found["curve"]["steps"]
    places = [Place(math.log2(one["rows"]), one["money"], f"{one['rows']:,}") for one in steps]
    below = f"{found['currency']} per 1,000 {found['each']}s of {found['part']}; shaded: 95 % interval, the fits as given"
    return points_svg(
        f"Is more data worth it to {found['model']}?",
        below,
        places,
        under="rows learned from; each step doubles them",
    )


def _weeks(found: Json) -> str:
    over = bool(found["champion"])
    places = []
    for one in found["spells"]:
        figure = one["over"] if over else one["money"]
        if figure is not None:
            places.append(Place(one["begin"], figure, print_moment(one["begin"], found["zone"])[:_DATE]))
    more = f" over {found['champion']}" if over else ""
    below = f"{found['currency']} per 1,000 {found['each']}s{more}, with 95 % intervals"
    return points_svg(f"{found['model']} over time", below, places, under="weeks, by their first decision")


def _difference(found: Json) -> str:
    evidence, a, b = found["evidence"], found["a"]["name"], found["b"]["name"]
    (more,) = evidence["differences"]
    rows = [Row("in all", more["measures"]["money"])] if "money" in more["measures"] else []
    rows += [
        Row(f"{one['action']} instead of {one['instead']}, {one['truth']}", one["per_1000"])
        for one in found["changes"]
    ]
    rows += [
        Row(f"{dimension} {value}", measures["money"])
        for dimension, values in more["slices"].items()
        for value, measures in values.items()
        if "money" in measures
    ]
    below = f"{evidence['currency']} per 1,000 {evidence['each']}s of {evidence['part']}; slices: per 1,000 of their own; 95 % intervals"
    return intervals_svg(f"{b} less {a}", below, rows)
