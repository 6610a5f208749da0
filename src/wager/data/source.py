"""A source: the contract of one table, with its two clocks (formats.md, section 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from wager.data.contract_keys import read_checks, read_fallback, read_join, read_personal, read_refresh
from wager.data.known import Known, read_known
from wager.data.origin import Origin, read_origin
from wager.data.parts import Check, Join, Personal
from wager.data.schema import ColumnSpec, read_columns
from wager.expressions.parse import read_expression
from wager.expressions.tree import Tree, Type, substitute
from wager.foundation.amounts import Duration, Rate
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.foundation.keys import COLUMN_NAME, FILE_NAME, Reader
from wager.foundation.yaml_file import Mapping as YamlMap
from wager.foundation.yaml_file import Node, read_yaml

Plain = str | int | bool | Decimal | None

_KEYS = (
    "source from owner key columns derive join event_time known refresh stale_after complete_until checks "
    "stability must_earn fallback personal"
).split()
_REQUIRED = ("source", "from", "owner", "key", "columns", "known")
_STABILITIES = ("internal", "third_party", "model")


@dataclass(frozen=True)
class Source:
    """The contract of one table.

    Attributes
    ----------
    name, path : str
        The source, and the file that declares it, relative to the project.
    line : int
        Where it begins.
    origin : Origin
        Where its bytes come from.
    owner : str
        The role that answers for it.
    key : tuple of str
        One row per key, or versions of it; empty where a file without a contract has none.
    columns : mapping of str to ColumnSpec
        The only columns read.
    derive : mapping of str to Tree
        Further columns as written; they may read each other.
    derived_types : mapping of str to Type
        Types of `derive`, as far as they could be told.
    join : mapping of str to Join
        Columns of other sources, by the name of the other source.
    joined : mapping of str to Type
        Types of the joined columns (`items.brand`); empty until `link_sources` has seen the others.
    event_time : str or None
        The first clock: a column of type time.
    known : Known
        The second clock.
    refresh, stale_after : Duration or None
        How often the served copy is renewed (None: live); the age at which it is an alert.
    complete_until : int or None
        Instant until which the data is complete; None is the newest known time.
    checks : tuple of Check
        What columns cannot say.
    stability : str
        `internal`, `third_party` or `model`.
    must_earn : Rate or None
        Least gain that pays for it.
    fallback : mapping of str to plain value
        What stands in for a column when the source is stale or gone.
    personal : Personal or None
        Columns about people.
    currency, zone : str
        Of money columns, and of moments in expressions.
    assumed : bool
        True where there is no contract: types are inferred, clocks are assumed, and what breaks a type is
        null and a warning.
    lines : mapping of str to int
        Lines of keys: `known`, `key`, `derive.landed_at`, …
    """

    name: str
    path: str
    line: int
    origin: Origin
    owner: str
    key: tuple[str, ...]
    columns: Mapping[str, ColumnSpec]
    known: Known
    derive: Mapping[str, Tree] = field(default_factory=dict)
    derived_types: Mapping[str, Type] = field(default_factory=dict)
    join: Mapping[str, Join] = field(default_factory=dict)
    joined: Mapping[str, Type] = field(default_factory=dict)
    event_time: str | None = None
    refresh: Duration | None = None
    stale_after: Duration | None = None
    complete_until: int | None = None
    checks: tuple[Check, ...] = ()
    stability: str = "internal"
    must_earn: Rate | None = None
    fallback: Mapping[str, Plain] = field(default_factory=dict)
    personal: Personal | None = None
    currency: str = "USD"
    zone: str = "UTC"
    assumed: bool = False
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def types(self) -> dict[str, Type]:
        """Name the type of every column that expressions may read: declared, derived and joined."""
        return {**self.stored_types(), **self.joined, **self.derived_types}

    def stored_types(self) -> dict[str, Type]:
        """Name the types of the declared columns: those that a snapshot holds."""
        return {name: spec.expression_type for name, spec in self.columns.items()}

    def inline(self, tree: Tree) -> Tree:
        """Put the definitions of derived columns in their place, until only stored and joined ones are left."""
        return substitute(tree, self.derive)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the source where it is not written."""
        return self.lines.get(key, self.line)

    def fault(self, key: str, code: str, message: str) -> Finding:
        """Make a finding at a key."""
        return Finding(self.path, self.line_of(key), code, message)


