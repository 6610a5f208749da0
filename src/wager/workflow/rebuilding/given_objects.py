"""Objects that somebody else keeps: those that were handed over can be read, and nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from wager.foundation.errors import NotFoundError, RefusedError


class GivenObjects:
    """An `ObjectStore` of a few files, for a process that may see nothing else.

    Parameters
    ----------
    paths : mapping of str to str
        The file of each object, by digest.

    Examples
    --------
    >>> GivenObjects({"ab": "/store/ab"}).has("cd")
    False
    """

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths

    def put_bytes(self, content: bytes, *, name: str | None = None) -> str:
        """Refuse: what is made again is compared, never kept."""
        del content, name
        raise RefusedError("nothing is written into the store while a version is made again")

    def put_file(self, path: Path) -> str:
        """Refuse, too."""
        return self.put_bytes(b"", name=str(path))

    def path(self, digest: str) -> Path:
        """Return the file of an object."""
        if digest not in self._paths:
            raise NotFoundError(f"the object {digest} is none of those that the version was made from")
        return Path(self._paths[digest])

    def has(self, digest: str) -> bool:
        """Say whether an object was handed over."""
        return digest in self._paths

    def names(self) -> Iterator[str]:
        """Yield the names of all that were handed over, sorted."""
        yield from sorted(self._paths)
