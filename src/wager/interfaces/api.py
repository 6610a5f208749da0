"""The Python face: how one comes to a project, and what needs none."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from wager.foundation.progress import Progress, silent

if TYPE_CHECKING:
    from wager.workflow.init_project import Initialised
    from wager.workflow.try_file import Tried

from wager.interfaces.project import Project

__all__ = ["Project", "init", "open", "try_file"]


def open(path: str | PathLike[str] = ".", *, progress: Progress = silent, alone: bool = False) -> Project:  # noqa: A001 - the name people expect
    """Open the project in a folder or above it.

    Parameters
    ----------
    path : path
        The folder.
    progress : Progress
        Told what long work is doing; default: nobody is.
    alone : bool
        True in a process of our own: libraries then skip what they have for users of data frames.

    Raises
    ------
    NotFoundError
        If there is no project.
    """
    from wager.interfaces.notebook import show_in_notebooks
    from wager.project.opening import open_project

    show_in_notebooks()
    return Project(open_project(Path(path), progress, alone=alone))


def init(folder: str | PathLike[str] = ".", *, example: str | None = None) -> Initialised:
    """Begin a project, or copy an example.

    Raises
    ------
    ConflictError
        If a file that would be written exists.
    NotFoundError
        If there is no such example.
    """
    from wager.interfaces.notebook import show_in_notebooks
    from wager.workflow.init_project import init_project

    show_in_notebooks()
    return init_project(Path(folder), example=example)


def try_file(
    file: str | PathLike[str],
    *,
    label: str,
    when: str | None = None,
    gain: str | None = None,
    cost: str | None = None,
    pay: str | None = None,
    afterwards: Sequence[str] = (),
    key: Sequence[str] = (),
    out: str | PathLike[str] | None = None,
    force: bool = False,
    progress: Progress = silent,
    alone: bool = False,
) -> Tried:
    """Say what one CSV or Parquet file is worth, and write a one-file project for it.

    Parameters
    ----------
    file : path
        CSV, zipped CSV or Parquet.
    label : str
        Column or expression: what turns out to be true of a row, or a number.
    when : str, optional
        Expression: the moment of the decision; without it clocks are assumed.
    gain, cost : str, optional
        What acting earns where the label is true, and costs elsewhere: `"80 USD"`, `"15 USD"`.
    pay : str, optional
        Expression: what a prediction earns, where the label is a number.
    afterwards : sequence of str
        Columns that exist only after the decision.
    key : sequence of str
        Columns that name a row.
    out : path, optional
        Where the project is written; default: beside the file.
    force : bool
        Write over a document that stands there already; else it is kept, and `written` says so.
    progress : Progress
        Told what long work is doing.
    alone : bool
        As for `open`.

    Raises
    ------
    BadInputError
        If the file cannot be read, or holds nothing to learn from.
    """
    from wager.interfaces.notebook import show_in_notebooks
    from wager.project.opening import open_folder
    from wager.workflow.try_file import try_file as workflow

    show_in_notebooks()
    file = Path(file)
    folder = file.parent if out is None else Path(out)
    return workflow(
        open_folder(folder, progress, alone=alone),
        file,
        label=label,
        when=when,
        gain=gain,
        cost=cost,
        pay=pay,
        afterwards=tuple(afterwards),
        key=tuple(key),
        force=force,
    )
