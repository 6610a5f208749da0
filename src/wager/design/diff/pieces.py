"""A design document cut into its pieces: front matter, blocks, and the prose between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`]*?)[ \t]*")
_BLOCK = re.compile(r"yaml[ \t]+wager\.(?P<kind>[^\s.]+)(?:[ \t]+(?P<id>\S.*))?")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>\S.*?)[ \t]*#*[ \t]*")


@dataclass(frozen=True)
class Piece:
    """One piece of a document.

    Attributes
    ----------
    kind : str
        Of a block; `front` for the front matter, `prose` for a paragraph or a heading.
    id : str
        Of a block; of prose the heading that it stands under.
    lines : tuple of str
        As written, fences left out.
    """

    kind: str
    id: str
    lines: tuple[str, ...]

    @property
    def is_prose(self) -> bool:
        """True for what stands between the blocks."""
        return self.kind == "prose"

    @property
    def words(self) -> str:
        """The words on one line, however they were wrapped."""
        return " ".join(" ".join(self.lines).split())


def pieces(text: str) -> Iterator[Piece]:
    r"""Cut a document.

    Examples
    --------
    >>> text = '---\ndesign: a\n---\n# T\nOne\ntwo.\n\n```yaml wager.alpha\ntotal: 0.05\n```\n'
    >>> [(piece.kind, piece.id, piece.words) for piece in pieces(text)]
    [('front', '', 'design: a'), ('prose', 'T', '# T'), ('prose', 'T', 'One two.'), ('alpha', '', 'total: 0.05')]
    """
    lines = [line.rstrip() for line in text.removeprefix("\ufeff").split("\n")]
    at, heading = 0, ""
    if lines[0] == "---" and "---" in lines[1:]:
        at = lines.index("---", 1) + 1
        yield Piece("front", "", tuple(lines[1 : at - 1]))
    while at < len(lines):
        fence, title = _FENCE.fullmatch(lines[at]), _HEADING.fullmatch(lines[at])
        if fence is not None:
            end = _end(lines, at, fence["mark"])
            block = _BLOCK.fullmatch(fence["info"])
            if block is None:
                yield Piece("prose", heading, tuple(lines[at : end + 1]))
            else:
                yield Piece(block["kind"], (block["id"] or "").strip(), tuple(lines[at + 1 : end]))
            at = end + 1
        elif title is not None:
            heading = title["title"]
            yield Piece("prose", heading, (lines[at],))
            at += 1
        elif lines[at]:
            end = next((i for i in range(at, len(lines)) if _ends(lines[i])), len(lines))
            yield Piece("prose", heading, tuple(lines[at:end]))
            at = end
        else:
            at += 1


def _ends(line: str) -> bool:
    """Tell whether a paragraph ends before a line."""
    return not line or _FENCE.fullmatch(line) is not None or _HEADING.fullmatch(line) is not None


def _end(lines: list[str], at: int, mark: str) -> int:
    """Find the line that closes a fence; the last one where none does."""
    closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
    return next((i for i in range(at + 1, len(lines)) if closing.fullmatch(lines[i])), len(lines) - 1)
