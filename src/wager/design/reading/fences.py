"""The fences of a Markdown text: where they are, which belong together, and what was meant as one."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence as Many

# Every run of spaces, letters or marks is taken whole (`++`): a line of many must not be tried in many ways.
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}+|~{3,}+)(?P<info>[^`]*+)")
_LIKE_BLOCK = re.compile(
    r"[ \t]*+[`~]*+[ \t]*+(?:yaml|yml|y\w{0,3}ml?)?[ \t]*+w[a-z_]{2,8}[.,:;](?!toml|prod)[a-z]++\b[^.]*+"
)
LOST_FENCE = re.compile(
    r"[ \t]*+(?:y\w{0,3}ml?[ \t]++)?wager\.(?!toml|prod)[a-z]++(?:[ \t]++[A-Z]\S*+)?[ \t]*+"
)
"""A line of prose that is the fence of a block without its backticks: two words, or with its id three."""

_WORDS_OF_BLOCK = re.compile(
    r"(?:.*[^\w\"'=/])?wager[ \t]*+[.:][ \t]*+(?!toml|prod)[a-z]++\b[^.]*+", re.IGNORECASE
)
"""What a fence may say that somebody meant as a block: ```` ```{.yaml wager.risks} ````, not ```` ```toml wager.toml ````."""

_LONGEST = 200
"""Characters of a fence that are searched for one; a longer one is no slip, and must not be tried in many ways."""


def like_block(info: str) -> bool:
    """Tell whether somebody meant the words of a fence as those of a block."""
    return bool(_LIKE_BLOCK.fullmatch(info) or (len(info) <= _LONGEST and _WORDS_OF_BLOCK.fullmatch(info)))


class Fences:
    """The lines that are fences, found once: documents with many of them are walked over, not searched again."""

    def __init__(self, lines: Many[str]) -> None:
        self.count = len(lines)
        self.marks: dict[int, tuple[str, str]] = {}
        for index, line in enumerate(lines):
            fence = _FENCE.fullmatch(line) if line.lstrip(" ")[:3] in {"```", "~~~"} else None
            if fence is not None:
                self.marks[index] = (fence["mark"], fence["info"].strip(" \t"))
        self.all = list(self.marks)
        self.bare = [index for index in self.all if not self.marks[index][1]]
        self.opening = [index for index in self.all if like_block(self.marks[index][1])]

    def at(self, index: int) -> tuple[str, str] | None:
        """Return the mark and the words of the fence on a line; None where there is none."""
        return self.marks.get(index)

    def close_of(self, at: int, mark: str, *, holds_fences: bool) -> tuple[int, bool]:
        """Find the line that closes a fence, or the line before which it should have been closed."""
        others = self.opening if holds_fences else self.all
        place = bisect(others, at)
        end = others[place] if place < len(others) else self.count
        for place in range(bisect(self.bare, at), len(self.bare)):
            index = self.bare[place]
            if index > end:
                break
            found = self.marks[index][0]
            if found[0] == mark[0] and len(found) >= len(mark):
                return index, True
        return end, False
