"""Write a page so that it is there whole, or as it was before."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from wager.foundation.errors import NotFoundError, UnavailableError, UsageError

ENDINGS = (".html", ".htm")


def write_page(text: str, path: Path) -> None:
    """Write a page in place of the one that was there.

    Raises
    ------
    UsageError
        If the name is not that of a page: nothing else is written over.
    NotFoundError
        If its folder is not there.
    UnavailableError
        If it cannot be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"{path} is not the name of a page; call it {path.stem}.html, or `-o -` for stdout")
    if not path.parent.is_dir():
        raise NotFoundError(f"no folder {path.parent} to write {path.name} in; make it first")
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            temporary.write_text(text, encoding="utf-8", newline="\n")
            os.replace(temporary, path)  # noqa: PTH105  # atomic on every system
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"{path} cannot be written: {error.strerror or error}; `-o` names another file"
        ) from error
