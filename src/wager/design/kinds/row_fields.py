"""What only the block `rows` holds: cut-offs, the columns of a request, the ways in which rows hang together."""

from __future__ import annotations

from dataclasses import dataclass

from wager.design.reading.fields import FieldReader, columns, reads, tree
from wager.design.reading.shapes import either, one_of
from wager.expressions.tree import Tree
from wager.expressions.write import to_text
from wager.foundation.amount_texts import parse_duration
from wager.foundation.amounts import AmountError, Duration
from wager.foundation.moments import parse_moment
from wager.foundation.yaml_file import Node, Scalar, Sequence

CUT_OFF = "cut_off"
"""What generated rows call their moment of decision: a column of theirs, beside the entity."""


@dataclass(frozen=True)
class Every:
    """Generated rows: one for each entity and cut-off, `step` apart from `start` on."""

    step: Duration
    start: int


@reads(
    {
        "title": "duration `from` moment",
        "type": "string",
        "pattern": r"^\S+ \S+ from \S",
        "examples": ["30 d from 2025-02-24"],
    }
)
def every(reader: FieldReader, node: Node, what: str) -> Every | None:
    """Read `30 d from 2025-02-24`."""
    words = reader.text(node, what)
    if words is None:
        return None
    step, start = (part.strip() for part in f" {words} ".partition(" from ")[::2])
    if not (step and start):
        lacks = "how often" if start else "`from` when on"
        message = f"{what}: {words!r} does not say {lacks}; write it such as `30 d from 2025-02-24`"
        reader.fault(node, "E002", message)
        return None
    try:
        found = Every(parse_duration(step), parse_moment(start, reader.zone))
    except AmountError as error:
        reader.fault(node, "E002", f"{what}: {error}; write it such as `30 d from 2025-02-24`")
        return None
    if found.step.microseconds <= 0:
        reader.fault(
            node, "E002", f"{what}: {found.step} is no step; write it such as `30 d from 2025-02-24`"
        )
        return None
    return found


@reads(either(one_of(["all"]), columns.shape))
def request(reader: FieldReader, node: Node, what: str) -> tuple[str, ...] | str | None:
    """Read columns, or `all`."""
    if isinstance(node, Scalar) and node.text == "all":
        return "all"
    found: tuple[str, ...] | None = columns(reader, node, what)
    return found


@reads({"anyOf": [tree.shape, {"type": "array", "items": tree.shape, "minItems": 1, "maxItems": 2}]})
def cluster(reader: FieldReader, node: Node, what: str) -> Tree | tuple[Tree, ...] | None:
    """Read one expression or a list of two; which of two stands first means nothing."""
    if not isinstance(node, Sequence):
        one: Tree | None = tree(reader, node, what)
        return one
    found = [tree(reader, item, what) for item in node.items]
    if not all(found):
        return None
    by_text = {to_text(each): each for each in found}
    if len(found) not in {1, 2} or len(by_text) < len(found):
        reader.fault(
            node,
            "E103",
            f"{what} should be one expression or two different ones, such as `[day(decided), shop]`, not {len(found)}"
            f"{' that are the same' if len(by_text) < len(found) else ''}",
        )
        return None
    ways = tuple(by_text[text] for text in sorted(by_text))
    return ways if len(ways) > 1 else ways[0]
