"""Where money comes from, and where it is lost."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import prose, table

Json = dict[str, Any]


def part_lines(found: Json) -> list[str]:
    """Print a confusion matrix in money, and what each change against the champion earned."""
    if not found["parts"]:
        return []
    lines = [f"where the money comes from, per 1,000 {found['each']}s; the parts add up"]
    lines += table(["", "done", "true", "", ""], [*map(_part, found["parts"]), *_sum(found["parts"], found)])
    if found["changes"]:
        lines += ["", f"where it does something else than {found['champion']}, and what that earned"]
        lines += change_lines(found["changes"], found)
    return lines


def change_lines(parts: list[Json], found: Json) -> list[str]:
    """Print the parts of a difference."""
    cells = [
        [
            f"{one['rows']:,}",
            f"{one['action']} instead of {one['instead']}",
            one["truth"],
            figure_text(one["per_1000"], signed=True),
            interval_text(one["per_1000"], signed=True),
        ]
        for one in parts
    ]
    return table([f"{found['each']}s", "done", "true", "", ""], [*cells, *_sum(parts, found, signed=True)])


def _part(one: Json) -> list[str]:
    money = one["per_1000"]
    return [f"{one['rows']:,}", one["action"], one["truth"], figure_text(money), interval_text(money)]


def _sum(parts: list[Json], found: Json, *, signed: bool = False) -> list[list[str]]:
    if len(parts) < 2:
        return []
    total = {"value": sum(one["per_1000"]["value"] for one in parts), "unit": found["currency"]}
    rows = sum(one["rows"] for one in parts)
    return [[f"{rows:,}", "in all", "", figure_text(total, signed=signed), ""]]


def slice_lines(found: Json) -> list[str]:
    """Print the money of the declared slices."""
    if not found["slices"]:
        return []
    over = f"over {found['champion']}" if found["champion"] else ""
    cells = [
        [
            f"{one['dimension']} {one['value']}",
            f"{one['rows']:,}",
            figure_text(one["per_1000"]),
            *(["", ""] if one["over"] is None else _signed(one["over"])),
        ]
        for one in found["slices"]
    ]
    head = ["declared slice", f"{found['each']}s", "per 1,000", over, ""]
    return table(head, cells, "")


def _signed(money: Json) -> list[str]:
    return [figure_text(money, signed=True), interval_text(money, signed=True)]


def search_lines(found: Json) -> list[str]:
    """Print what searches for slices found."""
    if not found["searches"]:
        return []
    first = found["searches"][0]
    head = (
        f"slices that lose money, found among {first['looked']:,} of {first['columns']} columns and {first['pairs']:,} pairs of them; of "
        "what is found one in twenty may be chance, and what is chosen for being bad looks worse than it is"
    )
    lines = prose(head)
    for one in found["searches"]:
        lines += found_lines(one, found["each"])
    return lines


def found_lines(search: Json, each: str, words: str = "less than") -> list[str]:
    """Print what one search found.

    Parameters
    ----------
    words : str
        What stands before whom it is held against.
    """
    if not search["found"]:
        return [f"  {words} {search['against']}: none"]
    lines = [f"  {words} {search['against']}: {search['count']} found, the clearest that do not say the same"]
    for one in search["found"]:
        money = one["money"]
        lines += prose(one["condition"], "      ", "    ")
        lines.append(
            f"      {one['rows']:,} {each}s ({one['share'] * 100:.1f} %): {figure_text(money, signed=True)} "
            f"{interval_text(money, signed=True)} per 1,000 of them"
        )
    return lines
