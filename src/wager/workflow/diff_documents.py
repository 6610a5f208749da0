"""`wager diff`: what moved between two versions of a design or of a model, by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wager.design.diff.since_freeze import Moved
from wager.foundation.errors import UsageError
from wager.foundation.finding import Finding
from wager.workflow.differing.designs import compare_designs, read_version
from wager.workflow.differing.models import compare_models
from wager.workflow.differing.runs import Runs
from wager.workflow.differing.version import find_versions
from wager.workflow.read_project import read_definitions
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Differences:
    """What moved between two versions.

    Attributes
    ----------
    kind : {'design', 'model'}
    name : str
        Of the design or model.
    old, new : str
        Which versions; `old` is empty where only what freezes pinned is known.
    changes : tuple of Moved
        What is frozen first, then what weakens.
    frozen : tuple of str
        The hypotheses whose plan was looked at.
    faults : tuple of Finding
        What hides a part of a version.
    runs : Runs or None
        Of models: what both earned on development rows.
    """

    kind: str
    name: str
    old: str
    new: str
    changes: tuple[Moved, ...]
    frozen: tuple[str, ...]
    faults: tuple[Finding, ...] = ()
    runs: Runs | None = None

    @property
    def moved(self) -> bool:
        """True where a frozen field moved."""
        return any(one.frozen for one in self.changes)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            "kind": self.kind,
            "name": self.name,
            "old": self.old,
            "new": self.new,
            "moved": self.moved,
            "frozen": list(self.frozen),
            "changes": [{**asdict(one.change), "frozen": list(one.frozen)} for one in self.changes],
            "faults": [asdict(one) for one in self.faults],
            "runs": self.runs and self.runs.to_json(),
        }


def diff_documents(wiring: Wiring, words: Sequence[str], folder: Path | None = None) -> Differences:
    """Say what moved between two versions of a design, or of a model file.

    Parameters
    ----------
    words : sequence of str
        As `find_versions` reads them.
    folder : Path, optional
        Where relative paths begin; default: the present one.

    Raises
    ------
    UsageError, NotFoundError
        If a word names no version.
    BadInputError
        If a version cannot be read at all, or the log is damaged.
    """
    pair = find_versions(wiring, words, folder or Path())
    definitions = read_definitions(wiring)
    old = "" if pair.old is None else pair.old.label
    kinds = {version.file.suffix for version in (pair.old, pair.new) if version is not None}
    if kinds == {".yaml"}:
        found = compare_models(wiring, definitions, pair)
        return Differences(
            "model", found.name, old, pair.new.label, found.changes, found.frozen, runs=found.runs
        )
    if kinds != {".md"}:
        raise UsageError(f"{old} and {pair.new.label} are not two designs (.md), nor two model files (.yaml)")
    changes, frozen, faults = compare_designs(pair, wiring.config, definitions.models)
    name = read_version(pair.new, wiring.config)[0].id
    return Differences("design", name, old, pair.new.label, changes, frozen, faults)
