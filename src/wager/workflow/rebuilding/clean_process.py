"""A new process that knows nothing of this one: its own folder, its own package, no variables from outside."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wager.foundation import errors
from wager.foundation.errors import UnavailableError, WagerError
from wager.foundation.progress import Progress

FORMAT = 1
"""Of what the two processes say to each other: a later wager asks an earlier one."""

_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from wager.interfaces.rebuild import main; sys.exit(main())"
)

_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
# Without them some systems find no libraries at all; they change no result.


def ask_clean_process(
    interpreter: str,
    package: bytes,
    request: Mapping[str, Any],
    progress: Progress,
    variables: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Start a Python on a package's files alone, hand it a request, and return its answer.

    Parameters
    ----------
    interpreter : str
        The executable; it runs isolated (`-I`), so that no variable and no folder of the user's reaches it.
    package : bytes
        The zip of `environment.package`.
    request : mapping
        For `wager.interfaces.rebuild`; the folder to work in is added.
    progress : Progress
        Told what the other process does.
    variables : mapping of str to str, optional
        All that it is to have besides its own folder, a fixed language and UTC.

    Raises
    ------
    WagerError
        What the other process raised.
    UnavailableError
        If it cannot be started, or ends without an answer.
    """
    with TemporaryDirectory(prefix="wager-", ignore_cleanup_errors=True) as aside:
        code, folder, said = (Path(aside) / name for name in ("code", "project", "said.txt"))
        folder.mkdir()
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            archive.extractall(code)
        around = _variables(Path(aside)) | dict(variables or {})
        command = [interpreter, "-I", "-c", _BEGIN, str(code)]
        asked = json.dumps({"format": FORMAT, "folder": str(folder), **request})
        with said.open("wb") as other, _started(command, folder, other, around) as process:
            answer = _answer(process, asked, progress)
        lines = said.read_text("utf-8", "replace").split("\n")
    if "error" in answer:
        raise _error(answer["error"])
    if process.returncode != 0 or not answer or "progress" in answer:
        raise UnavailableError(_ended(process.returncode, [line for line in lines if line.strip()]))
    return answer


def _variables(aside: Path) -> dict[str, str]:
    fixed = {"HOME": str(aside), "TMPDIR": str(aside), "TEMP": str(aside), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return fixed | {name: os.environ[name] for name in _KEPT if name in os.environ}


@contextmanager
def _started(
    command: list[str], folder: Path, stderr: io.BufferedWriter, variables: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=stderr, env=variables)  # noqa: S603
    except OSError as error:
        raise UnavailableError(f"{command[0]} cannot be started: {error.strerror or error}") from error
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _answer(process: subprocess.Popen[bytes], asked: str, progress: Progress) -> dict[str, Any]:
    """Hand over the request, pass on what is said of the progress, and return the last thing said."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(asked.encode())
        process.stdin.close()
    except BrokenPipeError:
        return {}  # it has ended; its exit code says more
    answer: dict[str, Any] = {}
    for line in process.stdout:
        try:
            answer = json.loads(line)
        except ValueError:
            return {}  # cut off
        if "progress" in answer:
            progress(*answer["progress"])
    return answer


def _ended(code: int, said: list[str]) -> str:
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    how = how if code else "ended without an answer"
    why = f": {said[-1].strip()}" if said else "; the machine may be short of memory"
    return f"the process that makes the version again {how}{why}"


def _error(said: Mapping[str, str]) -> WagerError:
    kind = getattr(errors, said["kind"], UnavailableError)
    known = isinstance(kind, type) and issubclass(kind, WagerError) and kind is not errors.BadRequestError
    made: WagerError = kind(said["message"]) if known else UnavailableError(said["message"])
    return made
