"""Slices that nobody declared, told in prose as a win (detector 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wager.design.traces.trace import Trace
from wager.foundation.finding import Finding

_WIN = re.compile(
    r"\b(?:w[io]ns?|winners?|beats?|beaten|better|best|gain(?:s|ed)?|improve[sd]?|improvements?|outperform(?:s|ed)?|lifts?|lifted"
    r"|earn(?:s|ed) more|saves?|saved|success(?:es|ful)?)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?<![\w.+-])\+\s?\d")
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
_END = re.compile(r"(?<=[.!?])\s+")


def undeclared_slices(trace: Trace) -> Iterator[Finding]:
    """Name values that are no declared slice, in a sentence of prose with a win, once a verdict is there.

    Only values that a column declares are looked for, and only as they are written there; a word of small letters counts
    where it stands in quotation marks or behind the name of its column.
    """
    if trace.design is None or not trace.of("verdict"):
        return
    declared = {value.name for one in trace.design.slices.values() for value in one.values}
    whole = {one.column for one in trace.design.slices.values() if not one.values}
    for column, values in trace.categories.items():
        unknown = () if column in whole else tuple(value for value in values if value not in declared)
        for value in unknown:
            for line, sentence in _sentences(trace.prose):
                if _says(sentence, column, value) and (_WIN.search(sentence) or _SIGNED.search(sentence)):
                    why = (
                        f"the prose tells of {column} {value} as of a win, and no slice `{column}: [{value}]` is declared: among many slices one looks "
                        "good by chance; take it out, or declare the slice and freeze a goal for it on rows nobody saw"
                    )
                    yield Finding(trace.design.path, line, "W309", why)


def prose_of(text: str) -> tuple[tuple[int, str], ...]:
    r"""Return the lines of a document outside its front matter and its fences, each with its number.

    Examples
    --------
    >>> prose_of("---\ndesign: a\n---\n# Title\n```yaml wager.rows\nfrom: b\n```\nJFK wins.")
    ((4, '# Title'), (8, 'JFK wins.'))
    """
    found: list[tuple[int, str]] = []
    mark, front = "", False
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(line)
        if number == 1 or front:
            front = line.strip() == "---" if number == 1 else line.strip() != "---"
            if front or line.strip() == "---":
                continue
        if mark:
            mark = "" if fence and fence["mark"].startswith(mark) and line.strip() == fence["mark"] else mark
        elif fence:
            mark = fence["mark"]
        else:
            found.append((number, line))
    return tuple(found)


def _sentences(prose: tuple[tuple[int, str], ...]) -> Iterator[tuple[int, str]]:
    """Join the lines of each paragraph, and cut them into sentences, each with the line on which it begins."""
    paragraph: list[tuple[int, str]] = []
    for number, line in (*prose, (0, "")):
        follows = bool(paragraph) and number == paragraph[-1][0] + 1
        if paragraph and not (follows and line.strip()):
            yield from _cut(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append((number, line.strip()))


def _cut(paragraph: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    starts, text = [], ""
    for number, line in paragraph:
        starts.append((len(text), number))
        text += f"{line} "
    at = 0
    for sentence in _END.split(text):
        begin = text.index(sentence, at)
        yield max(number for start, number in starts if start <= begin), sentence
        at = begin + len(sentence)


def _says(sentence: str, column: str, value: str) -> bool:
    exact = rf"(?<![\w-]){re.escape(value)}(?![\w-])"
    if len(value) > 1 and not value.islower() and not value.isdigit():
        return re.search(exact, sentence) is not None
    named = rf"(?<!\w){re.escape(column)}\s+(?:of\s+|=\s*)?[`\"'“]?{re.escape(value)}(?![\w-])"
    quoted = rf"[`\"“]{re.escape(value)}[`\"”]"
    return re.search(rf"{named}|{quoted}", sentence) is not None
