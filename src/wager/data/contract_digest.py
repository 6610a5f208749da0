"""All of a source's contract that decides what is stored and what is found wrong, as one digest."""

from __future__ import annotations

from wager.data.snapshot import clocks_digest
from wager.data.source import Source
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.tree import to_json
from wager.foundation.fingerprint import digest

CONTRACT_VERSION = 1
"""Raised when the same contract would be written down otherwise."""

READING_VERSION = 2
"""Raised when the same file would be read otherwise: unchanged files are then read again."""


def contract_digest(source: Source) -> str:
    """Hash all of a source's contract that decides what is stored and what is found wrong."""
    columns = [
        {
            **spec.shape(),
            "nullable": spec.nullable,
            "range": None if spec.range is None else str(spec.range),
            "values": spec.values,
        }
        for spec in source.columns.values()
    ]
    origin = source.origin
    return digest(
        {
            "versions": [CONTRACT_VERSION, READING_VERSION, OPERATORS_VERSION],
            "from": [origin.kind, origin.path, origin.package, origin.version, origin.nulls, origin.sha256],
            **({"query": [origin.sql, origin.store]} if source.is_view else {}),
            "columns": columns,
            "clocks": clocks_digest(source),
            "checks": [[to_json(source.inline(check.condition)), str(check.most)] for check in source.checks],
            "currency": source.currency,
            "zone": source.zone,
            "assumed": source.assumed,
        }
    )
