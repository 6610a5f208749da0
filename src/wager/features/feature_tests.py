"""The examples that a feature file gives of its features; read and checked here, run by `wager test`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wager.data.known import SEEN
from wager.data.schema import COLUMN_TYPES, ColumnSpec
from wager.data.source import Source
from wager.design.reading.fields import Field, as_node, may, moment, must
from wager.design.reading.shapes import either, map_of, named_shape, one_or_list, record_of
from wager.expressions.tree import columns
from wager.features.example_values import Plain, expected_value, stored_value
from wager.features.feature import Feature, FeatureTest
from wager.foundation.errors import nearest
from wager.foundation.keys import Reader
from wager.foundation.yaml_file import Entry, Node, Scalar, Sequence
from wager.foundation.yaml_file import Mapping as YamlMap

_VALUES = map_of(named_shape("value"), noun="column")
_BY_SOURCE = map_of(one_or_list(_VALUES), noun="source")

KEYS: Mapping[str, Field] = {
    "at": may(moment, "T; required with events"),
    "row": must(as_node(_VALUES), "columns of the row"),
    "given": may(
        as_node(either(_VALUES, {"type": "array", "items": _VALUES}, _BY_SOURCE)),
        "rows of the source, or a map of sources to the rows of each; required with events",
    ),
    "expect": must(as_node(_VALUES), "features of this file, each with its value"),
}
"""The keys of one example."""

TESTS = one_or_list(record_of(KEYS))


@dataclass(frozen=True)
class Examined:
    """What the examples of a file are held against.

    Attributes
    ----------
    features : dict of str to Feature
        The file's own, which the examples are of.
    source : Source or None
        Whose events they give.
    sources : mapping of str to Source
        All of the project; columns of a row may come from any.
    currency, zone : str
        Of money, and of moments that name none.
    """

    features: dict[str, Feature]
    source: Source | None
    sources: Mapping[str, Source]
    currency: str
    zone: str


def read_tests(reader: Reader, node: Node, examined: Examined) -> tuple[FeatureTest, ...]:
    """Read the key `tests`; return those without a fault."""
    found = (_test(reader, item, examined) for item in reader.items(node))
    return tuple(test for test in found if test is not None)


def _test(reader: Reader, node: Node, examined: Examined) -> FeatureTest | None:
    before, source = len(reader.findings), examined.source
    with_events = source is not None or any(
        one.key == "given" and _is_by_source(one.value)
        for one in (node.entries if isinstance(node, YamlMap) else ())
    )
    needed = [key for key, field in KEYS.items() if field.required or with_events]
    keys = reader.keys(node, "a test", KEYS, needed)
    at = reader.moment(keys["at"], "at") if "at" in keys else 0
    row = _row(reader, keys["row"], examined) if "row" in keys else {}
    given = _given(reader, keys["given"], examined) if "given" in keys else {}
    expect = _expected(reader, keys["expect"], examined) if "expect" in keys else {}
    if at is None or len(reader.findings) > before:
        return None
    return FeatureTest(at, row, given, expect, node.line)


def _row(reader: Reader, node: Node, examined: Examined) -> dict[str, Plain]:
    known = {column for source in examined.sources.values() for column in source.types()}
    values = _values(reader, node, "row", known, "no source has a column")
    for name, (entry, value) in values.items():
        specs = [
            (source, spec_of(source, name)) for source in examined.sources.values() if name in source.types()
        ]
        faults = [stored_value(value, spec, source.currency)[1] for source, spec in specs if spec is not None]
        if faults and all(faults):
            reader.fault(entry, "E103", f"row: column {name}: {faults[0]}")
        elif specs and not faults:
            message = (
                f"row: no file holds values such as those of {name}; give the columns that it follows from"
            )
            reader.fault(entry, "E103", message)
    return {name: value for name, (_, value) in values.items()}


def _given(reader: Reader, node: Node, examined: Examined) -> dict[str, tuple[dict[str, Plain], ...]]:
    """Read rows of the file's source, or a map of sources to the rows of each."""
    if isinstance(node, YamlMap) and _is_by_source(node):
        return _by_source(reader, node, examined)
    source, items = examined.source, reader.items(node)
    if source is None:
        if items:
            reader.fault(
                node, "E102", "`given` needs the key 'from', a source of events, or to say of which source it is: "
                "`given: {SOURCE: [rows]}`",
            )  # fmt: skip
        return {}
    return {source.name: tuple(_event(reader, item, source) for item in items)}


