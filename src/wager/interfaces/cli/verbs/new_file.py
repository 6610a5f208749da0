"""`wager new`: templates to fill in."""

from __future__ import annotations

import click

from wager.foundation.errors import UsageError
from wager.interfaces.cli.render.written import written_lines
from wager.interfaces.cli.session import Session, verb


@verb(
    "new", "wager new design late-flights\nwager new block hypothesis flight-protect H4\nwager new --schema"
)
@click.argument("what", nargs=-1, metavar="design|source|feature|model NAME | block KIND DESIGN [ID]")
@click.option(
    "--schema",
    is_flag=False,
    flag_value="",
    metavar="[DIR]",
    help="Write the JSON Schemas that editors complete from, into DIR or .wager/schema.",
)
def command(session: Session, what: tuple[str, ...], schema: str | None) -> None:
    """Write a template to fill in, or put one block into a document.

    Places to fill in are values in angle brackets, such as `<what is wrong today>`; `wager check` counts them.
    A block is put at its place, and every other byte of the document stays as it was. Nothing that exists is
    overwritten.
    """
    from wager.workflow.new_file import FORMS

    if (schema is None) != bool(what):
        raise UsageError(FORMS)
    asked = what if schema is None else ("schema", *([str(session.path(schema))] if schema else []))
    session.show(session.project().new(*asked), written_lines)
