"""The tests of model files, as `wager test` runs them: on the run of each model, which is found or made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wager.design.frozen.log import log_folder, read_log
from wager.design.models.lineage import origins, resolve
from wager.foundation.errors import BadInputError, RefusedError, WagerError
from wager.workflow.behaving.behave import behaviours
from wager.workflow.behaving.behaviour import Behaviour
from wager.workflow.behaving.subject import Subject
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import model_trees
from wager.workflow.prospective import learns_until
from wager.workflow.question import ask_question
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.run_model import asked_for, inputs_of, run_model
from wager.workflow.runs import read_final
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring


def tested_models(definitions: Definitions) -> tuple[str, ...]:
    """Name the models that have tests, their own or inherited ones."""
    found = []
    for name in definitions.models:
        try:
            if resolve(definitions.models, name).tests:
                found.append(name)
        except BadInputError:  # `check` says what is wrong with it
            continue
    return tuple(found)


def run_model_tests(wiring: Wiring, definitions: Definitions, names: Iterable[str]) -> tuple[Behaviour, ...]:
    """Run the tests of some models; a model without a run of what its files say now is fitted.

    What cannot be fitted is an error of each of its tests.
    """
    found: list[Behaviour] = []
    for name in names:
        try:
            found += _tested(wiring, name)
        except WagerError as error:
            found += _in_error(definitions, name, str(error))
    return tuple(found)


def _tested(wiring: Wiring, name: str) -> tuple[Behaviour, ...]:
    run = run_model(wiring, name)
    definitions = read_definitions(wiring)
    design, model = asked_for(definitions, name)
    trees = model_trees(model, design, unit_source(wiring, definitions, design), definitions.features)
    entered = Entrant(name, model, trees)
    inputs = inputs_of(wiring, definitions, design, entered, pinned=run.snapshots)
    inputs = replace(inputs, until=learns_until(read_log(log_folder(wiring.root / design.path))))
    # What would be served is tested: with `refit` that is the model that learned from `tune` too.
    return behaviours(Subject(ask_question(wiring, inputs), entered, read_final(wiring, run)))


def _in_error(definitions: Definitions, name: str, why: str) -> list[Behaviour]:
    models = definitions.models
    path = models[origins(models, name)["tests"]].path
    return [Behaviour.of(name, path, test, "error", why=why) for test in resolve(models, name).tests]


def demand_behaviour(found: Iterable[Behaviour], what: str) -> None:
    """Refuse what a test of the model does not hold for.

    Raises
    ------
    RefusedError
        Names the first test that does not hold, and where it is written.
    """
    for one in found:
        if one.result != "passed":
            raise RefusedError(
                f"{one.path}:{one.line}: the test {one.name!r} of {one.model} does not hold, so {what}: {one.why}; "
                f"`wager test {one.model}` shows it"
            )
