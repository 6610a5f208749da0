"""Parts of a table by time, each with a hash of what it says, and how those of two snapshots differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from wager.foundation.fingerprint import digest
from wager.foundation.moments import NEVER

NO_PART = "no part differs"


@dataclass(frozen=True)
class Part:
    """The rows of one day, month or year.

    Attributes
    ----------
    name : str
        Such as `2013-05-06`, `2013-05` or `2013`; empty for rows without an event time.
    rows : int
        How many.
    content : str
        Hash of their values, in canonical order.
    first, last : int or None
        Instants of the first and last event.
    """

    name: str
    rows: int
    content: str
    first: int | None = None
    last: int | None = None

    @property
    def said(self) -> list[str | int]:
        """What of it is part of a snapshot's id."""
        return [self.name, self.rows, self.content]


def content_of(parts: Iterable[Part]) -> str:
    """Hash all parts of a table: names, rows and values."""
    return digest([part.said for part in parts])


@dataclass(frozen=True)
class Difference:
    """How the parts of two snapshots of one source differ.

    Attributes
    ----------
    new, changed, gone : tuple of str
        Names of parts.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all parts that differ."""
        return iter((*self.new, *self.changed, *self.gone))

    def __str__(self) -> str:
        """Say it to people.

        Examples
        --------
        >>> print(Difference(("2013-12-30", "2013-12-31"), ("2013-05-06",), ()))
        2 parts new (2013-12-30 .. 2013-12-31), part 2013-05-06 changed
        """
        said = [
            _said(names, what)
            for what, names in (("new", self.new), ("changed", self.changed), ("gone", self.gone))
            if names
        ]
        return ", ".join(said) or NO_PART


def _said(names: tuple[str, ...], what: str) -> str:
    shown = [name or "without event time" for name in names]
    return (
        f"part {shown[0]} {what}"
        if len(names) == 1
        else f"{len(names):,} parts {what} ({shown[0]} .. {shown[-1]})"
    )


def differing(old: Iterable[Part], new: Iterable[Part]) -> Difference:
    """Compare the parts of two snapshots.

    Examples
    --------
    >>> print(differing([Part("2013-01-01", 1, "a")], [Part("2013-01-01", 1, "a"), Part("2013-01-02", 1, "b")]))
    part 2013-01-02 new
    """
    before = {part.name: part.said for part in old}
    after = {part.name: part.said for part in new}
    return Difference(
        tuple(name for name in after if name not in before),
        tuple(name for name, said in after.items() if name in before and before[name] != said),
        tuple(name for name in before if name not in after),
    )


def begins_with(now: Sequence[Part], was: Sequence[Part]) -> bool:
    """Say whether all that came lies behind what there was.

    Examples
    --------
    >>> day = Part("2013-01-01", 1, "a")
    >>> begins_with([day, Part("2013-01-02", 1, "b")], [day]), begins_with([Part("2012-12-31", 1, "b"), day], [day])
    (True, False)
    """
    return len(was) <= len(now) and all(old.said == new.said for old, new in zip(was, now, strict=False))


def shifts(was: Sequence[Part], now: Sequence[Part]) -> list[int]:
    """Say for each part by how much the places of its rows have changed: old minus new; NEVER where its rows are others.

    Examples
    --------
    >>> day = Part("2013-01-01", 5, "a")
    >>> shifts([day], [Part("2012-12-31", 3, "b"), day])== [NEVER, -3]
    True
    """
    begins = [0, *accumulate(part.rows for part in was)]
    lay = {part.name: (begin, part.said) for part, begin in zip(was, begins, strict=False)}
    found, begin = [], 0
    for part in now:
        old = lay.get(part.name)
        found.append(old[0] - begin if old is not None and old[1] == part.said else NEVER)
        begin += part.rows
    return found
