"""Load a version so that it answers requests: its own definitions, its model checked, its features fed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.data.manifest import load_snapshot
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.blocks import Design
from wager.design.kinds.row_fields import CUT_OFF
from wager.expressions.tree import Tree, columns
from wager.features.link import feature_reads
from wager.features.online.online import Online
from wager.foundation.errors import BadInputError, RefusedError, WagerError
from wager.foundation.fingerprint import short
from wager.foundation.objects import read_object
from wager.money.capacity import Limit, limits_of
from wager.registry.titles import Turn
from wager.registry.version import Version, read_version
from wager.serving.contract import Contract, contract_of
from wager.serving.decision import Answer, Decide, Worth, decider, one_action
from wager.serving.predictor import Predictor, moment_of, paid_types, wanted
from wager.training.estimator import Task
from wager.workflow.design_trees import pay_trees
from wager.workflow.entrant import Entrant
from wager.workflow.heads import read_head
from wager.workflow.inputs import Inputs, chosen_model, lacks, model_trees, sources_read, used_features
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.unit import unit_source
from wager.workflow.versions.champion import entrant_of, fitted_of
from wager.workflow.versions.definitions_of import open_version
from wager.workflow.versions.environment import environment
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Loaded:
    """A version that answers.

    Attributes
    ----------
    turn : Turn
        The turn at the title by which it does.
    version : Version
    predictor : Predictor
    online : Online
        Its features, to which live events are added.
    events : dict of str to Contract
        Of the sources whose events its features read.
    session : dict
        What every prediction in the log points to: version, turn, snapshots, environment of the server.
    limits : dict of str to Limit
        How often its actions can be done.
    """

    turn: Turn
    version: Version
    predictor: Predictor
    online: Online
    events: Mapping[str, Contract]
    session: Mapping[str, Any]
    limits: Mapping[str, Limit] = field(default_factory=dict)


def load_predictor(wiring: Wiring, turn: Turn) -> Loaded:
    """Load the version that holds a title.

    Its features are fed by the newest snapshot of each source that still has the version's contract, else by the one it
    was fitted on.

    Raises
    ------
    NotFoundError, BadInputError
        If an object is missing or damaged, or the model does not repeat the answers that it gave when it was fitted.
    """
    version = read_version(wiring.objects, turn.version)
    opened = open_version(wiring, version)
    definitions = read_definitions(opened)
    design = definitions.design(version.design)
    unit = unit_source(opened, definitions, design)
    entered = None if version.always else entrant_of(opened, version)
    trees = {} if entered is None else dict(entered.trees)
    pays = pay_trees(design)
    inputs = _inputs(wiring, version, definitions, unit, [*trees.values(), *pays.values()])
    stored = inputs.all_stored
    online = Online(wiring.engine, stored[unit.name], stored, definitions.features, wanted(trees, pays))
    # Names in a document remember their line; what is answered and logged are plain texts.
    money = replace(design.money, actions=tuple(map(str, design.money.actions)))
    worth = Worth(
        money,
        design.objective.name,
        paid_types(pays, unit, definitions.features),
        wiring.config.time_zone,
    )
    answer, decide = _answering(wiring, version, design, worth, entered)
    predictor = Predictor(
        serves=version.serves,
        version=version.id,
        arm="champion",
        contract=contract_of(unit, design, _read_by_any(definitions, design, unit)),
        features=online,
        answer=answer,
        decide=decide,
        decide_at=moment_of(unit, design.rows.decide_at),
        paid=tuple(pays),
        currency=inputs.currency,
        now_is="" if unit.generated is None else CUT_OFF,
    )
    return Loaded(
        turn=turn,
        version=version,
        predictor=predictor,
        online=online,
        events={
            name: Contract.event(source)
            for name, source in sorted(inputs.sources.items())
            if source.base is source
        },
        session={
            "version": version.id,
            "turn": turn.number,
            "snapshots": {name: one.id for name, one in sorted(inputs.snapshots.items())},
            "environment": environment(
                wiring, wiring.threads or os.cpu_count() or 1, imports=version.environment.get("imports", ())
            ),
        },
        limits={money.actions[place]: one for place, one in limits_of(money, design.rows.every).items()},
    )


def _read_by_any(definitions: Definitions, design: Design, unit: Source) -> set[str]:
    """Name the columns of a row that any model of a design reads: requests stay the same whoever holds the title."""
    names: set[str] = set()
    baselines = design.baselines.named.values() if design.baselines else ()
    for model in [*(one.model for one in design.hypotheses.values()), *(one.model for one in baselines)]:
        if model is None:
            continue
        try:
            chosen = chosen_model(definitions, design, model)
            trees = model_trees(chosen, design, unit, definitions.features)
        except WagerError:  # `check` says what is wrong with it; nobody serves it
            continue
        read = {name for tree in trees.values() for name in columns(tree)}
        for one in used_features(read, definitions.features):
            read.update(feature_reads(one))
            read.update(() if one.entity is None else one.entity.ours)
        names |= read
    return names


def _inputs(
    wiring: Wiring,
    version: Version,
    definitions: Definitions,
    unit: Source,
    trees: Iterable[Tree],
) -> Inputs:
    """Find the sources that a version reads, and the newest snapshot of each."""
    sources = sources_read(definitions, unit, trees)
    for source in sources.values():
        _demand_copy(version, source)
    snapshots = {name: _newest(wiring, version, source) for name, source in sources.items()}
    return Inputs(definitions, definitions.design(version.design), unit, sources, snapshots, {})


def _demand_copy(version: Version, source: Source) -> None:
    """Refuse an offline view that would have to be read live: no query is run for a request.

    Raises
    ------
    RefusedError
        If it has no `refresh`, by which its copy is renewed and training saw it as old.
    """
    if source.is_view and source.refresh is None:
        raise RefusedError(
            f"{source.path}:{source.line_of('from')}: {source.name} is an offline view that version {short(version.id)} reads, and served it "
            "would have to be read live; give it `refresh`, such as `every 1 h`, so that training sees what a copy of that age "
            "would have shown, and fit again"
        )


def _newest(wiring: Wiring, version: Version, source: Source) -> Snapshot:
    """Return the present snapshot of a source where it holds what the version reads, else the one of the fit."""
    head = read_head(wiring.heads, source.name)
    if head is not None and wiring.objects.has(head.id):
        snapshot = load_snapshot(wiring.objects, head.id)
        if not lacks(snapshot, source):
            return snapshot
    return load_snapshot(wiring.objects, version.snapshots[source.name])


def _answering(
    wiring: Wiring, version: Version, design: Design, worth: Worth, entered: Entrant | None
) -> tuple[Answer, Decide]:
    """Make the functions from features to an answer, and from there to a decision."""
    if entered is None:
        task = Task.binary(design.objective.name, worth.money.actions)
        return one_action(task, version.always), decider(task, "actions", worth)
    fitted = fitted_of(wiring, version)
    answer = fitted.for_one()
    _demand_golden(wiring, version, answer)
    return answer, decider(fitted.task, fitted.answers, worth, entered.model.thresholds)


def _demand_golden(
    wiring: Wiring, version: Version, answer: Callable[[Mapping[str, Any]], NDArray[Any]]
) -> None:
    """Refuse a model that no longer gives the answers that it gave when it was fitted, to the last bit."""
    golden = json.loads(read_object(wiring.objects, version.golden))
    names = list(golden["columns"])
    for place, (expected, *values) in enumerate(
        zip(golden["answers"], *golden["columns"].values(), strict=True)
    ):
        found = answer(dict(zip(names, values, strict=True)))
        if not np.array_equal(found, np.atleast_1d(expected)):
            raise BadInputError(
                f"version {version.id} gives another answer than when it was fitted (golden row {place}); it is not "
                f"served here. `wager reproduce {short(version.id)}` says what differs"
            )
