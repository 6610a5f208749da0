"""What is to be done next with one hypothesis, and the command for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.design.frozen.standing import Standing
from wager.foundation.moments import iso
from wager.workflow.prospective import Window, window_of
from wager.workflow.standing.in_time import lesson_command, moment_text, waits


@dataclass(frozen=True)
class Step:
    """One thing that is due.

    Attributes
    ----------
    what : str
        In words.
    command : str
        What to type; `…` stands for words of your own.
    """

    what: str
    command: str


def state_of(design: Design, found: Standing, window: Window | None, now: int) -> str:
    """Name the state of a hypothesis in words of more than its log: `running` and `waiting` among them."""
    if found.state == "draft" and found.started is not None:
        return "running"
    if found.state == "frozen" and waits(design) and window is not None and now < window.due:
        return "waiting"
    return found.state


def window(log: Iterable[Entry], hypothesis: str) -> Window | None:
    """Find the holdout that the freeze of a hypothesis placed in the future."""
    freezes = [entry for entry in log if entry.kind == "freeze" and entry.hypothesis == hypothesis]
    return window_of(freezes[0]) if freezes else None


def step_of(
    design: Design,
    found: Standing,
    state: str,
    due: Window | None,
    now: int,
    *,
    taken: tuple[int, ...] = (),
    one_of: int = 1,
) -> Step:
    """Say what is to be done with a hypothesis that has not ended.

    Parameters
    ----------
    design : Design
    found : Standing
    state : str
        As `state_of` names it.
    due : Window or None
        Its holdout, where that comes after the freeze.
    now : int
        Instant in microseconds.
    taken : tuple of int
        The looks at it that were taken.
    one_of : int
        How many timeboxes of the design are over.
    """
    name = found.hypothesis
    if state == "timed out":
        which = f" --hypothesis {name}" if one_of > 1 else ""
        return Step(
            f"check in on {name}: one timebox more, or stop",
            f'wager next {design.id} --check-in continue{which} --why "…"',
        )
    if state == "waiting" and due is not None:
        return Step(_wait(name, due, now, taken), f"wager judge {design.id} {name}")
    if state == "frozen":
        return Step(f"judge {name}", f"wager judge {design.id} {name}")
    if state == "running":
        return Step(f"freeze {name}, once its model is good enough", f"wager freeze {design.id} {name}")
    return Step(
        f"begin {name}: the first run starts its timebox of {design.hypotheses[name].timebox}",
        f"wager run {design.hypotheses[name].model}",
    )


def _wait(name: str, due: Window, now: int, taken: tuple[int, ...]) -> str:
    """Say what there is to wait for: a look that is open already, the next one, or the due day."""
    verdict = f"the verdict on {name} is due on {moment_text(due.due)}"
    if not due.looks:
        return f"wait: {verdict}"
    passed = due.passed(now)
    if passed and passed not in taken:
        return f"look {passed} of {due.of} at {name} is open; {verdict}"
    return f"wait: the next look at {name} is on {moment_text(due.coming(now))}; {verdict}"


def lessons(design: Design, stand: Iterable[Standing]) -> tuple[Step, ...]:
    """List what is still to be said of hypotheses that ended without success."""
    return tuple(
        Step(f"say what {one.hypothesis} taught", lesson_command(design.id, one.hypothesis))
        for one in stand
        if one.owes_lesson
    )


def look_day(state: str, found: Window | None, now: int) -> str | None:
    """Write the day of the next look at a holdout that is looked at more than once, the due day among them."""
    return iso(found.coming(now)) if state == "waiting" and found is not None and found.looks else None


def due_day(state: str, found: Window | None) -> str | None:
    """Write the day on which a verdict is due that does not depend on us."""
    return iso(found.due) if state == "waiting" and found is not None else None
