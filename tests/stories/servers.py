"""Servers of a project in processes of their own."""

import os
import signal
from contextlib import contextmanager

from stories.callers import call
from stories.warm import wait_until


def begin(warm, folder):
    """Start a server."""
    (folder / "port").unlink(missing_ok=True)
    warm.start("-C", folder, "serve", "--port", 0, "--port-file", "port")


def reached(warm, folder):
    """Wait until it listens; return its port."""
    assert wait_until((folder / "port").exists, warm.pid), warm.said()
    return int((folder / "port").read_text())


@contextmanager
def server(warm, folder):
    """Start a server, and in the end ask it to leave, which it does well; yields how to ask it."""
    begin(warm, folder)
    port = reached(warm, folder)
    try:
        yield lambda *request: call(port, *request)
        os.kill(warm.pid, signal.SIGTERM)
        code, _ = warm.ended()
    except BaseException:
        warm.kill()
        raise
    assert code == 0, warm.said()
    assert "Traceback" not in warm.said()
