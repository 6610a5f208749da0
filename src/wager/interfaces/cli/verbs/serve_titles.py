"""`wager serve`: answer requests by HTTP."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wager.interfaces.cli.render.serving import serving_lines
from wager.interfaces.cli.session import Session, verb

if TYPE_CHECKING:
    from wager.interfaces.http.run import Serving

EXAMPLE = """\
wager serve
curl -s localhost:8000/v1/models/flight-protect/predict -H 'content-type: application/json' -d @flight.json"""


@verb("serve", EXAMPLE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 for any that is free."
)
@click.option("--port-file", metavar="FILE", help="Write the port to FILE, once the server listens.")
def command(session: Session, host: str, port: int, port_file: str | None) -> None:
    """Answer requests for all titles by HTTP.

    Each prediction is in the log before it is answered. Ends with Ctrl-C or SIGTERM, after the requests that were let in.
    """

    def announce(serving: Serving) -> None:
        session.show(serving, serving_lines)
        if port_file is not None:
            _write(session.path(port_file), f"{serving.port}\n")

    debug = bool(click.get_current_context().params["debug"])
    session.project().serve(host=host, port=port, announce=announce, debug=debug)


def _write(file: Path, text: str) -> None:
    """Write in one move, so that whoever waits for the file finds it whole."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, "utf-8")
    beside.replace(file)
