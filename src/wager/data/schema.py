"""The columns of a source: what each holds and how it is cleaned before it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from wager.design.reading.fields import Field, as_node, may, must, reads, text
from wager.design.reading.shapes import Shape, either, map_of, named_shape, one_of, one_or_list, record_of
from wager.expressions.tree import Type
from wager.foundation.amounts import AmountError, Range
from wager.foundation.errors import nearest
from wager.foundation.keys import COLUMN_NAME, Reader
from wager.foundation.moments import time_zone
from wager.foundation.yaml_file import Mapping as YamlMap
from wager.foundation.yaml_file import Node, Scalar

ColumnType = Literal["bool", "int", "float", "money", "text", "category", "time", "date"]

COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)
NUMERIC = frozenset({"int", "float", "money"})

_TYPE: Shape = one_of([*COLUMN_TYPES, *(f"{kind}?" for kind in COLUMN_TYPES)])

COLUMN: Mapping[str, Field] = {
    "type": must(as_node(_TYPE), "of what; with `?` behind it where it may be null"),
    "unit": may(text, "what a number counts: `minute`, `degF`"),
    "range": may(as_node(named_shape("range")), "of a number, both ends included"),
    "values": may(as_node(one_or_list(named_shape("value"))), "of a text or category: the only ones"),
    "map": may(as_node(map_of(named_shape("value"), noun="text")), "texts replaced before anything else"),
    "null_if": may(as_node(one_or_list(named_shape("value"))), "values that mean null"),
    "zone": may(text, "of a time: the zone of moments that name none; default UTC"),
    "means": may(text, "what it is, for people"),
}
"""What can be said of one column."""


@dataclass(frozen=True)
class ColumnSpec:
    """One declared column.

    Attributes
    ----------
    name : str
        As expressions call it.
    type : str
        One of `COLUMN_TYPES`.
    nullable : bool
        Written `TYPE?`.
    unit : str or None
        What a number counts: `minute`, `degF`.
    range : Range or None
        Of numbers, both ends included; money in whole units.
    values : tuple of str or None
        The only texts allowed.
    map : mapping of str to str
        Texts replaced before anything else.
    null_if : tuple of str
        Values that mean null; compared as numbers where the type is a number and the value reads as one.
    zone : str or None
        Time zone of moments that name none; None is UTC.
    means : str or None
        What it is, for people.
    line : int
        Line in the source's file.
    written : str
        Name in the data file, where it differs (files without a contract); empty where it is `name`.
    layout : str
        How numbers and dates are written where not as usual: `comma` (1.234,5), `thousands` ($1,234.5), `dmy`,
        `mdy`; only inferred.

    Examples
    --------
    >>> ColumnSpec("amount", "money", nullable=True).expression_type
    'money'
    >>> print(ColumnSpec("tailnum", "category", nullable=True).written_type)
    category?
    """

    name: str
    type: ColumnType
    nullable: bool = False
    unit: str | None = None
    range: Range | None = None
    values: tuple[str, ...] | None = None
    map: Mapping[str, str] = field(default_factory=dict, hash=False)
    null_if: tuple[str, ...] = ()
    zone: str | None = None
    means: str | None = None
    line: int = 1
    written: str = ""
    layout: str = ""

    @property
    def expression_type(self) -> Type:
        """The type expressions see: a category is a text."""
        return "text" if self.type == "category" else self.type

    @property
    def written_type(self) -> str:
        """The type as a file writes it: `float?`."""
        return f"{self.type}?" if self.nullable else self.type

    @property
    def file_name(self) -> str:
        """Name of the column in the data file."""
        return self.written or self.name

    def shape(self) -> dict[str, object]:
        """All that decides which values are stored: the input of a snapshot's id."""
        return {
            "name": self.name,
            "type": self.type,
            "map": dict(self.map),
            "null_if": list(self.null_if),
            "zone": self.zone or "UTC",
            "written": self.file_name,
            "layout": self.layout,
        }


