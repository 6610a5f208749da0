"""Runs as they are kept: one file each, found by the digest of what went in, the model's files in the object store."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from wager.evaluation.evidence import Evidence
from wager.evaluation.feature_worth import Worth
from wager.features.computing import Told
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.foundation.objects import read_object
from wager.training.fit import FittedModel
from wager.workflow.standing.timebox import Timebox
from wager.workflow.wiring import Wiring

FORMAT = 3
"""Of the file of a run; one of another format is made again."""


@dataclass(frozen=True)
class Run:
    """One fit of one resolved model file on one matrix, with its evidence.

    Attributes
    ----------
    id : str
        Digest of all that went in.
    model, algorithm, design : str
        What was fitted, and for which design.
    features : int
        How many columns it reads.
    rows : dict of str to int
        In each part, and dropped by reason.
    evidence : Evidence
        On development rows.
    snapshots : dict of str to str
        Ids of the snapshots it read, by source.
    artifact : dict of str to str
        Digest of each file of the fitted model in the object store.
    fitted : str
        Digest of what was learned: the same on every machine.
    described : str
        What was learned, in one line.
    seconds : dict of str to float
        Wall seconds of each step, when it was first run.
    found : bool
        True where the same run was there already, and nothing was computed.
    timeboxes : tuple of Timebox
        Of the hypotheses that the run was work on; not kept with it.
    columns : tuple of Told
        Of each column of the model: whether it was in the cache, how many rows were computed, and why. True of the moment,
        and not kept; none where the run was found.
    signs : tuple of Finding
        Signs in the data that something the model reads was written after the decision. True of the moment, and not kept.
    worth : tuple of Worth or None
        What each feature is worth, the dearest first; None where nobody asked. Kept by itself.
    """

    id: str
    model: str
    algorithm: str
    design: str
    features: int
    rows: Mapping[str, int]
    evidence: Evidence
    snapshots: Mapping[str, str]
    artifact: Mapping[str, str]
    fitted: str
    described: str
    seconds: Mapping[str, float]
    found: bool = False
    timeboxes: tuple[Timebox, ...] = ()
    columns: tuple[Told, ...] = ()
    worth: tuple[Worth, ...] | None = None
    signs: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        clocks = [one.to_json() for one in self.timeboxes]
        worth = None if self.worth is None else [one.to_json() for one in self.worth]
        columns = [one.to_json() for one in self.columns]
        signs = [vars(one) for one in self.signs]
        said = {
            "columns": columns,
            "signs": signs,
            "evidence": self.evidence.to_json(),
            "timeboxes": clocks,
            "worth": worth,
        }
        return {"format": 1, **vars(self), **said}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Run:
        """Read what `to_json` wrote."""
        plain = {key: value for key, value in written.items() if key not in {"format", "kept", "check"}}
        return cls(**{**plain, "evidence": Evidence.from_json(written["evidence"])})


def find_run(wiring: Wiring, identity: str) -> Run | None:
    """Look an earlier run up by the digest of what went in."""
    path = wiring.runs / f"{identity}.json"
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        if written.get("kept") != FORMAT:
            return None
        _demand_whole(written)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BadInputError(f"the run {path} cannot be read: {error}; delete it and run again") from error
    return replace(Run.from_json(written), found=True)


def _demand_whole(written: Mapping[str, Any]) -> None:
    if written["check"] != _check(written):
        raise ValueError("it is not what was written")


def _check(written: Mapping[str, Any]) -> str:
    return digest({key: value for key, value in written.items() if key != "check"})


def keep_model(wiring: Wiring, fitted: FittedModel) -> dict[str, str]:
    """Put a fitted model's files into the object store; return their digests."""
    return {name: wiring.objects.put_bytes(data) for name, data in sorted(fitted.to_files().items())}


def read_model(wiring: Wiring, run: Run) -> FittedModel:
    """Read a run's fitted model back from the object store."""
    files = {name: read_object(wiring.objects, held) for name, held in run.artifact.items()}
    fitted = FittedModel.from_files(files, wiring.estimators)
    if fitted.digest != run.fitted:
        raise BadInputError(
            f"the run {run.id} names another model than the one it fitted; delete its file and run again"
        )
    return fitted


def demand_a_place(wiring: Wiring) -> None:
    """Refuse to begin a fit whose result could not be kept."""
    try:
        wiring.runs.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=wiring.runs, prefix="."):
            pass
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {wiring.runs}: {error.strerror}; check space and rights"
        ) from error


def keep_run(wiring: Wiring, run: Run) -> None:
    """Write a run's file, whole or not at all."""
    written = {"kept": FORMAT, **replace(run, found=False).to_json()}
    del (
        written["timeboxes"],
        written["worth"],
        written["columns"],
    )  # true of the moment only, and kept by itself
    written["check"] = _check(written)
    with NamedTemporaryFile("wb", dir=wiring.runs, prefix=".", delete=False) as file:
        file.write(json.dumps(written, ensure_ascii=False).encode())  # in the order that people are shown
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(wiring.runs / f"{run.id}.json")
