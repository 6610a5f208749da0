"""Read the smaller keys of a source's file."""

from __future__ import annotations

from decimal import Decimal

from wager.data.parts import Check, Join, Personal
from wager.expressions.parse import read_expression
from wager.foundation.amounts import Duration, Share
from wager.foundation.keys import COLUMN_NAME, FILE_NAME, Reader
from wager.foundation.yaml_file import Node, Scalar

_LOGS = ("hash", "plain", "drop")


def read_join(reader: Reader, node: Node) -> dict[str, Join]:
    """Read `join`: the other source's name to `{by, take}`."""
    found: dict[str, Join] = {}
    for entry in reader.entries(node, "join"):
        if not FILE_NAME.fullmatch(entry.key):
            reader.fault(entry, "E104", f"{entry.key!r} is no name of a source")
            continue
        values = reader.keys(entry.value, f"join of {entry.key}", ("by", "take"), ("by", "take"))
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


def read_refresh(reader: Reader, node: Node) -> Duration | None:
    """Read `refresh`: `live` (None) or `every 1 h`."""
    text = reader.text(node, "refresh")
    if text is None or text == "live":
        return None
    if not text.startswith("every "):
        reader.fault(node, "E103", f"refresh should be `live` or such as `every 1 h`, not {text!r}")
        return None
    return reader.duration(Scalar(text.removeprefix("every "), False, node.line), "refresh")


def read_checks(reader: Reader, node: Node, currency: str) -> tuple[Check, ...]:
    """Read `checks`: a list of `{condition, max}`."""
    found = []
    for item in reader.items(node):
        values = reader.keys(item, "check", ("condition", "max"), ("condition",))
        if "condition" not in values:
            continue
        condition = read_expression(reader, values["condition"], "condition of a check", currency=currency)
        most = reader.share(values["max"], "max of a check") if "max" in values else Share(Decimal(0))
        if condition is not None and most is not None:
            found.append(Check(condition, most, item.line))
    return tuple(found)


def read_fallback(reader: Reader, node: Node) -> dict[str, str | int | bool | Decimal | None]:
    """Read `fallback`: a column to the value that stands in for it."""
    found: dict[str, str | int | bool | Decimal | None] = {}
    for entry in reader.entries(node, "fallback"):
        if isinstance(entry.value, Scalar):
            found[entry.key] = entry.value.value
        else:
            reader.fault(entry, "E103", f"fallback of {entry.key} should be a single value")
    return found


def read_personal(reader: Reader, node: Node) -> Personal | None:
    """Read `personal`: `{columns, keep, log}`."""
    values = reader.keys(node, "personal", ("columns", "keep", "log"), ("columns",))
    columns = reader.texts(values["columns"], "columns of personal") if "columns" in values else ()
    keep = reader.duration(values["keep"], "keep of personal") if "keep" in values else None
    log = reader.choice(values["log"], "log of personal", _LOGS) if "log" in values else "hash"
    return Personal(columns, keep, log or "hash") if columns else None
