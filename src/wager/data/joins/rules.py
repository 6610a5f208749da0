"""What is wrong with the joins of a contract, seen beside the other sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wager.data.parts import Join
from wager.data.source import Source
from wager.expressions.tree import Column, Tree, Type, columns
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding


def joined_types(source: Source, sources: Mapping[str, Source]) -> tuple[dict[str, Type], list[Finding]]:
    """Type the columns that a source takes from others, and say what is wrong with how it does (E106, E109)."""
    types: dict[str, Type] = {}
    findings: list[Finding] = []
    for name, join in source.join.items():
        other = sources.get(name)
        if other is None:
            findings.append(
                _fault(source, join, "E106", f"there is no source {name!r}{nearest(name, sources)}")
            )
            continue
        findings += [_fault(source, join, *said) for said in _faults(source, other, join)]
        types |= {
            f"{name}.{column}": other.types()[column] for column in join.take if column in other.types()
        }
    return types, findings


def _fault(source: Source, join: Join, code: str, message: str) -> Finding:
    return Finding(source.path, join.line, code, f"join: {message}")


def _faults(source: Source, other: Source, join: Join) -> Iterator[tuple[str, str]]:
    theirs, ours = other.types(), source.types()
    # A name that neither side has was found when our own file was read: it is one mistake.
    keys = dict.fromkeys(their for our, their in join.by if our != their or our in ours)
    for column in dict.fromkeys([*keys, *join.take]):
        if column not in theirs:
            near = nearest(column, theirs) or (_by_key(other, column) if column in keys else "")
            yield "E106", f"source {other.name} has no column {column!r}{near}{_chained(other, column)}"
    named = {their for _, their in join.by}
    if named != set(other.key) and named <= theirs.keys() and all(our in ours for our, _ in join.by):
        key = ", ".join(other.key)
        yield "E109", f"by should name the whole key of {other.name}, {key}, so that one row matches"
    for our, their in join.by:
        kinds = {ours.get(our), theirs.get(their)}
        if None not in kinds and len(kinds) > 1 and kinds != {"int", "float"}:
            said = f"by compares {our}, of type {ours[our]}, with {their} of {other.name}, of type {theirs[their]}"
            yield "E109", f"{said}; expected columns of one type"


def _by_key(other: Source, column: str) -> str:
    """Say how a column of ours is held against a key that is called otherwise."""
    key = ", ".join(other.key)
    return f"; its key is {key}" + (f": `by: {column} = {key}`" if len(other.key) == 1 else "")


def _chained(other: Source, column: str) -> str:
    """Say that what the other side joins itself is not passed on."""
    if column.partition(".")[0] not in other.join:
        return ""
    return f"; what {other.name} joins is not passed on, join {column.partition('.')[0]} itself"


def misplaced(source: Source) -> Iterator[Finding]:
    """Find what may not read another source: it says when, or which, a row is, before anything is looked up (E109)."""
    for at, what, trees in _own(source):
        for name in dict.fromkeys(one for tree in trees for one in columns(source.inline(tree))):
            if name in source.joined:
                line = at if isinstance(at, int) else source.line_of(at)
                message = (
                    f"{what} reads {name} of another source, which is looked up by the key at the event time, as of a "
                    f"moment; expected columns of {source.name} itself"
                )
                yield Finding(source.path, line, "E109", message)


def _own(source: Source) -> Iterator[tuple[str | int, str, Iterable[Tree]]]:
    yield "key", "the key", [Column(name) for name in source.key]
    if source.event_time is not None:
        yield "event_time", "event_time", [Column(source.event_time)]
    moments = {"rest": source.known.rest, **source.known.columns}
    for name, moment in moments.items():
        if isinstance(moment, Tree):
            yield f"known.{name}", "known", [moment]
    for check in source.checks:
        yield check.line, "the condition of a check", [check.condition]
    for name, join in source.join.items():
        yield (
            join.line,
            f"by of the join of {name}",
            [Column(our) for our, _ in join.by if our in source.types()],
        )
