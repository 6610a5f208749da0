"""The code that a version was made with: the commit, and as a patch what differed from it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wager.foundation.fingerprint import file_digest
from wager.workflow.git import Git
from wager.workflow.wiring import Wiring

CODE = frozenset((".cfg", ".lock", ".md", ".py", ".sh", ".sql", ".toml", ".txt", ".yaml", ".yml"))
"""How the names of files end that are taken although nobody added them to the repository yet."""

CODE_NAMES = frozenset((".gitattributes", ".gitignore", "dockerfile", "makefile"))

SECRET = (
    ".env*",
    "*.env",
    "*.pem",
    "*.key",
    "*.pfx",
    "*.p12",
    "id_*",
    ".netrc",
    "*credential*",
    "*secret*",
    "*password*",
    "*token*",
)
"""Names of files that are never kept, committed or not."""

LARGEST = 1 << 20
"""Bytes of the largest file that goes into a patch."""

LARGEST_PATCH = 32 << 20
"""Bytes of all files of a patch together: a folder of libraries that nobody ignored stays out of the store."""

STORE = ".wager"

_DIFFERENT = ("diff-index", "--cached", "-p", "--binary", "--full-index", "--no-renames", "--no-ext-diff")
# A plumbing command: no setting of the user's changes what it writes.


def code_state(wiring: Wiring) -> dict[str, Any]:
    """Say which code the project stands on, and keep what is not committed: `Version.code`.

    The repository is not touched: changes are gathered in an index and a folder of objects of our own.

    Parameters
    ----------
    wiring : Wiring
        Its store takes the patch.

    Returns
    -------
    dict
        `commit` (empty without git or before the first commit), `patch` (object: what `git apply` turns the commit,
        or an empty folder, into the files as they were; empty where nothing differs) and `left_out` (`path`, `bytes`
        and `sha256` of files that are too large for a patch, cannot be read, may hold secrets by their name, or are
        no code and nobody added them; of the last two without a digest).
    """
    git = Git.of(wiring.root)
    top = git.ask("rev-parse", "--show-toplevel")
    if not top:
        return {"commit": "", "patch": "", "left_out": []}
    commit = git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    with TemporaryDirectory(prefix="wager-") as aside:
        added = frozenset(os.fsdecode(git.demand("ls-files", "-z", "--full-name")).split("\0"))
        patch, left_out = _difference(wiring.root, _beside(git, Path(top), Path(aside)), commit, added)
    return {"commit": commit, "patch": wiring.objects.put_bytes(patch) if patch else "", "left_out": left_out}


def git_commit(folder: Path) -> str:
    """Return the commit that a folder stands on, with `+` where files differ from it; empty outside git."""
    git = Git.of(folder)
    head = git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return f"{head}+" if head and git.ask("status", "--porcelain", "--untracked-files=no") else head


def uncommitted(folder: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Name those of some files of a folder that its commit does not hold as they are; none outside git.

    Parameters
    ----------
    paths : iterable of str
        Relative to the folder.
    """
    git = Git.of(folder)
    top = git.ask("rev-parse", "--show-toplevel")
    if not top:
        return ()
    arguments = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
    listed = os.fsdecode(git.demand("--literal-pathspecs", *arguments)).split("\0")
    found = (Path(top, line[3:]).resolve() for line in listed if line)
    return tuple(sorted(path.relative_to(folder.resolve()).as_posix() for path in found))


def _beside(git: Git, top: Path, aside: Path) -> Git:
    """Point git at an index and a folder of objects beside the repository's, which it only reads."""
    objects = git.folder / git.ask("rev-parse", "--git-path", "objects")
    (aside / "objects").mkdir()
    return Git(
        top,
        {
            **git.variables,
            "GIT_INDEX_FILE": str(aside / "index"),
            "GIT_OBJECT_DIRECTORY": str(aside / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects.resolve()),
        },
    )


def _difference(
    root: Path, git: Git, commit: str, added: frozenset[str]
) -> tuple[bytes, list[dict[str, Any]]]:
    """Write what differs from a commit, and list what was left out."""
    git.demand("read-tree", commit or "--empty")
    taken, left_out = _parted(git, root, added)
    if taken:
        listed = b"".join(os.fsencode(name) + b"\0" for name in taken)
        arguments = ("add", "--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul")
        git.demand("--literal-pathspecs", *arguments, given=listed)
    start = commit or git.demand("hash-object", "-t", "tree", "--stdin").decode().strip()
    return git.demand(*_DIFFERENT, start), left_out


def _parted(git: Git, root: Path, added: frozenset[str]) -> tuple[list[str], list[dict[str, Any]]]:
    """Part the files that differ into those that a patch takes, and those that it leaves out."""
    taken: list[str] = []
    left_out: list[dict[str, Any]] = []
    total = 0
    for name in _changed(git, root):
        path = git.folder.resolve() / name
        gone = not (path.exists() or path.is_symlink())
        size = 0 if gone else path.lstat().st_size
        readable = gone or path.is_symlink() or (path.is_file() and os.access(path, os.R_OK))
        if is_secret(name) or not (name in added or is_code(name) or gone):
            left_out.append(
                {"path": path.relative_to(root.resolve()).as_posix(), "bytes": size, "sha256": ""}
            )
        elif readable and size <= LARGEST and total + size <= LARGEST_PATCH:
            taken.append(name)
            total += size
        else:
            left_out.append(_left_out(path, root))
    return taken, left_out


def _changed(git: Git, root: Path) -> Iterator[str]:
    """Name the files of the project that differ from the index, from the top of the repository on, sorted."""
    inside = root.resolve().relative_to(git.folder.resolve()).as_posix()
    arguments = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", inside)
    listed = os.fsdecode(git.demand("--literal-pathspecs", *arguments)).split("\0")
    # Two letters and a blank come first: what differs between commit and index (nothing), and on the disk.
    names = (line[3:] for line in listed if line)
    yield from sorted(name for name in names if STORE not in Path(name).parts)


def is_code(name: str) -> bool:
    """Tell whether a file that nobody added to the repository belongs to the project's code; data does not.

    Examples
    --------
    >>> is_code("models/a.yaml"), is_code("features/own.py"), is_code("data/rides.csv")
    (True, True, False)
    """
    place = Path(name.lower())
    return place.suffix in CODE or place.name in CODE_NAMES


def is_secret(name: str) -> bool:
    """Tell by its name whether a file may hold what must not be kept: keys, passwords, settings of an environment.

    Examples
    --------
    >>> is_secret("conf/.env.local"), is_secret("id_rsa"), is_secret("server.pem"), is_secret("models/a.yaml")
    (True, True, True, False)
    """
    return any(fnmatch(Path(name).name.lower(), pattern) for pattern in SECRET)


def _left_out(path: Path, root: Path) -> dict[str, Any]:
    """Describe a file that is no part of a patch; a repository within the project has no digest of ours."""
    readable = path.is_file() and os.access(path, os.R_OK)
    return {
        "path": path.relative_to(root.resolve()).as_posix(),
        "bytes": path.lstat().st_size,
        "sha256": file_digest(path) if readable else "",
    }
