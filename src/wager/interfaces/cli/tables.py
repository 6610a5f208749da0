"""Plain tables and paragraphs: aligned columns, numbers to the right, no frames, no line over 100 characters."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Sequence

WIDTH = 100
"""Of what is printed; a table may need more, prose never does."""

_LEAST_WIDTH = 60  # in a window that is narrower still, the terminal breaks the lines

_NUMBER = re.compile(r"(< )?[+-]?[\d,]+(\.\d+)?( ?(%|pp|[A-Z]{3}|[a-z]{1,5}))?|-|")


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


def prose(text: str, indent: str = "", first: str | None = None) -> list[str]:
    r"""Wrap a text; what follows the first line stands below its text.

    Parameters
    ----------
    text : str
    indent : str
        Before each line.
    first : str, optional
        Before the first line instead, such as a label.

    Examples
    --------
    >>> prose("every goal is proven, and every guardrail is non-inferior", "     ", "why  ")
    ['why  every goal is proven, and every guardrail is non-inferior']
    """
    return textwrap.wrap(
        " ".join(text.split()),
        _width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [(first or "").rstrip()]


def _width() -> int:
    """Return how wide prose may be: no wider than a terminal that reads it."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_LEAST_WIDTH, min(WIDTH, shutil.get_terminal_size().columns))


def labelled(entries: Sequence[tuple[str, str]], indent: str = "") -> list[str]:
    r"""Lay out names and texts, each text wrapped beside its name.

    Examples
    --------
    >>> print("\n".join(labelled([("why", "every goal is proven"), ("looks", "1")])))
    why    every goal is proven
    looks  1
    """
    width = max((len(name) for name, _ in entries), default=0)
    left = " " * (len(indent) + width + 2)
    return [line for name, text in entries for line in prose(text, left, f"{indent}{name.ljust(width)}  ")]


def counted(number: int, one: str, many: str = "") -> str:
    """Count things.

    Examples
    --------
    >>> counted(1, "flight"), counted(336776, "flight"), counted(2, "entry", "entries")
    ('1 flight', '336,776 flights', '2 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
