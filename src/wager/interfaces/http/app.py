"""The ASGI application: one request in, one answer out, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

from wager.interfaces.http.answers import Answer, failure
from wager.interfaces.http.body import Message, Receive, Request
from wager.interfaces.http.routes import ready, routed
from wager.interfaces.http.service import Service
from wager.interfaces.http.statuses import MisspokenError, status_of

Send = Callable[[Message], Awaitable[None]]

LINGER_SECONDS = 2.0
LINGER_BYTES = 32 * 2**20
"""How much of a body that nobody wants is thrown away, so that its sender gets to read the answer."""

_ALWAYS = (b"x-content-type-options", b"nosniff")


def silence(_error: BaseException) -> None:
    """Tell nobody."""


class App:
    """Raw ASGI over a service.

    Attributes
    ----------
    service : Service
    hosts : collection of str
        By which names of a host we let ourselves be called; empty for any. A page of a browser that reaches us under a
        name of its own is turned away so.
    told : callable
        Told of each error that is no fault of the caller.
    leaving : bool
        True once the server shuts down: it says so to probes, and asks callers to connect anew elsewhere.
    """

    def __init__(
        self,
        service: Service,
        hosts: Collection[str] = (),
        told: Callable[[BaseException], None] = silence,
    ) -> None:
        self.service = service
        self.hosts = frozenset(hosts)
        self.told = told
        self.leaving = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise NotImplementedError("HTTP only")
        request = Request(dict(scope["headers"]), receive)
        answer = await self._answered(scope["method"], scope["path"], request)
        unread = request.has_body and not request.ended
        await send(self._start(answer, close=unread or self.leaving))
        await send({"type": "http.response.body", "body": answer.body, "more_body": unread})
        if unread:
            await _linger(request)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _answered(self, method: str, path: str, request: Request) -> Answer:
        try:
            self._check_host(request)
            handler, request.names = routed(method, path)
            if self.leaving and handler is ready:
                return failure(MisspokenError(503, "the server shuts down"))
            return await handler(self.service, request)
        except Exception as error:  # noqa: BLE001 - the last place where an error can be told properly
            if status_of(error) >= 500:
                self.told(error)
            return failure(error)

    def _check_host(self, request: Request) -> None:
        name = request.headers.get(b"host")
        if not self.hosts or name is None or _without_port(name.decode("latin-1")) in self.hosts:
            return
        raise MisspokenError(421, f"this server answers to {', '.join(sorted(self.hosts))} only")

    def _start(self, answer: Answer, *, close: bool) -> Message:
        headers = [_ALWAYS, *answer.headers]
        if answer.kind:  # an answer without a body has neither type nor length
            headers += ((b"content-type", answer.kind), (b"content-length", b"%d" % len(answer.body)))
        if close:
            headers.append((b"connection", b"close"))
        return {"type": "http.response.start", "status": answer.status, "headers": headers}


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and (port.isdigit() or not port) else host.lower()


async def _linger(request: Request) -> None:
    """Throw away what still comes in: closing at once would reset the connection, and the answer with it."""
    thrown = 0
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while not request.ended and thrown < LINGER_BYTES:
                message = await request.receive()
                thrown += len(message.get("body", b""))
                request.ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
    except TimeoutError:
        return
