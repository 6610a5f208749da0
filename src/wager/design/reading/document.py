"""Markdown with typed YAML blocks: find the blocks, the front matter and the title; prose is passed over.

A block is a fenced code block whose info string is ``yaml wager.KIND [ID]``. What merely looks like one
(a fence with two backticks, a misspelt kind, a fence that is never closed) is a fault with its line,
because a block that is taken for prose would silently not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Sequence as Many
from dataclasses import dataclass

from wager.design.reading.fences import LOST_FENCE, Fences, like_block
from wager.design.reading.yaml_fault import read_part
from wager.foundation.finding import Finding
from wager.foundation.yaml_file import Mapping, Node

MAXIMUM_CHARACTERS = 1 << 20

_BLOCK = re.compile(r"yaml[ \t]++wager\.(?P<kind>[^\s.]++)(?:[ \t]++(?P<id>\S.*))?")
_BARE = re.compile(r"ya?ml[ \t]++(?P<block>(?P<kind>[a-z]++)(?:(?<=hypothesis)[ \t]++(?P<id>\S++))?)")
_LIKE_CLOSE = re.compile(r"[ \t]*+[`~]{1,2}[ \t]*+|[ \t]*+(?:`{3,}+|~{3,}+)[ \t]*+\S++[ \t]*+")
_COMMENT = re.compile(r" {0,3}<!--")
_HEADING = re.compile(r" {0,3}#[ \t]++(?P<title>\S.*)")
_FRONT_LINE = re.compile(r"\s*[A-Za-z_][\w-]*[ \t]*:.*|\s+\S.*|#.*")


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes
    ----------
    kind : str
        The word behind `wager.`; not yet known to be one of ours.
    id : str or None
        What follows the kind on the fence: the name of a hypothesis.
    line : int
        Line of the opening fence.
    end : int
        Line of the closing one, or the last that belongs to it.
    node : Node or None
        What stands inside; None where that could not be read, which has been reported.
    """

    kind: str
    id: str | None
    line: int
    end: int
    node: Node | None


@dataclass(frozen=True)
class Document:
    """A design document, split but not yet understood.

    Attributes
    ----------
    path : str
        As findings name it.
    front : Mapping or None
        The front matter; None where it could not be read.
    title : str
        The first heading of the first level; empty where there is none.
    blocks : tuple of Block
        In the order of the file.
    lines : tuple of str
        The physical lines, to point into sentences that span several.
    damaged : bool
        A fence is broken or lost, so that blocks may be missing of which nothing is known.
    """

    path: str
    front: Mapping | None
    title: str
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    damaged: bool = False


def read_document(text: str, path: str, *, kinds: Collection[str] = ()) -> tuple[Document, list[Finding]]:
    r"""Split a design document into front matter, title and blocks.

    Parameters
    ----------
    text : str
        The Markdown.
    path : str
        Named in findings.
    kinds : collection of str
        Kinds of block: a fence that says `yaml` and one of them, without `wager.`, was meant as one.

    Returns
    -------
    Document
        What could be read.
    list of Finding
        What could not, each on its line.

    Examples
    --------
    >>> text = '---\ndesign: a\n---\n# T\n```yaml wager.alpha\ntotal: 0.05\n```\n'
    >>> document, findings = read_document(text, "designs/a.md")
    >>> document.title, document.blocks[0].kind, document.blocks[0].line, findings
    ('T', 'alpha', 5, [])
    """
    if len(text) > MAXIMUM_CHARACTERS:
        message = (
            f"the document has more than {MAXIMUM_CHARACTERS:,} characters; keep data and pictures beside it"
        )
        return Document(path, None, "", (), (), damaged=True), [Finding(path, 1, "E000", message)]
    splitter = _Splitter(text, path, kinds)
    return splitter.document(), splitter.findings


