"""`wager board`: designs, hypotheses, tasks, timeboxes and money of a project; nothing about persons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.frozen.route import follow
from wager.design.frozen.standing import Standing
from wager.design.hypotheses.alpha import Alpha
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from wager.workflow.read_project import design_files, read_definitions
from wager.workflow.standing.due import Due, due
from wager.workflow.standing.step import due_day, look_day, state_of, window
from wager.workflow.standing.timebox import all_stand, timebox
from wager.workflow.standing.worth import Worth, forecast, judged_per_1000, judged_per_year
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]


@dataclass(frozen=True)
class Board:
    """All designs of a project at a glance.

    Attributes
    ----------
    currency : str
        Of all money here, in whole units, per year unless it says otherwise.
    designs : tuple of dict
        Each `design`, `title`, `state`, `command`, `ends` (what verdicts led to), `appetite` and `days` (used so far), `forecast`, `judged`, `ratio`,
        `alpha`, `spent`, its `hypotheses` and its `tasks`.
    forecast, judged : float
        Sums over the designs that have both.
    ratio : float or None
        Judged over forecast: 1 is a forecast that came true; None where no design has both.
    inside, compared : int
        Of how many compared designs the judged money lies within the forecast's range.
    errors : tuple of dict
        `design` and `said` of those that cannot be read.
    unwritten : tuple of dict
        The same of those that are templates still to be filled in.
    """

    currency: str
    designs: tuple[Thing, ...]
    forecast: float
    judged: float
    ratio: float | None
    inside: int
    compared: int
    errors: tuple[Thing, ...]
    unwritten: tuple[Thing, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        lists = {name: list(getattr(self, name)) for name in ("designs", "errors", "unwritten")}
        return {"format": 1, **vars(self), **lists}


def board_project(wiring: Wiring) -> Board:
    """Look at every design of a project, from documents and logs alone.

    Raises
    ------
    UnavailableError
        If a file cannot be read.
    """
    definitions, now = read_definitions(wiring), wiring.clock.now()
    found, errors, unwritten = [], [], []
    for name in sorted({*definitions.designs, *(path.stem for path in design_files(wiring.root))}):
        if places := definitions.to_fill(name):
            first = f"first at {places[0].path}:{places[0].line}"
            unwritten.append({"design": name, "said": f"{len(places)} places to fill in, {first}"})
            continue
        try:
            design = definitions.design(name)
            found.append(_design(design, read_log(log_folder(wiring.root / design.path)), now))
        except (BadInputError, ConflictError, NotFoundError, RefusedError) as error:
            errors.append({"design": name, "said": str(error).splitlines()[0]})
    return replace(_summed(definitions.config.currency or "USD", found, errors), unwritten=tuple(unwritten))


def _summed(currency: str, designs: list[Thing], errors: list[Thing]) -> Board:
    both = [one for one in designs if one["forecast"] is not None and one["judged"] is not None]
    expected = float(sum(one["forecast"]["value"] for one in both))
    realised = float(sum(one["judged"]["value"] for one in both))
    inside = sum(one["forecast"]["low"] <= one["judged"]["value"] <= one["forecast"]["high"] for one in both)
    ratio = realised / expected if both and expected else None
    return Board(currency, tuple(designs), expected, realised, ratio, inside, len(both), tuple(errors))


def _design(design: Design, log: tuple[Entry, ...], now: int) -> Thing:
    stand, stands = all_stand(design, log, now), due(design, log, now)
    ahead = follow(design.hypotheses, stand).ahead
    lines = [_hypothesis(design, log, one, now, ahead=one.hypothesis in ahead) for one in stand.values()]
    expected, judged = forecast(design), _earned(design, log, stand, stands)
    return {
        "design": design.id,
        "title": design.title,
        "state": stands.state,
        "hypothesis": stands.hypothesis,
        "command": stands.command,
        "ends": list(dict.fromkeys(stands.ends)),
        "appetite": None if design.appetite is None else design.appetite.days,
        "days": sum(one["actual"] or 0.0 for one in lines),
        "forecast": expected and expected.to_json(),
        "judged": judged and judged.to_json(),
        "ratio": judged.value / expected.value if judged and expected and expected.value else None,
        "alpha": float((design.alpha or Alpha()).total),
        "spent": sum(one["spent"] for one in lines),
        "hypotheses": lines,
        "tasks": stands.tasks.to_json(),
    }


def _hypothesis(design: Design, log: tuple[Entry, ...], found: Standing, now: int, *, ahead: bool) -> Thing:
    name, one = found.hypothesis, design.hypotheses[found.hypothesis]
    placed, box = window(log, name), timebox(design, found, now)
    state = state_of(design, found, placed, now)
    begun = found.started is not None or found.frozen is not None
    verdict = _verdict(log, name)
    per_year = None if verdict is None else judged_per_year(design, verdict)
    per_1000 = None if verdict is None else judged_per_1000(verdict)
    return {
        "hypothesis": name,
        "claim": one.claim,
        "state": state if ahead or begun or found.concluded else "not reached",
        "verdict": found.verdict or None,
        "planned": one.timebox.days if box is None else box.days,
        "actual": None if box is None else box.used,
        "ends": box.ends if box is not None and box.running else None,
        "due": due_day(state, placed),
        "next_look": look_day(state, placed, now),
        "judged": per_year and per_year.to_json(),
        "judged_per_1000": per_1000 and per_1000.to_json(),
        "alpha": _alpha(log, name),
        "spent": _spent(design, log, found),
        "learned": found.learned,
    }


def _earned(design: Design, log: tuple[Entry, ...], stand: dict[str, Standing], stands: Due) -> Worth | None:
    """Return what the design has earned per year: that of the last SHIP; nothing, once it ended without one."""
    shipped = [
        entry
        for entry in log
        if entry.kind == "verdict"
        and entry.body["verdict"]["grade"] != "X"
        and entry.hypothesis in stand
        and entry.body["verdict"]["word"] == stand[entry.hypothesis].verdict == "SHIP"
    ]
    if shipped:
        return judged_per_year(design, shipped[-1])
    return Worth(0.0, None, None) if stands.state == "ended" and stands.path else None


def _verdict(log: tuple[Entry, ...], hypothesis: str) -> Entry | None:
    given = [entry for entry in log if entry.kind == "verdict" and entry.hypothesis == hypothesis]
    return given[-1] if given else None


def _alpha(log: tuple[Entry, ...], hypothesis: str) -> float | None:
    """Return the α at which a hypothesis was frozen."""
    frozen = [entry for entry in log if entry.kind == "freeze" and entry.hypothesis == hypothesis]
    return float(frozen[-1].body["alpha"]) if frozen else None


def _spent(design: Design, log: tuple[Entry, ...], found: Standing) -> float:
    """Return the α that is gone: a success hands its own on, where it names to whom."""
    if not found.concluded:
        return 0.0
    heirs = [
        target for target in design.hypotheses[found.hypothesis].edge("ship") if target in design.hypotheses
    ]
    return 0.0 if found.verdict == "SHIP" and heirs else _alpha(log, found.hypothesis) or 0.0
