"""The keys of a model file, and how each is read."""

from __future__ import annotations

from collections.abc import Mapping as Map
from decimal import Decimal
from typing import Any

from wager.design.kinds.kind import Kind
from wager.design.kinds.question import key_lines, read_objective, read_rows
from wager.design.kinds.split import read_split
from wager.design.kinds.worth import read_money
from wager.design.models.algorithm_key import read_algorithm
from wager.design.models.search_key import SEARCH
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
    map_by,
    may,
    must,
    named,
    names,
    number,
    reads,
    text,
    tree,
    whole,
)
from wager.design.reading.shapes import (
    either,
    name_shape,
    named_shape,
    one_or_list,
    record_of,
)
from wager.foundation.keys import COLUMN_NAME
from wager.foundation.yaml_file import Node, Scalar

OWN_BLOCKS: Map[str, Kind] = {
    "rows": read_rows,
    "objective": read_objective,
    "split": read_split,
    "money": read_money,
}
"""What a model file without a design holds itself."""

ESSENTIAL_BLOCKS = ("rows", "objective", "money")
"""Those of them without which nothing can be fitted; `split` has a default."""


def read_blocks(reader: FieldReader, nodes: Map[str, Node]) -> dict[str, Any]:
    """Read the blocks of a model file that has no design."""
    found = {key: OWN_BLOCKS[key](reader, node) for key, node in nodes.items()}
    return {key: value for key, value in found.items() if value is not None}


@reads(one_or_list(name_shape(PATTERN)))
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


@reads({"type": "array", "items": integer.shape, "minItems": 2, "maxItems": 2})
def _ngrams(reader: FieldReader, node: Node, what: str) -> tuple[int, ...] | None:
    found = [reader.integer(item, what, 1) for item in reader.items(node)]
    if len(found) != 2 or None in found or sorted(n for n in found if n) != found:
        if None not in found:
            reader.fault(
                node, "E103", f"{what} should be the least and the largest number of words, such as `[1, 2]`"
            )
        return None
    return tuple(n for n in found if n is not None)


_WORDS = choice("onehot", "native")
TFIDF: Map[str, Field] = {
    "ngrams": may(_ngrams, "the least and the largest number of words"),
    "top": may(whole(1), "how many are kept: the most frequent"),
}
ENCODING: Map[str, Field] = {
    "tfidf": may(map_by(TFIDF), "weighted words"),
    "hashing": may(whole(1), "into so many columns"),
    "target": may(number, "the mean of the objective, shrunk by this prior"),
}


@reads(either(_WORDS.shape, {**record_of(ENCODING), "minProperties": 1, "maxProperties": 1}))
def _encoding(reader: FieldReader, node: Node, what: str) -> Any:
    if isinstance(node, Scalar):
        return _WORDS(reader, node, what)
    found = reader.record(node, what, ENCODING)
    if found is not None and len(getattr(node, "entries", ())) != 1:
        reader.fault(node, "E103", f"{what} should be one encoding")
        return None
    return found or None


@reads(named_shape("share"))
def _threshold(reader: FieldReader, node: Node, what: str) -> Decimal | None:
    level = reader.share(node, what)
    return None if level is None else level.value


_BY_MONEY = choice("money")
POLICY: Map[str, Field] = {
    "threshold": may(
        each(_threshold, COLUMN_NAME, noun="an action"), "the probability from which an action is taken"
    ),
    "rank": may(tree, "who comes first when capacity is short"),
}


@reads(either(_BY_MONEY.shape, {**record_of(POLICY), "minProperties": 1, "maxProperties": 1}))
def _policy(reader: FieldReader, node: Node, what: str) -> Any:
    if isinstance(node, Scalar):
        return _BY_MONEY(reader, node, what)
    found = reader.record(node, what, POLICY)
    if found is not None and len(getattr(node, "entries", ())) != 1:
        reader.fault(
            node,
            "E103",
            f"{what} should be `money`, `{{threshold: …}}` or `{{rank: expression}}`, one of them",
        )
        return None
    return found or None


