"""Runs as they are kept: one file each, found by the digest of what went in, the model's files in the object store."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from wager.evaluation.beside import Beside
from wager.evaluation.evidence import Evidence
from wager.evaluation.searched import Searched, TrialOf
from wager.foundation.errors import BadInputError, RefusedError, UnavailableError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.foundation.objects import read_object
from wager.workflow.standing.timebox import Timebox
from wager.workflow.wiring import Wiring

if TYPE_CHECKING:
    from wager.data.kept_rows import Made
    from wager.evaluation.feature_worth import Worth
    from wager.features.computing import Told
    from wager.training.fit import FittedModel

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
    unit_rows : Made or None
        How many of the rows were made for this run, and why no more were there. As `columns`.
    signs : tuple of Finding
        Signs in the data that something the model reads was written after the decision. True of the moment, and not kept.
    worth : tuple of Worth or None
        What each feature is worth, the dearest first; None where nobody asked. Kept by itself.
    searched : Searched or None
        What was tried, where the model file has a `search`.
    trial : TrialOf or None
        What the run is a trial of; None for a run that somebody asked for.
    before : dict of str to str
        With `refit`: digest of each file of the model before it was fitted again, which the evidence is of; else empty.
    beside : tuple of Beside
        What is simple, on the same rows: fitted in the same call, or found.
    memory : dict of str to int
        Bytes that the process held at most up to the end of each step, when it was first run.
    changes : dict of str to value
        Keys of the model file that were changed for this run.
    sample : int or None
        How many training rows were asked for; None for all.
    code, reads : dict of str to str
        Versions of the code that learned, and for each column it read the digest of all that its values follow from.
    analyse : callable or None
        Makes the analysis; set where the run is handed out, and not kept.
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
    unit_rows: Made | None = None
    worth: tuple[Worth, ...] | None = None
    signs: tuple[Finding, ...] = ()
    searched: Searched | None = None
    trial: TrialOf | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    memory: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    sample: int | None = None
    code: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)
    analyse: Callable[[], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def analysis(self) -> Any:
        """Where its money comes from, where it is lost, and what to try next; computed once, then kept.

        Raises
        ------
        RefusedError
            If the run was not handed out by a project.
        """
        if self.analyse is None:
            raise RefusedError(
                f'the run {self.id} is only a record; take it from a project, as in `wager.open(".").run({self.model!r})`'
            )
        return self.analyse()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        clocks = [one.to_json() for one in self.timeboxes]
        worth = None if self.worth is None else [one.to_json() for one in self.worth]
        columns = [one.to_json() for one in self.columns]
        signs = [vars(one) for one in self.signs]
        said = {
            "columns": columns,
            "unit_rows": self.unit_rows and self.unit_rows.to_json(),
            "signs": signs,
            "evidence": self.evidence.to_json(),
            "timeboxes": clocks,
            "worth": worth,
            "searched": self.searched and self.searched.to_json(),
            "trial": self.trial and self.trial.to_json(),
            "beside": [one.to_json() for one in self.beside],
        }
        plain = {name: value for name, value in vars(self).items() if name != "analyse"}
        return {"format": 1, **plain, **said}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Run:
        """Read what `to_json` wrote."""
        plain = {key: value for key, value in written.items() if key not in {"format", "kept", "check"}}
        for name, kind in (("searched", Searched), ("trial", TrialOf)):
            plain[name] = kind.from_json(plain[name]) if plain.get(name) else None
        plain["beside"] = tuple(Beside.from_json(one) for one in plain.get("beside", ()))
        return cls(**{**plain, "evidence": Evidence.from_json(written["evidence"])})


def find_run(wiring: Wiring, identity: str) -> Run | None:
    """Look an earlier run up by the digest of what went in."""
    path = wiring.runs / f"{identity}.json"
    if not path.exists():
        path = trials_folder(wiring) / path.name
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


def trials_folder(wiring: Wiring) -> Path:
    """Return where trials of searches are kept, apart from the runs that somebody asked for."""
    return wiring.runs / "trials"


def _demand_whole(written: Mapping[str, Any]) -> None:
    if written["check"] != _check(written):
        raise ValueError("it is not what was written")


def _check(written: Mapping[str, Any]) -> str:
    return digest({key: value for key, value in written.items() if key != "check"})


def keep_model(wiring: Wiring, fitted: FittedModel) -> dict[str, str]:
    """Put a fitted model's files into the object store; return their digests."""
    return {name: wiring.objects.put_bytes(data) for name, data in sorted(fitted.to_files().items())}


def read_model(wiring: Wiring, run: Run) -> FittedModel:
    """Read the fitted model that a run's evidence is of back from the object store; see `read_final`."""
    return read_final(wiring, run) if not run.before else _read(wiring, run.before)


def read_final(wiring: Wiring, run: Run) -> FittedModel:
    """Read the fitted model that is judged and served: with `refit` it learned from `tune` too, which says nothing of it."""
    fitted = _read(wiring, run.artifact)
    if fitted.digest != run.fitted:
        raise BadInputError(
            f"the run {run.id} names another model than the one it fitted; delete its file and run again"
        )
    return fitted


def _read(wiring: Wiring, artifact: Mapping[str, str]) -> FittedModel:
    from wager.training.fit import FittedModel

    files = {name: read_object(wiring.objects, held) for name, held in artifact.items()}
    return FittedModel.from_files(files, wiring.estimators)


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
        written["unit_rows"],
    )  # true of the moment only, and kept by itself
    written["check"] = _check(written)
    folder = wiring.runs if run.trial is None else trials_folder(wiring)
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=folder, prefix=".", delete=False) as file:
        file.write(json.dumps(written, ensure_ascii=False).encode())  # in the order that people are shown
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(folder / f"{run.id}.json")
