"""What a freeze covers outside the document, looked at without reading data: the rules of the rows and of the label."""

from __future__ import annotations

from collections.abc import Mapping

from wager.data.manifest import load_snapshot
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
    from wager.workflow.inputs import Inputs  # with them come arrays, which a log alone does not need
    from wager.workflow.unit import behind_rows, unit_source

    try:
        unit = unit_source(wiring, definitions, design)
        sources = {unit.name: unit, **behind_rows(definitions, design, unit)}
        pinned = {name: str(freeze.body["snapshots"][name]) for name in sources}
        if not all(map(wiring.objects.has, pinned.values())):
            return {}
        snapshots = {name: load_snapshot(wiring.objects, held) for name, held in pinned.items()}
        inputs = Inputs(definitions, design, unit, sources, snapshots, {}).by_case(
            lambda cases, _: load_snapshot(wiring.objects, str(freeze.body["snapshots"][cases.name]))
        )
        return {"rows as read": digest(as_json(inputs.rows_fingerprint))}
    except (WagerError, KeyError, TypeError):
        return {}  # what cannot be read is named elsewhere
