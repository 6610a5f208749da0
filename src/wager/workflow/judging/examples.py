"""The examples of the features that a hypothesis reads: they hold before it is frozen, and before its model is registered."""

from __future__ import annotations

from wager.expressions.tree import columns
from wager.workflow.inputs import read_by
from wager.workflow.judging.case import Case
from wager.workflow.run_tests import demand_tests
from wager.workflow.wiring import Wiring


def demand_examples(wiring: Wiring, case: Case) -> None:
    """Refuse a hypothesis whose model reads features that are not what their examples say; no outcome is looked at.

    Raises
    ------
    RefusedError
        If an example fails, or where the policy of the project asks for one and there is none.
    """
    read = read_by("model", case.entered.model, case.entered.trees)
    demand_tests(wiring, case.definitions, {name for tree in read.values() for name in columns(tree)})
