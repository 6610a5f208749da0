"""One thing that is not what was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Damaged:
    """One thing of the store that is damaged or gone.

    Attributes
    ----------
    what : str
        `object`, `run`, `registry`, `version`, `log entry`, `prediction log` or `event log`.
    where : str
        The file, relative to the project.
    why : str
        What was found, what was expected, and what to do.
    needed_by : tuple of str
        What depends on it, the nearest first: snapshots, runs, verdicts, versions, titles.
    """

    what: str
    where: str
    why: str
    needed_by: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "needed_by": list(self.needed_by)}


def relative(path: Path, root: Path) -> str:
    """Name a file relative to the project, or as it is where it lies elsewhere.

    Examples
    --------
    >>> relative(Path("/p/.wager/registry.db"), Path("/p")), relative(Path("/q/a"), Path("/p"))
    ('.wager/registry.db', '/q/a')
    """
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