@reads(map_of(either(_TYPE, record_of(COLUMN)), COLUMN_NAME, "column"))
def read_columns(reader: Reader, node: Node, _: str = "") -> dict[str, ColumnSpec]:
    """Read the map `columns`; each value is `TYPE`, `TYPE?` or a map with more."""
    found: dict[str, ColumnSpec] = {}
    for entry in reader.entries(node, "columns"):
        if not COLUMN_NAME.fullmatch(entry.key):
            reader.fault(
                entry,
                "E104",
                f"{entry.key!r} is no name for a column; expected lower-case letters, digits and `_`, a letter first",
            )
            continue
        spec = _column(reader, entry.key, entry.line, entry.value)
        if spec is not None:
            found[entry.key] = spec
    return found


def _column(reader: Reader, name: str, line: int, node: Node) -> ColumnSpec | None:
    what = f"column {name}"
    if not isinstance(node, YamlMap):
        typed = _type(reader, node, what)
        return None if typed is None else ColumnSpec(name, typed[0], typed[1], line=line)
    values = reader.keys(node, what, COLUMN, ("type",))
    typed = _type(reader, values["type"], what) if "type" in values else None
    if typed is None:
        return None
    type_, nullable = typed
    return ColumnSpec(
        name,
        type_,
        nullable,
        unit=reader.text(values["unit"], f"unit of {what}") if "unit" in values else None,
        range=_range(reader, values.get("range"), what, type_),
        values=_values(reader, values.get("values"), what, type_),
        map=_replacements(reader, values.get("map"), what),
        null_if=_texts(reader, values.get("null_if"), f"null_if of {what}"),
        zone=_zone(reader, values.get("zone"), what, type_),
        means=reader.text(values["means"], f"means of {what}") if "means" in values else None,
        line=line,
    )


def _type(reader: Reader, node: Node, what: str) -> tuple[ColumnType, bool] | None:
    text = reader.text(node, f"type of {what}")
    if text is None:
        return None
    word = text.removesuffix("?")
    for known in COLUMN_TYPES:
        if word == known:
            return known, text.endswith("?")
    reader.fault(
        node,
        "E105",
        f"{text!r} is no type, for {what}{nearest(word, COLUMN_TYPES)}; expected one of {', '.join(COLUMN_TYPES)}, "
        "with `?` behind it where null is allowed",
    )
    return None


def _range(reader: Reader, node: Node | None, what: str, type_: ColumnType) -> Range | None:
    if node is None:
        return None
    if type_ not in NUMERIC:
        reader.fault(node, "E103", f"{what} is a {type_}, and only a number has a `range`; remove it")
        return None
    return reader.range(node, f"range of {what}")


def _values(reader: Reader, node: Node | None, what: str, type_: ColumnType) -> tuple[str, ...] | None:
    if node is None:
        return None
    if type_ not in {"text", "category"}:
        reader.fault(node, "E103", f"{what} is a {type_}, and only text has `values`; declare it a category")
        return None
    return _texts(reader, node, f"values of {what}")


def _texts(reader: Reader, node: Node | None, what: str) -> tuple[str, ...]:
    # Unlike names, these may be empty: `null_if: [""]`.
    found: list[str] = []
    for item in () if node is None else reader.items(node):
        if isinstance(item, Scalar):
            found.append(item.text)
        else:
            reader.fault(item, "E103", f"{what} should be a list of single values")
    return tuple(found)


def _replacements(reader: Reader, node: Node | None, what: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in () if node is None else reader.entries(node, f"map of {what}"):
        if isinstance(entry.value, Scalar):
            found[entry.key] = entry.value.text
        else:
            reader.fault(entry, "E103", f"map of {what}: {entry.key!r} should become a single value")
    return found


def _zone(reader: Reader, node: Node | None, what: str, type_: ColumnType) -> str | None:
    if node is None:
        return None
    if type_ != "time":
        reader.fault(node, "E103", f"{what} is a {type_}, and only a time has a `zone`; remove it")
        return None
    text = reader.text(node, f"zone of {what}")
    try:
        return None if text is None else str(time_zone(text))
    except AmountError as error:
        reader.fault(node, "E105", f"zone of {what}: {error}")
        return None
