"""Write JSON values as YAML that our own reader reads back to the same values."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

from wager.foundation.yaml_file import Node, Scalar, Sequence

_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = frozenset(("on", "off", "yes", "no", "y", "n", "true", "false", "null"))
_NOT_PRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def dump(values: dict[str, Any], indent: int = 0) -> str:
    """Write a map in block style, one key a line; lists stand on one line.

    Parameters
    ----------
    values : dict
        JSON values as `normal` leaves them.

    Examples
    --------
    >>> print(dump({"verdict": "SHIP", "money": {"low": -1.5, "clusters": 61}, "why": ["a: b"]}), end="")
    verdict: "SHIP"
    money:
      low: -1.5
      clusters: 61
    why: ["a: b"]
    """
    lines = []
    for key, value in values.items():
        head = " " * indent + (key if _PLAIN_KEY.fullmatch(key) and key not in _WORDS else _text(key)) + ":"
        if isinstance(value, dict) and value:
            lines.append(f"{head}\n{dump(value, indent + 2)}")
        else:
            lines.append(f"{head} {_flow(value)}\n")
    return "".join(lines)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _float(value)
    return json.dumps(value)


def _text(text: str) -> str:
    # JSON's escapes are a subset of YAML's, but YAML wants more characters escaped.
    return _NOT_PRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _float(value: float) -> str:
    text = f"{Decimal(repr(value)):f}"
    return text if "." in text else f"{text}.0"


def values_of(node: Node) -> Any:
    """Turn nodes back into the JSON values that were written."""
    if isinstance(node, Scalar):
        value = node.value
        return float(value) if isinstance(value, Decimal) else value
    if isinstance(node, Sequence):
        return [values_of(item) for item in node.items]
    return {entry.key: values_of(entry.value) for entry in node.entries}


def normal(value: Any) -> Any:
    """Bring values into the form in which they come back: tuples as lists, decimals as texts.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    if isinstance(value, dict):
        return {str(key): normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} cannot be written; a log holds finite numbers")
    return str(value) if isinstance(value, str) else value
