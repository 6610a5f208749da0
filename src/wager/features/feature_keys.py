"""The keys that a feature file may have (formats.md, section 6), each with its shape and its meaning."""

from __future__ import annotations

from collections.abc import Mapping

from wager.design.reading.fields import Field, as_node, columns, file_name, may, must, text, texts, tree
from wager.design.reading.shapes import either, map_of, one_or_list, record_of
from wager.expressions.tree import Type
from wager.features.feature_tests import TESTS
from wager.foundation.keys import COLUMN_NAME

_ENTITY = {
    "title": "entity",
    "type": "string",
    "examples": ["carrier", "origin+dest", "ours = theirs", "all"],
}
_WINDOW = {"title": "window", "type": "string", "pattern": r"^\s*(ever|\S+ \S+( \.\. \S+ \S+)?)\s*$"}

GIVES: Mapping[str, Type] = {
    "float": "float",
    "int": "int",
    "bool": "bool",
    "money": "money",
    "text": "text",
    "category": "text",
    "time": "time",
    "date": "date",
    "duration": "duration",
}
"""What a function may declare to give, and the type that it is in expressions."""

DEFINITION: Mapping[str, Field] = {
    "is": must(tree, "the expression"),
    "unit": may(text, "what it counts"),
    "means": may(text, "what it is, for people"),
    "tags": may(texts, "words to find it by, beside those of the file"),
}
PYTHON: Mapping[str, Field] = {
    "call": must(text, "`file:function`: arrays in, array out"),
    "reads": must(texts, "columns of the row and features that it is given, in this order"),
    "type": may(text, f"of what it gives: {', '.join(GIVES)}; `float` unless said"),
    "unit": may(text, "what it counts"),
    "means": may(text, "what it is, for people"),
    "tags": may(texts, "words to find it by, beside those of the file"),
}
KEYS: Mapping[str, Field] = {
    "features": must(file_name, "its name: that of the file"),
    "owner": must(text, "the role that answers for every feature here"),
    "tags": may(texts, "words to find its features by"),
    "from": may(file_name, "the source whose events are aggregated; absent: expressions on the row itself"),
    "by": may(
        as_node(one_or_list(_ENTITY)),
        "one entity or several: `carrier`, `origin+dest`, `ours = theirs`, `all`",
    ),
    "over": may(as_node(one_or_list(_WINDOW)), "windows, for every aggregate without its own"),
    "where": may(tree, "keeps events, for all definitions"),
    "define": may(
        as_node(map_of(either(tree.shape, record_of(DEFINITION)), COLUMN_NAME, "feature")),
        "features by expression, or `{is, unit, means}`",
    ),
    "take": may(columns, "columns looked up as of the decision: the newest known value within `over`"),
    "python": may(
        as_node(map_of(record_of(PYTHON), COLUMN_NAME, "feature")),
        "features by a function of the project: `{call, reads}`",
    ),
    "tests": may(as_node(TESTS), "examples: these events, at this moment, for this row, this value"),
}
"""The keys of a feature file."""
