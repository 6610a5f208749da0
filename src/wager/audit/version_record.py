"""The audit records of a version and of a title: what it all came from, and who held it when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.foundation.moments import iso
from wager.registry.titles import Turn

FORMAT = 1
"""Of the documents."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """Something that the record rests on, looked at again.

    Attributes
    ----------
    what : str
        Such as `the answer`.
    holds : bool
    said : str
        What was found.
    """

    what: str
    holds: bool
    said: str

    def to_json(self) -> Document:
        """Write as JSON values."""
        return dict(vars(self))


@dataclass(frozen=True)
class SnapshotAudit:
    """A snapshot that was read.

    Attributes
    ----------
    source, id : str
    rows : int
    first, last : int or None
        Instants of the first and last event.
    """

    source: str
    id: str
    rows: int
    first: int | None
    last: int | None

    def to_json(self) -> Document:
        """Write as JSON values."""
        ends = {
            name: None if end is None else iso(end)
            for name, end in (("first", self.first), ("last", self.last))
        }
        return {**vars(self), **ends}


@dataclass(frozen=True)
class TurnAudit:
    """A turn at a title, with who had it.

    Attributes
    ----------
    turn : Turn
    until : int or None
        When the next one began; None while it lasts.
    model, hypothesis, verdict : str
        Of the version.
    """

    turn: Turn
    until: int | None
    model: str
    hypothesis: str
    verdict: str

    def to_json(self) -> Document:
        """Write as JSON values."""
        return {
            **self.turn.to_json(),
            "until": None if self.until is None else iso(self.until),
            "model": self.model,
            "hypothesis": self.hypothesis,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class VersionAudit:
    """All that a version came from.

    Attributes
    ----------
    version, serves : str
    registered : int
        When, in microseconds.
    model, design, hypothesis, freeze, verdict, rows, predictions, code, environment : dict or None
        JSON values; None for what a baseline has none of.
    columns : dict of str to dict
        Type, key and content digest of each column that the model reads.
    snapshots : tuple of SnapshotAudit
    objects : dict of str to str
        Everything of the store that it refers to, by what it is.
    turns : tuple of TurnAudit
        When it held its title.
    approvals : tuple of dict
        Who had signed the plan when it took its title, or by now: `role`, `who`, `at`, `plan`, `entry`.
    checks : tuple of Check
    """

    version: str
    serves: str
    registered: int
    model: Mapping[str, Any] = field(hash=False)
    design: Mapping[str, Any] = field(hash=False)
    hypothesis: Mapping[str, Any] | None = field(hash=False)
    freeze: Mapping[str, Any] | None = field(hash=False)
    verdict: Mapping[str, Any] | None = field(hash=False)
    rows: Mapping[str, Any] = field(hash=False)
    columns: Mapping[str, Mapping[str, str]] = field(hash=False)
    snapshots: tuple[SnapshotAudit, ...]
    predictions: Mapping[str, Any] = field(hash=False)
    code: Mapping[str, Any] = field(hash=False)
    environment: Mapping[str, Any] = field(hash=False)
    objects: Mapping[str, str] = field(hash=False)
    turns: tuple[TurnAudit, ...]
    checks: tuple[Check, ...]
    approvals: tuple[Mapping[str, Any], ...] = ()

    @property
    def passed(self) -> bool:
        """True where everything that was looked at holds."""
        return all(check.holds for check in self.checks)

    def to_json(self) -> Document:
        """Write as JSON values."""
        return {
            "format": FORMAT,
            "kind": "version",
            **vars(self),
            "registered": iso(self.registered),
            "snapshots": [one.to_json() for one in self.snapshots],
            "turns": [one.to_json() for one in self.turns],
            "approvals": list(self.approvals),
            "checks": [check.to_json() for check in self.checks],
            "passed": self.passed,
        }


@dataclass(frozen=True)
class TitleAudit:
    """Who held a title on a day, and everybody who ever did.

    Attributes
    ----------
    serves : str
        The name that callers use.
    asked : str
        The day or the moment as it was given; empty for now.
    begin, end : int
        The moments that it stands for, `[begin, end)`; one moment where they are equal.
    held : tuple of TurnAudit
        The turns that touch them; none where it was vacant.
    history : tuple of TurnAudit
        All turns.
    """

    serves: str
    asked: str
    begin: int
    end: int
    held: tuple[TurnAudit, ...]
    history: tuple[TurnAudit, ...]
    passed: bool = True

    def to_json(self) -> Document:
        """Write as JSON values."""
        return {
            "format": FORMAT,
            "kind": "title",
            "serves": self.serves,
            "asked": self.asked,
            "begin": iso(self.begin),
            "end": iso(self.end),
            "held": [one.to_json() for one in self.held],
            "history": [one.to_json() for one in self.history],
        }
