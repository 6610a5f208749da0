"""Entries of a log that were removed, back-dated or re-ordered; history that was rewritten.

What was altered is no longer the content of its name, which reading the log finds (`log.examine_log`). Here is what
needs witnesses: the ledger, the history of git, heads that commit messages repeat, and the entries themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from wager.design.frozen.log import Entry
from wager.design.traces.trace import LOOKS, Trace
from wager.foundation.finding import Finding
from wager.foundation.moments import in_utc

SKEW = 10 * 60 * 1_000_000
"""By how much the clocks of two machines may differ, in microseconds: ten minutes."""

LATE_RECORD = 86_400 * 1_000_000
"""How long after an entry the ledger may record it: a day. Both are written by one command, unless it was cut off."""

LATE_COMMIT = 7 * LATE_RECORD
"""How long after an entry it may be committed, where no ledger knows it earlier."""


def removed_entries(trace: Trace) -> Iterator[Finding]:
    """Name entries that somebody knows of and that are not there (detector 7)."""
    for entry, known in _known(trace).items():
        if entry not in trace.there:
            folder = trace.history.folders.get(entry, trace.folder)
            path = f"{folder}/{entry}.yaml"
            yield Finding(path, 1, "E307", f"{_fate(trace, entry)}: {known}; {_restore(trace, entry, path)}")


def misdated_entries(trace: Trace) -> Iterator[Finding]:
    """Name entries whose moment cannot be, or that nobody knew until long after it (detector 7)."""
    for entry in trace.log:
        why = _before_prev(trace, entry) or _after_witness(trace, entry)
        if why:
            said = f"{why}; it is back-dated, or a clock was wrong: restore what was written from git"
            yield trace.at_entry(entry, "at", "E307", said)
            continue
        late = _late(trace, entry)
        if late:
            yield trace.at_entry(entry, "at", "W307", late)


def reordered_entries(trace: Trace) -> Iterator[Finding]:
    """Name entries that were there before what they claim to be written on, and results older than their freeze (detector 7)."""
    added = trace.history.added
    for entry in trace.log:
        for name in entry.prev:
            mine, its = added.get(entry.hash), added.get(name)
            if mine is not None and its is not None and mine.place < its.place:
                why = (
                    f"it says that it was written on {name}, and commit {mine.short} added it before commit {its.short} added "
                    "that one; the entries were re-ordered: restore what was written from git"
                )
                yield trace.at_entry(entry, "prev", "E307", why)
        freeze = trace.entries.get(str(entry.body.get("freeze", ""))) if entry.kind == "verdict" else None
        if freeze is not None and entry.at < freeze.at:
            why = f"the verdict is of {in_utc(entry.at)}, older than its freeze of {in_utc(freeze.at)}; restore what was written from git"
            yield trace.at_entry(entry, "at", "E307", why)


def _known(trace: Trace) -> dict[str, str]:
    """Say of each entry that somebody knows of who does, the surest first."""
    found: dict[str, str] = {}
    for record in trace.records:
        name = str(record.body.get("entry", ""))
        if name:
            what = f"{record.kind} of {record.body.get('hypothesis', '')}".removesuffix(" of ")
            found.setdefault(name, f"record {record.number} of the ledger knows it ({what})")
    for name, folder in trace.history.folders.items():
        if folder == trace.folder:
            found.setdefault(name, _known_to_git(trace, name))
    for one in trace.history.repeated:
        for name in one.heads if one.design == trace.name else ():
            found.setdefault(name, f"the message of commit {one.commit.short} names it as a head of the log")
    return found


def _known_to_git(trace: Trace, name: str) -> str:
    history = trace.history
    came, went, lost = (kept.get(name) for kept in (history.added, history.removed, history.dropped))
    if came is None and went is None and lost is not None:
        return f"commit {lost.short} added it, and this branch has that commit no more: history was rewritten"
    said = [f"commit {came.short} added it"] if came is not None else []
    said += [f"commit {went.short} took it away"] if went is not None else []
    return ", and ".join(said)


def _fate(trace: Trace, name: str) -> str:
    """Say what became of an entry that is not there."""
    old = trace.history.gone.get(name)
    known = {str(record.body.get("entry", "")) for record in trace.records}
    for entry in trace.log:
        if old is not None and (entry.kind, entry.hypothesis, entry.body) == (
            old.kind,
            old.hypothesis,
            old.body,
        ):
            how = "re-ordered" if entry.at == old.at else "back-dated" if entry.at < old.at else "dated later"
            return f"the entry was {how}: what it said stands in {entry.hash}.yaml now"
        if old is None and entry.hash not in known and _recorded(entry) in _records(trace, name):
            return f"the entry was re-ordered, or written anew: what it said stands in {entry.hash}.yaml now"
    return "the entry was removed"


def _records(trace: Trace, name: str) -> list[tuple[str, ...]]:
    """Return what the ledger noted of an entry."""
    return [
        (
            one.kind,
            str(one.body.get("hypothesis", "")),
            str(one.body.get("closure", "") or one.body.get("version", "")),
        )
        for one in trace.records
        if one.body.get("entry") == name
    ]


def _recorded(entry: Entry) -> tuple[str, ...]:
    """Return what the ledger notes of such an entry."""
    said = entry.body.get("closure", "") if entry.kind == "freeze" else entry.body.get("version", "")
    return entry.kind, entry.hypothesis, str(said)


def _restore(trace: Trace, name: str, path: str) -> str:
    commit = trace.history.added.get(name) or trace.history.dropped.get(name)
    if commit is None:
        return "restore it from git, another clone or a backup"
    return f"`git restore --source={commit.short} -- {path}` brings it back"


def _before_prev(trace: Trace, entry: Entry) -> str:
    """Say on which entry it stands that is of a later moment; empty where there is none."""
    for name in entry.prev:
        earlier = trace.entries.get(name)
        if earlier is not None and entry.at < earlier.at - SKEW:
            return f"it says {in_utc(entry.at)}, and was written on {name} of {in_utc(earlier.at)}"
    return ""


def _after_witness(trace: Trace, entry: Entry) -> str:
    """Say who knew it before the moment that it claims; empty where nobody did."""
    commit = trace.history.added.get(entry.hash)
    if commit is not None and entry.at > commit.at + SKEW:
        return (
            f"it says {in_utc(entry.at)}, and commit {commit.short} of {in_utc(commit.at)} holds it already"
        )
    for record in trace.records:
        if record.body.get("entry") == entry.hash and entry.at > record.at + SKEW:
            return f"it says {in_utc(entry.at)}, and record {record.number} of the ledger of {in_utc(record.at)} knows it already"
    return ""


def _late(trace: Trace, entry: Entry) -> str:
    """Say how late somebody first knew of it, where that is long after the moment that it claims."""
    commit = trace.history.added.get(entry.hash)
    known = {min(commit.signed, commit.at): f"commit {commit.short}"} if commit is not None else {}
    recorded = [
        one for one in trace.records if one.body.get("entry") == entry.hash and one.kind in {"freeze", *LOOKS}
    ]
    known |= {one.at: f"record {one.number} of the ledger" for one in recorded[:1]}
    allowed = LATE_RECORD if recorded else LATE_COMMIT
    if not known or min(known) <= entry.at + allowed:
        return ""
    return (
        f"it says {in_utc(entry.at)}, and nobody knew it before {known[min(known)]} of {in_utc(min(known))}; it may be back-dated: "
        "commit entries when they are written"
    )
