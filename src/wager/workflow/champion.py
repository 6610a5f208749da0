"""The champion of a question: who holds the title, else the design's declared baseline."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Contender
from wager.features.cache import FeatureCache
from wager.features.matrix import build
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import short
from wager.foundation.objects import read_object
from wager.registry.version import Version
from wager.training.fit import FittedModel
from wager.workflow.contend import Entrant, answer, baseline
from wager.workflow.definitions_of import open_version
from wager.workflow.inputs import chosen_model, model_trees, unit_source
from wager.workflow.question import Question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.titles import holder_of
from wager.workflow.wiring import Wiring


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


def champion_of(question: Question, rows: NDArray[np.int64]) -> Champion:
    """Let the champion decide some rows."""
    baselines = question.design.baselines
    assert baselines is not None
    version = holder_of(question.wiring, question.design.serves)
    if version is None or not version.hypothesis:
        found = baseline(question, baselines.champion, rows)
        return Champion(found, "" if version is None else version.id)
    found = answer_of_version(question, version, rows)
    return Champion(replace(found, name=f"{version.model} {short(version.id)}"), version.id)


def fitted_of(wiring: Wiring, version: Version) -> FittedModel:
    """Read a version's fitted model: bytes that are those that were written, checked before they are understood.

    Raises
    ------
    NotFoundError, BadInputError
        If a file is not in the store, damaged, or no model that can be trusted to answer.
    """
    files = {name: read_object(wiring.objects, held) for name, held in version.artifact.items()}
    fitted = FittedModel.from_files(files, wiring.estimators)
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
    """Let a version decide rows of a question: its own features, on the data of today."""
    wiring = question.wiring
    opened = replace(open_version(wiring, version), kept=wiring.kept)
    entered = entrant_of(opened, version)
    definitions = read_definitions(opened)
    inputs = inputs_of(opened, definitions, definitions.design(version.design), entered)
    stored = {name: inputs.stored(name) for name in inputs.sources}
    matrix = build(
        wiring.engine,
        FeatureCache(wiring.cache / "features"),
        question.rows,
        stored[inputs.unit.name],
        entered.trees,
        features=definitions.features,
        stored=stored,
        progress=wiring.progress,
    )
    return answer(question, entered, fitted_of(wiring, version), matrix, rows)
