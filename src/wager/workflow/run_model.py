"""`wager run`: fit a model file, evaluate it on development rows, and keep what came of it.

A run that is there already is found at once: what only a new one needs is imported when there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wager.design.as_json import as_json
from wager.design.blocks import Design
from wager.design.frozen.log import log_folder, read_log
from wager.design.models.algorithms import is_algorithm
from wager.design.models.lineage import resolve
from wager.design.models.model_file import ModelFile
from wager.design.models.model_set import with_changes
from wager.expressions.tree import columns
from wager.foundation.errors import RefusedError, UsageError
from wager.foundation.fingerprint import digest
from wager.workflow.design_trees import pay_trees, ratio_trees, slice_trees
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import (
    Inputs,
    chosen_model,
    design_of,
    gather_inputs,
    model_trees,
    plain_parts,
    read_by,
    read_by_baselines,
)
from wager.workflow.leaks.find_signs import find_signs
from wager.workflow.prospective import learns_until
from wager.workflow.read_project import Definitions, model_paths, read_definitions, with_model
from wager.workflow.refuse_faults import refuse_faults
from wager.workflow.refuse_unfilled import refuse_unfilled
from wager.workflow.runs import Run, demand_a_place, find_run, read_model
from wager.workflow.standing.timebox import start_clock
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring

if TYPE_CHECKING:
    from wager.evaluation.feature_worth import Worth

FORMAT = 1
"""Raised when the same inputs are to give another run."""

LEAKS = ("E011", "E014", "E016")
"""Codes of findings that make any figure worthless."""


def run_model(
    wiring: Wiring,
    name: str,
    *,
    changes: Mapping[str, Any] | None = None,
    sample: int | None = None,
    worth: bool = False,
    why: bool = False,
    curve: bool = False,
    text: str | None = None,
) -> Run:
    """Fit a model and evaluate it on development rows; an identical run is found, not repeated.

    Parameters
    ----------
    wiring : Wiring
    name : str
        A model file, or an algorithm where the project has one design.
    changes : mapping of str to value
        Keys of the model file to change: `{"lightgbm.num_leaves": 31}`.
    sample : int, optional
        Learn from so many training rows only, spread evenly over time.
    worth : bool
        Also measure what each feature is worth, in money.
    why : bool
        Also say of a run that is found whether its columns are still in the cache.
    curve : bool
        Its profit curve is to be drawn: what will have none is refused before any work.
    text : str, optional
        The model, as a file would say it: it stands in the place of a file of this name.

    Raises
    ------
    NotFoundError, BadInputError, RefusedError, UsageError
        If the model, or what it depends on, does not exist, is wrong, or needs what is not there yet; or if the
        timebox of the hypothesis that names it is over, and a check-in is due.
    """
    if sample is not None and (not isinstance(sample, int) or sample < 1):
        raise UsageError(f"sample is {sample!r}; expected a whole number of rows, 1 or more")
    definitions = read_definitions(wiring)
    if text is not None:
        definitions = with_model(definitions, name, text)
    design, model = asked_for(definitions, name)
    if changes:
        model = with_changes(model, changes)
    unit = unit_source(wiring, definitions, design)
    baselines = design.baselines.named.values() if design.baselines else ()
    refuse_faults(definitions, design, unit, [name, *(one.model for one in baselines if one.model)])
    entered = Entrant(name, model, model_trees(model, design, unit, definitions.features))
    if curve:
        from wager.workflow.weigh import demand_curve

        demand_curve(design, entered)
    inputs = inputs_of(wiring, definitions, design, entered)
    inputs = replace(inputs, until=learns_until(read_log(log_folder(wiring.root / design.path))))
    identity = run_digest(inputs, entered, sample)
    found = find_run(wiring, identity)
    if found is None:
        from wager.data.kept_rows import are_there

        there = are_there(wiring.cache / "rows", inputs.rows_fingerprint)  # before a check makes them
        demand_a_place(wiring)
        refuse_leaks(wiring, definitions, design, name)
    clocks = start_clock(wiring, design, name)
    if found is None:
        from wager.workflow.fresh_run import fresh_run

        made = fresh_run(wiring, inputs, entered, identity, sample=sample, changes=changes or {})
        if there and made.unit_rows is not None:
            made = replace(made, unit_rows=made.unit_rows.before())
    run = replace(found or made, timeboxes=clocks)
    paths = model_paths(definitions, [name]) or {design.path}
    run = replace(run, signs=tuple(find_signs(wiring, definitions, design, paths)))
    if found is not None and why:
        from wager.workflow.cached import told_of

        run = replace(run, columns=told_of(wiring, inputs, entered.trees))
    return replace(run, worth=_worth(wiring, inputs, entered, run, sample)) if worth else run


def _worth(
    wiring: Wiring, inputs: Inputs, entered: Entrant, run: Run, sample: int | None
) -> tuple[Worth, ...]:
    """Measure what each feature of a run is worth, unless that is kept."""
    from wager.workflow.fresh_run import DEVELOPMENT
    from wager.workflow.question import ask_question
    from wager.workflow.weigh_features import keep_worth, kept_worth, worth_of_features

    found = kept_worth(wiring, run.id)
    if found is None:
        question = ask_question(wiring, inputs)
        if sample is not None:
            question = replace(question, parts=question.parts.sampled(sample))
        rows = question.parts.rows(DEVELOPMENT)
        found = worth_of_features(question, entered, read_model(wiring, run), rows)
        keep_worth(wiring, run.id, found)
    return found


def refuse_leaks(wiring: Wiring, definitions: Definitions, design: Design, name: str) -> None:
    """Refuse to fit a model of which `check` says that it, or its design, reads what comes after the decision.

    Raises
    ------
    RefusedError
        With what `check` says.
    """
    from wager.workflow.check_project import check_project

    paths = model_paths(definitions, [name])
    faults = [
        one
        for one in check_project(wiring, definitions=definitions).findings
        if one.is_error and (one.path in paths or (one.path == design.path and one.code in LEAKS))
    ]
    if faults:
        said = "\n".join(str(fault) for fault in faults)
        raise RefusedError(f"{name} is not fitted as long as `wager check` finds:\n{said}")


def asked_for(definitions: Definitions, name: str) -> tuple[Design, ModelFile]:
    """Return the design and the model that a name asks for."""
    if name in definitions.models or len(definitions.designs) != 1:
        definitions.model(name)
        model = resolve(definitions.models, name)
        return design_of(definitions, model), model
    (design,) = definitions.designs.values()
    definitions.design(design.id)  # which may have faults that leave something out
    if is_algorithm(name) and not design.is_one_file:
        raise UsageError(
            f"{name} by itself would read every column, the outcomes among them; say in a model file what it may read: "
            f"models/my-{name}.yaml with `model: my-{name}`, `design: {design.id}`, `features: […]`, `algorithm: {name}`"
        )
    return design, chosen_model(definitions, design, name)


def inputs_of(
    wiring: Wiring,
    definitions: Definitions,
    design: Design,
    *entrants: Entrant,
    pinned: Mapping[str, str] | None = None,
) -> Inputs:
    """Find the snapshots that models, the baselines, the slices and the pays of a design read."""
    refuse_unfilled(design)
    trees = [*slice_trees(design).values(), *pay_trees(design).values(), *ratio_trees(design).values()]
    for one in entrants:
        trees += read_by(one.name, one.model, one.trees).values()
    unit = unit_source(wiring, definitions, design)
    trees += read_by_baselines(definitions, design, unit).values()
    names = {name for tree in trees for name in columns(tree)}
    return gather_inputs(wiring, definitions, design, sorted(names), pinned)


def run_digest(inputs: Inputs, entered: Entrant, sample: int | None = None) -> str:
    """Digest all that a run follows from; names of owners, prose and places in files are not among it."""
    model = entered.model.to_json()
    learned = {
        key: value for key, value in model.items() if key not in {"name", "design", "selection", "tests"}
    }
    ratios = inputs.keys(ratio_trees(inputs.design, inputs.design.metrics.values()))
    return digest(
        {
            "format": FORMAT,
            "code": dict(inputs.code),
            "model": learned,
            "columns": inputs.keys(read_by("model", entered.model, entered.trees)),
            "columns of baselines": inputs.keys(
                read_by_baselines(inputs.definitions, inputs.design, inputs.unit)
            ),
            "slices": inputs.keys(slice_trees(inputs.design)),
            "pays": inputs.keys(pay_trees(inputs.design)),
            "design": plain_parts(inputs.design),
            "baselines": as_json(_baseline_models(inputs)),
            "rows": inputs.rows_fingerprint,
            **inputs.group_said,
            "sample": sample,
            **({"ratios": ratios} if ratios else {}),
            **({} if inputs.until is None else {"until": inputs.until}),
        }
    )


def _baseline_models(inputs: Inputs) -> dict[str, Any]:
    baselines = inputs.design.baselines
    models = {one.model for one in (baselines.named.values() if baselines else ()) if one.model}
    definitions, design = inputs.definitions, inputs.design
    return {name: chosen_model(definitions, design, name).to_json() for name in sorted(models)}
