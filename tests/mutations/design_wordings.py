"""Edits of a design document, one at a time, that leave its meaning as it was: prose, spelling, order."""

import re
from itertools import pairwise

from mutations.design_edits import FENCED, Edit, each
from wager.design.diff.pieces import pieces

WORDS = {
    "goals": "why|tradeoff",
    "problem": "what|why_now|scope",
    "requirements": "where|feedback",
    "software": "is",
    "stages": "is",
    "risks": "what|surface|customer|answer",
    "decisions": "chose|because",
    "tasks": "question|benefit",
}
"""Keys of each block whose values are prose."""


def rewordings(text):
    """Yield every edit that leaves all meaning as it was."""
    for edits in (_prose, _words, _spelling, _order, _names):
        for kind, edited in edits(text):
            assert edited != text, kind
            yield Edit(kind, edited, "reworded")


def _prose(text):
    for piece in pieces(text):
        if piece.is_prose:
            written = "\n".join(piece.lines)
            yield "other words", text.replace(written, written + " And more.", 1)
            wrapped = "\n" + written.replace(" and ", "\nand ") + "  \n"
            yield "other wrapping", text.replace(written, wrapped, 1)
            yield "a paragraph more", text.replace(written, written + "\n\nAn aside.\n", 1)
            if not written.startswith("#"):
                yield "a paragraph less", text.replace(written, "", 1)


def _words(text):
    for kind, keys in WORDS.items():
        for edited in each(text, rf"\b({keys}): (?=[a-z])", r"\1: indeed ", kind):
            yield f"words of {kind}", edited
    for fence in FENCED.finditer(text):
        at = fence.start("inside")
        yield "a comment", text[:at] + "# as agreed\n\n" + text[at:]


def _lines(indent):
    return lambda match: "\n".join([f"{match[1]}:", *(indent + one.strip() for one in match[2].split(","))])


def _spelling(text):
    begin, end = _first_block(text)
    for quote in "'\"":
        for edited in each(text[begin:], r"^(\w+): ([A-Za-z][\w .-]*)$", rf"\1: {quote}\2{quote}"):
            yield "quotes", text[:begin] + edited
    for edited in each(text, r"^(\w+): \[([^\]{}]+)\]$", _lines("  - ")):
        yield "a list in block style", edited
    for edited in each(text, r"^(\w+): \{([^\]\[{}()]+)\}$", _lines("    ")):
        yield "a map in block style", edited
    for edited in each(
        text, r"^timebox: (\d+) d$", lambda match: f"timebox: {int(match[1]) * 24} h   # hours"
    ):
        yield "another unit", edited
    yield "line ends of another system", text.replace("\n", "\r\n")
    yield "shares as numbers", text.replace("power: 80 %", "power: 0.8")
    yield "money in thousands", text.replace("k USD", "000 USD").replace("8000 USD", "8k USD")
    yield "names of metrics in capitals", text.replace("Increase net", "Increase Net")
    yield "other fences", text[: begin - 3] + re.sub("```", "~~~", text[begin - 3 : end]) + text[end:]


def _first_block(text):
    """Find where the first block begins, behind its backticks, and where it ends."""
    fence = next(FENCED.finditer(text))
    return fence.start() + 3, fence.end()


def _order(text):
    blocks = list(FENCED.finditer(text))
    for fence in blocks:
        entries = re.split(r"^(?=\w)", fence["inside"], flags=re.MULTILINE)[1:]
        if len(entries) > 1:
            inside = "".join(reversed(entries))
            yield "order of keys", text[: fence.start("inside")] + inside + text[fence.end("inside") :]
    for one, other in pairwise(blocks):
        between = text[one.end() : other.start()]
        if not between.strip():
            yield "order of blocks", text[: one.start()] + other[0] + between + one[0] + text[other.end() :]
    for edited in each(text, r"^(goals|needs): \[(\w+), (\w+)", r"\1: [\3, \2", "hypothesis"):
        yield "order of a list", edited
    for edited in each(text, r"\[PROMOTE, (\w+)\]", r"[\1, PROMOTE]", "hypothesis"):
        yield "order of an edge", edited
    for edited in each(text, r"    (without decr.*)\n    and (without incr.*)\n", r"    \2\n    and \1\n"):
        yield "order of guardrails", edited


def _names(text):
    spelt_out = "inconclusive: CHECK_IN, timeout: CHECK_IN"
    for edited in each(text, r"otherwise: CHECK_IN", spelt_out, "hypothesis"):
        yield "what otherwise stands for", edited
    for name in ("loss", "persuaded"):
        if f"{name}:" in text:
            money = next(fence for fence in FENCED.finditer(text) if fence["kind"] == "money")
            renamed = re.sub(rf"\b{name}\b", f"{name}_it_is", money[0])
            yield "an assumption renamed", text.replace(money[0], renamed)
