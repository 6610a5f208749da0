"""A source with a profile of its data, and a feature with a profile of its computed values."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from wager.data.clocks import KnownTime, known_time, known_time_of
from wager.data.known import Always, Never
from wager.data.profile import ColumnProfile, profile_snapshot, profile_table
from wager.data.source import Source
from wager.design.design_record import Design
from wager.expressions.tree import Column, aggregates, columns
from wager.expressions.write import to_text, window_text
from wager.features.cache import FeatureCache
from wager.features.feature import Feature, PythonCall
from wager.features.link import feature_reads
from wager.features.matrix import as_stored
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.moments import iso
from wager.workflow.inputs import gather_inputs, used_features
from wager.workflow.read_project import Definitions
from wager.workflow.take_snapshot import current_snapshot, read_head
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
        "first": None if taken.first is None else iso(taken.first),
        "last": None if taken.last is None else iso(taken.last),
        "columns": [_column(source, profiled[name]) for name in source.columns],
        "derived": [_derived(source, name) for name in source.derive],
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


def show_feature(wiring: Wiring, definitions: Definitions, feature: Feature) -> Thing:
    """Show a feature's definition, from when on its inputs are known, and its values where they were computed."""
    python = isinstance(feature.tree, PythonCall)
    return {
        "file": feature.file,
        "path": feature.path,
        "line": feature.line,
        "owner": feature.owner,
        "is": feature.tree.call if isinstance(feature.tree, PythonCall) else to_text(feature.tree),
        "python": python,
        "type": feature.type,
        "unit": feature.unit,
        "means": feature.means,
        "from": feature.source,
        "by": None if feature.entity is None else str(feature.entity),
        "windows": _windows(feature),
        "known": _inputs_known(definitions, feature),
        "reads": list(feature_reads(feature)),
        "values": _values(wiring, definitions, feature),
    }


def _windows(feature: Feature) -> list[str]:
    if isinstance(feature.tree, PythonCall):
        return []
    return list(dict.fromkeys(window_text(one.over) for one in aggregates(feature.tree) if one.over))


def _inputs_known(definitions: Definitions, feature: Feature) -> str:
    """Say when an event counts, or from when on the columns of the row are known."""
    if isinstance(feature.tree, PythonCall):
        return ""
    try:
        if feature.source is not None:
            source = definitions.sources[feature.source]
            theirs = feature.entity.theirs if feature.entity else ()
            reads = [name for one in aggregates(feature.tree) for name in columns(one)]
            return known_text(known_time_of(source, dict.fromkeys([*reads, *theirs])))
        reads = [name for name in feature_reads(feature) if name not in definitions.features]
        home = next((one for one in definitions.sources.values() if set(reads) <= set(one.types())), None)
        return "" if home is None or not reads else known_text(known_time_of(home, reads))
    except BadInputError:
        return "not acted on"


def _values(wiring: Wiring, definitions: Definitions, feature: Feature) -> Thing | None:
    """Profile the cached column of the first design for which there is one; nothing is computed."""
    for design in definitions.designs.values():
        try:
            values = _cached(wiring, definitions, design, feature)
        except WagerError:  # the feature does not fit this design's rows
            continue
        if values is not None:
            kind = {"duration": "float"}.get(feature.type, feature.type)
            table = pa.table({feature.name: as_stored(values, feature.type)})
            profiled = profile_table(table, {feature.name: kind}, definitions.config.currency or "USD")
            return {"design": design.id, **profiled.columns[0].to_json()}
    return None


def _cached(wiring: Wiring, definitions: Definitions, design: Design, feature: Feature) -> pa.Array | None:
    sources = {one.source for one in used_features([feature.name], definitions.features) if one.source}
    if design.is_one_file or not all(
        read_head(wiring.heads, name) for name in {*sources, design.rows.source or ""}
    ):
        return None
    inputs = gather_inputs(wiring, definitions, design, [feature.name])
    key = inputs.keys({feature.name: Column(feature.name)})[feature.name]
    return FeatureCache(wiring.cache / "features").read(key)
