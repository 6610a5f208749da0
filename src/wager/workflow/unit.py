"""Where the rows of a design come from: their source, the sources behind them, and a snapshot of each."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from wager.data.cases import cases_from, demand_memory
from wager.data.manifest import load_snapshot, read_manifest
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.blocks import Design
from wager.expressions.tree import aggregates
from wager.foundation.errors import BadInputError, NotFoundError, WagerError, nearest
from wager.workflow.read_project import Definitions
from wager.workflow.take_snapshot import current_snapshot, renewed_snapshot
from wager.workflow.wiring import Wiring


def source_named(definitions: Definitions, name: str) -> Source:
    """Return a source by name.

    Raises
    ------
    NotFoundError
        If there is none; the message names the nearest.
    """
    if name not in definitions.sources:
        raise NotFoundError(f"no source {name!r}{nearest(name, definitions.sources)}")
    return definitions.sources[name]


def unit_source(wiring: Wiring, definitions: Definitions, design: Design) -> Source:
    """Return the source of a design's rows.

    Generated rows have one of their own, and a project of one file the one that is inferred from it.
    """
    if design.rows.file is not None:
        from wager.workflow.one_file import inferred_source

        return inferred_source(wiring, design)
    source = source_named(definitions, design.rows.source or "")
    if design.rows.every is None:
        return source
    from wager.data.generated import generated_source

    try:
        return generated_source(source, design.rows)
    except BadInputError as error:  # blocks know their line, not their file
        raise BadInputError.of([replace(one, path=design.path) for one in error.findings]) from error


def behind_rows(definitions: Definitions, design: Design, unit: Source) -> dict[str, Source]:
    """Name the sources whose events say which rows there are, and what came of them; the unit's own where it has them."""
    names = [] if unit.base is unit else [unit.base.name]
    if aggregates(design.objective.tree):
        names.append(str(design.objective.source or unit.base.name))
    known = {unit.name: unit, **definitions.sources}
    found = {
        name: known[name] if name in known else source_named(definitions, name)
        for name in dict.fromkeys(names)
    }
    joined = with_joined(definitions, {unit.name: unit, **found})
    return found | {name: one for name, one in joined.items() if name != unit.name}


def with_joined(definitions: Definitions, sources: Mapping[str, Source]) -> dict[str, Source]:
    """Add the sources that some join: what is read of these depends on them."""
    names = dict.fromkeys(name for source in sources.values() for name in source.others)
    return {**{name: source_named(definitions, name) for name in names}, **sources}


def snapshots_of(
    wiring: Wiring,
    sources: Mapping[str, Source],
    *,
    pinned: Mapping[str, str] | None = None,
    renew: bool = False,
) -> dict[str, Snapshot]:
    """Return a snapshot of each source; those of rows that are made follow from the one that they are made of.

    Parameters
    ----------
    sources : mapping of str to Source
        By name.
    pinned : mapping of str to str, optional
        Ids of snapshots, by source, to prefer to the present.
    renew : bool
        Look whether the data changed; else that is left to `wager snapshot`.
    """
    taken: dict[str, Snapshot] = {}

    def snapshot(source: Source) -> Snapshot:
        if source.name in taken:
            return taken[source.name]
        if source.base is not source:
            found = made_snapshot(wiring, source, snapshot(source.base))
        elif renew:
            found = renewed_snapshot(wiring, source)
        else:
            found = current_snapshot(wiring, source, pinned=(pinned or {}).get(source.name))
        taken[source.name] = found
        return found

    return {name: snapshot(source) for name, source in sources.items()}


def earlier_snapshot(wiring: Wiring, held: str) -> Snapshot | None:
    """Find a snapshot that a column was computed on, or rows were made of; None where it, or a file of it, is gone or damaged."""
    try:
        found = read_manifest(wiring.objects.path(held).read_bytes(), held)
        return replace(found, paths=tuple(wiring.objects.path(entry.sha256) for entry in found.files))
    except (NotFoundError, BadInputError, OSError):
        return None


def made_snapshot(wiring: Wiring, source: Source, base: Snapshot) -> Snapshot:
    """Return the snapshot of rows that are made of another: made once, and found again."""
    follows = _follows_from(source, base)
    place = wiring.cache / "generated" / f"{follows}.json"
    try:
        return load_snapshot(wiring.objects, json.loads(place.read_bytes())["snapshot"])
    except (OSError, ValueError, KeyError, TypeError, WagerError):
        pass  # only a memory: what is not there is made
    if source.cases is not None:
        demand_memory(source, base, wiring.memory)
    from wager.data.case_rows import case_rows
    from wager.data.generated import generate
    from wager.data.store_parts import store_snapshot

    wiring.progress(source.name)
    rows = generate if source.cases is None else case_rows
    made = store_snapshot(wiring.objects, rows(wiring.engine, source, base), source, follows)
    _remember(place, made.id)
    return made


def _follows_from(source: Source, base: Snapshot) -> str:
    """Digest all that rows which are made of others follow from."""
    if source.cases is not None:
        return cases_from(source, base)
    from wager.data.generated import generated_from

    return generated_from(source, base)


def _remember(place: Path, snapshot: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.parent / f".{place.stem}-{secrets.token_hex(6)}"
        temporary.write_text(json.dumps({"snapshot": snapshot}), encoding="utf-8")
        os.replace(temporary, place)  # noqa: PTH105  # atomic on every system
    except OSError:
        return  # what cannot be remembered is made again
