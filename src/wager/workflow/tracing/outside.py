"""What a freeze covers outside the document, looked at without reading data: the rules of the rows and of the label."""

from __future__ import annotations

from collections.abc import Mapping

from wager.data.snapshot import load_snapshot
from wager.design.as_json import as_json
from wager.design.blocks import Design
from wager.design.frozen.log import Entry
from wager.foundation.errors import WagerError
from wager.foundation.fingerprint import digest
from wager.workflow.read_project import Definitions
from wager.workflow.wiring import Wiring


def digests_outside(
    wiring: Wiring, definitions: Definitions, design: Design, freeze: Entry
) -> Mapping[str, str]:
    """Digest the rows as they would be read from the snapshot that was frozen; nothing where that is not in the store.

    No snapshot is taken for it. A project of one file has no contract that could change: the document says all.
    """
    if design.is_one_file:
        return {}
    from wager.data.rows import rows_fingerprint  # with them come arrays, which a log alone does not need
    from wager.workflow.inputs import unit_source

    try:
        unit = unit_source(wiring, definitions, design)
        pinned = str(freeze.body["snapshots"][unit.name])
        if not wiring.objects.has(pinned):
            return {}
        snapshot = load_snapshot(wiring.objects, pinned)
        return {
            "rows as read": digest(as_json(rows_fingerprint(snapshot, unit, design.rows, design.objective)))
        }
    except (WagerError, KeyError, TypeError):
        return {}  # what cannot be read is named elsewhere
