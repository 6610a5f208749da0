"""What is due in a design, from its document and its log alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry
from wager.design.frozen.route import Route, follow
from wager.design.frozen.standing import Standing
from wager.workflow.launching.stage import StageState
from wager.workflow.prospective import looks_taken
from wager.workflow.standing.notes import Wrote
from wager.workflow.standing.step import Step, due_day, lessons, look_day, state_of, step_of, window
from wager.workflow.standing.tasks import TaskStates, tasks_after
from wager.workflow.standing.timebox import Timebox, all_stand, timebox


@dataclass(frozen=True)
class Due:
    """What is due in a design, and all that one needs to go on with it.

    Attributes
    ----------
    design : str
    hypothesis : str or None
        The one to work on; None where the graph has ended.
    claim : str
        Of the hypothesis.
    state : str
        Of the hypothesis: `draft`, `running` (its clock runs), `frozen`, `waiting` (for a holdout that does not exist
        yet), `timed out`; else `ended`, or `unwritten` and `unreadable` of a design that has no hypothesis or is damaged.
    ends : tuple of str
        PROMOTE, CHECK_IN, STOP that verdicts so far have led to.
    path : tuple of (str, str)
        Each hypothesis that ended on the way, with its verdict, `timeout` or `void`.
    command : str
        What to type; empty where nothing is due.
    steps : tuple of Step
        All that is due, the first first.
    due : str or None
        The moment at which a verdict is due, in UTC, where one waits for it.
    timebox : Timebox or None
        Of the hypothesis, once its clock runs.
    learned : dict of str to str
        What was learned, by hypothesis.
    tasks : TaskStates
    wrote : Wrote or None
        What was said just now.
    stage : StageState or None
        Crawl, walk or run, and what has to hold before it is left; None in a design without the block `stages`.
    next_look : str or None
        The moment of the next look, in UTC, where a holdout that is waited for is looked at more than once.
    """

    design: str
    hypothesis: str | None
    claim: str
    state: str
    ends: tuple[str, ...]
    path: tuple[tuple[str, str], ...]
    command: str
    steps: tuple[Step, ...] = ()
    due: str | None = None
    timebox: Timebox | None = None
    learned: dict[str, str] | None = None
    tasks: TaskStates = field(default_factory=TaskStates)
    wrote: Wrote | None = None
    stage: StageState | None = None
    next_look: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            **vars(self),
            "ends": list(self.ends),
            "path": [list(step) for step in self.path],
            "steps": [dict(vars(step)) for step in self.steps],
            "timebox": self.timebox and self.timebox.to_json(),
            "learned": dict(self.learned or {}),
            "tasks": self.tasks.to_json(),
            "wrote": self.wrote and dict(vars(self.wrote)),
            "stage": self.stage and self.stage.to_json(),
        }


@dataclass(frozen=True)
class AllDue:
    """What is due in each design of a project."""

    designs: tuple[Due, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, "designs": [one.to_json() for one in self.designs]}


def due(design: Design, log: tuple[Entry, ...], now: int) -> Due:
    """Say what is due in a design with such a log, from document and log alone."""
    if not design.hypotheses:
        step = Step(
            f"write a hypothesis into {design.path}: `yaml wager.hypothesis H1`", f"wager check {design.path}"
        )
        return Due(
            design.id,
            None,
            "",
            "unwritten",
            (),
            (),
            step.command,
            (step,),
            None,
            None,
            {},
            tasks_after(design, log),
        )
    stand = all_stand(design, log, now)
    route = follow(design.hypotheses, stand)
    working = _working(design, log, stand, route, now)
    over = sum(state == "timed out" for state in working.values())
    steps = [*lessons(design, stand.values())]
    for name, state in working.items():
        taken = looks_taken(log, name)
        steps.append(step_of(design, stand[name], state, window(log, name), now, taken=taken, one_of=over))
    first = next(iter(working), None)
    return Due(
        design.id,
        first,
        "" if first is None else design.hypotheses[first].claim,
        "ended" if first is None else working[first],
        route.ends,
        route.path,
        steps[0].command if steps else "",
        tuple(steps),
        None if first is None else due_day(working[first], window(log, first)),
        None if first is None else timebox(design, stand[first], now),
        {name: one.learned for name, one in stand.items() if one.learned},
        tasks_after(design, log),
        next_look=None if first is None else look_day(working[first], window(log, first), now),
    )


def _working(
    design: Design, log: tuple[Entry, ...], stand: dict[str, Standing], route: Route, now: int
) -> dict[str, str]:
    """Name what can be worked on with its state: what the graph says is due, and what was begun beside it.

    What only waits comes last.
    """
    begun = [name for name, one in stand.items() if not one.concluded and (one.started or one.frozen)]
    names = dict.fromkeys([*route.due, *begun])
    states = {name: state_of(design, stand[name], window(log, name), now) for name in names}
    return dict(sorted(states.items(), key=lambda pair: pair[1] == "waiting"))
