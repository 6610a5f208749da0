"""`wager diff A B`: what moved between two versions of a design, by meaning."""

from __future__ import annotations

from pathlib import Path

import click

from wager.design.config import Config
from wager.foundation.errors import NotFoundError, UsageError
from wager.interfaces.cli.render.differences import differences_lines
from wager.interfaces.cli.session import Session, verb


@verb(
    "diff",
    "wager diff flight-protect\nwager diff HEAD~1 designs/flight-protect.md\nwager diff main:designs/flight-protect.md designs/flight-protect.md",
)
@click.argument("versions", nargs=-1, metavar="[A] [B]", required=True)
@click.option("--textconv", is_flag=True, help="Print a design as `git diff` should compare it.")
def command(session: Session, versions: tuple[str, ...], textconv: bool) -> None:
    """Say what moved in a design: weakened, strengthened, reworded.

    A and B are files, names of designs, or REV:PATH; a revision alone takes the other's file. One design alone is
    held against its last freeze, else against the last commit. Two model files are compared by meaning, too. Ends
    with exit code 1 if a frozen field moved.
    """
    if textconv:
        _print_canonical(session, versions)
        return
    result = session.project().diff(*versions, folder=session.folder)
    session.show(result, differences_lines)
    if result.moved:
        session.refuse()


def _print_canonical(session: Session, versions: tuple[str, ...]) -> None:
    """Print one file as git names it, relative to where git stands; the project's settings are those of `-C`."""
    from wager.workflow.differing.designs import canonical_document

    if len(versions) != 1:
        raise UsageError("--textconv takes one file, as git passes it")
    file = Path(versions[0])
    if not file.is_file():
        raise NotFoundError(f"no file {file}; --textconv takes one file, as git passes it")
    text = file.read_text(encoding="utf-8", errors="surrogateescape")
    document = canonical_document(text, _settings(session.folder))
    click.echo(document.encode("utf-8", "surrogateescape"), nl=False)


def _settings(folder: Path) -> Config:
    """Return the settings of the project in a folder or above it; git may ask outside any."""
    from wager.project.opening import open_project

    try:
        return open_project(folder).config
    except NotFoundError:
        return Config("")
