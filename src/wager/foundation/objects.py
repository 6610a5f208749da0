"""Content-addressed storage: the protocol. An object is bytes, its name their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from wager.foundation.errors import BadInputError


class ObjectStore(Protocol):
    """Keeps bytes under the digest of their content; what was acknowledged is never lost and never changes."""

    def put_bytes(self, content: bytes, *, name: str | None = None) -> str:
        """Store bytes.

        Parameters
        ----------
        content : bytes
            What to store.
        name : str or None
            A further digest, of what the bytes mean, under which they are found as well. The first to come stays.

        Returns
        -------
        str
            SHA-256 of the content, 64 hexadecimal characters.

        Raises
        ------
        UnavailableError
            If the store cannot be written.
        """
        ...

    def put_file(self, path: Path) -> str:
        """Store a copy of a file and return its SHA-256."""
        ...

    def path(self, digest: str) -> Path:
        """Return a local, read-only file that holds an object.

        Raises
        ------
        NotFoundError
            If there is none of that name.
        """
        ...

    def has(self, digest: str) -> bool:
        """Say whether an object is there."""
        ...

    def names(self) -> Iterator[str]:
        """Yield the names of all objects, sorted."""
        ...


def read_object(objects: ObjectStore, digest: str) -> bytes:
    """Read an object's bytes and check that they are those that were written.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    BadInputError
        If a bit has changed; names the object.
    """
    content = objects.path(digest).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise BadInputError(
            f"the object {digest} is damaged: its bytes are not those that were written; remove what refers to it and "
            "make it again"
        )
    return content
