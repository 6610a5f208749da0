"""Write a picture into a file."""

from __future__ import annotations

from pathlib import Path

from wager.foundation.errors import UnavailableError, UsageError


def write_picture(picture: str, file: Path) -> None:
    """Write a picture into a file.

    Raises
    ------
    UsageError
        If the name is not that of a picture: nothing else is written over.
    UnavailableError
        If that cannot be done.
    """
    demand_picture(file)
    try:
        file.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise UnavailableError(
            f"cannot write {file}: {error.strerror or error}; name another file"
        ) from error


def demand_picture(file: Path) -> None:
    """Refuse a name that is not one of a picture, such as that of the document itself."""
    if file.suffix.lower() != ".svg":
        raise UsageError(f"{file} is not the name of a picture; call it {file.stem}.svg")
