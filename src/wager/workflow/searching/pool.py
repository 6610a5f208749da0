"""Processes that fit: as many as there is room for, each with one thread; who fits what changes no result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from shutil import rmtree
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError, UnavailableError
from wager.training.estimator import Answers
from wager.workflow.wiring import Wiring

BEGIN = "wager.project.fitting_process"
"""The module that a process runs; it opens the project, which this layer does not."""

ASIDE = ".search-"
"""How the folder of a search begins; the number of its process follows."""

_PINNED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS")
_OWN_BYTES = 400 * 10**6  # the interpreter with its libraries
_WORTH_BYTES = 4 * 10**6  # of rows for each process: fits on less are done before another has started
_COPIES = 4  # of the training rows, at the height of a fit: as picked, as a matrix, as bins, and room


def sweep(store: Path) -> None:
    """Remove what searches left whose process is gone: a kill leaves their rows on the disk."""
    for left in store.glob(f"{ASIDE}*"):
        number = left.name.removeprefix(ASIDE).partition("-")[0]
        try:
            os.kill(int(number), 0)
        except (ProcessLookupError, ValueError):
            rmtree(left, ignore_errors=True)
        except PermissionError:
            continue  # it is somebody else's, and goes on


@dataclass(frozen=True)
class Job:
    """One fit: a candidate on a fold.

    Attributes
    ----------
    candidate, fold : int
    share : float
        Of the fold's training rows.
    parameters : dict
        Of the algorithm, as JSON values.
    whole : bool
        True where the fitted model itself is wanted too.
    """

    candidate: int
    fold: int
    share: float
    parameters: Mapping[str, Any]
    whole: bool

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.candidate}-{self.fold}-{self.share:.9f}"


@dataclass(frozen=True)
class Done:
    """What came of a job.

    Attributes
    ----------
    job : Job
    answers : {'probabilities', 'values', 'actions'}
        What was predicted, see `Fitted`.
    predicted : ndarray
        For the rows that the fold is judged on.
    files : dict of str to bytes
        Of the fitted model, where it was wanted.
    seconds : float
    """

    job: Job
    answers: Answers
    predicted: NDArray[Any]
    files: Mapping[str, bytes]
    seconds: float


def processes_for(wiring: Wiring, jobs: int, bytes_of_rows: int) -> int:
    """Say how many processes there is room for: cores, memory and jobs bound them."""
    cores = wiring.threads or len(os.sched_getaffinity(0))
    each = _OWN_BYTES + _COPIES * bytes_of_rows
    room = cores if wiring.memory is None else max(1, wiring.memory // each)
    return max(1, min(cores, jobs, room, 1 + bytes_of_rows // _WORTH_BYTES))


@contextmanager
def fitting(wiring: Wiring, folder: Path, processes: int) -> Iterator[Pool]:
    """Start processes on a field; they end with the block, whatever ends it."""
    with ExitStack() as stack:
        started = [stack.enter_context(_started(wiring.root, folder)) for _ in range(processes)]
        yield Pool(folder, started)


@dataclass(frozen=True)
class Pool:
    """Processes that wait for jobs."""

    folder: Path
    processes: list[subprocess.Popen[str]]

    def fit(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Fit; what is done first comes first.

        Raises
        ------
        BadInputError
            If the parameters of a job are refused.
        UnavailableError
            If a process ends, as where memory is short.
        """
        idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        for process in self.processes:
            idle.put(process)

        def fitted(job: Job) -> Done:
            process = idle.get()
            try:
                return self._asked(process, job)
            finally:
                idle.put(process)

        with ThreadPoolExecutor(len(self.processes)) as threads:
            waiting = [threads.submit(fitted, job) for job in jobs]
            try:
                for one in as_completed(waiting):
                    yield one.result()
            finally:
                for one in waiting:
                    one.cancel()

    def _asked(self, process: subprocess.Popen[str], job: Job) -> Done:
        assert process.stdin is not None
        assert process.stdout is not None
        asked = {"job": job.name, **vars(job), "parameters": dict(job.parameters)}
        try:
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            said = json.loads(process.stdout.readline() or "null")
        except (OSError, ValueError):
            said = None
        if said is None:
            raise UnavailableError(
                f"a process of the search ended (code {process.wait()}) before its fit was done; finished trials are kept: "
                "run again, with more memory or fewer threads"
            )
        if "error" in said:
            place = f"a trial of the search, on fold {job.fold + 1} of the development rows"
            raise BadInputError(f"{place}: {said['error']}")
        return self._read(job, said)

    def _read(self, job: Job, said: Mapping[str, Any]) -> Done:
        path = self.folder / f"{job.name}.npy"
        predicted = np.load(path)
        path.unlink()
        files = {}
        if job.whole:
            aside = self.folder / f"{job.name}.model"
            files = {one.name: one.read_bytes() for one in sorted(aside.iterdir())}
        return Done(job, said["answers"], predicted, files, said["seconds"])


@contextmanager
def _started(root: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    pinned = dict.fromkeys(_PINNED, "1")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, on a module of ours
        [sys.executable, "-P", "-m", BEGIN, str(root), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | pinned,
    )
    try:
        yield process
    finally:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):  # it ended before it read all that it was told
                    stream.close()
        process.kill()
        process.wait()
