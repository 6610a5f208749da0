"""All that is known of what happened to one design: its document, its log, the ledger, and git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry
from wager.design.models.model_file import ModelFile
from wager.design.traces.history import History
from wager.foundation.finding import Finding
from wager.foundation.ledger import Record

LOOKS = ("verdict", "look")
"""Kinds of entries, and of records of the ledger, that say that outcomes of a holdout were read."""

_LINES = {"at": 5, "prev": 6, "body": 7}
"""Lines of an entry's file; they are written in one order."""


@dataclass(frozen=True)
class Trace:
    """What is known of a design, gathered by the workflow.

    Attributes
    ----------
    name : str
        The design's id.
    folder : str
        Its log, relative to the project: `designs/a.log`.
    log : tuple of Entry
        Those that are whole, oldest first.
    now : int
        Instant in microseconds.
    design : Design or None
        As its document stands now; None where that is gone or cannot be read.
    models : mapping of str to ModelFile
        Of the project, as read.
    plans : mapping of str to mapping
        By hypothesis: what a freeze would pin now (`freeze.design_parts`), with the α of its freeze where it has one.
    digests : mapping of str to mapping
        By hypothesis that was frozen: digests, by the name of the part, of parts outside the document, as far as they are known.
    records : tuple of Record
        The ledger's on this design.
    elsewhere : tuple of Entry
        Entries of the logs of other designs.
    history : History
    settled : mapping of str to int
        By file, relative to the project: when git saw its last change; files that differ from their commit are not there.
    there : frozenset of str
        Names of all files of entries in the project, also of those that are not whole.
    prose : tuple of (int, str)
        Lines of the document outside its blocks, each with its number.
    source : str
        File of the source of its rows; empty where there is none.
    categories : mapping of str to tuple of str
        Declared values of the columns of its rows.
    waits : mapping of str to tuple of str
        By hypothesis that was frozen: files that its freeze covers and that cannot be read as they stand; with them nothing can be compared.
    """

    name: str
    folder: str
    log: tuple[Entry, ...]
    now: int
    design: Design | None = None
    models: Mapping[str, ModelFile] = field(default_factory=dict, hash=False)
    plans: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    digests: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    records: tuple[Record, ...] = ()
    elsewhere: tuple[Entry, ...] = ()
    history: History = field(default_factory=History, hash=False)
    settled: Mapping[str, int] = field(default_factory=dict, hash=False)
    there: frozenset[str] = frozenset()
    prose: tuple[tuple[int, str], ...] = ()
    source: str = ""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The log by name."""
        return {entry.hash: entry for entry in self.log}

    @cached_property
    def before(self) -> Mapping[str, frozenset[str]]:
        """For each entry, all that it was written on, directly or not."""
        found: dict[str, frozenset[str]] = {}
        for entry in self.log:  # oldest first
            found[entry.hash] = frozenset(entry.prev).union(
                *(found.get(name, frozenset()) for name in entry.prev)
            )
        return found

    def of(self, kind: str, hypothesis: str = "") -> list[Entry]:
        """Return the log's entries of a kind, on one hypothesis or on all, oldest first."""
        return [one for one in self.log if one.kind == kind and hypothesis in ("", one.hypothesis)]

    def frozen(self) -> Iterator[Entry]:
        """Yield the first freeze of each hypothesis that was not given up; a verdict is not undone by giving up."""
        void = {entry.hypothesis for entry in self.of("void")}
        void -= {entry.hypothesis for entry in self.of("verdict")}
        seen: set[str] = set()
        for entry in self.of("freeze"):
            if entry.hypothesis not in seen | void:
                yield entry
            seen.add(entry.hypothesis)

    def missing(self, entry: str) -> bool:
        """Tell whether an entry is not there, though the ledger or git knows it."""
        known = any(record.body.get("entry") == entry for record in self.records)
        return entry not in self.there and (known or entry in {**self.history.added, **self.history.dropped})

    def path(self, entry: str) -> str:
        """Name the file of an entry, relative to the project."""
        return f"{self.folder}/{entry}.yaml"

    def at_entry(self, entry: Entry, key: str, code: str, message: str) -> Finding:
        """Find something wrong with one line of an entry."""
        return Finding(self.path(entry.hash), _LINES[key], code, message)
