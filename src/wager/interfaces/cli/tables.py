"""Plain tables: aligned columns, numbers to the right, no frames."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?( ?(%|pp|[A-Z]{3}|[a-z]{1,5}))?|-|")


def table(header: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    r"""Lay out rows under a header.

    Parameters
    ----------
    header : sequence of str
        One name a column; all empty means no header.
    rows : sequence of sequence of str
        Cells, each row as long as the header.
    indent : str
        Before each line.

    Returns
    -------
    list of str
        Without trailing spaces.

    Examples
    --------
    >>> print("\n".join(table(["column", "nulls"], [["dest", "0"], ["tailnum", "2,512"]], "")))
    column   nulls
    dest         0
    tailnum  2,512
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    widths = [max(map(len, (name, *cells))) for name, cells in zip(header, columns, strict=True)]
    right = [bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells) for cells in columns]
    lines = [header, *rows] if any(header) else list(rows)
    return [indent + _line(cells, widths, right) for cells in lines]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded).rstrip()


def pairs(entries: Sequence[tuple[str, str]], indent: str = "") -> list[str]:
    """Lay out names and what they stand for.

    Examples
    --------
    >>> pairs([("owner", "operations"), ("rows", "336,776")])
    ['owner  operations', 'rows   336,776']
    """
    width = max((len(name) for name, _ in entries), default=0)
    return [f"{indent}{name.ljust(width)}  {value}".rstrip() for name, value in entries]
