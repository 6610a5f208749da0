"""`wager report`: all that a page for show-and-tell says of a design, gathered from document, log and registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.frozen.route import follow
from wager.design.frozen.standing import Standing
from wager.design.hypotheses.graph import circle
from wager.foundation.moments import iso
from wager.registry.titles import holder
from wager.verdict.scope import scope_of
from wager.workflow.launching.stage import StageState, stage_state
from wager.workflow.plan_design import Planned
from wager.workflow.planning.prospects import look_ahead
from wager.workflow.read_project import read_definitions
from wager.workflow.reviewing.reviewed import Reviewed
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.showing.design import plain
from wager.workflow.standing.step import due_day, look_day, state_of, window
from wager.workflow.standing.tasks import TaskStates, tasks_after
from wager.workflow.standing.timebox import all_stand, timebox
from wager.workflow.standing.worth import Worth, forecast, judged_per_year
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What a page for show-and-tell says.

    Attributes
    ----------
    design, title, document, owner, serves : str
        Of the document; `document` is its path in the project.
    at : str
        When it was made, in UTC.
    currency : str
    problem : dict or None
        `what`, `why_now`, `tied_to`, `scope`, `no_gos`.
    forecast : Worth or None
        Money per year that the document expects; `said` is how it is written there.
    said : dict
        `forecast` and `costs` as they are written.
    stage : StageState
    reviews : Reviewed
    way : tuple of (str, str)
        Each hypothesis that ended, with its verdict, in the order of the edges.
    ends, due : tuple of str
        To what the way led, and what is due.
    hypotheses : tuple of dict
        In the order of the document.
    tasks : TaskStates
    title_holder : dict or None
        Who holds the title: `model`, `version`, `since`, `how`.
    graph : dict or None
        What `plan` says of the decision graph, without looking at data; None where there is none to draw.
    file : str
        Where the page was written; empty where it was not.
    """

    design: str
    title: str
    document: str
    owner: str
    serves: str
    at: str
    currency: str
    problem: Thing | None
    forecast: Worth | None
    said: Thing
    stage: StageState
    reviews: Reviewed
    way: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]
    due: tuple[str, ...]
    hypotheses: tuple[Thing, ...] = field(hash=False)
    tasks: TaskStates = field(default_factory=TaskStates)
    title_holder: Thing | None = None
    graph: Thing | None = field(default=None, hash=False)
    file: str = ""

    def to_json(self) -> Thing:
        """Write as JSON values."""
        return {
            "format": 1,
            **vars(self),
            "forecast": self.forecast and self.forecast.to_json(),
            "stage": self.stage.to_json(),
            "reviews": self.reviews.to_json(),
            "way": [list(step) for step in self.way],
            "ends": list(self.ends),
            "due": list(self.due),
            "hypotheses": list(self.hypotheses),
            "tasks": self.tasks.to_json(),
        }


def report_design(wiring: Wiring, name: str) -> Report:
    """Gather what a page says; nothing is computed anew, and no holdout is read.

    Raises
    ------
    NotFoundError
        If there is no such design.
    BadInputError
        If the document or an entry of its log is damaged.
    """
    design = read_definitions(wiring).design(name)
    log, now = read_log(log_folder(wiring.root / design.path)), wiring.clock.now()
    stand = all_stand(design, log, now)
    route = follow(design.hypotheses, stand)
    reviewed = reviews_of(wiring, design, log)
    money = design.money
    return Report(
        design.id,
        design.title,
        design.path,
        design.owner,
        design.serves,
        iso(now),
        wiring.config.currency or "USD",
        None if design.problem is None else plain(design.problem),
        forecast(design),
        {key: plain(getattr(money, key)) for key in ("forecast", "costs") if getattr(money, key)},
        stage_state(design, log, reviewed),
        reviewed,
        route.path,
        tuple(dict.fromkeys(route.ends)),
        route.due,
        tuple(
            {**_hypothesis(design, log, stand[one], now), "ahead": one in route.ahead}
            for one in design.hypotheses
        ),
        tasks_after(design, log),
        _holder(wiring, design),
        _graph(design, log, stand),
    )


def _graph(design: Design, log: tuple[Entry, ...], stand: Mapping[str, Standing]) -> Thing | None:
    if not design.hypotheses or circle(design.hypotheses):
        return None
    appetite = None if design.appetite is None else design.appetite.days
    ahead = look_ahead(design, log, stand)
    return Planned(design.id, design.path, appetite, None, ahead, None, None, "", ()).to_json()


def _hypothesis(design: Design, log: tuple[Entry, ...], stands: Standing, now: int) -> Thing:
    one = design.hypotheses[stands.hypothesis]
    box, placed = timebox(design, stands, now), window(log, one.id)
    state = state_of(design, stands, placed, now)
    verdict = next(
        (each for each in reversed(log) if each.kind == "verdict" and each.hypothesis == one.id), None
    )
    return {
        "hypothesis": one.id,
        "claim": one.claim,
        "model": one.model,
        "goals": [_goal(design, goal) for goal in one.goals],
        "next": {word: list(targets) for word, targets in one.next.items()},
        "state": stands.state,
        "word": stands.word,
        "due": due_day(state, placed),
        "next_look": look_day(state, placed, now),
        "frozen": None if stands.frozen is None else iso(stands.frozen),
        "ended": None if stands.ended is None else iso(stands.ended),
        "timebox": str(one.timebox),
        "days": None if box is None else box.used,
        "learned": stands.learned,
        "verdict": None if verdict is None else _verdict(design, verdict),
    }


def _goal(design: Design, name: str) -> Thing:
    goal = design.goals[name]
    return {"goal": name, "sentence": str(goal), "why": goal.why, "tradeoff": goal.tradeoff}


def _verdict(design: Design, entry: Entry) -> Thing:
    """Take of a verdict what a page shows: the tests, the money, how often the outcomes were looked at."""
    body: Mapping[str, Any] = entry.body
    yearly = judged_per_year(design, entry)
    return {
        "entry": entry.hash,
        "judgement": body["verdict"],
        "looks": body["looks"],
        "follows": list(body["follows"]),
        "version": str(body.get("version", "")),
        "per_year": yearly and yearly.to_json(),
        "first": body["evidence"]["first"],
        "last": body["evidence"]["last"],
        "zone": body["evidence"].get("zone", "UTC"),
        "scope": body.get("scope") or scope_of(design, design.hypotheses[entry.hypothesis]).to_json(),
    }


def _holder(wiring: Wiring, design: Design) -> Thing | None:
    turn = holder(wiring.registry.turns(design.serves))
    if turn is None:
        return None
    model = next((one.model for one in wiring.registry.versions() if one.id == turn.version), "")
    return {"model": model, "version": turn.version, "since": iso(turn.since), "how": turn.how}
