"""Whether answers say what happens: probabilities, numbers, and both over time."""

from __future__ import annotations

from typing import Any

from wager.evaluation.written import written
from wager.foundation.moments import print_moment
from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import table

Json = dict[str, Any]

_DATE = len("2013-11-01")
_MOST_CLASSES = 4


def honest_lines(found: Json) -> list[str]:
    """Print what was said beside what happened, and what isotonic calibration would add."""
    if not found["reliability"]:
        return []
    lines = []
    for one in found["reliability"][:_MOST_CLASSES]:
        cells = [
            [
                f"{each['rows']:,}",
                written(each["said"], "share"),
                figure_text(each["happened"]),
                interval_text(each["happened"]),
            ]
            for each in one["bins"]
        ]
        lines += [
            f"what was said of {one['of']}, and what happened",
            *table([f"{found['each']}s", "said", "happened", ""], cells),
        ]
    more = found["recalibrated"]
    if more is not None:
        gain = more["gain"]
        lines.append(
            f"  isotonic calibration, learned on other {found['cluster_word']}, would add {figure_text(gain, signed=True)} "
            f"{interval_text(gain, signed=True)}"
        )
    ranked = [
        f"{_RANKED[name]} {figure_text(one)} {interval_text(one)}" for name, one in found["ranking"].items()
    ]
    return [*lines, *(f"  {one}" for one in ranked)]


_RANKED = {"auc": "AUC", "average_precision": "average precision"}


def residual_lines(found: Json) -> list[str]:
    """Print what is left of a number, by tenths of the prediction."""
    if not found["residuals"]:
        return []
    cells = [
        [
            f"{one['rows']:,}",
            written(one["said"], "number"),
            figure_text(one["left"], signed=True),
            interval_text(one["left"], signed=True),
            *(f"{each:,.4g}" for each in one["spread"]),
        ]
        for one in found["residuals"]
    ]
    head = [f"{found['each']}s", "predicted", "truth less that", "", "10 %", "50 %", "90 %"]
    return ["what is left, by tenths of the prediction", *table(head, cells)]


def spell_lines(found: Json) -> list[str]:
    """Print the money week by week."""
    spells = found["spells"]
    if len(spells) < 2:
        return []
    weeks = "week" if spells[0]["weeks"] == 1 else f"{spells[0]['weeks']} weeks"
    over = spells[0]["over"] is not None
    kept = any(one["kept"] is not None for one in spells)
    cells = []
    for one in spells:
        row = [
            print_moment(one["begin"], found["zone"])[:_DATE],
            f"{one['rows']:,}",
            figure_text(one["money"]),
        ]
        if over:
            row += [figure_text(one["over"], signed=True), _interval(one["over"])]
        if kept:
            row.append("-" if one["kept"] is None else figure_text(one["kept"], signed=True))
        cells.append(row)
    head = [f"{weeks} from", f"{found['each']}s", "per 1,000"]
    head += [f"over {found['champion']}", ""] if over else []
    head += ["earned less promised"] if kept else []
    return table(head, cells, "")


def _interval(money: Json) -> str:
    """Print the interval; nothing where a week has too few days."""
    return "" if money["low"] is None else interval_text(money, signed=True)
