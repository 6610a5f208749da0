"""The keys of a model file, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from decimal import Decimal
from typing import Any

from wager.design.kinds.question import key_lines, read_objective, read_rows
from wager.design.kinds.split import read_split
from wager.design.kinds.worth import read_money
from wager.design.models.algorithms import ALGORITHMS, is_algorithm, known
from wager.design.models.selection import PATTERN
from wager.design.reading.fields import (
    FEATURE_NAME,
    Field,
    FieldReader,
    Named,
    as_node,
    as_value,
    choice,
    each,
    file_name,
    flag,
    integer,
    may,
    must,
    named,
    names,
    text,
    tree,
    value_of,
)
from wager.expressions.tree import Tree
from wager.foundation.errors import nearest
from wager.foundation.keys import COLUMN_NAME
from wager.foundation.yaml_file import Mapping, Node, Scalar, Sequence

OWN_BLOCKS: Map[str, Callable[[FieldReader, Node], Any]] = {
    "rows": read_rows,
    "objective": read_objective,
    "split": read_split,
    "money": read_money,
}
"""What a model file without a design holds itself."""

CALL = re.compile(r"[\w./-]+\.py:[A-Za-z_]\w*")


def read_blocks(reader: FieldReader, nodes: Map[str, Node]) -> dict[str, Any]:
    """Read the blocks of a model file that has no design."""
    found = {key: OWN_BLOCKS[key](reader, node) for key, node in nodes.items()}
    return {key: value for key, value in found.items() if value is not None}


def _patterns(reader: FieldReader, node: Node, what: str) -> tuple[Named, ...] | None:
    found: tuple[Named, ...] | None = names(PATTERN)(reader, node, what)
    for name in found or ():
        if name.startswith("*"):
            reader.fault(
                name.line,
                "E104",
                f"{what}: the pattern {name!r} begins with `*`; name the file, such as `history.*`",
            )
            return None
    for name in {name for name in found or () if (found or ()).count(name) > 1}:
        reader.fault(name.line, "E107", f"{what} names {name!r} twice")
    return found


def _algorithm(reader: FieldReader, node: Node, what: str) -> tuple[str, dict[str, Any]] | None:
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
            f"{name!r} is no algorithm{nearest(name, known())}; expected one of {', '.join(ALGORITHMS)} or `sklearn.NAME`",
        )
        return None
    parameters = _rule(reader, inside) if name == "rule" else _parameters(reader, inside, name)
    return None if parameters is None else (name, parameters)


def _rule(reader: FieldReader, node: Node) -> dict[str, Any] | None:
    conditions: dict[str, Tree] = each(tree, COLUMN_NAME, noun="an action")(reader, node, "algorithm rule")
    if isinstance(node, Mapping) and not node.entries:
        reader.fault(
            node, "E102", "algorithm rule needs a condition for an action: `{rule: {ACTION: condition}}`"
        )
    return dict(conditions) or None


def _parameters(reader: FieldReader, node: Node, algorithm: str) -> dict[str, Any] | None:
    taken = ALGORITHMS.get(algorithm)
    found: dict[str, Any] = {}
    for entry in reader.entries(node, f"algorithm {algorithm}"):
        if taken is not None and entry.key not in taken:
            has = f"it has {', '.join(taken)}" if taken else "it has none"
            reader.fault(
                entry, "E101", f"{algorithm} has no parameter {entry.key!r}{nearest(entry.key, taken)}; {has}"
            )
            continue
        kind = "any" if taken is None else taken[entry.key]
        value = _parameter(reader, entry.value, kind, f"{entry.key} of algorithm {algorithm}")
        if value is not None:
            found[Named(entry.key, entry.line)] = value
    for key in {"table": ("by",), "python": ("call",)}.get(algorithm, ()):
        if not any(entry.key == key for entry in getattr(node, "entries", ())):
            reader.fault(node, "E102", f"algorithm {algorithm} needs {key!r}")
    return found


def _parameter(reader: FieldReader, node: Node, kind: str, what: str) -> Any:
    if what.startswith("by of algorithm table"):
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
            reader.fault(node, "E103", f"{what} should be `file.py:function`, not {value!r}")
        return value
    return value_of(node)


def _encoding(reader: FieldReader, node: Node, what: str) -> Any:
    if isinstance(node, Scalar):
        return choice("onehot", "native")(reader, node, what)
    tfidf = {"ngrams": may(_ngrams), "top": may(integer)}
    fields = {
        "tfidf": may(lambda reader, node, what: reader.record(node, what, tfidf)),
        "hashing": may(integer),
        "target": may(lambda reader, node, what: reader.number(node, what)),
    }
    found = reader.record(node, what, fields)
    if found is not None and len(getattr(node, "entries", ())) != 1:
        reader.fault(node, "E103", f"{what} should be one encoding")
        return None
    return found or None


def _ngrams(reader: FieldReader, node: Node, what: str) -> tuple[int, ...] | None:
    found = [reader.integer(item, what, 1) for item in reader.items(node)]
    if len(found) != 2 or None in found or sorted(n for n in found if n) != found:
        if None not in found:
            reader.fault(
                node, "E103", f"{what} should be the least and the largest number of words, such as `[1, 2]`"
            )
        return None
    return tuple(n for n in found if n is not None)


def _policy(reader: FieldReader, node: Node, what: str) -> Any:
    if isinstance(node, Scalar):
        return choice("money")(reader, node, what)
    fields = {"threshold": may(each(_threshold, COLUMN_NAME, noun="an action")), "rank": may(tree)}
    found = reader.record(node, what, fields)
    if found is not None and len(getattr(node, "entries", ())) != 1:
        reader.fault(
            node,
            "E103",
            f"{what} should be `money`, `{{threshold: …}}` or `{{rank: expression}}`, one of them",
        )
        return None
    return found or None


def _threshold(reader: FieldReader, node: Node, what: str) -> Decimal | None:
    level = reader.share(node, what)
    if level is not None and not 0 <= level.value <= 1:
        reader.fault(node, "E002", f"{what} should lie between 0 and 1, not {level}")
        return None
    return None if level is None else level.value


def check_path(path: str, algorithm: str) -> str | None:
    """Say what is wrong with a path to a parameter, such as `lightgbm.num_leaves`; None where nothing is."""
    name, dot, parameter = path.rpartition(".")
    if not dot or (algorithm and name != algorithm):
        wanted = algorithm or "ALGORITHM"
        return f"{path!r} is no path to a parameter of {wanted}{nearest(name, [algorithm])}; expected such as `{wanted}.NAME`"
    taken = ALGORITHMS.get(name)
    if not is_algorithm(name):
        return f"{name!r} is no algorithm{nearest(name, known())}"
    if taken is not None and parameter not in taken:
        return f"{name} has no parameter {parameter!r}{nearest(parameter, taken)}"
    return None


def _search(reader: FieldReader, node: Node, what: str) -> dict[str, Any] | None:
    fields = {
        "method": may(choice("grid", "random", "halving")),
        "trials": may(lambda reader, node, what: reader.integer(node, what, 1)),
        "folds": may(lambda reader, node, what: reader.integer(node, what, 2)),
        "over": must(_over),
    }
    return reader.record(node, what, fields)


def _over(reader: FieldReader, node: Node, what: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for entry in reader.entries(node, what):
        values: Any = None
        problem = check_path(entry.key, "")
        if problem:
            reader.fault(entry, "E106", f"{what}: {problem}")
        elif isinstance(entry.value, Mapping):
            values = reader.record(entry.value, f"{entry.key} of {what}", {"log": must(_bounds)})
        elif isinstance(entry.value, Sequence):
            values = [_tried(reader, item, entry.key) for item in entry.value.items]
        else:
            reader.fault(
                entry, "E103", f"{entry.key} of {what} should be a list of values, or `{{log: [low, high]}}`"
            )
        if values:
            found[Named(entry.key, entry.line)] = values
    return found or None


def _tried(reader: FieldReader, node: Node, path: str) -> Any:
    algorithm, _, parameter = path.rpartition(".")
    return _parameter(
        reader,
        node,
        ALGORITHMS.get(algorithm, {}).get(parameter, "any"),
        f"{parameter} of algorithm {algorithm}",
    )


def _bounds(reader: FieldReader, node: Node, what: str) -> tuple[Decimal, ...] | None:
    found = [reader.number(item, what) for item in reader.items(node)]
    bounds = tuple(bound for bound in found if bound is not None)
    if len(bounds) == len(found) and (len(bounds) != 2 or not 0 < bounds[0] < bounds[1]):
        reader.fault(node, "E103", f"{what} should be two numbers above 0, the lower first")
    return bounds if len(bounds) == 2 else None


def _loss(reader: FieldReader, node: Node, what: str) -> Any:
    if isinstance(node, Scalar):
        return choice("mean", "poisson", "tweedie")(reader, node, what)
    found = reader.record(
        node, what, {"quantile": must(lambda reader, node, what: reader.number(node, what))}
    )
    if found is not None and not 0 < found["quantile"] < 1:
        reader.fault(node, "E103", f"{what}: the quantile should lie between 0 and 1")
    return found


def _test(reader: FieldReader, node: Node, what: str) -> dict[str, Any] | None:
    fields: Map[str, Field] = {
        "name": must(text),
        "feature": may(named(FEATURE_NAME)),
        "direction": may(choice("up", "down", "none")),
        "row": may(as_value),
        "expect": may(text),
    }
    found = reader.record(node, what, fields)
    lines = key_lines(node)
    pairs = [("feature", "direction"), ("row", "expect")]
    for pair in pairs:
        if len([key for key in pair if key in lines]) == 1:
            missing = next(key for key in pair if key not in lines)
            reader.fault(node, "E102", f"{what} needs the key {missing!r}")
    if found is not None and not any(pair[0] in lines or pair[1] in lines for pair in pairs):
        reader.fault(node, "E102", f"{what} needs `feature` and `direction`, or `row` and `expect`")
    return None if found is None else {**found, "line": node.line}


def _tests(reader: FieldReader, node: Node, what: str) -> tuple[dict[str, Any], ...]:
    found = (_test(reader, item, f"a test in {what}") for item in reader.items(node))
    return tuple(test for test in found if test is not None)


KEYS: Map[str, Field] = {
    "model": must(file_name),
    "design": may(file_name),
    "extends": may(file_name),
    "features": may(_patterns),
    "also": may(_patterns),
    "except": may(_patterns),
    "algorithm": may(_algorithm),
    "encode": may(each(_encoding, FEATURE_NAME, noun="a column")),
    "calibrate": may(choice("isotonic", "sigmoid", "none")),
    "policy": may(_policy),
    "train_on": may(tree),
    "weight": may(tree),
    "refit": may(flag),
    "search": may(_search),
    "loss": may(_loss),
    "tests": may(_tests),
    "seed": may(lambda reader, node, what: reader.integer(node, what, 0)),
    **{key: may(as_node) for key in OWN_BLOCKS},
}
