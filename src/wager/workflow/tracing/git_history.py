"""What git knows of the logs of a project; see `design.traces.history`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from wager.design.frozen.log import Entry, entry_of
from wager.design.traces.history import Commit, History, Repeated
from wager.foundation.errors import WagerError
from wager.workflow.git import Git

TRAILER = "Wager-Log"
"""The key of a line in a commit message that repeats the heads of a log: `Wager-Log: DESIGN HEAD…`."""

_NAME = re.compile(r"[0-9a-f]{32}")
_ENTRIES = ":(glob)**/*.log/*.yaml"
_LISTED = (
    "--full-history",  # a merge that took one side only hides what the other side added
    "--topo-order",
    "--reverse",
    "--name-status",
    "--no-renames",
    "--diff-filter=AD",
    "--relative",
    "--no-ext-diff",
    "--format=%x01%H %ct %at",
)


@dataclass
class _Found:
    added: dict[str, Commit] = field(default_factory=dict)
    removed: dict[str, Commit] = field(default_factory=dict)
    dropped: dict[str, Commit] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)


def read_history(root: Path, there: Collection[str]) -> History:
    """Ask git for the commits that added, removed or dropped entries, and for the heads that messages repeat.

    Parameters
    ----------
    root : Path
        The project's folder, which may lie within a larger repository.
    there : set of str
        Names of the entries that are there.
    """
    git = Git.of(root)
    if not git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        return History()
    found, shallow = _Found(), _shallow(git)
    for commit, status, path in _listed(git, ["HEAD"]):
        name = path.stem
        found.folders.setdefault(name, path.parent.as_posix())
        if status == "D":
            found.removed[name] = commit
        elif commit.id not in shallow:  # where a history was cut off, all that is there seems to be added
            found.added.setdefault(name, commit)
    _dropped(git, found, there)
    gone = {name: commit for name, commit in (found.dropped | found.added).items() if name not in there}
    said = ((name, _content(git, name, commit, found.folders[name])) for name, commit in gone.items())
    return History(
        found.added,
        found.removed,
        found.dropped,
        found.folders,
        {name: entry for name, entry in said if entry is not None},
        tuple(_repeated(git, root)),
    )


def settled_files(root: Path, paths: Collection[str]) -> dict[str, int]:
    """Say for files when git saw their last change; those that differ from their commit are left out."""
    git = Git.of(root)
    if not paths or not git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        return {}
    differing = git.ask(
        "diff", "--name-only", "--relative", "--no-ext-diff", "HEAD", "--", *paths
    ).splitlines()
    found = {path: git.ask("log", "-1", "--format=%ct", "HEAD", "--", path) for path in paths}
    return {path: int(when) * 1_000_000 for path, when in found.items() if when and path not in differing}


def _listed(git: Git, arguments: list[str]) -> Iterator[tuple[Commit, str, PurePosixPath]]:
    """Yield which commit added or removed which entry, parents before their children."""
    said = git.ask("-c", "core.quotePath=false", "log", *_LISTED, *arguments, "--", _ENTRIES)
    for place, block in enumerate(said.split("\1")[1:]):
        head, *lines = block.splitlines()
        commit_id, at, signed = head.split()
        commit = Commit(commit_id, int(at) * 1_000_000, int(signed) * 1_000_000, place)
        for line in lines:
            status, _, name = line.partition("\t")
            path = PurePosixPath(name)
            if _NAME.fullmatch(path.stem):
                yield commit, status, path


def _dropped(git: Git, found: _Found, there: Collection[str]) -> None:
    """Look into the past of the branch itself, and of the one that it follows: commits that were taken back."""
    branch = git.ask("symbolic-ref", "--quiet", "HEAD")
    upstream = git.ask("rev-parse", "--symbolic-full-name", "@{upstream}") if branch else ""
    refs = [ref for ref in (branch, upstream) if ref]
    past = [one for ref in refs for one in git.ask("log", "-g", "--format=%H", ref, "--").split()]
    if not past:
        return
    kept = ["HEAD", *([upstream] if upstream else [])]
    for commit, status, path in _listed(git, [*dict.fromkeys(past), "--not", *kept]):
        if status == "A" and path.stem not in there and path.stem not in found.added:
            found.dropped[path.stem] = commit
            found.folders.setdefault(path.stem, path.parent.as_posix())


def _content(git: Git, name: str, commit: Commit, folder: str) -> Entry | None:
    try:
        return entry_of(name, git.ask("show", f"{commit.id}:./{folder}/{name}.yaml"))
    except WagerError:
        return None


def _repeated(git: Git, root: Path) -> Iterator[Repeated]:
    """Yield the trailers of the commits in the past of the present one that touch the project."""
    top = git.ask("rev-parse", "--show-toplevel")
    within = [] if top and Path(top).resolve() == root.resolve() else ["--", "."]
    layout = f"--format=%x01%H %ct %at%x02%(trailers:key={TRAILER},valueonly)"
    said = git.ask("log", "HEAD", f"--grep=^{TRAILER}:", layout, *within)
    for block in said.split("\1")[1:]:
        head, _, values = block.partition("\2")
        commit_id, at, signed = head.split()
        for value in values.splitlines():
            design, *names = value.split() or [""]
            if names:
                yield Repeated(
                    Commit(commit_id, int(at) * 1_000_000, int(signed) * 1_000_000), design, tuple(names)
                )


def _shallow(git: Git) -> frozenset[str]:
    file = git.folder / git.ask("rev-parse", "--git-path", "shallow")
    return frozenset(file.read_text(encoding="utf-8").split()) if file.is_file() else frozenset()
