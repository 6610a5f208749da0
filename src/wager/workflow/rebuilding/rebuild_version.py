"""Make a version again from its snapshots: rows, columns, model and predictions, with nothing remembered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wager.audit.reproduce import Content
from wager.data.manifest import load_snapshot
from wager.data.order import content_digest
from wager.data.snapshot import content_now
from wager.design.blocks import Design
from wager.foundation.fingerprint import digest
from wager.foundation.objects import ObjectStore
from wager.registry.version import Version
from wager.workflow.contend import act_always, answer
from wager.workflow.entrant import Entrant
from wager.workflow.fielded import Fielded
from wager.workflow.learning import train
from wager.workflow.question import Question, ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.versions.champion import entrant_of
from wager.workflow.versions.definitions_of import open_version
from wager.workflow.versions.version_content import column_content, predictions_table, rows_content
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Rebuilt:
    """What came of making a version again.

    Attributes
    ----------
    content : Content
        Digests of what was made.
    seconds : dict of str to float
        Wall seconds of each stage.
    """

    content: Content
    seconds: Mapping[str, float] = field(hash=False)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"content": self.content.to_json(), "seconds": dict(self.seconds)}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Rebuilt:
        """Read what `to_json` wrote."""
        return cls(Content(**written["content"]), written["seconds"])


def rebuild(wiring: Wiring, version: Version) -> Rebuilt:
    """Make rows, columns, model and predictions of a version again.

    Of the store only the snapshots and the definitions are read; nothing that was computed before.

    Parameters
    ----------
    wiring : Wiring
        Of the project, or of any folder whose store holds these.
    version : Version

    Raises
    ------
    NotFoundError, BadInputError
        If an object is not in the store, or damaged.
    """
    lap = _Lap()
    snapshots = {name: _snapshot(wiring.objects, held) for name, held in version.snapshots.items()}
    lap("snapshot")
    opened = open_version(wiring, version)
    with TemporaryDirectory(prefix=".rebuilding-", dir=wiring.store, ignore_cleanup_errors=True) as empty:
        question = _question(replace(opened, store=Path(empty)), version)
        rows = rows_content(question.rows)
        lap("rows")
        fielded = _fielded(question, version, lap)
        fitted, matrix = fielded.fitted, fielded.matrix
        files = {} if fitted is None else fitted.to_files()
        part = question.parts.rows(version.predictions["part"])
        predictions = content_digest(predictions_table(question, fielded.contender, part))
        columns = {} if matrix is None else matrix.columns
        content = Content(
            snapshots,
            rows,
            {name: column_content(values) for name, values in columns.items()},
            {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "" if fitted is None else fitted.digest,
            predictions,
            dict(fielded.contender.cuts),
        )
    lap("predictions")
    return Rebuilt(content, lap.seconds)


class _Lap:
    """Measures how long each stage takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began = time.monotonic()

    def __call__(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage], self._began = round(now - self._began, 3), now


def _snapshot(objects: ObjectStore, held: str) -> str:
    """Return the id that a snapshot has by what its files hold now."""
    snapshot = load_snapshot(objects, held)
    return digest({**snapshot.logical(), "content": content_now(snapshot)})


def _question(opened: Wiring, version: Version) -> Question:
    """Ask what the version's design asks, on its snapshots."""
    definitions = read_definitions(opened)
    design: Design = definitions.design(version.design)
    entered = () if version.always else (entrant_of(opened, version),)
    inputs = inputs_of(opened, definitions, design, *entered, pinned=version.snapshots)
    return ask_question(opened, replace(inputs, until=version.rows.get("until")))


def _fielded(question: Question, version: Version, lap: Callable[[str], None]) -> Fielded:
    """Fit what the version is, and let it decide the rows that it decided."""
    rows = question.parts.rows(version.predictions["part"])
    if version.always:
        return Fielded(act_always(question, version.model, version.always, rows), always=version.always)
    entered: Entrant = entrant_of(question.wiring, version)
    matrix = question.matrix(entered.trees)
    lap("column")
    fitted = train(question, entered)
    lap("fitted")
    return Fielded(answer(question, entered, fitted, matrix, rows), entered, fitted, matrix)
