"""The champion of a question: who holds the title, else the design's declared baseline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from wager.data.cases import as_cases
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.models.algorithms import OWN
from wager.evaluation.contender import Contender
from wager.features.matrix import Matrix, build
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError, RefusedError
from wager.foundation.fingerprint import short
from wager.foundation.objects import read_object
from wager.registry.titles import Turn
from wager.registry.version import Version, read_version
from wager.training.fit import FittedModel
from wager.workflow.cached import feature_cache
from wager.workflow.contend import act_always, answer
from wager.workflow.entrant import Entrant
from wager.workflow.fielded import baseline
from wager.workflow.inputs import chosen_model, lacks, model_trees, sources_read
from wager.workflow.question import Question
from wager.workflow.read_project import read_definitions
from wager.workflow.take_snapshot import current_snapshot
from wager.workflow.unit import earlier_snapshot, unit_source
from wager.workflow.versions.definitions_of import open_version
from wager.workflow.wiring import Wiring

_WAY_ON = "bring it back, or give the title to a version that reads what there is"


@dataclass(frozen=True)
class Champion:
    """Who is to be beaten.

    Attributes
    ----------
    contender : Contender
        Its decisions on the rows that are judged.
    version : str
        Its version; empty where the title is vacant, and the declared baseline stands for it.
    """

    contender: Contender
    version: str


def champion_of(question: Question, rows: NDArray[np.int64], turn: Turn | None) -> Champion:
    """Let the champion decide some rows: the version that has the turn, with what it was fitted to.

    Parameters
    ----------
    turn : Turn or None
        At the title; None where it is vacant, and the declared baseline stands for it.
    """
    baselines = question.design.baselines
    assert baselines is not None
    if turn is None:
        return Champion(baseline(question, baselines.champion, rows), "")
    version = read_version(question.wiring.objects, turn.version)
    name = f"{version.model} {short(version.id)}"
    if version.always:
        return Champion(act_always(question, version.model, version.always, rows), version.id)
    found = answer_of_version(question, version, rows)
    same = not version.hypothesis and _is_declared(question, version)
    return Champion(replace(found, name=baselines.champion if same else name), version.id)


def _is_declared(question: Question, version: Version) -> bool:
    """Tell whether a baseline that holds the title is the one that the design declares today."""
    baselines = question.design.baselines
    assert baselines is not None
    declared = baselines.named[baselines.champion]
    return version.model == (declared.model or baselines.champion)


def fitted_of(wiring: Wiring, version: Version) -> FittedModel:
    """Read a version's fitted model: bytes that are those that were written, checked before they are understood.

    Raises
    ------
    NotFoundError, BadInputError
        If a file is not in the store, damaged, or no model that can be trusted to answer.
    """
    files = {name: read_object(wiring.objects, held) for name, held in version.artifact.items()}
    own = version.algorithm == OWN  # then code answers that the version keeps, whatever people edit since
    fitted = FittedModel.from_files(
        files, open_version(wiring, version).estimators if own else wiring.estimators
    )
    if fitted.digest != version.fitted:
        raise BadInputError(
            f"version {version.id} names another model than the one it was made of; it is not loaded"
        )
    return fitted


def entrant_of(opened: Wiring, version: Version) -> Entrant:
    """Look up what a version reads, in its own definitions (`open_version`)."""
    definitions = read_definitions(opened)
    design = definitions.design(version.design)
    model = chosen_model(definitions, design, version.model)
    unit = unit_source(opened, definitions, design)
    return Entrant(version.model, model, model_trees(model, design, unit, definitions.features))


def answer_of_version(question: Question, version: Version, rows: NDArray[np.int64]) -> Contender:
    """Let a version decide rows of a question: its own definitions, on the snapshots of today.

    Raises
    ------
    RefusedError
        If a source no longer has what the version reads.
    """
    wiring = question.wiring
    opened = open_version(wiring, version)
    entered = entrant_of(opened, version)

    def read(asked: Question) -> Matrix:
        return _columns_of(opened, version, entered, asked)

    matrix = read(question)
    fitted = fitted_of(wiring, version)
    return answer(question, entered, fitted, matrix, rows, columns=read)


def _columns_of(opened: Wiring, version: Version, entered: Entrant, question: Question) -> Matrix:
    """Compute what a version reads, by its own definitions, for all rows of a question."""
    definitions = read_definitions(opened)
    design = definitions.design(version.design)
    unit = unit_source(opened, definitions, design)
    sources = sources_read(definitions, unit, entered.trees.values())
    asked = question.inputs.unit
    if asked.cases is not None:  # it is asked of cases: as they were known when they are decided now
        unit = as_cases(unit, asked)
        sources = {unit.name: unit, **sources}
    snapshots = {name: _todays(question, version, source) for name, source in sources.items()}
    stored = {name: Stored.of(source, snapshots[name], snapshots) for name, source in sources.items()}
    return build(
        question.wiring.engine,
        feature_cache(question.wiring),
        question.rows,
        stored[unit.name],
        entered.trees,
        features=definitions.features,
        stored=stored,
        progress=question.wiring.progress,
        find=partial(earlier_snapshot, question.wiring),
        memory=question.wiring.memory,
    )


def _todays(question: Question, version: Version, source: Source) -> Snapshot:
    """Read a source, as a version knows it, from the snapshot that everybody else in the question reads."""
    known = question.inputs.definitions.sources
    if source.name in question.inputs.snapshots:
        snapshot = question.inputs.snapshots[source.name]
    elif source.name in known:
        snapshot = current_snapshot(question.wiring, known[source.name])
    else:
        raise RefusedError(
            f"the champion {version.model} {short(version.id)} reads {source.name}, which is no source any more; {_WAY_ON}"
        )
    lacking = lacks(snapshot, source)
    if lacking:
        raise RefusedError(
            f"the champion {version.model} {short(version.id)} reads {', '.join(lacking)} of {source.name}, which its snapshot of today does "
            f"not hold as such; {_WAY_ON}"
        )
    return snapshot
