"""The ledger: append-only, each record hashed with the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.foundation.fingerprint import canonical
from wager.foundation.moments import iso

GENESIS = "0" * 64
"""What the first record stands on."""


@dataclass(frozen=True)
class Record:
    """One act.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    kind : str
        `freeze`, `verdict`, `version`, `title`.
    at : int
        Instant in microseconds.
    body : dict
        JSON values.
    previous : str
        Hash of the record before it.
    hash : str
        SHA-256 of `previous` and of the canonical JSON of number, kind, at and body.
    """

    number: int
    kind: str
    at: int
    body: Mapping[str, Any] = field(hash=False)
    previous: str
    hash: str


def record(previous: Record | None, kind: str, at: int, body: Mapping[str, Any]) -> Record:
    """Make the record that follows another.

    Examples
    --------
    >>> first = record(None, "title", 0, {"serves": "x"})
    >>> first.number, first.previous == GENESIS, record(first, "title", 1, {}).previous == first.hash
    (1, True, True)
    """
    number, before = (1, GENESIS) if previous is None else (previous.number + 1, previous.hash)
    return Record(number, kind, at, dict(body), before, record_hash(number, kind, at, body, before))


def record_hash(number: int, kind: str, at: int, body: Mapping[str, Any], previous: str) -> str:
    """Hash a record's content together with the record before it."""
    said = canonical({"number": number, "kind": kind, "at": iso(at), "body": dict(body)})
    return hashlib.sha256(previous.encode() + said).hexdigest()


def broken_links(records: Iterable[Record]) -> Iterator[str]:
    """Say what is wrong with a chain: records changed, missing, or out of order. A cut-off end is not seen."""
    number, before = 0, GENESIS
    for one in records:
        if one.number != number + 1:
            yield f"record {one.number} of the ledger follows record {number}; expected {number + 1}"
        elif one.previous != before:
            yield f"record {one.number} of the ledger does not stand on the record before it"
        if one.hash != record_hash(one.number, one.kind, one.at, one.body, one.previous):
            yield f"record {one.number} of the ledger ({one.kind}) is not what was written"
        number, before = one.number, one.hash
