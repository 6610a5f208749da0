"""Cases whose rows are versions, as a source: one row for each key, as it was known when it was decided.

So they are held as any other rows are, by a source, in a snapshot, and whoever reads rows needs no word about versions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from wager.data.clocks import known_time, leaves, looked_up_by, requested
from wager.data.instants import refresh_of
from wager.data.known import ALWAYS, NEVER, Always, Declared, Known, Never
from wager.data.row_rules import joined_moment
from wager.data.snapshot import Snapshot, clocks_digest
from wager.data.source import Cases, Source
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import Column, columns, to_json
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.foundation.sizes import size_text

_BYTES = 40
"""Of one value of one version at the peak: 29 to 41 were measured, of 0.4 million versions of 13 columns and a million of 33."""

FORMAT = 1
"""Raised when the same versions would give other rows."""


def case_source(base: Source, rows: Rows, objective: Objective) -> Source:
    """Describe cases as a source: its columns as they were known at the decision, and what became of those of the outcome.

    Parameters
    ----------
    base : Source
        Whose rows are versions of their keys.
    rows, objective : Rows, Objective
        The blocks of the design.

    Raises
    ------
    BadInputError
        If the outcome is sealed, or is looked up in another source by what may change (E113).
    """
    own = columns(objective.tree, into_aggregates=False)
    joined = None if rows.decide_at is None else joined_moment(base, rows.decide_at)
    if joined is not None:
        raise BadInputError.of([Finding("the design", rows.line, "E109", joined)])
    _demand_readable(base, own, objective.line)
    looked_up = [one for name in _joined(base, own) for one in looked_up_by(base, name)]
    alone = replace(base, event_time=None, key=(), join={})
    read = leaves(alone, [Column(name) for name in (*own, *looked_up)])
    clocked = {name: kind for name, kind in base.derived_types.items() if name in base.known.columns}
    types = {**base.stored_types(), **clocked}
    asked = requested(rows.request, objective.tree, rows.decide_at, base)
    clocks = () if rows.decide_at is None else columns(rows.decide_at)
    happened = () if base.event_time is None else (base.event_time,)
    derived = (name for name in base.key if name in base.derive)  # the others all versions have alike
    filled = {
        name
        for one in (*asked, *clocks, *happened, *derived)
        for name in columns(base.inline_to_clocks(Column(one)))
    }
    names = (*base.stored_types(), *clocked)
    made = Cases(
        base, rows.decide_at, objective.matures.microseconds, clocked, {name: types[name] for name in read},
        tuple(sorted(filled)), _when_known(base, names, filled),
    )  # fmt: skip
    return _source(base, made, clocked)


def as_cases(source: Source, of: Source) -> Source:
    """Describe rows, by the contract that a version knows, as the cases of a design of today.

    Parameters
    ----------
    source : Source
        As the version declares it.
    of : Source
        The cases.
    """
    made = of.cases
    assert made is not None
    same = {name for name in made.clocked if source.derive.get(name) == made.base.derive.get(name)}
    return _source(source, made, same)


def _source(source: Source, made: Cases, stored: Collection[str]) -> Source:
    """Take the names of a contract for cases; of the derived columns some are stored."""
    known: dict[str, Declared] = {name: Column(column) for name, column in made.known.items()}
    others = (name for name in (*source.columns, *stored) if name not in known)
    known |= {name: NEVER if isinstance(known_time(source, name), Never) else ALWAYS for name in others}
    return replace(
        source,
        name=f"rows of {made.base.name}",
        derive={name: what for name, what in source.derive.items() if name not in stored},
        derived_types={name: kind for name, kind in source.derived_types.items() if name not in stored},
        known=Known(known),
        cases=made,
    )


def _when_known(base: Source, names: Iterable[str], filled: Collection[str]) -> dict[str, str]:
    """Name, for each column with a clock, the one that says when what it holds came to be known."""
    found = {}
    for name in names:
        clock = known_time(base, name)
        if not isinstance(clock, Always | Never):
            version = "the version that decides" if name in filled else "its version"
            found[name] = f"{to_text(clock)} of {version}"
    return found


def _demand_readable(base: Source, own: Sequence[str], line: int) -> None:
    """Refuse outcomes that are sealed, or that are looked up by what may change."""
    if base.seal is not None:
        what = f"rows from {base.name}, whose rows are versions of their keys and whose outcomes are sealed"
        raise _refused(line, f"{what}; this version opens those of rows without versions")
    joined = {name.partition(".")[0] for name in _joined(base, own)}
    key = {name for one in base.key for name in columns(base.inline(Column(one)))}
    for name in sorted(joined):
        by = {read for ours, _ in base.join[name].by for read in columns(base.inline(Column(ours)))}
        if not by <= key:
            what = f"an outcome that is looked up in {name} by {', '.join(sorted(by - key))}, which versions of a row may change"
            raise _refused(
                line, f"{what}; this version looks it up by what stands in the key, {', '.join(base.key)}"
            )


def _joined(source: Source, names: Sequence[str]) -> list[str]:
    """Name the joined columns that some columns are, or are made of."""
    read = dict.fromkeys(read for name in names for read in columns(source.inline(Column(name))))
    return [name for name in read if name in source.joined]


def _refused(line: int, what: str) -> BadInputError:
    return BadInputError.of([Finding("the design", line, "E113", f"the design asks for {what}")])


def demand_memory(source: Source, base: Snapshot, memory: int | None) -> None:
    """Refuse versions that do not fit: all of them are put together at once.

    Parameters
    ----------
    source : Source
        Of the cases.
    base : Snapshot
        The versions.
    memory : int or None
        The budget in bytes, of which half is for this; None knows none.

    Raises
    ------
    UnavailableError
        If they take more.
    """
    made = source.cases
    assert made is not None
    needed = base.rows * (len(made.base.stored_types()) + len(made.clocked)) * _BYTES
    if memory is not None and needed > memory // 2:
        raise UnavailableError(
            f"putting together {base.rows:,} versions of {made.base.name} takes about {size_text(needed)}; half of the memory, "
            f"{size_text(memory // 2)}, is for that. Raise `memory` under [limits] in wager.toml, or leave columns that nothing "
            f"reads out of {made.base.path}"
        )


def cases_from(source: Source, base: Snapshot) -> str:
    """Digest all that cases follow from: the versions, and by which rule cases are made of them."""
    made = source.cases
    assert made is not None
    decide_at = None if made.decide_at is None else made.base.inline_to_clocks(made.decide_at)
    return digest(
        {
            "format": FORMAT,
            "base": base.id,
            "clocks": clocks_digest(made.base),
            "derived": {name: to_json(tree) for name, tree in sorted(made.base.derive.items())},
            "decide_at": None if decide_at is None else to_json(decide_at),
            "matures": made.matures,
            "outcome": sorted(made.outcome),
            "filled": list(made.filled),
            "known": dict(made.known),
            "refresh": refresh_of(made.base),
            "complete_until": made.base.complete_until,
            "zone": made.base.zone,
        }
    )
