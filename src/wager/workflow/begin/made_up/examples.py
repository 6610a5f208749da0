"""Which examples have data that are made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from wager.workflow.begin.made_up.mail import write_mail
from wager.workflow.begin.made_up.subscriptions import write_subscriptions

MADE_UP: Mapping[str, Callable[[Path], object]] = {"mail": write_mail, "subscriptions": write_subscriptions}
"""By example: writes its data into the folder of the project."""

DATA = "data"
"""The folder of these data in a project; it is kept out of git, as it can be made again."""


def write_data(example: str, folder: Path) -> tuple[str, ...]:
    """Write the data of an example that has none of its own.

    Returns
    -------
    tuple of str
        Files, relative to the folder; none where the data come from elsewhere.
    """
    if example not in MADE_UP:
        return ()
    MADE_UP[example](folder)
    files = (path for path in sorted((folder / DATA).rglob("*")) if path.is_file())
    return tuple(path.relative_to(folder).as_posix() for path in files)
