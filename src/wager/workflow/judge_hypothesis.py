"""`wager judge`: the verdict on a frozen hypothesis, once, into the log; or how long there is to wait for it."""

from __future__ import annotations

from dataclasses import replace

from wager.design.frozen.freeze import changed
from wager.design.frozen.log import Entry, append, demand_later, log_folder
from wager.design.hypotheses.alpha import Alpha
from wager.design.traces.amendments import on_seen_rows, post_hoc
from wager.foundation.errors import ConflictError, RefusedError
from wager.foundation.moments import in_utc
from wager.workflow.behaving.behave import behaviours_of
from wager.workflow.judging.case import Case, open_case
from wager.workflow.judging.charged import Charge, charge
from wager.workflow.judging.examples import demand_examples
from wager.workflow.judging.grade import grade_of
from wager.workflow.judging.improved import with_improvement
from wager.workflow.judging.interim import Look, is_futile, look_at, note_look, open_look
from wager.workflow.judging.judged import Judged
from wager.workflow.judging.kept_evidence import keep_evidence
from wager.workflow.judging.read_rows import keep_rows
from wager.workflow.judging.recorded import recorded
from wager.workflow.judging.replayed import replayed
from wager.workflow.judging.scanned import with_scan
from wager.workflow.judging.scoped import scoped
from wager.workflow.judging.trial import Trial, held_out, hold_trial, opened, refielded
from wager.workflow.judging.waiting import Waiting, still_waiting
from wager.workflow.prospective import Window
from wager.workflow.question import HOLDOUT, Question
from wager.workflow.searching.among import tried_before
from wager.workflow.standing.clock import demand_clock
from wager.workflow.standing.in_time import demand_in_time
from wager.workflow.versions.ledger_notes import demand_verdict
from wager.workflow.versions.register_version import version_of
from wager.workflow.versions.version_content import predictions_object
from wager.workflow.wiring import Wiring


def judge_hypothesis(
    wiring: Wiring, design: str, hypothesis: str, *, as_of: str | None = None, stop: bool = False
) -> Judged | Waiting:
    """Give the verdict; a hypothesis that is judged keeps its verdict.

    Parameters
    ----------
    wiring : Wiring
    design, hypothesis : str
        Which one.
    as_of : str, optional
        Replay a holdout that comes after the freeze on history: the freeze is placed at this moment. Nothing is
        written, and the grade is X.
    stop : bool
        At a look before the due day: end it now where going on is hardly worth it.

    Returns
    -------
    Judged or Waiting
        The latter where the holdout does not exist yet, and its day has not come.

    Raises
    ------
    RefusedError
        If the hypothesis is not frozen, is not what was frozen, or its time is over.
    ConflictError
        If it was frozen in several forms.
    NotFoundError, BadInputError, UsageError
        If something is missing or wrong.
    """
    with wiring.lock(design):
        if as_of is not None:
            return replayed(wiring, design, hypothesis, as_of, stop=stop)
        return _given_or_new(wiring, open_case(wiring, design, hypothesis), stop=stop)


def _given_or_new(wiring: Wiring, case: Case, *, stop: bool) -> Judged | Waiting:
    design, hypothesis = case.design.id, case.hypothesis.id
    frozen = case.entries("freeze")
    if not frozen:
        raise RefusedError(
            f"{hypothesis} of {design} is not frozen, so no result may be looked at; `wager freeze {design} {hypothesis}` "
            "pins what its verdict depends on"
        )
    if len({entry.body["closure"] for entry in frozen}) > 1:
        raise ConflictError(
            f"{hypothesis} of {design} was frozen {len(frozen)} times, each in another form, as by two branches that "
            "were merged; neither can be judged: ask the question anew as a hypothesis of its own"
        )
    demand_verdict(wiring, case.design, hypothesis, case.log)
    demand_clock(wiring, case.design, hypothesis, case.log)
    first = frozen[0]  # one that another branch froze again later moves nothing
    moved = changed(first.body["parts"], case.closure.parts)
    given = case.entries("verdict")
    if given:
        return recorded(wiring, case, given[-1], already=True, moved=moved)
    demand_later(case.log, wiring.clock.now())
    demand_in_time(case.design, hypothesis, case.log, wiring.clock.now())
    if moved:
        raise RefusedError(
            f"{hypothesis} of {design} is not what was frozen at {in_utc(first.at)}: {', '.join(moved)} changed since. "
            f"{_restore(moved)}, or ask the new question as a hypothesis of its own"
        )
    demand_examples(wiring, case)
    window = case.window
    if window is not None and wiring.clock.now() < window.due:
        return _look(wiring, case, first, window, stop=stop)
    return _judge(wiring, case, first)


