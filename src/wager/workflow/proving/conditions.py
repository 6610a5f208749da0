"""A process of its own in which functions are tried, under conditions that must not matter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from wager.features.python.alone import read_table, write_table
from wager.features.python.called import Called
from wager.foundation.errors import UnavailableError
from wager.foundation.finding import Finding

SECONDS = 120
"""How long all functions together may take."""

_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pathlib import Path; "
    "from wager.features.python.alone import main; sys.exit(main(Path(sys.argv[2])))"
)
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "OMP_NUM_THREADS")


@dataclass(frozen=True)
class Condition:
    """What a process finds around it.

    Attributes
    ----------
    days : int
        How far ahead its clock is.
    elsewhere : bool
        True for another time zone, other variables, another folder, another order of sets.
    piecewise : bool
        True to call functions for rows one by one first, and put the values together.
    """

    days: int = 0
    elsewhere: bool = False
    piecewise: bool = False

    def variables(self, home: Path) -> dict[str, str]:
        """Return all variables of the process."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        if not self.elsewhere:
            return {**os.environ, "PYTHONHASHSEED": "0"}
        other = {
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C.UTF-8",
            "USER": "somebody",
            "PYTHONHASHSEED": "4711",
        }
        return {**kept, **other, "HOME": str(home), "TMPDIR": str(home)}


USUAL = Condition()


@dataclass(frozen=True)
class Answer:
    """What came of a function.

    Attributes
    ----------
    findings : tuple of Finding
    values : pa.Array or None
        None where it broke.
    ended : str
        How the process ended while it ran the function; empty where it did not.
    """

    findings: tuple[Finding, ...]
    values: pa.Array | None
    ended: str = ""


def tried_under(condition: Condition, heard: Mapping[Called, Sequence[pa.Array]], root: Path) -> list[Answer]:
    """Call functions in a new process; where one ends it, those behind are called in another.

    Parameters
    ----------
    condition : Condition
    heard : mapping of Called to sequence of pa.Array
        What each is given.
    root : Path
        The folder of the process, unless it is to be another.

    Raises
    ------
    UnavailableError
        If no process can be started.
    """
    answers: list[Answer] = []
    left = list(heard.items())
    while left:
        found = _process(condition, dict(left), root)
        answers += found
        left = left[len(found) :]
    return answers


def _process(condition: Condition, heard: Mapping[Called, Sequence[pa.Array]], root: Path) -> list[Answer]:
    """Call functions up to the first that ends the process."""
    with TemporaryDirectory(prefix="wager-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write(folder, condition, heard)
        command = [sys.executable, "-c", _BEGIN, json.dumps(sys.path), str(folder)]
        around = condition.variables(folder)
        place = folder if condition.elsewhere else root
        try:
            done = subprocess.run(  # noqa: S603 - our own Python
                command, capture_output=True, check=False, timeout=SECONDS, cwd=place, env=around
            )
            lines, ended = done.stdout.splitlines(), _ended(done.returncode)
        except subprocess.TimeoutExpired as error:
            lines, ended = (error.stdout or b"").splitlines(), f"did not end within {SECONDS} s"
        except OSError as error:
            raise UnavailableError(
                f"{sys.executable} cannot be started: {error.strerror or error}"
            ) from error
        answers = [_answer(folder, number, line) for number, line in enumerate(lines[: len(heard)])]
        if len(answers) < len(heard):
            answers.append(Answer((), None, ended or "ended without an answer"))
        return answers


def _write(folder: Path, condition: Condition, heard: Mapping[Called, Sequence[pa.Array]]) -> None:
    functions: list[dict[str, Any]] = []
    for number, (call, given) in enumerate(heard.items()):
        code = call.code
        said = {"root": str(code.root), "path": code.path, "name": code.name, "line": code.line}
        reads = list(zip(call.names, call.types, strict=True))
        about = {"feature": call.feature.name, "reads": reads, "gives": call.type}
        functions.append({**said, **about, "files": code.files, "locks": code.locks})
        names = [f"{place}" for place in range(len(given))]
        write_table(folder / f"given-{number}.arrow", pa.table(dict(zip(names, given, strict=True))))
    asked = {"days": condition.days, "piecewise": condition.piecewise, "functions": functions}
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")


def _ended(code: int) -> str:
    return f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}" if code else ""


def _answer(folder: Path, number: int, line: bytes) -> Answer:
    findings = tuple(Finding(**one) for one in json.loads(line))
    path = folder / f"values-{number}.arrow"
    return Answer(findings, read_table(path)["value"].combine_chunks() if path.is_file() else None)