class _Splitter:
    """Walks over the lines once; `at` is the index of the next one."""

    def __init__(self, text: str, path: str, kinds: Collection[str]) -> None:
        self.path, self.kinds = path, kinds
        self.lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
        self.findings: list[Finding] = []
        self.blocks: list[Block] = []
        self.title = ""
        self.damaged = False
        self.hidden_since: int | None = None  # the line on which a comment began that has not ended
        self.misfenced = False  # what opens a block does not look so, and the next bare fence closes it
        self.fences = Fences(self.lines)

    def fault(self, index: int, code: str, message: str) -> None:
        self.findings.append(Finding(self.path, index + 1, code, message))

    def document(self) -> Document:
        at = after_front = self.front_end()
        front = self._front
        while at < len(self.lines):
            at = self.step(at)
        if not self.title:
            self.no_title(after_front)
        return Document(self.path, front, self.title, tuple(self.blocks), tuple(self.lines), self.damaged)

    def front_end(self) -> int:
        """Read the front matter; return the index of the line after it."""
        self._front: Mapping | None = None
        start = 1
        if self.lines[0].strip() != "---":
            self.fault(
                0,
                "E000",
                "a design begins with front matter: a line `---`, `design: NAME`, `owner: ROLE`, `---`",
            )
            dashes = bool(re.fullmatch(r"\W{1,5}", self.lines[0].strip()))
            start = 1 if dashes else 0
            if not dashes and not _FRONT_LINE.fullmatch(self.lines[0]):
                return 0
        end = start
        while end < len(self.lines) and self.lines[end].rstrip() != "---" and self._in_front(end):
            end += 1
        closed = end < len(self.lines) and self.lines[end].rstrip() == "---"
        if not closed:
            self.fault(
                min(end, len(self.lines) - 1),
                "E000",
                "the front matter is not closed; expected a line `---` here",
            )
        self._front = self.yaml_map(self.lines[start:end], start)
        return end + 1 if closed or (end < len(self.lines) and re.fullmatch(r"\W+", self.lines[end])) else end

    def _in_front(self, index: int) -> bool:
        return bool(_FRONT_LINE.fullmatch(self.lines[index])) and not _HEADING.fullmatch(self.lines[index])

    def yaml_map(self, lines: Many[str], first: int) -> Mapping | None:
        node = self.yaml(lines, first)
        if node is not None and not isinstance(node, Mapping):
            self.fault(first, "E103", "the front matter should be a map of `key: value`")
        return node if isinstance(node, Mapping) else None

    def yaml(self, lines: Many[str], first: int) -> Node | None:
        node, findings = read_part("\n".join(lines), self.path, first + 1)
        self.findings += findings
        return node

    def no_title(self, after_front: int) -> None:
        rest = range(after_front, len(self.lines))
        like = next((i for i in rest if re.fullmatch(r"\s*#+\S.*", self.lines[i])), None)
        first = next((i for i in rest if self.lines[i].strip()), 0) if like is None else like
        self.fault(first, "E102", "a design needs a title: its first heading, `# What it is about`")

    def step(self, at: int) -> int:
        """Pass over one line, or over one fenced block; return the index of the next line."""
        fence = self.fences.at(at)
        if fence is None:
            self.prose(at)
            return at + 1
        mark, info = fence
        block = _BLOCK.fullmatch(info)
        # YAML holds no fences, and a fence without a word is most often the end of a block that lost its opening.
        end, closed = self.fences.close_of(at, mark, holds_fences=block is None and bool(info))
        bare = None if block is not None else _BARE.fullmatch(info)
        if bare is not None and bare["kind"] in self.kinds:
            meant = f"did you mean `yaml wager.{bare['block']}`?"
            self.fault(at, "E000", f"`{info}` is no block's fence; {meant}")
            self.blocks.append(Block(bare["kind"], bare["id"], at + 1, end + 1 if closed else end, None))
        elif block is None and like_block(info):
            self.damaged = True
            self.fault(at, "E000", f"`{info}` is no block's fence; expected such as `yaml wager.rows`")
        elif block is None and not info and self.misfenced:
            self.misfenced = False
            return at + 1
        elif block is None and not closed:
            self.damaged = True
            message = "this fence is never closed; the fence that opens its block, or closes it, is missing"
            self.fault(at, "E000", message)
            return at + 1
        elif block is not None:
            self.block(at, end, closed, block["kind"], block["id"])
        return end + 1 if closed else end

    def prose(self, at: int) -> None:
        line = self.lines[at]
        if not line.strip():
            return
        if self.hidden_since is None and _COMMENT.match(line):
            self.hidden_since = at
        if self.hidden_since is not None:
            self.hidden_since = None if "-->" in line else self.hidden_since
            return
        heading = _HEADING.fullmatch(line)
        if heading and not self.title:
            self.title = heading["title"].rstrip(" \t").rstrip("#").rstrip(" \t")
        marked = line.lstrip()[:1] in {"`", "~"}
        if like_block(line) if marked else LOST_FENCE.fullmatch(line):
            self.damaged = self.misfenced = True
            self.fault(
                at,
                "E000",
                "this looks like the fence of a block; expected three backticks and `yaml wager.KIND`",
            )

    def block(self, at: int, end: int, closed: bool, kind: str, name: str | None) -> None:
        node = None
        if self.hidden_since is not None:
            self.fault(
                at,
                "E000",
                f"the block wager.{kind} stands in the comment that begins on line {self.hidden_since + 1}, where no reader "
                "sees it; take it out of the comment, or delete it",
            )
        if closed:
            node = self.yaml(self.lines[at + 1 : end], at + 1)
        else:
            self.fault(
                at,
                "E000",
                f"the block wager.{kind} is not closed; expected a line of three backticks below it",
            )
            for index in range(at + 1, end):
                if _LIKE_CLOSE.fullmatch(self.lines[index]):
                    self.fault(
                        index,
                        "E000",
                        "this looks like the end of a block; expected three backticks, nothing else",
                    )
                    break
        self.blocks.append(Block(kind, name, at + 1, end + 1 if closed else end, node))
