"""The server: one process on one port, until it is told to leave."""

from __future__ import annotations

import gc
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import uvicorn

from wager.foundation.errors import UnavailableError, WagerError
from wager.interfaces.http.app import App
from wager.interfaces.http.connection import Connection
from wager.interfaces.http.service import Service

LOOPBACK = ("127.0.0.1", "::1", "localhost")
BACKLOG = 2048
KEEP_ALIVE_SECONDS = 30
TURN_SECONDS = 0.0005
DRAIN_SECONDS = 25
"""How long requests that were let in may take once the server leaves."""

BALANCER_SECONDS = 2.0
"""How long a server that others can reach goes on while it says that it leaves: time for them to look."""


@dataclass(frozen=True)
class Serving:
    """A server that listens.

    Attributes
    ----------
    host : str
    port : int
    titles : mapping of str to str
        The version that answers for each name.
    models : mapping of str to str
        Its model file or baseline, where that is known.
    """

    host: str
    port: int
    titles: Mapping[str, str]
    models: Mapping[str, str]

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def open(self) -> bool:
        """True where other machines can reach it."""
        return self.host not in LOOPBACK

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            "url": self.url,
            "host": self.host,
            "port": self.port,
            "open": self.open,
            "titles": [
                {"serves": serves, "version": version, "model": self.models.get(serves, "")}
                for serves, version in sorted(self.titles.items())
            ],
        }


def serve(
    service: Service,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[Serving], None] | None = None,
    debug: bool = False,
) -> None:
    """Answer requests until the process is told to leave (SIGTERM, SIGINT); then finish what was let in.

    Parameters
    ----------
    service : Service
        What answers.
    host : str
        Address to listen on; anything but this machine's own lets everybody in who can reach it.
    port : int
        0 for any that is free.
    announce : callable, optional
        Told where it listens, once it does.
    debug : bool
        Print where an error of ours happened.

    Raises
    ------
    UnavailableError
        If the address cannot be had.
    """
    state = service.ready()
    with listening(host, port) as listener:
        serving = Serving(host, listener.getsockname()[1], state["titles"], state.get("models", {}))
        app = App(service, () if serving.open else (*LOOPBACK, "[::1]"), told=Told(debug=debug))
        if announce is not None:
            announce(serving)
        with _tuned():
            Server(app, pause_seconds=BALANCER_SECONDS if serving.open else 0.0).run([listener])


@contextmanager
def _tuned() -> Iterator[None]:
    """Set the interpreter for a server while the block runs.

    The garbage collector is spared what was loaded: it stays anyway, and looking through it holds requests up. Threads
    take turns sooner: the one that has synced the log would wait for a busy loop for longer than the disk took.
    """
    gc.collect()
    gc.freeze()
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
        gc.unfreeze()


def listening(host: str, port: int) -> socket.socket:
    """Take an address; callers are queued from now on.

    Raises
    ------
    UnavailableError
        If it is taken, not ours, or no address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise UnavailableError(f"{host!r} is no address of this machine; --host 127.0.0.1 is") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise UnavailableError(
            f"cannot listen on port {port} of {host}: {error.strerror}; "
            "take another --port, 0 for any that is free, or another --host"
        ) from error
    return listener


class Server(uvicorn.Server):
    """uvicorn's server, leaving as we mean it: it says so first, loses no request, and ends with exit code 0.

    Attributes
    ----------
    app : App
    pause_seconds : float
        How long it goes on while it says that it leaves.
    """

    def __init__(self, app: App, *, pause_seconds: float = 0.0) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                access_log=False,
                log_config=None,
                log_level="critical",
                server_header=False,
                proxy_headers=False,
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
        )
        self.app = app
        self.pause_seconds = pause_seconds
        self._leave_at = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as Python calls it
        """Begin to leave; told twice, leave at once. What was acknowledged is in the log in any case."""
        if self.app.leaving:
            self.should_exit = self.force_exit = True
        self.app.leaving = True
        self._leave_at = time.monotonic() + self.pause_seconds

    async def on_tick(self, counter: int) -> bool:
        """Look, ten times a second, whether it is time to leave."""
        if self.app.leaving and time.monotonic() >= self._leave_at:
            self.should_exit = True
        return await super().on_tick(counter)


class Told:
    """Prints what went wrong on stderr, the same thing once in a row: a full disk must not fill it further.

    Attributes
    ----------
    debug : bool
        Print where it happened, too.
    """

    def __init__(self, *, debug: bool) -> None:
        self.debug = debug
        self._last = ""

    def __call__(self, error: BaseException) -> None:
        """Print one error."""
        text = str(error) if isinstance(error, WagerError | OSError) else _bug(error)
        with suppress(OSError):  # stderr may go to the same full disk; who asked is answered all the same
            if text != self._last:
                print(f"wager: {text}", file=sys.stderr, flush=True)  # noqa: T201 - the server's own output
            if self.debug:
                traceback.print_exception(error)
        self._last = text


def _bug(error: BaseException) -> str:
    return f"a bug of ours: {type(error).__name__}: {error}; --debug shows where it happened"
