"""What is let in: a body of bounded size, of a type we read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from wager.foundation.errors import BadRequestError
from wager.interfaces.http.statuses import MisspokenError
from wager.interfaces.http.strict_json import parse

BYTES_LIMIT = 2**20
ROWS_LIMIT = 10_000

JSON = "application/json"
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


@dataclass
class Request:
    """One request.

    Attributes
    ----------
    headers : mapping of bytes to bytes
        By name in lower case.
    receive : callable
        As ASGI passes it.
    names : tuple of str
        What the path holds in the places of its pattern.
    ended : bool
        True once nothing more of the body can come.
    """

    headers: Mapping[bytes, bytes]
    receive: Receive
    names: tuple[str, ...] = ()
    ended: bool = False

    @property
    def has_body(self) -> bool:
        """True where more than headers is announced."""
        return self.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in self.headers


async def read_row(request: Request) -> dict[str, Any]:
    """Read one JSON object.

    Raises
    ------
    MisspokenError
        If it is too long, of another type, or no JSON.
    BadRequestError
        If it is JSON, but no object.
    """
    _content_type(request, (JSON,))
    return _row(parse(await _body(request)), "body")


async def read_rows(request: Request) -> list[dict[str, Any]]:
    """Read JSON objects: one, an array of them, or one a line.

    Raises
    ------
    MisspokenError
        As `read_row`, or if there are too many.
    BadRequestError
        If one of them is no object.
    """
    kind = _content_type(request, (JSON, *LINES))
    text = await _body(request)
    if kind == JSON:
        document = parse(text)
        rows = document if isinstance(document, list) else [document]
    else:
        lines = enumerate(text.split(b"\n"), 1)
        rows = [parse(line, f"line {number}") for number, line in lines if line.strip()]
    if len(rows) > ROWS_LIMIT:
        raise MisspokenError(413, f"expected at most {ROWS_LIMIT:,} rows at once; send them in parts")
    one = len(rows) == 1
    return [_row(row, "body" if one else f"row {number}") for number, row in enumerate(rows, 1)]


def _row(document: Any, place: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise BadRequestError([(place, "type", "expected a JSON object, {column: value}")])
    return document


def _content_type(request: Request, known: tuple[str, ...]) -> str:
    """Insist on a type of ours: no page of a browser can send it elsewhere without asking first."""
    headers = request.headers
    kind, _, _ = headers.get(b"content-type", b"").decode("latin-1").partition(";")
    kind = kind.strip().lower()
    if kind not in known:
        raise MisspokenError(415, f"expected the header `content-type: {known[0]}`, in UTF-8")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise MisspokenError(415, "expected a body that is not compressed; send it without content-encoding")
    return kind


async def _body(request: Request) -> bytes:
    """Read all of a body; that it comes in time is seen to by its connection."""
    if int(request.headers.get(b"content-length", b"0")) > BYTES_LIMIT:
        raise _too_long()
    parts: list[bytes] = []
    length = 0
    while not request.ended:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise MisspokenError(400, "the caller went away before the body was whole")
        parts.append(message["body"])
        length += len(parts[-1])
        request.ended = not message["more_body"]
        if length > BYTES_LIMIT:
            raise _too_long()
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_long() -> MisspokenError:
    return MisspokenError(413, f"expected a body of at most {BYTES_LIMIT:,} bytes; send less at once")
