"""Read the file of a source, `sources/NAME.yaml`, and check all that it says by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from wager.data.contract_keys import (
    read_checks,
    read_fallback,
    read_join,
    read_personal,
    read_refresh,
    read_seal,
)
from wager.data.known import read_known
from wager.data.origin import read_origin
from wager.data.rules import check_source
from wager.data.schema import read_columns
from wager.data.source import Source
from wager.design.reading.fields import (
    Field,
    FieldReader,
    choice,
    column,
    duration,
    each,
    file_name,
    may,
    moment,
    must,
    rate,
    text,
    texts,
    tree,
)
from wager.design.reading.yaml_fault import read_part
from wager.expressions.parse import read_expression
from wager.expressions.tree import Tree
from wager.foundation.finding import Finding
from wager.foundation.keys import COLUMN_NAME, FILE_NAME
from wager.foundation.yaml_file import Mapping as YamlMap
from wager.foundation.yaml_file import Node

_STABILITIES = ("internal", "third_party", "model")

SOURCE: Mapping[str, Field] = {
    "source": must(file_name, "its name: that of the file"),
    "from": must(read_origin, "where its bytes come from"),
    "owner": must(text, "the role that answers for it"),
    "key": must(texts, "columns: one row a key, or versions of it with different known times"),
    "columns": must(read_columns, "the only columns that are read"),
    "derive": may(each(tree, COLUMN_NAME, noun="a column"), "further columns by expression, in any order"),
    "join": may(read_join, "columns of other sources, from at most one row each; never multiplies rows"),
    "event_time": may(column, "the first clock: when it happened; absent for a table without events"),
    "known": must(
        read_known,
        "the second clock: an expression for the whole row, `always`, `snapshot`, or a map from moment to columns, "
        "with `rest` for the others",
    ),
    "refresh": may(read_refresh, "how often the served copy is renewed; default `live`"),
    "stale_after": may(duration, "older than this is an alert"),
    "complete_until": may(moment, "for data that ended; default the newest known time"),
    "checks": may(read_checks, "conditions, for what `columns` cannot say"),
    "stability": may(choice(*_STABILITIES), "default `internal`; the others need `must_earn` and `fallback`"),
    "must_earn": may(rate, "a measured gain below this fails `check`"),
    "fallback": may(read_fallback, "what stands in for a column when the source is stale or gone"),
    "personal": may(read_personal, "columns about people"),
    "seal": may(read_seal, "outcomes that only a key opens"),
}
"""The keys of a source's file."""

_REQUIRED = tuple(key for key, field in SOURCE.items() if field.required)
_OPTIONS = (
    "join event_time refresh stale_after complete_until checks stability must_earn fallback personal seal"
).split()


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
    node, faults = read_part(text, path)
    if node is None:
        return None, faults
    reader = FieldReader(path, zone=zone, currency=currency)
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


def _source(reader: FieldReader, node: Node, currency: str, zone: str) -> Source | None:
    values = reader.keys(node, "source", SOURCE, _REQUIRED)
    name = reader.name(values["source"], "a source", FILE_NAME) if "source" in values else None
    stem = PurePath(reader.path).stem
    if name is not None and name != stem:
        reader.fault(
            values["source"], "E104", f"the source is called {name!r}, its file {stem!r}; they must agree"
        )
    origin = read_origin(reader, values["from"], "from") if "from" in values else None
    owner = reader.text(values["owner"], "owner") if "owner" in values else None
    key = reader.texts(values["key"], "key") if "key" in values else ()
    if "key" in values and not reader.items(values["key"]):
        reader.fault(values["key"], "E102", "key names no column; name those that tell one row from another")
    columns = read_columns(reader, values["columns"], "columns") if "columns" in values else {}
    known = read_known(reader, values["known"], "known") if "known" in values else None
    derive, derive_lines = _derive(reader, values.get("derive"), currency)
    options = {key: SOURCE[key].read(reader, values[key], key) for key in _OPTIONS if key in values}
    if "stability" in options:
        options["stability"] = options["stability"] or "internal"
    lines = {
        **{entry.key: entry.line for entry in (node.entries if isinstance(node, YamlMap) else ())},
        **derive_lines,
        **_lines_of(values.get("columns"), "columns"),
        **({} if known is None else {f"known.{column}": line for column, line in known.lines.items()}),
    }
    if name is None or origin is None or owner is None or not key or not columns or known is None:
        return None
    if reader.to_fill:
        return None  # what is not written yet would only be missed elsewhere
    return Source(
        name, reader.path, node.line, origin, owner, key, columns, known, derive,
        currency=currency, zone=zone, lines=lines, **options,
    )  # fmt: skip


def _lines_of(node: Node | None, key: str) -> dict[str, int]:
    return {f"{key}.{entry.key}": entry.line for entry in node.entries} if isinstance(node, YamlMap) else {}


def _derive(reader: FieldReader, node: Node | None, currency: str) -> tuple[dict[str, Tree], dict[str, int]]:
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
