"""The source rows behind features."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import counted, prose, table

Document = dict[str, Any]

_LONGEST_NAME = 20


def behind_lines(columns: list[Document], *, every: bool) -> list[str]:
    """Print what each column was computed from; the rows themselves of the first, or of every one.

    Parameters
    ----------
    columns : list of dict
        Those that are told one by one.
    every : bool
        Name the rows of all of them.
    """
    told = [one for one in columns if one["behind"]]
    lines = ["computed from"] if told else []
    for place, column in enumerate(told):
        means = f"{column['means']}: " if column["means"] else ""
        lines += prose(f"{means}{column['is']}", "    ", f"  {column['name']}  ")
        for behind in column["behind"]:
            part = f"{behind['is']}: " if len(column["behind"]) > 1 else ""
            lines += prose(f"{part}{_counted(behind)}", "      ", "    ")
            if (every or place == 0) and behind["newest"]:
                lines += _rows(behind)
    return lines


def _counted(behind: Document) -> str:
    """Say how many rows of which entity, and from when to when."""
    by = ", ".join(f"{name} {cell(value)}" for name, value in behind["by"].items())
    rows = counted(behind["rows"], "row")
    of = f"{rows} of {behind['from']}{f' with {by}' if by else ''}"
    live = f", {behind['live']:,} of them live" if behind["live"] else ""
    period = f", {moment_text(behind['first'])} .. {moment_text(behind['last'])}" if behind["first"] else ""
    return f"{of}{live}{period}"


def _rows(behind: Document) -> list[str]:
    newest = behind["newest"]
    valued = any(row["value"] is not None for row in newest)
    live = any(row["live"] for row in newest)
    header = [
        *newest[0]["key"],
        "happened (UTC)",
        "known since",
        *([_argument(behind)] if valued else []),
        *([""] if live else []),
    ]
    rows = [
        [
            *(_key(value) for value in row["key"].values()),
            moment_text(row["happened"]) or "-",
            moment_text(row["known"]) or "always",
            *([_value(row["value"])] if valued else []),
            *(["live" if row["live"] else ""] if live else []),
        ]
        for row in newest
    ]
    left = behind["rows"] - len(newest)
    more = [f"      and {left:,} older"] if left > 0 else []
    return [*table(header, rows, "      "), *more]


def _argument(behind: Document) -> str:
    return behind["of"] if len(behind["of"]) <= _LONGEST_NAME else "value"


def _key(value: Any) -> str:
    return moment_text(value) if _is_moment(value) else str(value)


def _value(value: Any) -> str:
    return moment_text(value) if _is_moment(value) else cell(value)


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and value.endswith("Z") and value[10:11] == "T"
