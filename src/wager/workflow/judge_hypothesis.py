"""`wager judge`: the verdict on a frozen hypothesis, once, into the log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.blocks import Design
from wager.design.frozen.freeze import changed
from wager.design.frozen.log import Entry, append, log_folder, read_log
from wager.design.sentences.goals import Goal
from wager.evaluation.contender import Contender
from wager.evaluation.evidence import Evidence, gather
from wager.expressions.tree import Tree, to_json
from wager.foundation.errors import ConflictError, RefusedError
from wager.foundation.fingerprint import digest
from wager.foundation.moments import iso
from wager.money.policy import implied_threshold
from wager.registry.version import read_version
from wager.verdict.question import Court
from wager.verdict.verdict import Grade, Verdict, give_verdict
from wager.workflow.contend import Entrant, Fielded, answer, baseline, train
from wager.workflow.freeze_hypothesis import Case, open_case
from wager.workflow.judged import Judged, Title
from wager.workflow.question import Question, ask_question, holdout_of
from wager.workflow.read_project import design_files
from wager.workflow.run_model import run_digest
from wager.workflow.runs import find_run, read_model
from wager.workflow.versions.champion import champion_of
from wager.workflow.versions.ledger_notes import demand_verdict, note_once
from wager.workflow.versions.register_version import registered, version_of
from wager.workflow.versions.titles import baseline_version, take_vacant
from wager.workflow.wiring import Wiring

HOLDOUT = "holdout"


def judge_hypothesis(wiring: Wiring, design: str, hypothesis: str, *, as_of: str | None = None) -> Judged:
    """Give the verdict; a hypothesis that is judged keeps its verdict.

    Parameters
    ----------
    wiring : Wiring
    design, hypothesis : str
        Which one.
    as_of : str, optional
        Replay on history: read and checked, not acted on by this version.

    Raises
    ------
    RefusedError
        If the hypothesis is not frozen, or is not what was frozen.
    ConflictError
        If it was frozen in several forms.
    NotFoundError, BadInputError
        If something is missing or wrong.
    """
    if as_of is not None:
        raise RefusedError(
            "E113 `--as-of` needs a prospective holdout, which this version does not judge on yet"
        )
    with wiring.lock(design):
        return _given_or_new(wiring, open_case(wiring, design, hypothesis))


def _given_or_new(wiring: Wiring, case: Case) -> Judged:
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
    moved = changed(frozen[-1].body["parts"], case.closure.parts)
    given = case.entries("verdict")
    if given:
        return _recorded(wiring, case, given[-1], already=True, moved=moved)
    if moved:
        raise RefusedError(
            f"{hypothesis} of {design} is not what was frozen at {iso(frozen[-1].at)}: {', '.join(moved)} changed since. "
            "Restore it, or ask the new question as a hypothesis of its own"
        )
    return _judge(wiring, case, frozen[-1])


def _judge(wiring: Wiring, case: Case, frozen: Entry) -> Judged:
    question = ask_question(wiring, case.inputs)
    rows = holdout_of(question)
    fielded, champion = _model(question, case.entered), champion_of(question, rows)
    model = fielded.contender
    others = {champion.contender.name: champion.contender}
    others |= _baselines(question, case, rows, besides=others)
    slices, outcomes = question.slices(rows), question.outcomes(rows)
    court = Court(
        model,
        {model.name: model} | others,
        champion.contender.name,
        outcomes,
        case.inputs.currency,
        float(case.alpha),
    )
    goals: list[Goal] = [case.design.goals[name] for name in case.hypothesis.goals]
    judgement = give_verdict(case.hypothesis.id, goals, case.design.metrics, court, slices, grade=_grade())
    evidence = gather(
        [model, *others.values()],
        outcomes,
        slices,
        part=HOLDOUT,
        currency=case.inputs.currency,
        metrics=case.design.metrics,
        decided_at=question.decided_at(rows),
        threshold=None if question.pays is None else implied_threshold(question.pays),
        rows_fingerprint=question.rows.fingerprint,
        zone=wiring.config.time_zone,
    )
    target = objective_key(question, case.design)
    version = version_of(
        question,
        fielded,
        HOLDOUT,
        hypothesis=case.hypothesis.id,
        freeze=frozen.hash,
        closure=case.closure.hash,
    )
    body = {
        "closure": case.closure.hash,
        "freeze": frozen.hash,
        "verdict": judgement.to_json(),
        "evidence": evidence.to_json(),
        "objective": target,
        "looks": looks_at(wiring, target) + 1,
        "follows": list(case.hypothesis.edge(judgement.word)),
        "version": version.id,
        "champion": {"name": champion.contender.name, "version": champion.version},
    }
    folder = log_folder(wiring.root / case.design.path)
    entry = append(
        folder, "verdict", body, wiring.clock.now(), design=case.design.id, hypothesis=case.hypothesis.id
    )
    return _recorded(wiring, case, entry, already=False, question=question)


def _baselines(
    question: Question, case: Case, rows: NDArray[np.int64], besides: Mapping[str, Contender]
) -> dict[str, Contender]:
    """Let the baselines that the goals name, and doing nothing, decide the holdout's rows."""
    named = ["do_nothing", *(case.design.goals[goal].baseline for goal in case.hypothesis.goals)]
    wanted = dict.fromkeys(name for name in named if name not in {"champion", *besides})
    return {name: baseline(question, name, rows) for name in wanted}


