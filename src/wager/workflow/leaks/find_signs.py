"""What `wager check` says of the data: signs that something was written after the decision."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wager.data.known import Never
from wager.design.blocks import Design
from wager.design.models.own_blocks import answers
from wager.expressions.tree import columns
from wager.foundation.errors import WagerError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import canonical
from wager.workflow.find_leaks import model_uses
from wager.workflow.inputs import sources_read
from wager.workflow.leaks.to_look_at import identity, what_to_look_at
from wager.workflow.read_project import Definitions
from wager.workflow.snapshot_there import is_there
from wager.workflow.unit import behind_rows, unit_source
from wager.workflow.wiring import Wiring

if TYPE_CHECKING:
    from wager.workflow.leaks.looked import Looked


def find_signs(
    wiring: Wiring, definitions: Definitions, design: Design, paths: Collection[str] | None = None
) -> list[Finding]:
    """Look at the data of a design for what its clocks do not say (W401 to W410).

    No snapshot is taken for it, but of a project of one file, which is read in any case; what stands in the way is said by
    other checks. Held-out outcomes are not looked at.

    Parameters
    ----------
    wiring : Wiring
    definitions : Definitions
    design : Design
    paths : collection of str, optional
        Only the columns that are selected in these files are looked at, and copies of rows where chance parts them: what is cheap
        enough for each run. Neither persons and things nor the clocks of sources are.
    """
    try:
        unit = unit_source(wiring, definitions, design)
        uses = list(model_uses(definitions, design, unit))
        sources = sources_read(definitions, unit, [use.tree for use in uses])
        sources |= behind_rows(definitions, design, unit)
        if not all(source.assumed or is_there(wiring, source) for source in sources.values()):
            return []
        asked = what_to_look_at(wiring, definitions, design, paths)
        if asked is None:
            return []
        place = wiring.cache / "signs" / f"{identity(asked, rows=paths is None)}.json"
        known = _remembered(place)
        if known is None:
            from wager.data.kept_table import keep_file
            from wager.workflow.leaks.looked import look_at

            looked = look_at(wiring, asked)
            known = [] if looked is None else _found(looked, rows=paths is None)
            keep_file(place, canonical([list(vars(one).values()) for one in known]))
    except WagerError:
        return []
    return known


def _found(looked: Looked, *, rows: bool) -> list[Finding]:
    from wager.workflow.leaks.of_columns import column_findings
    from wager.workflow.leaks.of_rows import row_findings
    from wager.workflow.leaks.of_sources import source_findings

    found = [*column_findings(looked, rows=rows), *row_findings(looked, related=rows)]
    return [*found, *source_findings(looked)] if rows else found


def _remembered(place: Path) -> list[Finding] | None:
    """Read what was found before of the same definitions and data; None where nothing is kept."""
    try:
        return [Finding(*one) for one in json.loads(place.read_bytes())]
    except (OSError, ValueError, TypeError):
        return None  # only a memory: without it the data are looked at again


def find_afterwards(wiring: Wiring, definitions: Definitions, design: Design) -> Iterator[Finding]:
    """Find what a model of a project of one file reads though it is the outcome, or exists only afterwards (E011)."""
    if not design.is_one_file:
        return
    try:
        unit = unit_source(wiring, definitions, design)
    except WagerError:
        return
    outcome = columns(unit.inline(design.objective.tree))
    for model in definitions.models.values():
        if not answers(definitions.models, model.name, design):
            continue
        for key, names in model.selection:
            for name in names if key != "except" else ():
                if isinstance(unit.known.columns.get(str(name)), Never):
                    why = "which the objective reads" if name in outcome else "which `afterwards` lists"
                    said = f"{name}, {why}: it exists only after the decision; leave it out of the model"
                    yield Finding(model.path, model.lines.get(key, 1), "E011", said)
