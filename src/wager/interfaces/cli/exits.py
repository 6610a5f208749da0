"""The one table from errors to exit codes, and how an error is told."""

from __future__ import annotations

import traceback
from dataclasses import asdict
from typing import Any

import click

from wager.foundation.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    UsageError,
    WagerError,
)
from wager.interfaces.cli.write_json import write_json

DONE = 0
REFUSED = 1
USAGE = 2
BUG = 70
INTERRUPTED = 130
PIPE_CLOSED = 141

EXIT_CODES: dict[type[BaseException], int] = {
    RefusedError: REFUSED,
    UsageError: USAGE,
    click.UsageError: USAGE,
    BadInputError: 3,
    NotFoundError: 4,
    ConflictError: 5,
    UnavailableError: 6,
    OSError: 6,  # a full disk, a folder that may not be written
    MemoryError: 6,
}
"""Exit code of each error; a subclass has that of its nearest ancestor, what is not here is our bug."""


def exit_code(error: BaseException) -> int:
    """Look an error up in the table.

    Examples
    --------
    >>> exit_code(NotFoundError("no model 'x'")), exit_code(ZeroDivisionError())
    (4, 70)
    """
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), BUG)


def tell(error: Exception, *, as_json: bool, debug: bool) -> int:
    """Say what went wrong on stderr, and as a document on stdout where that was asked for.

    Parameters
    ----------
    error : Exception
        What was raised.
    as_json : bool
        Print `{"error": …}` on stdout as well.
    debug : bool
        Print the traceback, too.

    Returns
    -------
    int
        The exit code.
    """
    code = exit_code(error)
    if debug:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    if isinstance(error, click.UsageError):
        error.show()
    else:
        click.echo(_said(error, code), err=True)
    if as_json:
        write_json({"error": _document(error, code)})
    return code


def _said(error: Exception, code: int) -> str:
    if code == BUG:
        return f"wager: a bug of ours: {_summary(error)}; --debug shows where it happened"
    if isinstance(error, BadInputError) and error.findings:
        return str(error)  # `file:line: code message`, so that editors can jump there
    return f"wager: {_summary(error)}"


def _summary(error: Exception) -> str:
    text = error.format_message() if isinstance(error, click.ClickException) else str(error)
    if isinstance(error, MemoryError):
        return "the machine ran out of memory; try `--sample`, or a machine with more"
    return text if isinstance(error, WagerError | OSError | click.ClickException) else _named(error, text)


def _named(error: Exception, text: str) -> str:
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _document(error: Exception, code: int) -> dict[str, Any]:
    findings = error.findings if isinstance(error, BadInputError) else ()
    return {
        "exit_code": code,
        "kind": type(error).__name__,
        "message": _summary(error),
        "findings": [asdict(finding) for finding in findings],
    }
