"""What git knows of the entries of logs: which commit added, removed or dropped each, and which heads commits repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wager.design.frozen.log import Entry


@dataclass(frozen=True)
class Commit:
    """One commit.

    Attributes
    ----------
    id : str
    at, signed : int
        When it was made, and when its author wrote it: instants in microseconds. Both are what a clock said.
    place : int
        Among those that touch logs, counted from the first; a commit comes after its parents.
    """

    id: str
    at: int = 0
    signed: int = 0
    place: int = 0

    @property
    def short(self) -> str:
        """Its first characters, as git prints them."""
        return self.id[:10]


@dataclass(frozen=True)
class Repeated:
    """A commit message that repeats the heads of a log.

    Attributes
    ----------
    commit : Commit
    design : str
    heads : tuple of str
    """

    commit: Commit
    design: str
    heads: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What git knows; nothing outside a repository.

    Attributes
    ----------
    added, removed : mapping of str to Commit
        By entry: the first commit in the past of the present one that added it, the last that took it away.
    dropped : mapping of str to Commit
        By entry: a commit that this branch, or the one it follows, once had in its past and has no more.
    folders : mapping of str to str
        By entry: the folder in which it was, relative to the project.
    gone : mapping of str to Entry
        What entries said that were added once and are not there.
    repeated : tuple of Repeated
        Trailers `Wager-Log` of commit messages.
    """

    added: Mapping[str, Commit] = field(default_factory=dict, hash=False)
    removed: Mapping[str, Commit] = field(default_factory=dict, hash=False)
    dropped: Mapping[str, Commit] = field(default_factory=dict, hash=False)
    folders: Mapping[str, str] = field(default_factory=dict, hash=False)
    gone: Mapping[str, Entry] = field(default_factory=dict, hash=False)
    repeated: tuple[Repeated, ...] = ()
