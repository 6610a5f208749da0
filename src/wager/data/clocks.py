"""The second clock: when a column, or several, could be read; and whether that was before a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from wager.data.known import ALWAYS, NEVER, SEEN, Always, FromSnapshot, Never
from wager.data.proofs import before
from wager.data.source import Source
from wager.expressions.tree import Call, Column, Tree, columns
from wager.expressions.tree import Literal as Constant
from wager.foundation.errors import BadInputError, nearest

KnownTime = Tree | Always | Never


def known_time(source: Source, column: str) -> KnownTime:
    r"""Say from when on a column is known.

    A derived column is known when the last of its inputs is, unless `known` lists it.

    Parameters
    ----------
    source : Source
        Where the column is.
    column : str
        Declared or derived.

    Returns
    -------
    Tree, Always or Never
        An expression on the columns of the source, as its contract writes it; null in it means never.

    Raises
    ------
    BadInputError
        If the source has no such column.

    Examples
    --------
    >>> from wager.data.source_file import read_source
    >>> from wager.expressions.write import to_text
    >>> source, _ = read_source(
    ...     "source: a\nfrom: {path: a.csv}\nowner: ops\nkey: id\n"
    ...     "columns: {id: int, at: time, done: time}\nderive: {took: done - at}\n"
    ...     "known: {at: [id, at], done + 1 h: rest}", "sources/a.yaml", currency="USD", zone="UTC")
    >>> to_text(known_time(source, "took"))
    'greatest(done + 1 h, at)'
    """
    return known_time_of(source, (column,))


def known_time_of(source: Source, names: Iterable[str]) -> KnownTime:
    """Say from when on all of several columns are known: the greatest of their known times."""
    declared = clocks_of(source, names)
    if any(isinstance(moment, Never) for moment in declared):
        return NEVER
    moments = tuple(moment for moment in declared if not isinstance(moment, Always | Never))
    if not moments:
        return ALWAYS
    return moments[0] if len(moments) == 1 else Call("greatest", moments)


def clocks_of(source: Source, names: Iterable[str]) -> tuple[KnownTime, ...]:
    """Name each known time that is declared of several columns, or of what derived ones read, once."""
    return tuple(dict.fromkeys(_declared(source, names)))


def _declared(source: Source, names: Iterable[str]) -> list[KnownTime]:
    """Return what is declared of each column, derived ones replaced by what they read."""
    found: list[KnownTime] = []
    for name in names:
        if name in source.known.columns:
            found.append(_acted_on(source.known.columns[name]))
        elif name in source.derive:
            found += _declared(source, columns(source.derive[name]))
        elif name in source.columns:
            found.append(_acted_on(source.known.rest))
        elif name == SEEN and source.keeps_seen:
            found.append(Column(SEEN))
        elif name in source.joined:
            # What the other side says is looked up as of a moment, with what was known there by then; ours must be known.
            found += _declared(source, looked_up_by(source, name))
        else:
            message = f"source {source.name} has no column {name!r}{nearest(name, source.types())}"
            raise BadInputError.of([source.fault("source", "E106", message)])
    return found


def looked_up_by(source: Source, name: str) -> tuple[str, ...]:
    """Name the columns by which a joined column is looked up: our side of the key, and when it happened."""
    join = source.join[name.partition(".")[0]]
    return (*(ours for ours, _ in join.by), *(() if source.event_time is None else (source.event_time,)))


def _acted_on(declared: Tree | Always | Never | FromSnapshot | None) -> KnownTime:
    if isinstance(declared, FromSnapshot):
        return Column(SEEN)
    return NEVER if declared is None else declared


def requested(
    named: Iterable[str] | Literal["all"], objective: Tree, decide_at: Tree | None, source: Source
) -> frozenset[str]:
    r"""Name the columns of the unit row that come with the question, and are therefore visible at T.

    What is known by T at the latest always may. What comes later, or might, does where it is named, unless the objective
    reads it: `all` asks for the question as it was put, not for what the row was to become.

    Parameters
    ----------
    named : iterable of str or 'all'
        `rows.request`.
    objective : Tree
        On columns of the source.
    decide_at : Tree or None
        T; None where the rows have no moment.

    Examples
    --------
    >>> from wager.data.source_file import read_source
    >>> from wager.expressions.parse import parse
    >>> source, _ = read_source(
    ...     "source: a\nfrom: {path: a.csv}\nowner: ops\nkey: id\ncolumns: {id: int, at: time, late: bool, why: text}\n"
    ...     "known: {at: rest, at + 1 d: [late, why]}", "sources/a.yaml", currency="USD", zone="UTC")
    >>> sorted(requested("all", parse("late"), parse("at"), source))
    ['at', 'id']
    >>> sorted(requested(["why", "late"], parse("late"), parse("at"), source))
    ['why']
    """
    own = (*source.columns, *source.derive)
    names = own if named == "all" else [name for name in named if name in own]
    if decide_at is None:
        return frozenset(names)
    outcome = {
        read for name in columns(objective, into_aggregates=False) for read in (name, *_inputs(source, name))
    }
    just_after = Call("+", (decide_at, Constant(1, "duration")))
    in_time = (name for name in names if proves_before(known_time(source, name), just_after, source))
    return frozenset(in_time).union(() if named == "all" else set(names) - outcome)


def _inputs(source: Source, name: str) -> tuple[str, ...]:
    return columns(source.derive[name]) if name in source.derive else ()


def proves_before(known: KnownTime, decide_at: Tree, source: Source) -> bool | None:
    r"""Compare a known time with the moment of decision, as expressions.

    Both are brought into the form *sum of terms + duration*, derived columns put in. What a bound of a
    column's `range` cannot decide stays undecided.

    Parameters
    ----------
    known : Tree, Always or Never
        As `known_time` says.
    decide_at : Tree
        T, on the columns of the same source.
    source : Source
        Gives definitions and ranges.

    Returns
    -------
    bool or None
        True where it is proven known strictly before T in every row, False where in every row it is not, None where
        expressions do not tell.

    Examples
    --------
    >>> from wager.data.source_file import read_source
    >>> from wager.expressions.parse import parse
    >>> source, _ = read_source(
    ...     "source: a\nfrom: {path: a.csv}\nowner: ops\nkey: id\ncolumns: {id: int, at: time, late: float}\n"
    ...     "known: at", "sources/a.yaml", currency="USD", zone="UTC")
    >>> [proves_before(parse(known), parse("at - 2 h"), source) for known in ("at - 3 h", "at", "at + minutes(late)")]
    [True, False, None]
    """
    if isinstance(known, Always):
        return True
    if isinstance(known, Never):
        return False
    at, decided = source.inline(known), source.inline(decide_at)
    if source.refresh is None:
        return before(at, decided, source.columns)
    # What is known is seen after the next refresh: later than it was known, by one cadence at most.
    latest = Call("+", (at, Constant(source.refresh.microseconds, "duration")))
    if before(latest, decided, source.columns):
        return True
    return False if before(at, decided, source.columns) is False else None


def read_by_clock(source: Source) -> dict[Tree, Tree]:
    """Say of the trees by which event time, key and joins are named what they are where derived columns have clocks of their own."""
    ours = (name for join in source.join.values() for name, _ in join.by)
    at = () if source.event_time is None else (source.event_time,)
    named = [Column(name) for name in (*source.key, *ours, *at)]
    return {source.inline(one): source.inline_to_clocks(one) for one in named}


def leaves(source: Source, trees: Sequence[Tree]) -> list[str]:
    """Name the columns of a source that have a clock, as far as some expressions read them; its event time is read in any case."""
    by_clock = read_by_clock(source)
    whole = [*by_clock.values(), *(source.inline_to_clocks(by_clock.get(tree, tree)) for tree in trees)]
    own = {**source.stored_types(), **source.derived_types}
    return list(dict.fromkeys(name for tree in whole for name in columns(tree) if name in own))


def declared_clocks(source: Source) -> tuple[KnownTime, ...]:
    """Name all known times that a source declares, each once; without `never`."""
    named = (*source.columns, *(name for name in source.derive if name in source.known.columns))
    return tuple(one for one in clocks_of(source, named) if not isinstance(one, Never))
