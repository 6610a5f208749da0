"""Read the file of a source, `sources/NAME.yaml`, and check all that it says by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from wager.data.contract_keys import read_checks, read_fallback, read_join, read_personal, read_refresh
from wager.data.known import read_known
from wager.data.origin import read_origin
from wager.data.rules import check_source
from wager.data.schema import read_columns
from wager.data.source import Source
from wager.expressions.parse import read_expression
from wager.expressions.tree import Tree
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.foundation.keys import COLUMN_NAME, FILE_NAME, Reader
from wager.foundation.yaml_file import Mapping as YamlMap
from wager.foundation.yaml_file import Node, read_yaml

_KEYS = (
    "source from owner key columns derive join event_time known refresh stale_after complete_until checks "
    "stability must_earn fallback personal"
).split()
_REQUIRED = ("source", "from", "owner", "key", "columns", "known")
_STABILITIES = ("internal", "third_party", "model")


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