_NAMED_LOSS = choice("mean", "poisson", "tweedie")
QUANTILE: Map[str, Field] = {"quantile": must(number, "which, between 0 and 1")}


@reads(either(_NAMED_LOSS.shape, record_of(QUANTILE)))
def _loss(reader: FieldReader, node: Node, what: str) -> Any:
    if isinstance(node, Scalar):
        return _NAMED_LOSS(reader, node, what)
    found = reader.record(node, what, QUANTILE)
    if found is not None and not 0 < found["quantile"] < 1:
        reader.fault(node, "E103", f"{what}: the quantile should lie between 0 and 1")
    return found


TEST: Map[str, Field] = {
    "name": must(text, "what is expected, in words"),
    "feature": may(named(FEATURE_NAME), "which feature moves; with `direction`"),
    "direction": may(choice("up", "down", "none"), "what more of it does to the answer"),
    "row": may(as_value({"type": "object"}), "columns and features of one row; with `expect`"),
    "expect": may(text, "the action, or the range, that it gets"),
}


_PAIRS = (("feature", "direction"), ("row", "expect"))
_NEEDS = {"dependentRequired": {one: [other] for pair in _PAIRS for one, other in (pair, pair[::-1])}}


@reads({**record_of(TEST), **_NEEDS, "anyOf": [{"required": list(pair)} for pair in _PAIRS]})
def _test(reader: FieldReader, node: Node, what: str) -> dict[str, Any] | None:
    found = reader.record(node, what, TEST)
    lines = key_lines(node)
    for pair in _PAIRS:
        if len([key for key in pair if key in lines]) == 1:
            missing = next(key for key in pair if key not in lines)
            reader.fault(node, "E102", f"{what} needs the key {missing!r}")
    if found is not None and not any(pair[0] in lines or pair[1] in lines for pair in _PAIRS):
        reader.fault(node, "E102", f"{what} needs `feature` and `direction`, or `row` and `expect`")
    return None if found is None else {**found, "line": node.line}


@reads(one_or_list(_test.shape))
def _tests(reader: FieldReader, node: Node, what: str) -> tuple[dict[str, Any], ...]:
    found = (_test(reader, item, f"a test in {what}") for item in reader.items(node))
    return tuple(test for test in found if test is not None)


KEYS: Map[str, Field] = {
    "model": must(file_name, "its name: that of the file"),
    "design": may(
        file_name, "where rows, objective, split and money come from; required unless `extends` or its own"
    ),
    "extends": may(
        file_name, "the model that it inherits from: maps merge, lists and the algorithm are replaced"
    ),
    "features": may(_patterns, "names and patterns, such as `history.*`"),
    "also": may(_patterns, "added to the features, after inheriting"),
    "except": may(_patterns, "taken from the features, after inheriting"),
    "algorithm": may(read_algorithm, "a name, or one name with its parameters; required unless `extends`"),
    "encode": may(each(_encoding, FEATURE_NAME, noun="a column"), "how columns become numbers"),
    "calibrate": may(
        choice("isotonic", "sigmoid", "none"),
        "makes probabilities honest, on the later half of `tune`; default none",
    ),
    "policy": may(_policy, "how probabilities become actions; default `money`: the highest expected pay"),
    "train_on": may(tree, "restricts training rows, never the rows it is judged on"),
    "weight": may(tree, "how much a training row counts"),
    "refit": may(flag, "fit again on train and tune with what was chosen; default false"),
    "search": may(map_by(SEARCH), "parameters that are looked for"),
    "loss": may(_loss, "what regression makes small"),
    "tests": may(_tests, "expectations: a direction, or what it answers for one row"),
    "seed": may(whole(0), "of all chance; default 0"),
    **{
        key: may(as_node(one.shape), f"the block `{key}` of a model file without `design`")
        for key, one in OWN_BLOCKS.items()
    },
}
