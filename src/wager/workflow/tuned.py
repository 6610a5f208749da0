"""What is chosen on `tune`: nothing, where none of its rows has an outcome yet. That is said, and what needs it is refused."""

from __future__ import annotations

from wager.foundation.errors import BadInputError
from wager.training.calibrate import demand_enough
from wager.workflow.entrant import Entrant
from wager.workflow.question import Question

TUNE = "tune"


def is_untuned(question: Question) -> bool:
    """Tell whether the design has a `tune` and nobody can choose anything on it, as none of its rows may be learned from."""
    split = question.design.split
    declared = split is not None and (split.by_time or TUNE in {*split.begin, *(split.shares or {})})
    return declared and not len(question.learning.parts.rows(TUNE))


def demand_tuned(question: Question, entered: Entrant) -> None:
    """Refuse a model that could never be fitted, as too few rows are there to calibrate it on.

    Raises
    ------
    BadInputError
        With the place in its model file.
    """
    model = entered.model
    if model.calibrate is None:
        return
    try:
        demand_enough(len(question.learning.parts.halves_of_tune()[1]))
    except BadInputError as error:
        place = f"{model.path}:{model.lines.get('calibrate', 1)}: " if model.path else ""
        when = "; a later freeze has more of them" if _is_ahead(question) else ""
        raise BadInputError(f"{place}{entered.name}: {error}{when}") from error


def _is_ahead(question: Question) -> bool:
    split = question.design.split
    return split is not None and split.prospective is not None
