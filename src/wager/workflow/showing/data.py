"""A source with a profile of its data."""

from __future__ import annotations

from typing import Any

from wager.data.clocks import KnownTime, known_time
from wager.data.known import Always, Never
from wager.data.profile import ColumnProfile, profile_snapshot
from wager.data.source import Source
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError
from wager.foundation.moments import iso
from wager.workflow.take_snapshot import current_snapshot
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]


def show_source(wiring: Wiring, source: Source) -> Thing:
    """Profile a source's data, column by column; takes a first snapshot where there is none.

    Raises
    ------
    BadInputError
        If the data breaks the contract.
    """
    wiring.progress(f"profiling {source.name}")
    taken = current_snapshot(wiring, source)
    profiled = {column.name: column for column in profile_snapshot(taken).columns}
    return {
        "path": source.path,
        "owner": source.owner,
        "from": _origin(source),
        "key": list(source.key),
        "event_time": source.event_time,
        "snapshot": taken.id,
        "rows": taken.rows,
        "versions": taken.versions,
        "first": None if taken.first is None else iso(taken.first),
        "last": None if taken.last is None else iso(taken.last),
        "columns": [_column(source, profiled[name]) for name in source.columns],
        "derived": [_derived(source, name) for name in source.derive],
        "joined": [_joined(source, name) for name in source.joined],
        "refresh": None if source.refresh is None else f"every {source.refresh}",
        "offline": source.is_view,
    }


def _origin(source: Source) -> str:
    origin = source.origin
    if origin.kind == "package":
        return f"{origin.path} of {origin.package}=={origin.version}"
    return origin.sql if origin.kind == "sql" else origin.path


def _column(source: Source, profiled: ColumnProfile) -> Thing:
    spec = source.columns[profiled.name]
    said = {"unit": spec.unit, "means": spec.means, "known": _known_text(source, profiled.name)}
    return {**profiled.to_json(), "type": spec.written_type, **said}


def _derived(source: Source, name: str) -> Thing:
    kind = source.derived_types.get(name)
    return {
        "name": name,
        "type": kind,
        "is": to_text(source.derive[name]),
        "known": _known_text(source, name),
    }


def _joined(source: Source, name: str) -> Thing:
    other, _, column = name.partition(".")
    spec = source.spec_of(name)
    return {
        "name": name,
        "type": source.joined[name],
        "unit": None if spec is None else spec.unit,
        "means": None if spec is None else spec.means,
        "by": [[ours, theirs] for ours, theirs in source.join[other].by],
        "known": _known_text(source, name),
        "known_there": _known_text(source.others[other], column),
    }


def _known_text(source: Source, name: str) -> str:
    try:
        return known_text(known_time(source, name))
    except BadInputError:  # a clock on which this version does not act; `check` says so
        return "not acted on"


def known_text(known: KnownTime) -> str:
    """Print a known time in the language.

    Examples
    --------
    >>> known_text(Always())
    'always'
    """
    return type(known).__name__.lower() if isinstance(known, Always | Never) else to_text(known)
