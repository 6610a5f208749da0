"""The one table from errors to HTTP statuses, and how a problem is told (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from wager.foundation.errors import (
    BadInputError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    UsageError,
    WagerError,
)

BUG = 500

STATUSES: dict[type[BaseException], int] = {
    UsageError: 400,
    BadRequestError: 422,
    BadInputError: 500,  # what lies on our own disk is damaged: no fault of the caller
    NotFoundError: 404,
    ConflictError: 409,
    RefusedError: 403,
    UnavailableError: 503,
    OSError: 503,  # a full disk, a folder that may not be written
    MemoryError: 503,
}
"""Status of each error; a subclass has that of its nearest ancestor, what is not here is our bug."""

Fault = tuple[str, str, str]


class MisspokenError(UsageError):
    """A request that is wrong as HTTP or as JSON, before anybody asks what it means.

    Attributes
    ----------
    status : int
        What it is answered with.
    faults : tuple of (str, str, str)
        As those of `BadRequestError`.
    headers : tuple of (bytes, bytes)
        What its answer needs, such as `allow`.
    """

    def __init__(
        self,
        status: int,
        message: str,
        faults: Sequence[Fault] = (),
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.faults = tuple(faults)
        self.headers = tuple(headers)


def status_of(error: BaseException) -> int:
    """Look an error up in the table.

    Examples
    --------
    >>> status_of(NotFoundError("no title 'x'")), status_of(MisspokenError(413, "too long")), status_of(KeyError())
    (404, 413, 500)
    """
    if isinstance(error, MisspokenError):
        return error.status
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), BUG)


def problem(error: BaseException) -> dict[str, Any]:
    """Write an error as a problem document.

    Parameters
    ----------
    error : BaseException
        What was raised. The text of a bug of ours is kept to ourselves.

    Returns
    -------
    dict
        `type`, `title`, `status`, `detail`; and `errors`, one for each column that is wrong.

    Examples
    --------
    >>> problem(BadRequestError([("carrier", "missing", "expected one of 16 values")]))["errors"]
    [{'column': 'carrier', 'rule': 'missing', 'expected': 'expected one of 16 values'}]
    """
    status = status_of(error)
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _detail(error),
    }
    faults = error.faults if isinstance(error, BadRequestError | MisspokenError) else ()
    if faults:
        told["errors"] = [dict(zip(("column", "rule", "expected"), fault, strict=True)) for fault in faults]
    return told


def _detail(error: BaseException) -> str:
    if isinstance(error, WagerError):
        return str(error)
    if isinstance(error, OSError):
        return f"the server cannot reach its disk: {error.strerror or type(error).__name__}; try again later"
    if isinstance(error, MemoryError):
        return "the server ran out of memory; try again later, or send less at once"
    return f"a bug of ours ({type(error).__name__}); the server's own output says more"
