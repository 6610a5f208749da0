"""Watch the titles of a project: who takes one is loaded beside, and answers once it can."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from wager.foundation.errors import WagerError
from wager.registry.titles import Turn
from wager.workflow.wiring import Wiring

LOOK_SECONDS = 0.5
"""How often it is looked whether a title has a new holder."""

AGAIN_LOOKS = 60
"""After how many looks a holder that could not be loaded is tried again: somebody may have mended it."""


class Serves(Protocol):
    """What answers for titles."""

    def turn(self, serves: str) -> int | None:
        """Return the number of the turn that answers for a name; None where nobody does."""
        ...

    def take(self, turn: Turn) -> None:
        """Load a holder, and let it answer.

        Raises
        ------
        WagerError
            If it cannot; whoever answered before goes on.
        """
        ...

    def note(self, about: str, problem: str) -> None:
        """Keep what people should know of; an empty text takes it back."""
        ...


class TitleWatch:
    """Looks at the titles, and hands new holders over.

    Parameters
    ----------
    wiring : Wiring
    serves : Serves
        Who answers.
    """

    def __init__(self, wiring: Wiring, serves: Serves) -> None:
        self._wiring, self._serves = wiring, serves
        self._failed: dict[str, tuple[int, int]] = {}  # of each name: the turn that failed, and looks since

    def look(self) -> None:
        """Look once; nothing that goes wrong ends the watch."""
        try:
            turns = {turn.serves: turn for turn in self._wiring.registry.turns()}
        except Exception as error:  # noqa: BLE001 - a watch that ends would keep the old holder for good
            self._serves.note("registry", said(error))
            return
        self._serves.note("registry", "")
        for turn in turns.values():
            if self._serves.turn(turn.serves) not in (turn.number, None) or self._is_missing(turn):
                self._try(turn)

    def failed(self, turn: Turn) -> None:
        """Remember that a turn could not be loaded."""
        self._failed[turn.serves] = (turn.number, 0)

    def _is_missing(self, turn: Turn) -> bool:
        return self._serves.turn(turn.serves) is None and turn.serves in self._failed

    def _try(self, turn: Turn) -> None:
        number, looks = self._failed.get(turn.serves, (0, 0))
        if number == turn.number and looks < AGAIN_LOOKS:
            self._failed[turn.serves] = (number, looks + 1)
            return
        try:
            self._serves.take(turn)
        except Exception as error:  # noqa: BLE001 - as above
            self.failed(turn)
            self._serves.note(turn.serves, said(error))
        else:
            self._failed.pop(turn.serves, None)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look again and again in a thread of its own while the block runs."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(LOOK_SECONDS):
                self.look()

        thread = threading.Thread(target=watch, name="wager-titles", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join(
                LOOK_SECONDS
            )  # it may wait for a lock for much longer, and then ends with the process


def said(error: BaseException) -> str:
    """Say what went wrong; a bug of ours by its name."""
    return (
        str(error)
        if isinstance(error, WagerError | OSError)
        else f"a bug of ours: {type(error).__name__}: {error}"
    )