def _model(question: Question, entered: Entrant) -> Fielded:
    """Take the fitted model of an earlier run of the same inputs, or fit it now."""
    matrix = question.matrix(entered.trees)
    run = find_run(question.wiring, run_digest(question.inputs, entered))
    fitted = train(question, entered, matrix) if run is None else read_model(question.wiring, run)
    contender = answer(question, entered, fitted, matrix, question.parts.rows(HOLDOUT))
    return Fielded(contender, entered, fitted, matrix)


def _recorded(
    wiring: Wiring,
    case: Case,
    entry: Entry,
    *,
    already: bool,
    moved: tuple[str, ...] = (),
    question: Question | None = None,
) -> Judged:
    """Tell registry and ledger of a verdict in the log; what a kill cut off is done again."""
    version = str(entry.body.get("version", ""))  # verdicts of older projects have none
    vacant = not wiring.registry.turns(case.design.serves)
    baseline = baseline_version(question or ask_question(wiring, case.inputs)) if vacant else None
    now = wiring.clock.now()
    with wiring.registry.acting() as act:
        if version and wiring.objects.has(version):
            word = entry.body["verdict"]["word"]
            made = read_version(wiring.objects, version)
            act.register(registered(made, now, verdict=word, entry=entry.hash))
            body = {"design": case.design.id, "hypothesis": case.hypothesis.id, "word": word}
            note_once(
                act,
                "verdict",
                now,
                body | {"entry": entry.hash, "version": version, "objective": entry.body["objective"]},
            )
        taken = None if baseline is None else take_vacant(act, baseline, now)
        turn = act.turns(case.design.serves)[-1]
    holder = next(one for one in wiring.registry.versions() if one.id == turn.version)
    title = Title(case.design.serves, holder.model, holder.id, taken is not None)
    return _judged(wiring, case, entry, title, already=already, moved=moved)


def _grade() -> Grade:
    # Labels are readable and only our own log says when they were read; seals and witnesses come later.
    return "C"


def objective_key(question: Question, design: Design) -> str:
    """Name an objective on the rows of a holdout: what looks are charged to, across designs and models."""
    rows = question.parts.rows(HOLDOUT)
    objective: Tree = question.inputs.unit.inline(design.objective.tree)
    return digest([to_json(objective), question.rows.keys_digest(rows)])


def looks_at(wiring: Wiring, target: str) -> int:
    """Count the verdicts of all designs of the project that read these outcomes, also those whose log entry is gone."""
    logs: list[Path] = [log_folder(path) for path in design_files(wiring.root)]
    verdicts = [entry for folder in logs for entry in read_log(folder) if entry.kind == "verdict"]
    found = {entry.hash for entry in verdicts if entry.body.get("objective") == target}
    records = [record.body for record in wiring.registry.ledger() if record.kind == "verdict"]
    return len(found | {body["entry"] for body in records if body.get("objective") == target})


def _judged(
    wiring: Wiring, case: Case, entry: Entry, title: Title, *, already: bool, moved: tuple[str, ...]
) -> Judged:
    body: Mapping[str, Any] = entry.body
    path = log_folder(wiring.root / case.design.path) / f"{entry.hash}.yaml"
    judgement = Verdict.from_json(body["verdict"])
    followers = [case.design.hypotheses[name] for name in body["follows"] if name in case.design.hypotheses]
    return Judged(
        case.design.id,
        case.hypothesis.id,
        case.hypothesis.claim,
        judgement.word,
        judgement,
        Evidence.from_json(body["evidence"]),
        int(body["looks"]),
        tuple(body["follows"]),
        {one.id: one.claim for one in followers},
        entry.hash,
        path.relative_to(wiring.root).as_posix(),
        iso(entry.at),
        already,
        str(body.get("version", "")),
        title,
        moved,
    )