def read_source(text: str, path: str, *, currency: str, zone: str) -> tuple[Source | None, list[Finding]]:
    r"""Read a source's file and check all that it says by itself.

    Parameters
    ----------
    text, path : str
        The file, and how findings name it.
    currency, zone : str
        The project's.

    Returns
    -------
    source : Source or None
        None where something needed could not be read.
    findings : list of Finding
        All that is wrong or doubtful, in the order of lines. References to other sources are checked by
        `link_sources`.

    Examples
    --------
    >>> source, findings = read_source(
    ...     "source: a\nfrom: {path: a.csv}\nowner: ops\nkey: id\n"
    ...     "columns: {id: int, at: time}\nevent_time: at\nknown: at + 2 h", "sources/a.yaml",
    ...     currency="USD", zone="UTC")
    >>> source.types(), findings
    ({'id': 'int', 'at': 'time'}, [])
    """
    from wager.data.rules import check_source

    try:
        node = read_yaml(text, path)
    except BadInputError as error:
        return None, list(error.findings)
    reader = Reader(path, zone)
    source = _source(reader, node, currency, zone)
    findings = reader.findings
    if source is not None:
        source, more = check_source(source)
        findings = findings + more
    lines = text.splitlines()
    return source, sorted(_pinpointed(finding, lines) for finding in findings)


def _pinpointed(finding: Finding, lines: Sequence[str]) -> Finding:
    """Move a finding about an expression of several lines to the line that holds what it names."""
    first = finding.line - 1
    if finding.code not in {"E106", "E108", "E109"} or first >= len(lines):
        return finding
    indent = _indent(lines[first])
    stop = first + 1
    while stop < len(lines) and (not lines[stop].strip() or _indent(lines[stop]) > indent):
        stop += 1
    for word in re.findall(r"[`']([^`']+)[`']", finding.message):
        alone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        for place in range(first, stop):
            if alone.search(lines[place]):
                return replace(finding, line=place + 1)
    return finding


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _source(reader: Reader, node: Node, currency: str, zone: str) -> Source | None:
    values = reader.keys(node, "source", _KEYS, _REQUIRED)
    name = reader.name(values["source"], "a source", FILE_NAME) if "source" in values else None
    stem = PurePath(reader.path).stem
    if name is not None and name != stem:
        reader.fault(
            values["source"], "E104", f"the source is called {name!r}, its file {stem!r}; they must agree"
        )
    origin = read_origin(reader, values["from"]) if "from" in values else None
    owner = reader.text(values["owner"], "owner") if "owner" in values else None
    key = reader.texts(values["key"], "key") if "key" in values else ()
    if "key" in values and not reader.items(values["key"]):
        reader.fault(values["key"], "E102", "key names no column; name those that tell one row from another")
    columns = read_columns(reader, values["columns"]) if "columns" in values else {}
    known = read_known(reader, values["known"], currency) if "known" in values else None
    derive, derive_lines = _derive(reader, values.get("derive"), currency)
    options = _options(reader, values, currency)
    lines = {
        **{entry.key: entry.line for entry in (node.entries if isinstance(node, YamlMap) else ())},
        **derive_lines,
        **_lines_of(values.get("columns"), "columns"),
        **({} if known is None else {f"known.{column}": line for column, line in known.lines.items()}),
    }
    if name is None or origin is None or owner is None or not key or not columns or known is None:
        return None
    return Source(
        name, reader.path, node.line, origin, owner, key, columns, known, derive,
        currency=currency, zone=zone, lines=lines, **options,
    )  # fmt: skip


def _lines_of(node: Node | None, key: str) -> dict[str, int]:
    return {f"{key}.{entry.key}": entry.line for entry in node.entries} if isinstance(node, YamlMap) else {}


def _derive(reader: Reader, node: Node | None, currency: str) -> tuple[dict[str, Tree], dict[str, int]]:
    derive: dict[str, Tree] = {}
    lines: dict[str, int] = {}
    for entry in () if node is None else reader.entries(node, "derive"):
        lines[f"derive.{entry.key}"] = entry.line
        if not COLUMN_NAME.fullmatch(entry.key):
            reader.fault(
                entry,
                "E104",
                f"{entry.key!r} is no name for a column; expected lower-case letters, digits and `_`",
            )
            continue
        tree = read_expression(reader, entry.value, entry.key, currency=currency)
        if tree is not None:
            derive[entry.key] = tree
    return derive, lines


def _options(reader: Reader, values: Mapping[str, Node], currency: str) -> dict[str, Any]:
    read: dict[str, Callable[[Node], Any]] = {
        "join": lambda node: read_join(reader, node),
        "event_time": lambda node: reader.name(node, "event_time"),
        "refresh": lambda node: read_refresh(reader, node),
        "stale_after": lambda node: reader.duration(node, "stale_after"),
        "complete_until": lambda node: reader.moment(node, "complete_until"),
        "checks": lambda node: read_checks(reader, node, currency),
        "stability": lambda node: reader.choice(node, "stability", _STABILITIES) or "internal",
        "must_earn": lambda node: reader.rate(node, "must_earn"),
        "fallback": lambda node: read_fallback(reader, node),
        "personal": lambda node: read_personal(reader, node),
    }
    return {key: make(values[key]) for key, make in read.items() if key in values}
