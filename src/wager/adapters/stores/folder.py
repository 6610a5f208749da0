"""Objects in a folder: `ab/cdef…`, written so that neither a kill nor a power cut loses or tears one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError
from wager.foundation.folders import flush_folder, make_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class FolderObjects:
    """An `ObjectStore` in a folder.

    An object is written to a temporary file in the same file system, flushed to the disk, made read-only, linked
    under its digest, and the folder is flushed: only then is it acknowledged. A link fails where the object is there
    already, so nothing is ever written over.

    Parameters
    ----------
    root : Path
        The folder; made when the first object comes.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put_bytes(self, content: bytes, *, name: str | None = None) -> str:
        """Store bytes under their SHA-256, and under `name` where one is given."""
        digest = hashlib.sha256(content).hexdigest()
        wanted = [at for at in (digest, name) if at is not None and not self.has(at)]
        if wanted:
            self._write(lambda file: file.write(content), lambda: wanted)
        return digest

    def put_file(self, path: Path) -> str:
        """Store a copy of a file; read once, so that what is stored is what was hashed."""
        hashed = hashlib.sha256()

        def copy(file: BinaryIO) -> None:
            with path.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    hashed.update(chunk)
                    file.write(chunk)

        self._write(copy, lambda: [hashed.hexdigest()])
        return hashed.hexdigest()

    def path(self, digest: str) -> Path:
        """Return the file of an object."""
        place = self._place(digest)
        if not place.is_file():
            raise NotFoundError(
                f"the object {digest} is not in {self.root}; take the snapshot or run again that made it"
            )
        return place

    def has(self, digest: str) -> bool:
        """Say whether an object is there."""
        return self._place(digest).is_file()

    def names(self) -> Iterator[str]:
        """Yield the names of all objects, sorted; what else lies in the folder is none."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for place in sorted(folder.iterdir()):
                if _DIGEST.fullmatch(folder.name + place.name):
                    yield folder.name + place.name

    def _place(self, digest: str) -> Path:
        # Names come out of files: what is no digest never becomes a path.
        if not _DIGEST.fullmatch(digest):
            raise BadInputError(
                f"{digest[:80]!r} is no name of an object; expected 64 hexadecimal characters"
            )
        return self.root / digest[:2] / digest[2:]

    def _write(self, fill: Callable[[BinaryIO], object], names: Callable[[], list[str]]) -> None:
        try:
            make_folder(self.root)
            with self._temporary() as (file, temporary):
                fill(file)
                file.flush()
                os.fsync(file.fileno())
                temporary.chmod(0o444)
                for name in names():
                    self._link(temporary, self._place(name))
        except OSError as error:
            raise UnavailableError(
                f"cannot write into {self.root}: {error.strerror or error}; check space and rights"
            ) from error

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        path = self.root / f".new-{secrets.token_hex(8)}"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, path
        finally:
            path.unlink(missing_ok=True)

    def _link(self, temporary: Path, place: Path) -> None:
        if not place.parent.is_dir():
            place.parent.mkdir(exist_ok=True)
            flush_folder(self.root)
        with contextlib.suppress(FileExistsError):
            os.link(temporary, place)
        flush_folder(place.parent)
