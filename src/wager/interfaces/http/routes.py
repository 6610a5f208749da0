"""The routes: which method on which path does what."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from wager.foundation.errors import NotFoundError
from wager.interfaces.http.answers import Answer, document
from wager.interfaces.http.body import Request, read_row, read_rows
from wager.interfaces.http.service import Service
from wager.interfaces.http.statuses import MisspokenError
from wager.serving.answer import answer_of

Handler = Callable[[Service, Request], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """A path and what can be done with it.

    Attributes
    ----------
    path : str
        With `{names}` where something else stands each time.
    method : str
        `GET` or `POST`; what can be got can be asked for its headers, too.
    handler : callable
    does : str
        In a few words, for the listing.
    """

    path: str
    method: str
    handler: Handler
    does: str

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods that it knows."""
        return ("GET", "HEAD", "OPTIONS") if self.method == "GET" else (self.method, "OPTIONS")


async def predict(service: Service, request: Request) -> Answer:
    """Answer one row, once the answer is in the log."""
    prediction, name, ticket = service.predict(request.names[0], await read_row(request))
    await service.durable(ticket)
    return document(answer_of(prediction, name))


async def add_events(service: Service, request: Request) -> Answer:
    """Add rows to a source, all or none."""
    source = request.names[0]
    return document({"source": source, "added": await service.add_events(source, await read_rows(request))})


async def find(service: Service, request: Request) -> Answer:
    """Read a prediction from the log, while others are answered."""
    return document(await asyncio.to_thread(service.find, request.names[0]))


async def live(_service: Service, _request: Request) -> Answer:
    """Say that the process turns."""
    return document({"live": True})


async def ready(service: Service, _request: Request) -> Answer:
    """Say whether requests can be answered, and by whom."""
    state = service.ready()
    return document(state, 200 if state["ready"] else 503)


async def listing(_service: Service, _request: Request) -> Answer:
    """List the routes, for people."""
    lines = [f"{route.method:5}{route.path:36}{route.does}" for route in ROUTES]
    return Answer(200, b"text/plain; charset=utf-8", ("\n".join(["wager", "", *lines, ""])).encode())


async def options(_service: Service, request: Request) -> Answer:
    """Say which methods a path knows."""
    return Answer(204, b"", b"", ((b"allow", request.names[0].encode()),))


ROUTES: tuple[Route, ...] = (
    Route("/v1/models/{serves}/predict", "POST", predict, "one row in, its action, money and prediction out"),
    Route("/v1/events/{source}", "POST", add_events, "rows of a source: an object, an array, or one a line"),
    Route("/v1/predictions/{id}", "GET", find, "a prediction as the log has it"),
    Route("/livez", "GET", live, "whether the process turns"),
    Route("/readyz", "GET", ready, "whether requests can be answered, and by whom"),
    Route("/", "GET", listing, "this list"),
)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "([^/]{1,200})", re.escape(path)))


_PATTERNS = tuple((_pattern(route.path), route) for route in ROUTES)


def routed(method: str, path: str) -> tuple[Handler, tuple[str, ...]]:
    """Find who handles a request.

    Parameters
    ----------
    method, path : str
        The path without what follows its `?`, percent signs decoded.

    Returns
    -------
    handler : callable
    names : tuple of str
        What the path holds in the places of its pattern.

    Raises
    ------
    NotFoundError
        If there is no such path.
    MisspokenError
        If the path does not know the method; its answer names those that it does.

    Examples
    --------
    >>> handler, names = routed("POST", "/v1/models/flight-protect/predict")
    >>> handler is predict, names
    (True, ('flight-protect',))
    """
    for pattern, route in _PATTERNS:
        found = pattern.fullmatch(path)
        if found is not None:
            if method == route.method:
                return route.handler, found.groups()
            return _otherwise(method, route, found.groups())
    if path == "*" and method == "OPTIONS":
        return options, ("GET, HEAD, OPTIONS, POST",)
    raise NotFoundError("no such path; GET / lists what there is")


def _otherwise(method: str, route: Route, names: tuple[Any, ...]) -> tuple[Handler, tuple[str, ...]]:
    allowed = ", ".join(route.methods)
    if method == "OPTIONS":
        return options, (allowed,)
    if method in route.methods:
        return route.handler, names
    raise MisspokenError(405, f"{route.path} knows {allowed} only", headers=[(b"allow", allowed.encode())])
