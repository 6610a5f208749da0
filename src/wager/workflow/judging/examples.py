"""Examples of features hold before a hypothesis that reads them is frozen and judged, and tests of its model before it is frozen."""

from __future__ import annotations

from wager.expressions.tree import columns
from wager.workflow.behaving.behave import behaviours
from wager.workflow.behaving.of_project import demand_behaviour
from wager.workflow.behaving.subject import Subject
from wager.workflow.inputs import read_by
from wager.workflow.judging.case import Case
from wager.workflow.question import ask_question
from wager.workflow.run_model import run_digest
from wager.workflow.run_tests import demand_tests
from wager.workflow.runs import find_run, read_final
from wager.workflow.testing.required import asked_by
from wager.workflow.wiring import Wiring


def demand_examples(wiring: Wiring, case: Case) -> None:
    """Refuse a hypothesis whose model reads features that are not what their examples say; no outcome is looked at.

    Raises
    ------
    RefusedError
        If an example fails, or where one is asked for and there is none: after the proof of concept, or by the policy of the project.
    """
    frozen = case.entries("freeze")
    asked = asked_by(case.definitions, case.log, frozen[0].hash if frozen else None)
    read = read_by("model", case.entered.model, case.entered.trees)
    demand_tests(wiring, case.definitions, {name for tree in read.values() for name in columns(tree)}, asked)


def demand_kept_behaviour(wiring: Wiring, case: Case) -> None:
    """Refuse to freeze a hypothesis whose model was run, and does not behave as the tests of its file say: no title would be its.

    A model that was not run yet is fitted when it is judged, and its tests are run then: `promote` asks for them.

    Raises
    ------
    RefusedError
        Names the first test that does not hold.
    """
    if not case.entered.model.tests:
        return
    run = find_run(wiring, run_digest(case.inputs, case.entered))
    if run is None:
        return
    subject = Subject(ask_question(wiring, case.inputs), case.entered, read_final(wiring, run))
    demand_behaviour(behaviours(subject), "nothing is frozen that could not be promoted")
