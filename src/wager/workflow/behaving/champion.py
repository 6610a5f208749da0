"""Who holds the title, asked the same known cases as who contests it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wager.design.models.model_file import ModelTest
from wager.foundation.errors import WagerError
from wager.foundation.fingerprint import short
from wager.registry.titles import holder
from wager.registry.version import read_version
from wager.workflow.behaving.behaviour import Behaviour
from wager.workflow.behaving.known_cases import answered
from wager.workflow.behaving.subject import Subject
from wager.workflow.fielded import field_baseline
from wager.workflow.question import Question
from wager.workflow.versions.champion import entrant_of, fitted_of
from wager.workflow.versions.definitions_of import open_version


@dataclass(frozen=True)
class Holder:
    """Who holds a title.

    Attributes
    ----------
    name : str
    subject : Subject or None
        None where it always takes one action.
    always : str
        That action; else empty.
    """

    name: str
    subject: Subject | None
    always: str = ""

    def answers(self, test: ModelTest, *, action: bool) -> str:
        """Say what the row of a test gets: the action, or the answer as a number."""
        if self.subject is None:
            return self.always if action else "no number"
        try:
            answer, taken = answered(self.subject, test, action=action)
        except WagerError as error:
            return f"no answer: {error}"
        return taken or f"{answer:.6g}"


def holder_of(question: Question) -> Holder | None:
    """Find who holds the title of a question, or the declared baseline where it is vacant; None where nobody is to be beaten."""
    design, wiring = question.design, question.wiring
    turn = None if design.stands_alone else holder(wiring.registry.turns(design.serves))
    if turn is None:
        return _declared(question)
    version = read_version(wiring.objects, turn.version)
    name = f"{version.model} {short(version.id)}"
    if version.always:
        return Holder(version.model, None, version.always)
    entered = entrant_of(open_version(wiring, version), version)
    return Holder(name, Subject(question, entered, fitted_of(wiring, version)))


def _declared(question: Question) -> Holder | None:
    baselines = question.design.baselines
    if baselines is None or question.design.stands_alone:
        return None
    name = baselines.champion
    always = baselines.named[name].always
    if always is not None:
        return Holder(name, None, always)
    fielded = field_baseline(question, name, question.parts.rows("tune"))
    assert fielded.entered is not None
    assert fielded.fitted is not None
    return Holder(name, Subject(question, fielded.entered, fielded.fitted))


def beside(
    champion: Holder | None, found: tuple[Behaviour, ...], tests: tuple[ModelTest, ...]
) -> tuple[Behaviour, ...]:
    """Say of each known case what the champion gives, too.

    Parameters
    ----------
    champion : Holder or None
    found : tuple of Behaviour
        Of the challenger; in the order of `tests`.
    tests : tuple of ModelTest
    """
    if champion is None:
        return found
    return tuple(
        replace(
            one,
            champion=champion.name,
            champion_found=champion.answers(test, action=one.answer == "action"),
        )
        if one.kind == "case" and one.result != "error"
        else one
        for one, test in zip(found, tests, strict=True)
    )
