"""Whether a source has a snapshot that fits it; looked up without what reads data."""

from __future__ import annotations

from wager.data.contract_digest import contract_digest
from wager.data.source import Source
from wager.workflow.heads import read_head
from wager.workflow.wiring import Wiring


def is_there(wiring: Wiring, source: Source) -> bool:
    """Tell whether a source has a snapshot under its present contract; of rows that are made, what they are made of."""
    source = source.base
    head = read_head(wiring.heads, source.name)
    return head is not None and head.contract == contract_digest(source) and wiring.objects.has(head.id)
