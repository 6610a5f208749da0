"""Tasks after a verdict: which are answered, moot, changed, or still due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.design.frozen.route import follow
from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.kinds.record import Task
from wager.workflow.standing.timebox import all_stand
from wager.workflow.states import alphas_of

STATES = ("answered", "moot", "changed", "due")


@dataclass(frozen=True)
class TaskState:
    """Where one task stands.

    Attributes
    ----------
    task, type, question, benefit : str
    days : float
        Its timebox.
    state : {'answered', 'moot', 'changed', 'due'}
    why : str
        What made it moot or changed; of an answered one the answer.
    file : str
        What was delivered, such as a demo; empty where the answer is in words.
    """

    task: str
    type: str
    question: str
    benefit: str
    days: float
    state: str
    why: str = ""
    file: str = ""


@dataclass(frozen=True)
class TaskStates:
    """The tasks of a design, in its order."""

    all: tuple[TaskState, ...] = ()

    def of(self, *states: str) -> tuple[TaskState, ...]:
        """Return those in one of some states."""
        return tuple(one for one in self.all if one.state in states)

    @property
    def open(self) -> tuple[TaskState, ...]:
        """Those that nobody answered yet."""
        return self.of("moot", "changed", "due")

    def to_json(self) -> list[dict[str, Any]]:
        """Write as JSON values."""
        return [dict(vars(one)) for one in self.all]


def tasks_after(design: Design, log: Iterable[Entry]) -> TaskStates:
    """Look at the tasks again after what the log says last.

    An open task is moot where every hypothesis that it speaks of has ended or can no longer be reached, and changed
    where it speaks of the one that ended last, or of one whose α that changed.

    Parameters
    ----------
    design : Design
    log : iterable of Entry
        Of the design, oldest first.
    """
    entries = tuple(log)
    stand = all_stand(design, entries, 0)  # what has ended has ended at any time
    ahead = follow(design.hypotheses, stand).ahead
    gone = {
        name: f"{name} {one.word}" if one.concluded else f"{name} is not reached any more"
        for name, one in stand.items()
        if name not in ahead
    }
    moved = _moved(design, entries)
    answers = {entry.body["task"]: entry.body for entry in entries if entry.kind == "answer"}
    return TaskStates(
        tuple(
            _answered(name, task, answers[name])
            if name in answers
            else _open(name, task, mentioned(design, name), gone, moved)
            for name, task in design.tasks.items()
        )
    )


def mentioned(design: Design, task: str) -> tuple[str, ...]:
    """Name the hypotheses that a task speaks of: itself, or a decision that is looked at again because of it."""
    one = design.tasks[task]
    texts = [one.question, one.benefit]
    for each in design.decisions.values():
        if _speaks(each.revisit, task):
            texts += [each.chose, *each.over, each.because, each.revisit]
    return tuple(name for name in design.hypotheses if any(_speaks(text, name) for text in texts))


def _speaks(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text) is not None


def _answered(name: str, task: Task, body: Mapping[str, Any]) -> TaskState:
    file = body.get("file") or {}
    return TaskState(
        name,
        task.type,
        task.question,
        task.benefit,
        task.timebox.days,
        "answered",
        body["answer"],
        file.get("path", ""),
    )


def _open(
    name: str, task: Task, speaks: tuple[str, ...], gone: Mapping[str, str], moved: Mapping[str, str]
) -> TaskState:
    state, why = "due", ""
    if speaks and all(one in gone for one in speaks):
        state, why = "moot", ", ".join(gone[one] for one in speaks)
    elif any(one in moved for one in speaks):
        state, why = "changed", ", ".join(moved[one] for one in speaks if one in moved)
    return TaskState(name, task.type, task.question, task.benefit, task.timebox.days, state, why)


def _moved(design: Design, log: tuple[Entry, ...]) -> dict[str, str]:
    """Say what the last end of a hypothesis changed: itself, and whose α."""
    ends = [at for at, entry in enumerate(log) if _is_end(entry) and entry.hypothesis in design.hypotheses]
    if not ends:
        return {}
    last = log[ends[-1]].hypothesis
    before, after = ([*log[: ends[-1]]], [*log[: ends[-1] + 1]])
    found = {last: f"{last} {all_stand(design, tuple(after), 0)[last].word}"}
    alphas = [_alphas(design, entries) for entries in (before, after)]
    for name, alpha in alphas[1].items():
        if name != last and alpha != alphas[0][name]:
            found[name] = f"{name} is now tested at α = {alpha.normalize():f}"
    return found


def _is_end(entry: Entry) -> bool:
    return entry.kind in {"verdict", "void"} or (entry.kind == "check-in" and entry.body["says"] == "stop")


def _alphas(design: Design, log: list[Entry]) -> Any:
    words = {name: one.verdict for name, one in all_stand(design, tuple(log), 0).items() if one.verdict}
    return owned(design.hypotheses, design.alpha or Alpha(), words, alphas_of(log))
