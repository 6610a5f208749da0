"""Read the smaller keys of a source's file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from wager.data.parts import Check, Join, Personal, Seal
from wager.design.reading.fields import (
    Field,
    FieldReader,
    as_node,
    choice,
    column,
    columns,
    duration,
    may,
    must,
    reads,
    share,
    texts,
    tree,
)
from wager.design.reading.shapes import either, map_of, named_shape, one_of, one_or_list, record_of
from wager.expressions.parse import read_expression
from wager.foundation.amounts import Duration, Share
from wager.foundation.keys import COLUMN_NAME, FILE_NAME, Reader
from wager.foundation.yaml_file import Node, Scalar

_LOGS = ("hash", "plain", "drop")
_PAIR = {"title": "column, or `ours = theirs`", "type": "string"}

JOIN: Mapping[str, Field] = {
    "by": must(as_node(one_or_list(_PAIR)), "which rows belong together: `theirs`, or `ours = theirs`"),
    "take": must(columns, "the columns that are added, as `name.column`"),
}
CHECK: Mapping[str, Field] = {
    "condition": must(tree, "what should hold of a row"),
    "max": may(share, "the share of rows of which it may not; default none"),
}
PERSONAL: Mapping[str, Field] = {
    "columns": must(texts, "which columns are about people"),
    "keep": may(duration, "how long they are kept"),
    "log": may(choice(*_LOGS), "how logs hold them; default `hash`"),
}
SEAL: Mapping[str, Field] = {
    "column": must(column, "the declared column, a `text?`, that is encrypted"),
    "hides": must(texts, "the declared columns that are in it, in this order"),
}


@reads(map_of(record_of(JOIN), FILE_NAME, "source"))
def read_join(reader: FieldReader, node: Node, _: str = "") -> dict[str, Join]:
    """Read `join`: the other source's name to `{by, take}`."""
    found: dict[str, Join] = {}
    for entry in reader.entries(node, "join"):
        if not FILE_NAME.fullmatch(entry.key):
            reader.fault(entry, "E104", f"{entry.key!r} is no name of a source")
            continue
        values = reader.keys(entry.value, f"join of {entry.key}", JOIN, JOIN)
        by = _pairs(reader, values["by"]) if "by" in values else ()
        take = reader.names(values["take"], "a column to take") if "take" in values else ()
        if by and take:
            found[entry.key] = Join(entry.key, by, take, entry.line)
    return found


def _pairs(reader: Reader, node: Node) -> tuple[tuple[str, str], ...]:
    found = []
    for item in reader.items(node):
        text = reader.text(item, "by of a join")
        if text is None:
            continue
        sides = [side.strip() for side in text.split("=")]
        if len(sides) > 2 or not all(COLUMN_NAME.fullmatch(side) for side in sides):
            reader.fault(item, "E103", f"by of a join should be `theirs` or `ours = theirs`, not {text!r}")
            continue
        found.append((sides[0], sides[-1]))
    return tuple(found)


@reads(either(one_of(["live"]), named_shape("every")))
def read_refresh(reader: FieldReader, node: Node, _: str = "") -> Duration | None:
    """Read `refresh`: `live` (None) or `every 1 h`."""
    text = reader.text(node, "refresh")
    if text is None or text == "live":
        return None
    if not text.startswith("every "):
        reader.fault(node, "E103", f"refresh should be `live` or such as `every 1 h`, not {text!r}")
        return None
    return reader.duration(Scalar(text.removeprefix("every "), False, node.line), "refresh")


@reads(one_or_list(record_of(CHECK)))
def read_checks(reader: FieldReader, node: Node, _: str = "") -> tuple[Check, ...]:
    """Read `checks`: a list of `{condition, max}`."""
    found = []
    for item in reader.items(node):
        values = reader.keys(item, "check", CHECK, ("condition",))
        if "condition" not in values:
            continue
        condition = read_expression(
            reader, values["condition"], "condition of a check", currency=reader.currency
        )
        most = reader.share(values["max"], "max of a check") if "max" in values else Share(Decimal(0))
        if condition is not None and most is not None:
            found.append(Check(condition, most, item.line))
    return tuple(found)


@reads(map_of(named_shape("value"), noun="column"))
def read_fallback(
    reader: FieldReader, node: Node, _: str = ""
) -> dict[str, str | int | bool | Decimal | None]:
    """Read `fallback`: a column to the value that stands in for it."""
    found: dict[str, str | int | bool | Decimal | None] = {}
    for entry in reader.entries(node, "fallback"):
        if isinstance(entry.value, Scalar):
            found[entry.key] = entry.value.value
        else:
            reader.fault(entry, "E103", f"fallback of {entry.key} should be a single value")
    return found


@reads(record_of(PERSONAL))
def read_personal(reader: FieldReader, node: Node, _: str = "") -> Personal | None:
    """Read `personal`: `{columns, keep, log}`."""
    values = reader.record(node, "personal", PERSONAL)
    return Personal(**values) if values else None


@reads(record_of(SEAL))
def read_seal(reader: FieldReader, node: Node, _: str = "") -> Seal | None:
    """Read `seal`: `{column, hides}`."""
    values = reader.record(node, "seal", SEAL)
    return Seal(**values) if values else None