def _by_source(reader: Reader, node: YamlMap, examined: Examined) -> dict[str, tuple[dict[str, Plain], ...]]:
    found = {}
    for entry in node.entries:
        source = examined.sources.get(entry.key)
        if source is not None:
            items = reader.items(entry.value)
            found[entry.key] = tuple(_event(reader, item, source) for item in items)
        elif examined.source is not None and entry.key in examined.source.types():
            reader.fault(entry, "E103", f"an event of `given`: {entry.key} should be a single value")
        else:
            near = nearest(entry.key, examined.sources)
            reader.fault(entry, "E106", f"`given`: there is no source {entry.key!r}{near}")
    return found


def _is_by_source(node: Node) -> bool:
    """Tell a map of sources from a row: values of a row are single, rows of a source are not."""
    entries = node.entries if isinstance(node, YamlMap) else ()
    return bool(entries) and all(isinstance(one.value, YamlMap | Sequence) for one in entries)


def _event(reader: Reader, node: Node, source: Source) -> dict[str, Plain]:
    what = "an event of `given`"
    values = _values(reader, node, what, source.types(), f"{source.name} has no column")
    for name, (entry, value) in values.items():
        spec = ColumnSpec(SEEN, "time") if name == SEEN else source.columns.get(name)
        if spec is None:
            inputs = columns(source.derive[name]) if name in source.derive else ()
            instead = f"give {', '.join(inputs)} instead" if inputs else "leave it out"
            if name in source.joined:
                other = name.partition(".")[0]
                instead = f"give rows of {other} too: `given: {{{source.name}: [rows], {other}: [rows]}}`"
            reader.fault(entry, "E103", f"{what}: no file of {source.name} holds {name}; {instead}")
        elif fault := stored_value(value, spec, source.currency)[1]:
            reader.fault(entry, "E103", f"{what}: column {name}: {fault}")
    if source.keeps_seen and SEEN not in values:
        message = (
            f"{what} of {source.name} needs `{SEEN}`: the moment of the snapshot in which the row first was"
        )
        reader.fault(node, "E102", message)
    return {name: value for name, (_, value) in values.items()}


def _expected(reader: Reader, node: Node, examined: Examined) -> dict[str, Plain]:
    values = _values(reader, node, "expect", examined.features, "this file defines no feature")
    for name, (entry, value) in values.items():
        if name in examined.features:
            try:
                expected_value(value, examined.features[name].type, examined.currency, examined.zone)
            except ValueError as error:
                reader.fault(entry, "E103", f"expect: {name}: {error}")
    return {name: value for name, (_, value) in values.items()}


def spec_of(source: Source, column: str) -> ColumnSpec | None:
    """Say how a column of a row is read: as the source declares it, or by the type that it derives; None for other types."""
    if column in source.columns:
        return source.columns[column]
    kind = source.types().get(column)
    return ColumnSpec(column, kind) if kind in COLUMN_TYPES else None


def _values(
    reader: Reader, node: Node, what: str, known: Collection[str], lacks: str
) -> dict[str, tuple[Entry, Plain]]:
    """Read names with single values; of what is wrong with them only the name and the shape are said here."""
    values: dict[str, tuple[Entry, Plain]] = {}
    for entry in reader.entries(node, what):
        if known and entry.key not in known:
            reader.fault(entry, "E106", f"{what}: {lacks} {entry.key!r}{nearest(entry.key, known)}")
        elif isinstance(entry.value, Scalar):
            values[entry.key] = (entry, entry.value.value)
        else:
            kind = "map" if isinstance(entry.value, YamlMap) else "list"
            reader.fault(entry, "E103", f"{what}: {entry.key} should be a single value, not a {kind}")
    return values
