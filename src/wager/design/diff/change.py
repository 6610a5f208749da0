"""One thing that moved between two versions of a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["weakened", "strengthened", "changed", "added", "removed", "reworded"]

DIRECTIONS: tuple[Direction, ...] = (
    "weakened",
    "removed",
    "changed",
    "strengthened",
    "added",
    "reworded",
)
"""From what a reviewer has to look at first to what can be passed over."""


@dataclass(frozen=True)
class Change:
    """One field that moved.

    Attributes
    ----------
    block : str
        Kind of the block: `goals`, `hypothesis`, `split`, …; `prose` for what stands between the blocks.
    id : str
        `G1`; empty for a block that stands once.
    field : str
        `amount`, `pays.none.disrupted`; empty where the whole thing came or went.
    direction : str
        `weakened`: less must be proven, or more harm is borne, than before. `strengthened`: the reverse. `changed`:
        it may be either. `reworded`: it says the same, or is prose.
    old, new : str
        On one line; empty where there was, or is, none.
    """

    block: str
    id: str
    field: str
    direction: Direction
    old: str
    new: str

    @property
    def place(self) -> tuple[str, str, str]:
        """Block, id and field."""
        return self.block, self.id, self.field
