"""A page, picture or report in a file that somebody named: refused before the work, then there whole, or as it was before."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from wager.foundation.errors import NotFoundError, UnavailableError, UsageError


@dataclass(frozen=True)
class FileKind:
    """What is written, and how such files are called.

    Attributes
    ----------
    word : str
        With its article.
    endings : tuple of str
        Of their names, in small letters; the first one is proposed.
    """

    word: str
    endings: tuple[str, ...]


PAGE = FileKind("a page", (".html", ".htm"))
PICTURE = FileKind("a picture", (".svg",))
JUNIT = FileKind("a JUnit file", (".xml",))


def demand_place(path: Path, kind: FileKind) -> None:
    """Refuse a place where nothing of the kind can be written, before the work that would be lost on it.

    Raises
    ------
    UsageError
        If the name is not that of such a file: nothing else, such as a design, is written over.
    NotFoundError
        If its folder is not there.

    Examples
    --------
    >>> demand_place(Path("designs/late-bus.md"), PICTURE)
    Traceback (most recent call last):
        ...
    wager.foundation.errors.UsageError: designs/late-bus.md is not the name of a picture; call it late-bus.svg
    """
    if path.suffix.lower() not in kind.endings:
        raise UsageError(
            f"{path} is not the name of {kind.word}; call it {path.stem or 'out'}{kind.endings[0]}"
        )
    if path.is_dir():
        raise UsageError(f"{path} is a folder, and not the name of {kind.word}; name a file")
    if not path.parent.is_dir():
        raise NotFoundError(f"no folder {path.parent} to write {path.name} in; make it first")


def write_whole(text: str, path: Path, kind: FileKind) -> None:
    """Write a file in place of one that was there.

    Raises
    ------
    UsageError, NotFoundError
        See `demand_place`.
    UnavailableError
        If it cannot be written.
    """
    demand_place(path, kind)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            temporary.write_text(text, encoding="utf-8", newline="\n")
            os.replace(temporary, path)  # noqa: PTH105  # atomic on every system
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"{path} cannot be written: {error.strerror or error}; name another file"
        ) from error
