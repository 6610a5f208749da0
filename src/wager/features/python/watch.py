"""See what a function opens: files, sockets and programs are inputs that no fingerprint holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wager.features.code.code import Code

_SYSTEM = ("/dev/", "/proc/", "/sys/", "/usr/share/zoneinfo", "/etc/localtime")
_OTHERS = {
    "socket.connect": "connects to {}",
    "socket.getaddrinfo": "asks for the address of {}",
    "subprocess.Popen": "starts the program {}",
    "os.system": "starts the program {}",
    "os.posix_spawn": "starts the program {}",
    "sqlite3.connect": "opens the database {}",
}


@dataclass(frozen=True)
class Opened:
    """One thing that was opened.

    Attributes
    ----------
    what : str
        In words.
    line : tuple of (str, int)
        File of the project and line from which.
    """

    what: str
    line: tuple[str, int]


@dataclass
class Watch:
    """Notes what the code of a function opens; of one process there should be one.

    Attributes
    ----------
    opened : list of Opened
    """

    opened: list[Opened] = field(default_factory=list)
    _code: Code | None = None

    def __post_init__(self) -> None:
        """Begin to listen to the interpreter."""
        prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, *(one for one in sys.path if one)}
        self._own = tuple(f"{Path(one).resolve()}{os.sep}" for one in prefixes if Path(one).is_dir())
        sys.addaudithook(self._hear)

    @contextmanager
    def on(self, code: Code) -> Iterator[list[Opened]]:
        """Note what is opened while the block runs."""
        self.opened, self._code = [], code
        try:
            yield self.opened
        finally:
            self._code = None

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        code = self._code
        if code is None or (event != "open" and event not in _OTHERS):
            return
        self._code = None  # what this itself opens is not the user's
        try:
            what = _file(arguments[0], code, self._own) if event == "open" else _other(event, arguments)
            place = _user_place(code)
            if what and place is not None and not any(one.what == what for one in self.opened):
                self.opened.append(Opened(what, place))
        finally:
            self._code = code


def _other(event: str, arguments: tuple[Any, ...]) -> str:
    named = arguments[1] if event == "socket.connect" else arguments[0]
    return _OTHERS[event].format(named.decode() if isinstance(named, bytes) else named)


def _file(given: Any, code: Code, own: tuple[str, ...]) -> str:
    """Name a file in words; nothing where the interpreter or a library opens what is its own."""
    if not isinstance(given, str | bytes | os.PathLike):
        return ""
    path = Path(os.path.abspath(os.fsdecode(given)))  # noqa: PTH100 - a link is not followed
    files = {code.root / one for one, _ in code.files}
    if path in files or path.suffix == ".pyc" or str(path).startswith(_SYSTEM):
        return ""
    root = f"{code.root}{os.sep}"
    inside = str(path).startswith(root)
    if any(str(path).startswith(one) and one != root for one in own if not (inside and root.startswith(one))):
        return ""
    return f"opens {path.relative_to(code.root).as_posix() if inside else path}"


def _user_place(code: Code) -> tuple[str, int] | None:
    files = {str(code.root / path): path for path, _ in code.files}
    frame = sys._getframe(1)  # noqa: SLF001 - there is no other way to see who called
    found: Any = frame
    while found is not None:
        if found.f_code.co_filename in files:
            return files[found.f_code.co_filename], found.f_lineno
        found = found.f_back
    return None
