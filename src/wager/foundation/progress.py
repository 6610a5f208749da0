"""How long work says how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told what is being done; the faces draw it, tests and scripts ignore it."""

    def __call__(self, stage: str, done: float | None = None) -> None:
        """Say what is being done now, and which share of it (0 … 1) is done, where that is known."""
        ...


def silent(stage: str, done: float | None = None) -> None:
    """Say nothing."""
