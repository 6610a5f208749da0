"""What else a page tells: what was learned, the tasks, who signed, the stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wager.interfaces.report.hypotheses import Thing, day
from wager.interfaces.report.markup import Markup, element
from wager.workflow.launching.stage import StageState
from wager.workflow.reviewing.reviewed import Reviewed, Said
from wager.workflow.standing.tasks import TaskState

_MARKS = {True: "holds", False: "missing", None: "not measured"}


def learned_section(hypotheses: Sequence[Thing]) -> Markup | None:
    """List what ended hypotheses taught; None where nothing was said."""
    said = [one for one in hypotheses if one["learned"]]
    if not said:
        return None
    items = (element("li", element("b", f"{one['hypothesis']} "), one["learned"]) for one in said)
    return element("section", element("h2", "What was learned"), element("ul", *items))


def task_section(tasks: Sequence[TaskState]) -> Markup | None:
    """List the tasks with their answers, and those still open; None where there are none."""
    if not tasks:
        return None
    items = (
        element(
            "li",
            element("b", one.task),
            " ",
            element("span", one.state, class_=f"badge {one.state}"),
            f" {one.question} ",
            element("span", _answer(one), class_="soft"),
        )
        for one in tasks
    )
    return element("section", element("h2", "Tasks"), element("ul", *items, class_="tasks"))


def _answer(one: TaskState) -> str:
    return one.why or f"{one.type}, for {one.benefit}"


def review_section(reviewed: Reviewed) -> Markup:
    """Say who has signed the plan as it is now, who objects, and who has still to sign."""
    items = [_said(one, "signed as") for one in reviewed.signed]
    items += [_said(one, "objects as") for one in reviewed.objections]
    items += [element("li", f"{role}: {many} still to sign") for role, many in reviewed.missing.items()]
    items += [
        element("li", f"{one.who} had signed as {one.role}, before an edit that matters")
        for one in reviewed.voided
    ]
    if not items:
        items = [element("li", f"No sign-off is needed: {reviewed.needs_none}.")]
    return element("section", element("h2", "Reviews"), element("ul", *items))


def _said(one: Said, verb: str) -> Markup:
    why = f": {one.why}" if one.why else ""
    return element("li", f"{one.who} {verb} {one.role}{why} ", element("span", day_of(one), class_="soft"))


def day_of(one: Said) -> str:
    """Return the day of a review."""
    return day(str(one.to_json()["at"]))


def stage_section(stage: StageState) -> Markup:
    """Say at which stage the design is, and what the next one waits for."""
    name = {"poc": "Proof of concept"}.get(stage.stage, stage.stage.capitalize())
    what = "" if stage.stage == "poc" else f": {stage.what}"
    items = (
        element("li", element("b", one.name), f" {_MARKS[one.met]}: {one.said.replace('`', '')}")
        for one in stage.exits
    )
    return element(
        "section",
        element("h2", "Stage"),
        element("p", f"{name}{what}."),
        element("p", "To be left only when all of this holds:", class_="soft")
        if stage.stage != "run"
        else None,
        element("ul", *items) if stage.stage != "run" else None,
    )


def problem_section(problem: Mapping[str, object] | None) -> Markup | None:
    """Say what is wrong today, why it is done now, and what will not be done."""
    if problem is None:
        return None
    return element("section", element("h2", "The problem"), *_problem(problem))


def _problem(problem: Mapping[str, object]) -> Iterator[Markup]:
    yield element("p", _sentence(problem["what"]), class_="lead")
    yield element("p", element("b", "Why now: "), _sentence(problem["why_now"]))
    yield element("p", element("b", "Scope: "), _sentence(problem["scope"]))
    no_gos = problem.get("no_gos")
    if isinstance(no_gos, list) and no_gos:
        yield element("p", element("b", "What will not be done: "), "; ".join(map(str, no_gos)), ".")


def _sentence(value: object) -> str:
    """Begin with a capital letter and end with a stop."""
    words = str(value).strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
