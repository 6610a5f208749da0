"""A value of a design, held as JSON, on one line: as a person would have written it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wager.design.sentences.metrics import KINDS
from wager.design.sentences.slices import SliceRef
from wager.expressions.tree import from_json
from wager.expressions.write import to_text
from wager.foundation.amounts import Change, Duration, Money, Rate, Relative, Share
from wager.foundation.moments import print_moment

_TREES = (
    {"literal", "type", "currency"},
    {"column"},
    {"call", "arguments"},
    {"aggregate", "argument", "where", "over", "parameter"},
)
_DECIMALS = {"share": Share, "change": Change, "relative": Relative}


def said(value: Any) -> str:
    """Write a value on one line; nothing is the empty text.

    Examples
    --------
    >>> said({"money": 800000, "currency": "USD"}), said({"duration": 432000000000}), said(["JFK", "LGA"])
    ('8000 USD', '5 d', 'JFK, LGA')
    >>> said({"column": "hour"})
    'hour'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return ", ".join(said(item) for item in value)
    return " ".join(str(value).split())


def said_moment(instant: int, zone: str) -> str:
    """Write an instant as a document of this time zone has it."""
    return print_moment(instant, zone)


def is_tree(value: Any) -> bool:
    """Tell whether a value is an expression."""
    return isinstance(value, Mapping) and value.keys() in _TREES


def is_amount(value: Any) -> bool:
    """Tell whether a value is a number with its unit."""
    if not isinstance(value, Mapping):
        return False
    keys = value.keys()
    return keys in ({"money", "currency"}, {"duration"}, {"rate", "per"}) or (
        len(keys) == 1 and bool(keys & _DECIMALS.keys())
    )


def is_metric(value: Any) -> bool:
    """Tell whether a value is a metric."""
    return isinstance(value, Mapping) and {"kind", "better", "per"} <= value.keys()


def is_slice(value: Any) -> bool:
    """Tell whether a value refers to a slice."""
    return isinstance(value, Mapping) and value.keys() == {"dimension", "value", "any"}


def _mapping(value: Mapping[str, Any]) -> str:
    if is_tree(value):
        return to_text(from_json(value))
    if is_amount(value):
        return _amount(value)
    if is_metric(value):
        return _metric(value)
    if is_slice(value):
        return str(SliceRef(value["dimension"], value["value"], value["any"]))
    inside = ", ".join(f"{key}: {said(item)}" for key, item in value.items() if item is not None)
    return f"{{{inside}}}"


def _amount(value: Mapping[str, Any]) -> str:
    if "money" in value:
        return Money(value["money"], value["currency"]).written()
    if "duration" in value:
        return str(Duration(value["duration"]))
    if "rate" in value:
        amount = value["rate"]
        if isinstance(amount, Mapping):
            return str(Rate(Money(amount["money"], amount["currency"]), Duration(value["per"]))).replace(
                ",", ""
            )
        return str(Rate(Decimal(amount), Duration(value["per"])))
    ((name, number),) = value.items()
    return str(_DECIMALS[name](Decimal(number)))


def _metric(value: Mapping[str, Any]) -> str:
    """Write a metric as `Metric` does, an expression of a ratio in the one spelling that it has."""
    of = value.get("of")
    if value.get("ratio"):
        of = " to ".join(said(side) for side in value["ratio"])
    parts = [value["kind"]]
    parts += [f"of {of}"] if of else []
    parts += [f"in {value['in_class']}"] if value.get("in_class") else []
    parts += [f"by {said(value['by'])}"] if value.get("by") else []
    parts += [f"per {value['per']} {value['each']}"] if value.get("each") else []
    usual = KINDS.get(value["kind"], "higher")
    return " ".join(parts) + ("" if value["better"] == usual else f", {value['better']} is better")
