"""Commands that can be killed at any moment of their work: forked from a process that has loaded everything already.

A new `python -m wager` spends most of its life loading; a moment chosen at random would fall there. As a script this
is that process: it takes a command a line, and says the number of the process that runs it, and how that ended.
"""

import contextlib
import json
import os
import resource
import runpy
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

LOADED = (
    *("numpy", "pyarrow.compute", "pyarrow.parquet", "scipy.special", "scipy.stats", "uvicorn", "uvloop"),
    *("wager.adapters.duckdb.query", "wager.adapters.estimators.catalogue", "wager.interfaces.api"),
    *("wager.adapters.stores.sqlite.act", "wager.adapters.stores.sqlite.faults"),
    *("wager.interfaces.http.run", "wager.workflow.serve_titles"),
    *("wager.workflow.judge_hypothesis", "wager.workflow.promote_version", "wager.workflow.verify_store"),
    *(f"wager.interfaces.cli.verbs.{name}" for name in ("judge_hypothesis", "promote_version")),
    *(f"wager.interfaces.cli.verbs.{name}" for name in ("serve_titles", "verify_store")),
)


class Warm:
    """Runs one command after another, each in a process of its own, from the moment when it has loaded everything.

    Parameters
    ----------
    output : Path
        Where the commands print.
    """

    def __init__(self, output):
        self.output = output
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._started = 0.0
        self.pid = 0

    def start(self, *arguments, most=0):
        """Begin a command; with `most` it can write no file longer than so many bytes, as on a full disk."""
        self.output.unlink(missing_ok=True)
        line = json.dumps([list(map(str, arguments)), str(self.output), most])
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        self.pid = int(self._process.stdout.readline())
        self._started = time.monotonic()

    def ended(self):
        """Wait for its end; return its exit code, or the signal that it died of, negative, and how long it took."""
        said = int(self._process.stdout.readline())
        return said, time.monotonic() - self._started

    def run(self, *arguments, most=0):
        """Run a command to its end; return its exit code."""
        self.start(*arguments, most=most)
        return self.ended()[0]

    def kill(self):
        """Kill it, if it is still there; return what `ended` does."""
        os.kill(self.pid, signal.SIGKILL)  # who has ended is kept by its number until the next command
        return self.ended()

    def said(self):
        """Return what the command printed."""
        return self.output.read_text() if self.output.exists() else ""

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)


def wait_until(happened, running=None, step=0.0005):
    """Wait for something; for no longer than a minute, and than a process that is running."""
    until = time.monotonic() + 60
    while not (found := happened()):
        assert time.monotonic() < until, "nothing happened"
        if running is not None and gone(running):
            return happened()
        time.sleep(step)
    return found


def gone(process):
    """Whether a process has ended; it may still be kept by its number."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def command(arguments, output, most):
    """Become `python -m wager`."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if most:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(here, there)
    sys.argv = ["wager", *arguments]
    runpy.run_module("wager", run_name="__main__", alter_sys=True)


def main():
    for name in LOADED:
        import_module(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    last = 0
    for line in sys.stdin:
        if last:
            os.waitpid(last, 0)
        last = os.fork()
        if not last:
            return command(*json.loads(line))
        print(last, flush=True)
        ended = os.waitid(os.P_PID, last, os.WEXITED | os.WNOWAIT)  # it keeps its number until the next comes
        print(ended.si_status * (1 if ended.si_code == os.CLD_EXITED else -1), flush=True)
    return None


if __name__ == "__main__":
    main()
