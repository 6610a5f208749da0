"""Who is at work, who wrote a design, and who works on the project: as git knows them.

Names are written as git writes them, `Ann Lee <ann@example.com>`. One person is one e-mail address, whatever the case
of its letters; several addresses of one person are made one by a `.mailmap`.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from wager.workflow.git import Git
from wager.workflow.wiring import Wiring

_SIGNED = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL")
_AUTHOR = "%aN <%aE>"
_WITH_OTHERS = _AUTHOR + "%n%(trailers:key=Co-authored-by,valueonly)"
_IDENTITY = re.compile(r"[^<>]*<(?P<address>[^<>]*)>")

Judge = Callable[[str], str]
"""Takes the text of a file, returns what of it counts."""


def person(wiring: Wiring) -> str:
    """Say who is at work: whom git would sign with in the project's folder, else the login name."""
    git = _signing(wiring.root)
    name, _, _ = git.ask("var", "GIT_AUTHOR_IDENT").rpartition("> ")
    if not name:
        return _login()
    signed = f"{name}>"
    return git.ask("check-mailmap", signed) or signed


def people_of(wiring: Wiring) -> tuple[str, ...]:
    """Name all people who wrote commits of the repository; none without git, or where git knows no file of the project.

    Who is named beside the author of a commit, as assistants are, is not one who works on the project.
    """
    git = Git.of(wiring.root)
    if not git.ask("rev-list", "--all", "--max-count=1", "--", "."):
        return ()
    written = git.ask("log", "--all", f"--format={_AUTHOR}").splitlines()
    return tuple(one for one in _distinct(written) if not _is_bot(one))


def authors_of(wiring: Wiring, path: str, counts: Judge = str) -> tuple[str, ...]:
    """Name who wrote a file: the authors of the commits that changed it, and who changes it now.

    Parameters
    ----------
    wiring : Wiring
    path : str
        Relative to the project.
    counts : callable
        A commit makes its author an author of the file only where this differs before and after it.
    """
    git, counts = Git.of(wiring.root), cache(counts)  # what one commit leaves, the next one finds
    found: list[str] = []
    if _uncommitted(git, wiring.root, path, counts):
        found.append(person(wiring))
    for commit, before, after in _changes(git, path):
        if counts(_text(git, f"{commit}^", before)) != counts(_text(git, commit, after)):
            found += git.ask("show", "--no-patch", f"--format={_WITH_OTHERS}", commit).splitlines()
    return _distinct(found)


def is_cut_off(wiring: Wiring) -> bool:
    """Tell whether the repository holds only the end of its history, as a shallow clone does."""
    return Git.of(wiring.root).ask("rev-parse", "--is-shallow-repository") == "true"


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are one person.

    Examples
    --------
    >>> same_person("Ann Lee <ann@example.com>", "A. Lee <Ann@Example.com>")
    True
    >>> same_person("ann", "Ann Lee <ann@example.com>")
    False
    """
    return address_of(one) == address_of(other)


def address_of(name: str) -> str:
    """Return by what a person is known: the e-mail address, or the whole name where there is none.

    Examples
    --------
    >>> address_of("Ann Lee <Ann@Example.com>"), address_of("ann")
    ('ann@example.com', 'ann')
    """
    found = _IDENTITY.search(name)
    return (found["address"] if found and found["address"].strip() else name).strip().casefold()


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Keep the first name of each person."""
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            found.setdefault(address_of(name), name.strip())
    return tuple(found.values())


def _is_bot(name: str) -> bool:
    """Tell by its name whether commits come from a program of a forge."""
    return "[bot]" in name


def _signing(folder: Path) -> Git:
    git = Git.of(folder)
    return replace(
        git,
        variables={**git.variables, **{name: os.environ[name] for name in _SIGNED if name in os.environ}},
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        return "a person without a name"  # a container whose user is in no list


def _changes(git: Git, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield the commits that changed a file, with its path before and after, from the top of the repository on."""
    listed = git.ask("log", "--follow", "--name-status", "--format=%x01%H", "-z", "--", path)
    for commit in listed.split("\1"):
        name, *words = [word.strip() for word in commit.split("\0") if word.strip()] or [""]
        if words:
            yield name, words[1], words[-1]


def _text(git: Git, commit: str, path: str) -> str:
    return git.ask("show", f"{commit}:{path}")


def _uncommitted(git: Git, root: Path, path: str, counts: Judge) -> bool:
    if not git.ask("status", "--porcelain", "--untracked-files=all", "--", path):
        return False
    file = root / path
    now = file.read_text(encoding="utf-8", errors="replace").strip() if file.is_file() else ""
    return counts(git.ask("show", f"HEAD:./{path}")) != counts(now)
