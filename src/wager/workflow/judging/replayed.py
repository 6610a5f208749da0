"""Replay a holdout that comes after the freeze on history: `wager judge --as-of`."""

from __future__ import annotations

from wager.foundation.amounts import AmountError
from wager.foundation.errors import RefusedError, UsageError
from wager.foundation.moments import iso, parse_moment, print_moment
from wager.registry.titles import holder
from wager.registry.version import read_version
from wager.workflow.judging.case import Case, open_case
from wager.workflow.judging.judged import Judged, Title
from wager.workflow.judging.trial import held_out, hold_trial
from wager.workflow.prospective import Window, window_after
from wager.workflow.wiring import Wiring


def replayed(wiring: Wiring, design: str, hypothesis: str, as_of: str) -> Judged:
    """Judge as if the freeze had been at a moment of the past."""
    try:
        moment = parse_moment(as_of, wiring.config.time_zone)
    except AmountError as error:
        raise UsageError(f"--as-of: {error}") from error
    case = open_case(wiring, design, hypothesis, as_of=moment)
    window = window_after(case.design, moment)
    if window is None:
        raise UsageError(
            f"--as-of replays a holdout that comes after the freeze, and {case.design.path}:{case.design.line('split')} "
            "names one that is there; write `holdout: after freeze for 60 d` in place of `begin: {holdout, end}`"
        )
    _demand_past(wiring, case, window)
    trial = hold_trial(case, held_out(wiring, case, window, renew=False), "X", champion_at=moment)
    turn = holder(wiring.registry.turns(case.design.serves))
    held = None if turn is None else read_version(wiring.objects, turn.version)
    names = (trial.champion.contender.name, "") if held is None else (held.model, held.id)
    return Judged(
        case.design.id,
        hypothesis,
        case.hypothesis.claim,
        trial.judgement.word,
        trial.judgement,
        trial.evidence,
        0,
        case.hypothesis.edge(trial.judgement.word),
        {},
        "",
        "",
        iso(window.due),
        False,
        "",
        Title(case.design.serves, *names, taken=False),
        window=window.to_json(),
        as_of=iso(moment),
    )


def _demand_past(wiring: Wiring, case: Case, window: Window) -> None:
    """Refuse a replay whose day has not come, and one that would show what a frozen hypothesis waits for."""
    zone, limit = wiring.config.time_zone, case.waits_for
    if window.due > wiring.clock.now():
        due = print_moment(window.due, zone)
        raise RefusedError(
            f"frozen then, the verdict would be due at {due}, which is still to come; take an earlier moment"
        )
    if limit is not None and window.due > limit:
        raise RefusedError(
            f"a replay up to {print_moment(window.due, zone)} would look at rows since {print_moment(limit, zone)}, for which a "
            "frozen hypothesis of this design still waits; take an earlier moment"
        )
