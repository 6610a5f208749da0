"""A sealed holdout: outcomes that only a key opens, so that nobody has seen them who could still change the question.

The file holds null in place of what is hidden, and beside it one text per row: the hidden values, encrypted and
authenticated (AES-256 in Galois/Counter Mode, NIST SP 800-38D), each of one length, so that it tells nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, UsageError, nearest
from wager.foundation.fingerprint import digest

KEY_NAME = "WAGER_SEAL_KEY"
"""The environment variable that holds the key where verdicts are given."""

_NONCE = 12
_BLOCK = 64
"""Bytes to whose multiples the longest text is filled up, and with it all others."""


def new_seal_key() -> str:
    """Make a key: 256 random bits, as text that fits into a secret of a CI service.

    Examples
    --------
    >>> len(new_seal_key())
    44
    """
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def seal_rows(
    table: pa.Table, key: str, hides: Sequence[str], rows: NDArray[np.bool_], *, column: str = "sealed"
) -> pa.Table:
    """Hide the outcomes of some rows of a table.

    Parameters
    ----------
    table : pyarrow.Table
        As it will be written into the file that a source reads.
    key : str
        From `new_seal_key`.
    hides : sequence of str
        Columns of numbers, texts or truth values; null afterwards.
    rows : ndarray of bool, shape (n_rows,)
        True where they are hidden: the rows of the holdout.
    column : str
        Takes what is encrypted; null in the other rows. Added, or filled where it is there: sealing more rows leaves
        those that are sealed alone.

    Raises
    ------
    UsageError
        If a column is not there, or the key is none.

    Examples
    --------
    >>> table = pa.table({"id": [1, 2], "late": [True, False]})
    >>> sealed = seal_rows(table, new_seal_key(), ["late"], np.array([False, True]))
    >>> sealed["late"].to_pylist(), [len(text or "") for text in sealed["sealed"].to_pylist()]
    ([True, None], [0, 124])
    """
    for name in hides:
        if name not in table.column_names:
            raise UsageError(f"the table has no column {name!r}{nearest(name, table.column_names)} to hide")
    hidden = np.flatnonzero(rows)
    values = zip(*(table[name].take(pa.array(hidden)).to_pylist() for name in hides), strict=True)
    plain = [json.dumps(list(one), separators=(",", ":")).encode() for one in values]
    length = -(-max(map(len, plain), default=1) // _BLOCK) * _BLOCK
    cipher = _cipher(key)
    texts: list[Any] = table[column].to_pylist() if column in table.column_names else [None] * table.num_rows
    for place, one in zip(hidden.tolist(), plain, strict=True):
        nonce = os.urandom(_NONCE)
        texts[place] = base64.urlsafe_b64encode(
            nonce + cipher.encrypt(nonce, one.ljust(length), None)
        ).decode()
    return _with(_without(table, hides, rows), column, pa.array(texts, pa.string()))


def _without(table: pa.Table, hides: Sequence[str], rows: NDArray[np.bool_]) -> pa.Table:
    import pyarrow.compute as pc

    for name in hides:
        kind = table.schema.field(name).type
        table = _with(table, name, pc.if_else(pa.array(rows), pa.scalar(None, kind), table[name]))
    return table


def _with(table: pa.Table, name: str, values: Any) -> pa.Table:
    if name not in table.column_names:
        return table.append_column(name, values)
    return table.set_column(table.column_names.index(name), name, values)


@dataclass(frozen=True)
class Opener:
    """Opens what is sealed, for one verdict.

    Attributes
    ----------
    key : str
        From the environment of whoever may.
    folder : Path
        Takes what was opened; it is the caller's to remove.
    """

    key: str
    folder: Path

    def __call__(self, snapshot: Snapshot, source: Source) -> Snapshot:
        """Open a snapshot; one of a source that seals nothing stays as it is.

        Raises
        ------
        BadInputError
            If a text was not sealed with this key, or changed since.
        """
        if source.seal is None:
            return snapshot
        import pyarrow.parquet as pq

        paths = []
        for number, path in enumerate(snapshot.paths):
            opened = open_rows(pq.ParquetFile(path).read(), self.key, source)
            paths.append(self.folder / f"{snapshot.id}-{number}.parquet")
            pq.write_table(opened, paths[-1])
        return replace(snapshot, id=digest({"opened": snapshot.id}), paths=tuple(paths))


def open_rows(table: pa.Table, key: str, source: Source) -> pa.Table:
    """Put the hidden values back into the columns of a snapshot.

    Raises
    ------
    BadInputError
        If a text was not sealed with this key, or changed since.
    """
    assert source.seal is not None
    texts = table[source.seal.column].to_pylist()
    sealed = [place for place, text in enumerate(texts) if text is not None]
    cipher = _cipher(key)
    opened = [_opened(cipher, texts[place], source) for place in sealed]
    for name, values in zip(
        source.seal.hides, zip(*opened, strict=True) if opened else repeat(()), strict=False
    ):
        held = table[name].combine_chunks().to_pylist()
        for place, value in zip(sealed, values, strict=True):
            held[place] = value
        table = _with(table, name, pa.array(held, table.schema.field(name).type))
    return _with(table, source.seal.column, pa.nulls(table.num_rows, pa.string()))


def _opened(cipher: Any, text: str, source: Source) -> list[Any]:
    from cryptography.exceptions import InvalidTag

    assert source.seal is not None
    try:
        data = base64.urlsafe_b64decode(text)
        found: list[Any] = json.loads(cipher.decrypt(data[:_NONCE], data[_NONCE:], None))
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise BadInputError.of(
            [
                source.fault(
                    "seal",
                    "E112",
                    f"a text in {source.seal.column} cannot be opened with {KEY_NAME}: it was sealed with another key, or changed",
                )
            ]
        ) from error
    if len(found) != len(source.seal.hides):
        message = f"{source.seal.column} holds {len(found)} values a row, and `hides` names {len(source.seal.hides)}"
        raise BadInputError.of([source.fault("seal", "E112", message)])
    return found


def _cipher(key: str) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise NotFoundError(
            "sealed outcomes need the library `cryptography`; `pip install 'wager[seal]'` brings it"
        ) from error
    try:
        return AESGCM(base64.urlsafe_b64decode(key))
    except (ValueError, binascii.Error) as error:
        raise UsageError(
            f"the key of a seal should be 44 characters as `wager.new_seal_key()` makes them; {KEY_NAME} is not"
        ) from error


def demand_key(found: str | None, design: str) -> str:
    """Return the key, or say who may judge.

    Raises
    ------
    RefusedError
        If there is none.
    """
    if not found:
        raise RefusedError(
            f"the outcomes of {design} are sealed, and {KEY_NAME} is not set: only the job that holds the key gives this verdict; "
            "run `wager judge` there"
        )
    return found
