"""The unit rows of designs by fingerprint: made once, and continued where data came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.data.chosen_rows import Chosen
from wager.data.grown_rows import GrownRows, Making, grown_rows
from wager.data.kept_chain import KeptChain, KeptColumns
from wager.data.kept_notes import note, notes
from wager.data.kept_table import is_kept
from wager.data.snapshot import Snapshot
from wager.data.time_parts import differing

FIRST = "no rows were made by this rule before"
GONE = "what was made by this rule before is gone, or is not what was written"

Find = Callable[[str], Snapshot | None]
"""Finds a snapshot by its id; None where it is gone."""


def nothing(_: str) -> None:
    """Find no earlier snapshot."""


@dataclass(frozen=True)
class Made:
    """How some rows came about, when they were first needed.

    Attributes
    ----------
    rows, of : int
        How many were made, of how many; the others were there.
    because : str
        Why no more were there; empty where all were.
    """

    rows: int = 0
    of: int = 0
    because: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"made": self.rows, "rows": self.of, "because": self.because}

    def before(self) -> Made:
        """Say the same of rows that were there already: none was made now."""
        return Made(0, self.of)


def are_there(folder: Path, fingerprint: str) -> bool:
    """Tell whether rows were made before, and are still kept."""
    return is_kept(KeptChain(folder).path(fingerprint))


class KeptRows:
    """The rows of one rule.

    Parameters
    ----------
    folder : Path or None
        Where they are kept; None keeps nothing.
    rule : str
        Digest of it.
    find : callable
        Finds an earlier snapshot.
    """

    def __init__(self, folder: Path | None, rule: str, find: Find) -> None:
        self._chain = None if folder is None else KeptChain(folder, small=True)
        self._notes = None if folder is None else folder / "told" / rule[:32]
        self._find = find

    def read(self, fingerprint: str) -> tuple[Chosen, Made] | None:
        """Read rows that were made before; None where they were not, or are not what was written."""
        if self._chain is None:
            return None
        own, table = self._chain.own(fingerprint), self._chain.columns(fingerprint)
        # What is said of rows lies in their last file; without it, they are those of a version that wrote them otherwise.
        if table is None or own is None or "left_out" not in own.said:
            return None
        return Chosen(table, own.said["left_out"]), Made(
            own.said["made"], table.num_rows, own.said["because"]
        )

    def make(
        self, fingerprint: str, snapshot: Snapshot, making: Making, *, whole: str | None = None
    ) -> tuple[Chosen, Made]:
        """Make rows, as few as need be, and keep them.

        Parameters
        ----------
        whole : str, optional
            Why all must be made, whatever there is.
        """
        because = whole or FIRST
        for was in () if whole is not None else self._earlier():
            held, before = self.read(was["rows"]), self._find(was["snapshot"])
            grown = None if held is None or before is None else grown_rows(before, held[0], snapshot, making)
            if grown is not None and before is not None:
                differ = differing(before.parts, snapshot.parts)
                made = Made(grown.made, grown.rows.table.num_rows, f"snapshot of {snapshot.source}: {differ}")
                self._keep(fingerprint, snapshot, grown, made, was["rows"])
                return grown.rows, made
            because = GONE
        found = making.choose(snapshot.paths, None)
        made = Made(found.table.num_rows, found.table.num_rows, because)
        self._keep(fingerprint, snapshot, GrownRows(found, 0, made.rows, found.table), made, "")
        return found, made

    def _earlier(self) -> list[dict[str, str]]:
        found = [] if self._notes is None else notes(self._notes)
        return [one for one in found if isinstance(one, dict) and {"rows", "snapshot"} <= one.keys()]

    def _keep(self, fingerprint: str, snapshot: Snapshot, grown: GrownRows, made: Made, base: str) -> None:
        if self._chain is None or self._notes is None:
            return
        said = {"left_out": dict(grown.rows.left_out), "made": made.rows, "because": made.because}
        if not (
            grown.staying
            and self._chain.extend(fingerprint, base, grown.staying, grown.behind.combine_chunks(), said)
        ):
            table = grown.rows.table
            whole = table.table() if isinstance(table, KeptColumns) else table
            self._chain.write(fingerprint, whole.combine_chunks(), said)
        note(self._notes, fingerprint, {"rows": fingerprint, "snapshot": snapshot.id})
