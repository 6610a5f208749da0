"""Part what is won over the champion into a model part and a data part; when a verdict is given, and never into its word."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.manifest import load_snapshot
from wager.data.snapshot import Snapshot
from wager.design.blocks import Design
from wager.foundation.errors import RefusedError, WagerError
from wager.registry.version import Version, read_version
from wager.verdict.improvement import Improvement, all_by_model, in_two_parts
from wager.verdict.verdict import Verdict
from wager.workflow.contend import answer
from wager.workflow.design_trees import pay_trees
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import Inputs, lacks, read_by, sources_read
from wager.workflow.judging.case import Case
from wager.workflow.judging.read_rows import ReadRows, rows_read
from wager.workflow.judging.trial import Trial
from wager.workflow.learning import train
from wager.workflow.question import Question, ask_question, holdout_of, part_rows
from wager.workflow.read_project import read_definitions
from wager.workflow.unit import behind_rows, made_snapshot
from wager.workflow.versions.definitions_of import open_version

LEARNED = ("train", "tune")


def with_improvement(trial: Trial, case: Case) -> Verdict:
    """Return a trial's verdict with the two parts beside it; the word stays what it is.

    The challenger's model file is fitted once more, to what the champion learned from. Where that cannot be done it is said; of what
    learns from no data, such as a rule, there is no data part to tell.

    Parameters
    ----------
    trial : Trial
        Whose verdict is given now: its holdout is read.
    """
    question, verdict = trial.question, trial.judgement
    held = trial.champion.version
    version = read_version(question.wiring.objects, held) if held else None
    if version is None or version.always or verdict.money.value is None:
        return verdict
    if "rule" in {version.algorithm, case.entered.algorithm}:
        return verdict
    try:
        found = _improvement(trial, case.entered, version)
    except WagerError as error:
        found = Improvement(untold=str(error).splitlines()[0])
    return replace(verdict, improvement=found)


def _improvement(trial: Trial, entered: Entrant, version: Version) -> Improvement:
    question, matrix = trial.question, trial.fielded.matrix
    assert matrix is not None
    theirs = _design_of(question.learning, version)
    differs = _differing(question.learning, version, theirs)
    if not differs:
        return all_by_model(trial.court)
    past = _what_it_learned_from(question.learning, version, theirs, entered)
    _demand_unseen(question, past)
    halfway = answer(question, entered, train(past, entered), matrix, holdout_of(question))
    return in_two_parts(trial.court, halfway, differs)


def _design_of(learning: Question, version: Version) -> Design:
    """Return the champion's own design, on whose rows the challenger can learn the same outcome.

    Raises
    ------
    RefusedError
        If it cannot.
    """
    ours, unit = learning.design, learning.inputs.declared.unit
    theirs = read_definitions(open_version(learning.wiring, version)).design(version.design)
    if theirs.rows.reads != ours.rows.reads or unit.name not in version.snapshots:
        raise RefusedError(f"the champion learned from rows of {theirs.rows.reads}, not of {ours.rows.reads}")

    behind = behind_rows(learning.inputs.definitions, theirs, unit)
    if not behind.keys() <= learning.inputs.snapshots.keys() or _outcome(learning, theirs) != _outcome(
        learning, ours
    ):
        raise RefusedError(f"the champion learned another outcome than {ours.objective.name} is now")
    return theirs


def _outcome(learning: Question, design: Design) -> Any:
    return replace(learning.inputs, design=design).outcome_said, design.objective.classes


def _differing(learning: Question, version: Version, theirs: Design) -> tuple[str, ...]:
    """Name what the champion learned from that is not what the challenger learned from.

    Raises
    ------
    RefusedError
        If its rows cannot be made again.
    """
    inputs, declared = learning.inputs, learning.inputs.declared
    unit = declared.unit
    ours = {name: one.id for name, one in sorted(declared.snapshots.items())}
    found = [
        f"another snapshot of {name}"
        for name in ours
        if version.snapshots.get(name, ours[name]) != ours[name]
    ]
    behind = {unit.name: unit, **behind_rows(inputs.definitions, theirs, unit)}
    asked = replace(declared, design=theirs, sources={**declared.sources, **behind})
    before = {name: _snapshot_of(learning, version, name) for name in behind}
    made = partial(made_snapshot, learning.wiring)
    if replace(asked, snapshots=before).by_case(made).rows_fingerprint != version.rows["fingerprint"]:
        raise RefusedError(f"what a row of {unit.name} is has changed since the champion learned from them")
    asked = asked.by_case(made)
    if asked.rows_fingerprint != inputs.rows_fingerprint:
        found.append("other rows")
    groups = asked.groups(learning.wiring, learning.rows.index)
    parts = part_rows(theirs, learning.rows, version.rows.get("until"), groups)
    if any(not np.array_equal(parts.rows(part), learning.parts.rows(part)) for part in LEARNED):
        found.append("another split")
    return tuple(found)


def _snapshot_of(learning: Question, version: Version, name: str) -> Snapshot:
    """Read a snapshot that the champion learned from, unless it is the present one.

    Raises
    ------
    RefusedError
        If it is not in the store any more, or holds less than its contract says by now.
    """
    present, held, objects = learning.inputs.snapshots[name], version.snapshots[name], learning.wiring.objects
    if held == present.id:
        return present
    gone = f"the snapshot of {name} that the champion learned from is not in the store any more"
    if not objects.has(held):
        raise RefusedError(gone)
    try:
        snapshot = load_snapshot(objects, held)
    except WagerError as error:
        raise RefusedError(f"{gone}, or not whole") from error
    lacking = lacks(snapshot, learning.inputs.sources[name])
    if lacking:
        raise RefusedError(
            f"the snapshot of {name} that the champion learned from does not hold {', '.join(lacking)} as its contract has it now"
        )
    return snapshot


def _what_it_learned_from(learning: Question, version: Version, theirs: Design, entered: Entrant) -> Question:
    """Ask the challenger's question on the champion's snapshots, rows and parts.

    Raises
    ------
    RefusedError
        If these have not all that the challenger reads.
    """
    inputs, objective = learning.inputs, replace(theirs.objective, name=learning.design.objective.name)
    design = replace(learning.design, rows=theirs.rows, objective=objective, split=theirs.split)
    trees = [*read_by(entered.name, entered.model, entered.trees).values(), *pay_trees(design).values()]
    unit = inputs.declared.unit
    sources = sources_read(inputs.definitions, unit, trees)
    sources |= behind_rows(inputs.definitions, design, unit)
    without = [name for name in sources if name not in version.snapshots]
    if without:
        raise RefusedError(
            f"{entered.name} reads {', '.join(without)}, which the champion's data do not have"
        )
    snapshots = {name: _snapshot_of(learning, version, name) for name in sources}
    until = version.rows.get("until")
    asked = Inputs(inputs.definitions, design, unit, sources, snapshots, inputs.code, until)
    asked = asked.by_case(partial(made_snapshot, learning.wiring))
    return replace(ask_question(learning.wiring, asked), task=learning.task)


def _demand_unseen(question: Question, past: Question) -> None:
    """Refuse what a file would be fitted to where rows that judge are among it: its part would be too good.

    Raises
    ------
    RefusedError
        If there are such rows.
    """
    judged, _ = rows_read(question, sealed=True)
    places = pa.array(np.concatenate([past.parts.rows(part) for part in LEARNED]))
    keys = pa.table({f"key {place}": key.take(places) for place, key in enumerate(past.rows.keys)})
    ours, theirs = ReadRows.of(judged, frozenset()), ReadRows.of(keys, frozenset())
    if ours.width != theirs.width:
        raise RefusedError("the champion's rows have another key")
    seen = pc.sum(pc.index_in(ours.keys, value_set=theirs.keys).is_valid()).as_py() or 0
    if seen:
        raise RefusedError(f"the champion learned from {seen:,} of the rows that judge")
