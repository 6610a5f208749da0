"""What is to be looked at, before any row is made: here by itself, so that what was found before is read without what looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from wager.data.contract_digest import contract_digest
from wager.design.as_json import as_json
from wager.design.blocks import Design
from wager.design.frozen.log import log_folder, read_log
from wager.expressions.tree import Column
from wager.features.decision import Use
from wager.foundation.fingerprint import digest
from wager.workflow.find_leaks import model_uses
from wager.workflow.heads import read_head
from wager.workflow.inputs import Inputs, gather_inputs
from wager.workflow.prospective import learns_until
from wager.workflow.read_project import Definitions
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring

VERSION = 2
"""Raised when the same data would give other signs."""


@dataclass(frozen=True)
class Asked:
    """What is to be looked at, before any row is made.

    Attributes
    ----------
    inputs : Inputs
    uses : mapping of str to Use
        See `Looked`.
    earlier : mapping of str to tuple of str
        Ids of the earlier snapshots of each source.
    """

    inputs: Inputs
    uses: Mapping[str, Use]
    earlier: Mapping[str, tuple[str, ...]]


def what_to_look_at(
    wiring: Wiring, definitions: Definitions, design: Design, paths: Collection[str] | None = None
) -> Asked | None:
    """Name the columns that models read, and find the snapshots behind them; None where they read none.

    Raises
    ------
    WagerError
        If a source cannot be read.
    """
    unit = unit_source(wiring, definitions, design)
    uses: dict[str, Use] = {}
    for use in model_uses(definitions, design, unit):
        if isinstance(use.tree, Column) and (paths is None or use.path in paths):
            known = uses.get(use.tree.name)
            # What nobody wrote, such as a baseline that is always there, has no line to point to.
            uses[use.tree.name] = use if known is None or known.line < 1 <= use.line else known
    if not uses:
        return None
    inputs = gather_inputs(wiring, definitions, design, sorted(uses))
    inputs = replace(inputs, until=learns_until(read_log(log_folder(wiring.root / design.path))))
    heads = {name: read_head(wiring.heads, name) for name in inputs.sources}
    return Asked(inputs, uses, {name: () if head is None else head.earlier for name, head in heads.items()})


def identity(asked: Asked, *, rows: bool) -> str:
    """Digest all that the signs of a design, and the lines they point to, follow from."""
    inputs, design = asked.inputs, asked.inputs.design
    return digest(
        {
            "version": VERSION,
            "all": rows,
            "rows": inputs.rows_fingerprint,
            "columns": inputs.keys({name: use.tree for name, use in asked.uses.items()}),
            "places": {name: [use.path, use.line] for name, use in asked.uses.items()},
            "design": as_json({"path": design.path, "split": design.split, "objective": design.objective}),
            "line": design.line("rows"),
            "sources": {
                name: [
                    inputs.snapshots[name].id,
                    contract_digest(source),
                    sorted(source.known.lines.items()),
                    source.path,
                    source.line_of("known"),
                ]
                for name, source in inputs.sources.items()
            },
            "earlier": asked.earlier,
            "until": inputs.until,
        }
    )
