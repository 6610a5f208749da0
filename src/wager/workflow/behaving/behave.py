"""Run the tests of a fitted model, the known cases on the champion as well."""

from __future__ import annotations

from collections.abc import Iterator

from wager.design.models.lineage import origins
from wager.foundation.errors import WagerError
from wager.workflow.behaving.behaviour import Behaviour
from wager.workflow.behaving.champion import beside, holder_of
from wager.workflow.behaving.directions import keeps_to
from wager.workflow.behaving.known_cases import gets
from wager.workflow.behaving.subject import Subject
from wager.workflow.fielded import Fielded
from wager.workflow.question import Question


def behaviours(subject: Subject) -> tuple[Behaviour, ...]:
    """Run the tests that the model file has, or inherits; none reads a holdout.

    Parameters
    ----------
    subject : Subject
        Who is tested.
    """
    tests = subject.entered.model.tests
    found = tuple(_each(subject))
    if not any(one.kind == "case" for one in found):
        return found
    return beside(holder_of(subject.question), found, tests)


def behaviours_of(question: Question, fielded: Fielded) -> tuple[Behaviour, ...]:
    """Run the tests of a model file on what was fitted to a question: they read no outcome, and none of the held-out rows."""
    if fielded.entered is None or fielded.fitted is None:
        return ()
    return behaviours(Subject(question, fielded.entered, fielded.fitted))


def _each(subject: Subject) -> Iterator[Behaviour]:
    model, path = subject.entered.model, _written_in(subject)
    for test in model.tests:
        subject.question.wiring.progress(f"testing {subject.entered.name}")
        try:
            said = keeps_to(subject, test) if test.feature is not None else gets(subject, test)
        except WagerError as error:
            yield Behaviour.of(subject.entered.name, path, test, "error", why=str(error))
        else:
            yield Behaviour.of(subject.entered.name, path, test, said.pop("result"), **said)


def _written_in(subject: Subject) -> str:
    """Name the file that the tests are written in: the model's, or one that it extends."""
    model, models = subject.entered.model, subject.question.inputs.definitions.models
    if model.name not in models:
        return model.path
    return models[origins(models, model.name).get("tests", model.name)].path