def _restore(moved: tuple[str, ...]) -> str:
    own = "this wager finds verdicts by another method: judge with the one that froze it"
    return own if moved == ("statistics",) else "Restore it"


def _look(wiring: Wiring, case: Case, frozen: Entry, window: Window, *, stop: bool) -> Judged | Waiting:
    """Judge before the due day, where a look is open and ends it; else say how long is left, and nothing of what was seen."""
    look, why = open_look(wiring, case, window, again=stop)
    if look is None:
        return still_waiting(wiring, case, window, why)
    question = held_out(wiring, case, look.window)
    paid = charge(wiring, case, question, sealed=False)
    trial = _trial(wiring, case, frozen, question, paid, look=look)
    futile = stop and is_futile(trial.judgement)
    if trial.judgement.word != "INCONCLUSIVE" or futile:
        return _written(wiring, case, frozen, trial, paid, look=look, stopped=futile)
    note_look(wiring, case, frozen, look, rows=trial.judgement.rows, clusters=trial.judgement.clusters)
    return still_waiting(wiring, case, window, taken=look.number)


def _judge(wiring: Wiring, case: Case, frozen: Entry) -> Judged:
    if any(source.seal for source in case.inputs.sources.values()):
        with opened(wiring, case) as question:
            paid = charge(wiring, case, question, sealed=True)
            trial = _trial(wiring, case, frozen, question, paid, sealed=True)
            return _written(wiring, case, frozen, trial, paid)
    window = case.window
    look = None if window is None else look_at(case, window, window.of)
    question = held_out(wiring, case, window)
    paid = charge(wiring, case, question, sealed=False)
    trial = _trial(wiring, case, frozen, question, paid, look=look)
    return _written(wiring, case, frozen, trial, paid, look=look)


def _trial(
    wiring: Wiring,
    case: Case,
    frozen: Entry,
    question: Question,
    paid: Charge,
    *,
    look: Look | None = None,
    sealed: bool = False,
) -> Trial:
    seen = on_seen_rows(case.hypothesis.id, paid.target, case.log)
    grade = "X" if seen else grade_of(wiring, case, frozen, sealed=sealed)
    return hold_trial(case, question, grade, look=look, alpha=paid.alpha)


def _written(
    wiring: Wiring,
    case: Case,
    frozen: Entry,
    trial: Trial,
    paid: Charge,
    *,
    look: Look | None = None,
    stopped: bool = False,
) -> Judged:
    """Put the verdict into the log."""
    question = trial.question
    after = post_hoc(case.hypothesis.id, case.log)
    trial = replace(trial, judgement=with_scan(trial, case))
    trial = replace(trial, judgement=with_improvement(trial, case))
    body = {
        "closure": case.closure.hash,
        "freeze": frozen.hash,
        "verdict": trial.judgement.to_json(),
        "evidence": keep_evidence(wiring.objects, trial.evidence),
        "scope": scoped(case, question, paid.spent).to_json(),
        "objective": paid.target,
        "looks": paid.looks,
        "outcome": paid.outcome,
        "read": keep_rows(wiring.objects, paid.rows),
        "total": str((case.design.alpha or Alpha()).total),
        **({"post_hoc": after} if after else {}),
        **tried_before(frozen.body, case.entered.model),
        **({"look": {**look.to_json(), "futile": stopped}} if look and look.whole.looks else {}),
        "follows": list(case.hypothesis.edge(trial.judgement.word)),
        "version": _version(trial, case, frozen),
        "champion": {"name": trial.champion.contender.name, "version": trial.champion.version},
    }
    if case.window is not None:
        body["judged_on"] = {
            "snapshots": {name: one.id for name, one in sorted(question.inputs.snapshots.items())},
            "predictions": predictions_object(wiring.objects, question, trial.fielded.contender, HOLDOUT),
        }
    folder, design = log_folder(wiring.root / case.design.path), case.design.id
    entry = append(folder, "verdict", body, wiring.clock.now(), design=design, hypothesis=case.hypothesis.id)
    return recorded(wiring, case, entry, already=False, question=question)


def _version(trial: Trial, case: Case, frozen: Entry) -> str:
    """Keep what was judged; where the holdout came after the freeze, all of it is from before."""
    learning, fielded, part = trial.question.learning, trial.fielded, HOLDOUT
    if trial.question.past is not None:
        part = "tune" if len(learning.parts.rows("tune")) else "train"
        fielded = refielded(learning, fielded, part)
    made = version_of(
        learning,
        fielded,
        part,
        hypothesis=case.hypothesis.id,
        freeze=frozen.hash,
        closure=case.closure.hash,
        behaviour=[one.recorded() for one in behaviours_of(learning, fielded)],
    )
    return made.id
