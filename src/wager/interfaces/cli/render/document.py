"""Any document as lines: what a renderer falls back to."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import estimate_text, is_estimate
from wager.interfaces.cli.tables import pairs, table

_LONGEST_CELL = 60


def document_lines(document: dict[str, Any], indent: str = "") -> list[str]:
    r"""Print scalars as `name  value`, lists of records as tables, maps with a heading.

    Parameters
    ----------
    document : dict
        As `to_json()` gives it.
    indent : str
        Before each line.

    Examples
    --------
    >>> print("\n".join(document_lines({"rows": 5, "columns": [{"name": "a", "nulls": 0}]})))
    rows  5
    columns
      name  nulls
      a         0
    """
    flat = [(str(key), cell(value)) for key, value in document.items() if not _deep(value)]
    lines = pairs(flat, indent)
    for key, value in document.items():
        if _deep(value):
            lines += [f"{indent}{key}", *_block(value, indent + "  ")]
    return lines


def cell(value: Any) -> str:
    """Print one value: `-` where there is none, yes and no, numbers with six digits at most.

    Examples
    --------
    >>> cell(None), cell(True), cell(336776), cell(0.7666666666), cell(["a", "b"])
    ('-', 'yes', '336,776', '0.766667', 'a, b')
    """
    if value is None or value in ([], {}):
        return "-"
    if is_estimate(value):
        return estimate_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}"
    text = ", ".join(map(cell, value)) if isinstance(value, list | tuple) else str(value)
    return " ".join(text.split())


def _deep(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and not is_estimate(value)
    return isinstance(value, list) and any(
        isinstance(item, dict | list) and not is_estimate(item) for item in value
    )


def _block(value: Any, indent: str) -> list[str]:
    if isinstance(value, dict):
        return document_lines(value, indent)
    records = [item if isinstance(item, dict) else {"": item} for item in value]
    if any(_deep(item) for record in records for item in record.values()):
        return [line for record in records for line in [*document_lines(record, indent), ""]][:-1]
    names = list(dict.fromkeys(name for record in records for name in record))
    cells = [[_shortened(cell(record.get(name))) for name in names] for record in records]
    return table(names, cells, indent)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
