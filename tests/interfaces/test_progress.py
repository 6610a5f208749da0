"""Progress is drawn on a terminal, said now and then elsewhere, and silent in the first second."""

import io

import pytest

from wager.interfaces.cli import progress
from wager.interfaces.cli.progress import Bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_quick_work_shows_nothing():
    stream = Terminal()
    with Bar(stream) as bar:
        bar("read flights", 0.5)
    assert stream.getvalue() == ""


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.0)


def wait_for(stream, text):
    for _ in range(500):
        if text in stream.getvalue():
            return
        progress.time.sleep(0.01)
    raise AssertionError(stream.getvalue())


def test_terminal_gets_a_bar_that_is_wiped(impatient):
    stream = Terminal()
    with Bar(stream, every_seconds=0.01) as bar:
        bar("fit", 0.5)
        wait_for(stream, "############............  50 %")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_work_that_is_done_is_not_told_afterwards(impatient):
    stream = io.StringIO()
    with Bar(stream, every_seconds=0.01) as bar:
        bar("read")
        wait_for(stream, "read …\n")
        bar("fit")
        bar("")
        progress.time.sleep(0.05)
        before = stream.getvalue()
        progress.time.sleep(0.1)
        assert stream.getvalue() == before
    terminal = Terminal()
    with Bar(terminal, every_seconds=0.01) as bar:
        bar("fit", 0.5)
        wait_for(terminal, "50 %")
        bar("")
        assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_file_gets_one_line_a_stage(impatient):
    stream = io.StringIO()
    with Bar(stream, every_seconds=0.01) as bar:
        for done in (0.1, 0.5, 0.9):
            bar("fit", done)
            wait_for(stream, "fit …\n")
        bar("evaluate")
        wait_for(stream, "evaluate …\n")
    assert stream.getvalue() == "fit …\nevaluate …\n"


def test_nothing_told_starts_no_thread():
    with Bar(Terminal()) as bar:
        assert bar._thread is None
