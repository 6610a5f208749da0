"""Whether others can know that a hypothesis was frozen before its run: its log entry was pushed."""

from __future__ import annotations

from pathlib import Path

from wager.workflow.git import Git


def freeze_pushed(root: Path, entry_path: str) -> bool:
    """Tell whether a log entry was committed, and pushed to where others keep it.

    True where the commit that added it lies in the past of the commit that the project stands on, and in the past of
    a branch of a remote, as of the last push or fetch. False without git or a remote. Whoever can write into
    the repository on this machine can pretend a push: what counts is the remote's own copy.

    Parameters
    ----------
    root : Path
        The project's folder.
    entry_path : str
        The entry's file, relative to it: `designs/a.log/HASH.yaml`.
    """
    git = Git.of(root)
    added = git.ask("log", "--format=%H", "--diff-filter=A", "--no-renames", "HEAD", "--", entry_path)
    for commit in added.split():
        if git.ask("for-each-ref", "--count=1", "--format=%(refname)", "--contains", commit, "refs/remotes"):
            return True
    return False
