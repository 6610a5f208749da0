"""How far long work is, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

PATIENCE_SECONDS = 1.0
"""Work that is done sooner shows nothing."""

_WIDTH = 24


class Bar:
    """Draws what it is told; nothing in the first second, and nothing is left when it is done.

    A thread does the drawing, so that a stage that is silent for long is seen all the same.

    Attributes
    ----------
    stream : TextIO
        Where it is drawn; only a terminal gets a bar.
    every_seconds : float
        How often a terminal is redrawn; elsewhere one line is written for each new stage.
    """

    def __init__(self, stream: TextIO | None = None, every_seconds: float = 0.2) -> None:
        self.stream = stream or sys.stderr
        self.every_seconds = every_seconds
        self._terminal = self.stream.isatty()
        self._stage, self._drawn = "", ""
        self._done: float | None = None
        self._finished, self._drawing = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, stage: str, done: float | None = None) -> None:
        """Take note of what is being done; the thread draws it. An empty stage: nothing is, and a result is printed."""
        self._stage, self._done = stage, done
        if not stage:
            self._wipe()
        elif self._thread is None:
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()

    def line(self, text: str) -> None:
        """Write a line that stays; the bar goes on below it."""
        self._wipe()
        with self._drawing:
            self.stream.write(f"{text}\n")
            self.stream.flush()

    def __enter__(self) -> Self:
        """Begin; the bar ends with the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing and wipe the line."""
        self._finished.set()
        if self._thread is not None:
            self._thread.join()

    def _draw(self) -> None:
        began = time.monotonic()
        wait = PATIENCE_SECONDS
        while not self._finished.wait(wait):
            wait = self.every_seconds
            self._paint(time.monotonic() - began)
        self._wipe()

    def _wipe(self) -> None:
        with self._drawing:
            if self._terminal and self._drawn:
                self.stream.write("\r\x1b[K")
                self.stream.flush()
                self._drawn = ""

    def _paint(self, seconds: float) -> None:
        with self._drawing:
            stage = self._stage
            line = bar(stage, self._done, seconds) if self._terminal else stage
            if not stage or line == self._drawn:
                return
            self.stream.write(f"\r\x1b[K{line}" if self._terminal else f"{line} …\n")
            self.stream.flush()
            self._drawn = line


def bar(stage: str, done: float | None, seconds: float) -> str:
    """Write one state of the bar.

    Examples
    --------
    >>> bar("fit delay-gbt", 0.5, 3.2)
    '############............  50 %  3 s  fit delay-gbt'
    >>> bar("read flights", None, 12.0)
    '12 s  read flights'
    """
    if done is None:
        return f"{seconds:.0f} s  {stage}"
    share = min(max(done, 0.0), 1.0)
    filled = round(share * _WIDTH)
    return f"{'#' * filled}{'.' * (_WIDTH - filled)}  {share:.0%}".replace(
        "%", f" %  {seconds:.0f} s  {stage}"
    )
