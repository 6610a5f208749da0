"""Pieces of binaries, each kept once: a binary is a list of pieces, and of each column it is known in which it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from wager.adapters.estimators.lightgbm_binary import Group, Rows
from wager.data.kept_table import is_kept, keep_table, kept_table, used

FORMAT = 3
"""Of all files here."""

APART = 1 << 12
"""Pieces of so many bytes are files of their own."""

_PIECES, _COLUMNS = f"pieces-{FORMAT}", f"columns-{FORMAT}"
_PIECE = pa.struct([("name", pa.string()), ("content", pa.large_binary()), ("bytes", pa.int64())])
_KINDS = {
    "pieces": pa.list_(_PIECE),
    "mark": pa.binary(),
    "manner": pa.binary(),
    "bins": pa.int64(),
    "seen_in": pa.string(),
    "keys": pa.list_(pa.string()),
    "seen_at": pa.list_(pa.int64()),
}


@dataclass(frozen=True)
class KeptGroup:
    """A group, of which rows it is, and the keys of its columns, in their order."""

    rows: Rows
    keys: tuple[str, ...]
    group: Group

    def at(self, places: Mapping[str, int]) -> Group | None:
        """Place it in a matrix; None where that has not all of its columns."""
        found = tuple(places.get(key, -1) for key in self.keys)
        return replace(self.group, places=found) if min(found) >= 0 else None


@dataclass(frozen=True)
class KeptPieces:
    """A folder of binaries. Each file ends with a check of its bytes: the library would read beyond a damaged one."""

    folder: Path

    def binary(self, key: str) -> list[bytes] | None:
        """Return the pieces of a binary; None where one is not there, or not what was written."""
        said = self._read(self._path("", key))
        found = [] if said is None else [self._content(piece) for piece in said["pieces"]]
        pieces = [piece for piece in found if piece is not None]
        return pieces if pieces and len(pieces) == len(found) else None

    def keep_binary(self, key: str, pieces: Sequence[bytes]) -> None:
        """Keep a binary.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        self._write(self._path("", key), {"pieces": [self._kept(piece) for piece in pieces]})

    def groups(self, keys: Sequence[str]) -> dict[str, KeptGroup]:
        """Return by column the groups that columns were binned in, each read once; those that are not there, or not what was written, are left out."""
        found: dict[str, KeptGroup] = {}
        rests: dict[str, bytes | None] = {}  # all columns of the same rows share it
        for key in keys:
            said = None if key in found else self._read(self._path(_COLUMNS, key))
            if said is None:
                continue
            of_rows, own = said["pieces"]
            if not of_rows["name"] or of_rows["name"] not in rests:
                rests[of_rows["name"]] = self._content(of_rows)
            rest, piece = rests[of_rows["name"]], self._content(own)
            if rest is not None and piece is not None:
                rows = Rows(said["mark"], said["manner"], rest)
                group = Group((), said["bins"], piece, said["seen_in"], tuple(said["seen_at"]))
                found |= dict.fromkeys(said["keys"], KeptGroup(rows, tuple(said["keys"]), group))
        return found

    def keep_groups(self, keys: Sequence[str], rows: Rows, groups: Sequence[Group]) -> list[KeptGroup]:
        """Keep the groups of a matrix whose columns have these keys.

        Raises
        ------
        UnavailableError
            If they cannot be written.
        """
        rest, found = self._kept(rows.rest), []
        for group in groups:
            own = tuple(keys[place] for place in group.places)
            pieces = [rest, self._kept(group.piece)]
            said: dict[str, Any] = {"mark": rows.mark, "manner": rows.manner, "pieces": pieces, "keys": own}
            said |= {"bins": group.bins, "seen_in": group.seen_in, "seen_at": group.seen_at}
            for key in own:
                self._write(self._path(_COLUMNS, key), said)
            found.append(KeptGroup(rows, own, group))
        return found

    def _path(self, kind: str, name: str) -> Path:
        return self.folder / kind / f"{name}.arrow"

    def _write(self, path: Path, said: Mapping[str, Any]) -> None:
        kinds = pa.schema([(name, _KINDS[name]) for name in said])
        keep_table(path, pa.Table.from_pylist([said], kinds))

    def _read(self, path: Path) -> dict[str, Any] | None:
        table = kept_table(path)
        if table is None:
            return None
        used(path)
        said: dict[str, Any] = table.to_pylist()[0]
        return said

    def _kept(self, piece: bytes) -> dict[str, Any]:
        """Keep a piece, and say where: in a file that all share who hold the same, or, a small one, in what names it."""
        if len(piece) < APART:
            return _compressed(piece)
        name = hashlib.sha256(piece).hexdigest()
        path = self._path(_PIECES, name)
        if not is_kept(path):
            self._write(path, {"pieces": [_compressed(piece)]})
        return {"name": name, "content": b"", "bytes": len(piece)}

    def _content(self, kept: Mapping[str, Any]) -> bytes | None:
        said = self._read(self._path(_PIECES, kept["name"])) if kept["name"] else {"pieces": [kept]}
        if said is None:
            return None
        (piece,) = said["pieces"]
        return bytes(pa.decompress(piece["content"], piece["bytes"], "zstd", asbytes=True))


def _compressed(piece: bytes) -> dict[str, Any]:
    return {"name": "", "content": pa.compress(piece, "zstd", asbytes=True), "bytes": len(piece)}
