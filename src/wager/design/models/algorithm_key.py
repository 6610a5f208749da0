"""The key `algorithm` of a model file: a name, or one name with its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from typing import Any

from wager.design.models.algorithms import ALGORITHMS, OWN, is_algorithm, known, parameters_of, refused
from wager.design.reading.fields import (
    FEATURE_NAME,
    FieldReader,
    Named,
    each,
    flag,
    integer,
    names,
    number,
    reads,
    text,
    tree,
    value_of,
)
from wager.design.reading.shapes import Shape, either, one_of
from wager.expressions.tree import Tree
from wager.foundation.errors import nearest_or_some
from wager.foundation.keys import COLUMN_NAME
from wager.foundation.yaml_file import Mapping, Node, Scalar

CALL = re.compile(r"[\w./-]+\.py:[A-Za-z_]\w*")

_OF_KIND: Map[str, Shape] = {
    "whole": integer.shape,
    "number": number.shape,
    "flag": flag.shape,
    "text": text.shape,
    "any": {},
}
_CONDITIONS = each(tree, COLUMN_NAME, noun="an action")
_NEEDED = {"table": ("by",), "python": ("call",)}


def _algorithm_shape() -> Shape:
    """Take a name, or one name with its parameters."""
    called = {}
    for name in known():
        taken = parameters_of(name)
        parameters = {key: _OF_KIND[one] for key, one in (taken or {}).items()}
        if name == "table":
            parameters["by"] = names(FEATURE_NAME).shape
        called[name] = {
            "type": ["object", "null"],
            "properties": parameters,
            "additionalProperties": taken is None or name == OWN,
            "required": list(_NEEDED.get(name, ())),
        }
    called["rule"] = _CONDITIONS.shape
    one = {"minProperties": 1, "maxProperties": 1, "additionalProperties": False}
    return either(one_of(known()), {"type": "object", "properties": called, **one})


@reads(_algorithm_shape())
def read_algorithm(reader: FieldReader, node: Node, what: str) -> tuple[str, dict[str, Any]] | None:
    """Read the name of an algorithm and its parameters."""
    if reader.unfilled(node, what):
        return None
    if isinstance(node, Mapping) and len(node.entries) == 1:
        entry = node.entries[0]
        name, inside, at = entry.key, entry.value, entry.line
    elif isinstance(node, Scalar) and node.text:
        name, inside, at = node.text, Mapping((), node.line), node.line
    else:
        reader.fault(
            node,
            "E103",
            f"{what} should be a name, or one name with its parameters: `{{lightgbm: {{num_leaves: 31}}}}`",
        )
        return None
    if not is_algorithm(name):
        reader.fault(
            at,
            "E105",
            f"{refused(name)}; expected one of {', '.join(ALGORITHMS)} or `sklearn.NAME`",
        )
        return None
    parameters = _rule(reader, inside) if name == "rule" else _parameters(reader, inside, name)
    return None if parameters is None else (name, parameters)


def _rule(reader: FieldReader, node: Node) -> dict[str, Any] | None:
    conditions: dict[str, Tree] = _CONDITIONS(reader, node, "algorithm rule")
    if isinstance(node, Mapping) and not node.entries:
        reader.fault(
            node, "E102", "algorithm rule needs a condition for an action: `{rule: {ACTION: condition}}`"
        )
    return dict(conditions) or None


def _parameters(reader: FieldReader, node: Node, algorithm: str) -> dict[str, Any] | None:
    taken = parameters_of(algorithm)
    found: dict[str, Any] = {}
    for entry in reader.entries(node, f"algorithm {algorithm}"):
        if taken is not None and entry.key not in taken and algorithm != OWN:
            near = nearest_or_some(entry.key, [*taken])
            reader.fault(entry, "E101", f"{algorithm} has no parameter {entry.key!r}{near}")
            continue
        kind = "any" if taken is None else taken.get(entry.key, "any")
        value = read_parameter(reader, entry.value, kind, f"{entry.key} of algorithm {algorithm}")
        if value is not None:
            found[Named(entry.key, entry.line)] = value
    for key in _NEEDED.get(algorithm, ()):
        if not any(entry.key == key for entry in getattr(node, "entries", ())):
            reader.fault(node, "E102", f"algorithm {algorithm} needs {key!r}")
    return found


def read_parameter(reader: FieldReader, node: Node, kind: str, what: str) -> Any:
    """Read the value of one parameter, which is of a kind."""
    if what.startswith(("by of algorithm table", "search: table.by")):
        return names(FEATURE_NAME)(reader, node, what)
    if kind == "whole":
        return integer(reader, node, what)
    if kind == "number":
        return reader.number(node, what)
    if kind == "flag":
        return flag(reader, node, what)
    if kind == "text":
        value = text(reader, node, what)
        if value is not None and what.startswith("call of") and not CALL.fullmatch(value):
            reader.fault(node, "E103", f"{what} should be `file.py:name`, not {value!r}")
        return value
    return value_of(node)
