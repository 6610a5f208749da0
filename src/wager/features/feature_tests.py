"""The examples that a feature file gives of its features; read and checked here, run by `wager test`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wager.data.source import Source
from wager.design.reading.fields import Field, as_node, may, moment, must
from wager.design.reading.shapes import map_of, named_shape, one_or_list, record_of
from wager.features.feature import Feature, FeatureTest
from wager.foundation.errors import nearest
from wager.foundation.keys import Reader
from wager.foundation.yaml_file import Mapping as YamlMap
from wager.foundation.yaml_file import Node, Scalar

_VALUES = map_of(named_shape("value"), noun="column")

KEYS: Mapping[str, Field] = {
    "at": may(moment, "T; required with events"),
    "row": must(as_node(_VALUES), "columns of the row"),
    "given": may(as_node(one_or_list(_VALUES)), "the events of the source; required with events"),
    "expect": must(as_node(_VALUES), "features of this file, each with its value"),
}
"""The keys of one example."""

TESTS = one_or_list(record_of(KEYS))


def read_tests(
    reader: Reader,
    node: Node,
    features: dict[str, Feature],
    source: Source | None,
    row_columns: Collection[str],
) -> tuple[FeatureTest, ...]:
    """Read the key `tests`.

    Parameters
    ----------
    reader : Reader
        Of the file.
    node : Node
        The value of the key.
    features : dict of str to Feature
        The file's own, which the examples are of.
    source : Source or None
        Whose events the examples give.
    row_columns : collection of str
        Columns that a unit row may have.

    Returns
    -------
    tuple of FeatureTest
        Those without a fault.
    """
    found = (_test(reader, item, features, source, row_columns) for item in reader.items(node))
    return tuple(test for test in found if test is not None)


def _test(
    reader: Reader,
    node: Node,
    features: dict[str, Feature],
    source: Source | None,
    row_columns: Collection[str],
) -> FeatureTest | None:
    before = len(reader.findings)
    needed = [key for key, field in KEYS.items() if field.required or source is not None]
    keys = reader.keys(node, "a test", KEYS, needed)
    at = reader.moment(keys["at"], "at") if "at" in keys else 0
    row = _values(reader, keys.get("row"), "row", row_columns, "no source has a column")
    theirs = source.types() if source is not None else {}
    lacks = "no source of events has a column" if source is None else f"{source.name} has no column"
    given = tuple(
        _values(reader, item, "an event of `given`", theirs, lacks)
        for item in (reader.items(keys["given"]) if "given" in keys else ())
    )
    expect = _values(reader, keys.get("expect"), "expect", features, "this file defines no feature")
    if at is None or len(reader.findings) > before:
        return None
    return FeatureTest(at, row, given, expect, node.line)


def _values(
    reader: Reader, node: Node | None, what: str, known: Collection[str], lacks: str
) -> dict[str, object]:
    if node is None:
        return {}
    values: dict[str, object] = {}
    for entry in reader.entries(node, what):
        if known and entry.key not in known:
            reader.fault(entry, "E106", f"{what}: {lacks} {entry.key!r}{nearest(entry.key, known)}")
        if isinstance(entry.value, Scalar):
            values[entry.key] = entry.value.value
        else:
            kind = "map" if isinstance(entry.value, YamlMap) else "list"
            reader.fault(entry, "E103", f"{what}: {entry.key} should be a single value, not a {kind}")
    return values
