"""How long work says how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


class Progress(Protocol):
    """Told what is being done; the faces draw it, tests and scripts ignore it."""

    def __call__(self, stage: str, done: float | None = None) -> None:
        """Say what is being done now, and which share of it (0 … 1) is done, where that is known."""
        ...


@runtime_checkable
class Lines(Protocol):
    """A listener that also keeps lines: they stay where they were written, above what is being done."""

    def line(self, text: str) -> None:
        """Write a line that stays."""
        ...


def table_line(progress: Progress, text: str) -> None:
    """Write a line of a table of what is done, where somebody keeps lines."""
    if isinstance(progress, Lines):
        progress.line(text)


def silent(stage: str, done: float | None = None) -> None:
    """Say nothing."""
