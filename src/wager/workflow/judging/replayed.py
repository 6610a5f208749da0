"""Replay a holdout that comes after the freeze on history: `wager judge --as-of`."""

from __future__ import annotations

from wager.evaluation.enough import LEAST_CLUSTERS
from wager.foundation.amounts import AmountError
from wager.foundation.errors import RefusedError, UsageError
from wager.foundation.moments import in_utc, iso, parse_moment
from wager.registry.titles import holder
from wager.registry.version import read_version
from wager.training.fit import FittedModel
from wager.workflow.judging.case import Case, open_case
from wager.workflow.judging.interim import Look, is_futile, look_at
from wager.workflow.judging.judged import Judged, Title
from wager.workflow.judging.scoped import scoped
from wager.workflow.judging.trial import Trial, held_out, hold_trial
from wager.workflow.prospective import Window, window_after
from wager.workflow.question import HOLDOUT
from wager.workflow.searching.among import tried_among
from wager.workflow.wiring import Wiring


def replayed(wiring: Wiring, design: str, hypothesis: str, as_of: str, *, stop: bool = False) -> Judged:
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
    trial, look, futile = _looked(wiring, case, window, moment, stop=stop)
    question = trial.question
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
        iso(look.window.due),
        False,
        "",
        Title(case.design.serves, *names, taken=False),
        window=window.to_json(),
        as_of=iso(moment),
        look={**look.to_json(), "futile": futile} if window.looks else None,
        scope=scoped(case, question),
        tried=tried_among(wiring, case.entered.model, case.design.id).get("tried", 0),
        snapshots={name: one.id for name, one in sorted(question.inputs.snapshots.items())},
    )


def _looked(
    wiring: Wiring, case: Case, window: Window, moment: int, *, stop: bool
) -> tuple[Trial, Look, bool]:
    """Take one look after the other, as if somebody had asked on each of their days; return the one that ended it."""
    taken: tuple[int, ...] = ()
    fitted: FittedModel | None = None
    for number in range(1, window.of):
        look = look_at(case, window, number, taken)
        question = held_out(wiring, case, look.window, renew=False)
        rows = question.parts.rows(HOLDOUT)
        if len(rows) == 0 or question.outcomes(rows).cluster_count < LEAST_CLUSTERS:
            continue
        trial = hold_trial(case, question, "X", champion_at=moment, look=look, fitted=fitted)
        futile = stop and is_futile(trial.judgement)
        if trial.judgement.word != "INCONCLUSIVE" or futile:
            return trial, look, futile
        taken, fitted = (*taken, number), trial.fielded.fitted
    look = look_at(case, window, window.of, taken)
    question = held_out(wiring, case, window, renew=False)
    return hold_trial(case, question, "X", champion_at=moment, look=look, fitted=fitted), look, False


def _demand_past(wiring: Wiring, case: Case, window: Window) -> None:
    """Refuse a replay whose day has not come, and one that would show what a frozen hypothesis waits for."""
    limit = case.waits_for
    if window.due > wiring.clock.now():
        due = in_utc(window.due)
        raise RefusedError(
            f"frozen then, the verdict would be due at {due}, which is still to come; take an earlier moment"
        )
    if limit is not None and window.due > limit:
        raise RefusedError(
            f"a replay up to {in_utc(window.due)} would look at rows since {in_utc(limit)}, for which a "
            "frozen hypothesis of this design still waits; take an earlier moment"
        )
