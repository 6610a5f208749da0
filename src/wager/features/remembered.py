"""What the columns of a unit's rows followed from: a note a matrix, of all columns that were computed for it; the notes together now and then.

Notes are only added, and those that were put together removed, so that processes need not wait for each other. What is
lost costs a computation, and is never taken for something else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wager.data.kept_notes import latest_notes
from wager.data.kept_table import keep_file
from wager.foundation.fingerprint import digest

REMEMBERED = 8
"""So many times that a column was computed are remembered."""

NOTES = 16
"""More notes than these are put together."""


class Remembered:
    """The notes on the columns of one unit.

    Attributes
    ----------
    folder : Path
        Made with the first note.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     notes = Remembered(Path(place) / "orders")
    ...     notes.tell({"a": {"key": "1", "pieces": {}}, "b": {"key": "2", "pieces": {}}})
    ...     notes.told("b"), notes.told("c")
    ([{'key': '2', 'pieces': {}}], [])
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._as_of: int | None = None
        self._columns: dict[str, list[dict[str, Any]]] = {}

    def told(self, name: str) -> list[dict[str, Any]]:
        """Say what the columns of a name followed from, the latest first."""
        return self._read().get(name, [])[:REMEMBERED]

    def tell(self, columns: Mapping[str, Mapping[str, Any]]) -> None:
        """Remember what columns, by name, follow from.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        self._write([(name, said) for name, said in columns.items()])
        paths = latest_notes(self.folder)
        if len(paths) > NOTES:
            self._put_together(paths)
        self._as_of = None

    def _put_together(self, paths: Sequence[Path]) -> None:
        """Write one note for several, and remove those that it says: what another process removed meanwhile, it wrote elsewhere."""
        read = {path: columns for path in paths if (columns := _columns_of(path)) is not None}
        latest = _by_name(read.values())
        written = self._write([(name, said) for name, some in latest.items() for said in some[:REMEMBERED]])
        for path in read:
            if path != written:
                path.unlink(missing_ok=True)

    def _read(self) -> dict[str, list[dict[str, Any]]]:
        """Read all notes, once while none comes or goes."""
        try:
            as_of = os.stat(self.folder).st_mtime_ns  # noqa: PTH116 - asked for each column
        except OSError:
            return {}
        if as_of != self._as_of:
            said = map(_columns_of, latest_notes(self.folder))
            self._as_of, self._columns = as_of, _by_name(one for one in said if one is not None)
        return self._columns

    def _write(self, columns: Sequence[tuple[str, Mapping[str, Any]]]) -> Path:
        """Write a note; definitions in words, which many columns share from day to day, stand in it once."""
        pieces: dict[str, int] = {}
        said = []
        for name, one in columns:
            words = json.dumps(one["pieces"])
            rest = {what: value for what, value in one.items() if what != "pieces"}
            said.append([name, rest, pieces.setdefault(words, len(pieces))])
        content = {"pieces": [json.loads(words) for words in pieces], "columns": said}
        path = self.folder / f"{digest([[name, one['key']] for name, one in columns])}.json"
        keep_file(path, json.dumps(content).encode())
        return path


def _by_name(notes: Iterable[list[tuple[str, dict[str, Any]]]]) -> dict[str, list[dict[str, Any]]]:
    """Gather what notes say of each column, each key once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for columns in notes:
        for name, said in columns:
            held = found.setdefault(name, [])
            if all(one.get("key") != said.get("key") for one in held):
                held.append(said)
    return found


def _columns_of(path: Path) -> list[tuple[str, dict[str, Any]]] | None:
    """Read a note; a broken one says nothing, and None is one that is not there."""
    try:
        said = json.loads(path.read_bytes())
        return [
            (str(name), {**rest, "pieces": said["pieces"][place]}) for name, rest, place in said["columns"]
        ]
    except OSError:
        return None
    except (ValueError, KeyError, TypeError, IndexError):
        return []
