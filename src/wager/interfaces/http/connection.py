"""One connection: uvicorn's own, with limits of size and time and our words for what is not HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from wager.interfaces.http.answers import failure
from wager.interfaces.http.statuses import MisspokenError

HEADER_BYTES_LIMIT = 16 * 1024
SECONDS = 10.0
"""How long the headers of one request may take to come in; and then its body."""

_TOO_LONG = MisspokenError(431, f"expected headers of at most {HEADER_BYTES_LIMIT:,} bytes")
_TOO_SLOW = {
    part: MisspokenError(408, f"expected the whole {part} within {SECONDS:.0f} s")
    for part in ("headers", "body")
}


class Connection(HttpToolsProtocol):
    """Hangs up on what is too long or too slow, and answers what is not HTTP with a problem document."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._header_bytes = 0
        self._in_headers = True
        self._deadline: asyncio.TimerHandle | None = None
        self._waits_for = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait("headers")

    def data_received(self, data: bytes) -> None:
        """Let the parser have it; then see whether headers are still coming in, and how much of them."""
        if self._in_headers:
            self._header_bytes += len(data)
        super().data_received(data)
        if self._in_headers and self._header_bytes > HEADER_BYTES_LIMIT:
            self._hang_up(_TOO_LONG)
            return
        cycle = self.cycle
        body = cycle is not None and cycle.more_body and not cycle.response_complete
        self._wait("headers" if self._in_headers else "body" if body else "")

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the line open for an answer that is on its way, although the caller has said all that it will say."""
        cycle = self.cycle
        owed = cycle is not None and not cycle.response_complete and not cycle.more_body
        if owed:
            cycle.keep_alive = False
        return owed

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._wait()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Note that headers begin."""
        self._in_headers = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that headers end: what follows is a body, or the next request."""
        self._in_headers = False
        self._header_bytes = 0
        self._wait()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEADER_BYTES_LIMIT:
            self._hang_up(_TOO_LONG)
            return
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP."""
        self._hang_up(MisspokenError(400, f"{msg} Expected HTTP/1.1 with a method that it defines."))

    def _wait(self, part: str = "") -> None:
        """Give a part of a request its time; nothing is waited for once all is there."""
        if part == self._waits_for:
            return
        self._waits_for = part
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if part and not self.transport.is_closing():
            self._deadline = self.loop.call_later(SECONDS, self._hang_up, _TOO_SLOW[part])

    def _hang_up(self, error: MisspokenError) -> None:
        """Answer and close; but an answer that is on its way goes first, and is not mistaken for this one."""
        self._wait()
        cycle = self.cycle
        if self.transport.is_closing():
            return
        if cycle is not None and not cycle.response_complete and not cycle.more_body:
            cycle.keep_alive = False
            return
        if cycle is None or cycle.response_complete or not cycle.response_started:
            answer = failure(error)
            length = b"content-length: %d" % len(answer.body)
            head = (b"content-type: " + answer.kind, length, b"connection: close", b"", b"")
            self.transport.write(STATUS_LINE[answer.status] + b"\r\n".join(head) + answer.body)
        self.transport.close()
