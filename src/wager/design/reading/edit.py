r"""Change a text by lines and leave every other byte as it was: comments, prose, line ends, a byte-order mark.

A text is never written anew from what was understood of it. Lines are put into it, with the line end that their
neighbours have; what stands around them is not looked at. A line ends at `\n`, as for the reader of documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

BYTE_ORDER_MARK = "\ufeff"

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def physical_lines(text: str) -> list[str]:
    r"""Cut a text into its lines, each with its end; joined they are the text.

    Examples
    --------
    >>> physical_lines("a\r\nb")
    ['a\r\n', 'b']
    """
    return _LINE.findall(text)


def insert_lines(text: str, after: int, lines: Sequence[str]) -> str:
    r"""Put lines behind a line of a text.

    Parameters
    ----------
    text : str
        As it was read, with its line ends and its byte-order mark.
    after : int
        Number of the line behind which they are put; 0 puts them first.
    lines : sequence of str
        Without line ends: they get that of their neighbours.

    Returns
    -------
    str
        The text; taking the lines out again gives back each byte.

    Examples
    --------
    >>> insert_lines("a\r\nc\r\n", 1, ["b"])
    'a\r\nb\r\nc\r\n'
    >>> insert_lines("a", 1, ["b"])
    'a\nb'
    """
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    there = physical_lines(text.removeprefix(mark))
    end = _end_around(there, after)
    before, behind = there[:after], there[after:]
    if before and not before[-1].endswith("\n"):
        added = [part for line in lines for part in (end, line)]  # the last line has no end, and gets none
    else:
        added = [line + end for line in lines]
    return mark + "".join([*before, *added, *behind])


def _end_around(lines: Sequence[str], after: int) -> str:
    """Return the line end that is used around a place: that of the line before it, else of the nearest."""
    around = [*reversed(lines[:after]), *lines[after:]]
    nearest = next((line for line in around if line.endswith("\n")), "\n")
    return "\r\n" if nearest.endswith("\r\n") else "\n"
