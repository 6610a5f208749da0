"""Group commit: one thread syncs a log again and again; whoever waits is told when what it wrote is on the disk.

While one sync runs, others add; the next sync takes all of them. So many answers cost one write and one sync, and one
alone waits for nobody.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from typing import Protocol

from wager.foundation.errors import UnavailableError


class Syncs(Protocol):
    """What brings to the disk all that was added."""

    def sync(self) -> int:
        """Return the last ticket that is on the disk.

        Raises
        ------
        UnavailableError
            If it failed, now or earlier.
        """
        ...


class GroupCommit:
    """Makes tickets durable; used from one event loop.

    Parameters
    ----------
    log : Syncs
        What is synced.
    loop : AbstractEventLoop
        Where the waiting are told.
    """

    def __init__(self, log: Syncs, loop: asyncio.AbstractEventLoop) -> None:
        self._log, self._loop = log, loop
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._work, self._done, self._reached = threading.Event(), False, 0
        self._thread = threading.Thread(target=self._run, name="wager-log", daemon=True)
        self._thread.start()

    def durable(self, ticket: int) -> asyncio.Future[None]:
        """Return what is done when a ticket is on the disk; it raises UnavailableError when that failed."""
        future: asyncio.Future[None] = self._loop.create_future()
        if self._done or not self._thread.is_alive():
            future.set_exception(UnavailableError("the log is closed; start the server again"))
        elif ticket <= self._reached:
            future.set_result(None)
        else:
            self._waiting.append((ticket, future))
            self._work.set()
        return future

    async def close(self) -> None:
        """Bring all to the disk that somebody waits for, then stop."""
        while self._waiting:
            await asyncio.wait([self._waiting[-1][1]])
        self._done = True
        self._work.set()
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while True:
            self._work.wait()
            self._work.clear()
            if self._done:
                return
            reached = 0
            failure: UnavailableError | None = UnavailableError(
                "the log's thread has stopped; start the server again"
            )
            try:
                reached, failure = self._log.sync(), None
            except UnavailableError as error:
                failure = error
            finally:  # also when a fault of ours ends this thread: nobody waits for ever
                with suppress(RuntimeError):  # the loop was closed, so nobody waits at all
                    self._loop.call_soon_threadsafe(self._tell, reached, failure)

    def _tell(self, reached: int, failure: UnavailableError | None) -> None:
        self._reached = max(self._reached, reached)
        while self._waiting and (failure is not None or self._waiting[0][0] <= reached):
            _, future = self._waiting.popleft()
            if future.done():
                continue
            if failure is None:
                future.set_result(None)
            else:
                future.set_exception(UnavailableError(str(failure)))
