"""`wager judge`: the verdict on a frozen hypothesis, once, into the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.design.blocks import Design
from wager.design.freeze import changed
from wager.design.goals import Goal
from wager.design.log import Entry, append, log_folder, read_log
from wager.evaluation.contender import Contender
from wager.evaluation.evidence import Evidence, gather
from wager.expressions.tree import Tree, to_json
from wager.foundation.errors import ConflictError, RefusedError
from wager.foundation.fingerprint import digest
from wager.foundation.moments import iso
from wager.money.policy import implied_threshold
from wager.verdict.question import Court
from wager.verdict.verdict import Grade, Verdict, give_verdict
from wager.workflow.contend import Entrant, answer, baseline, train
from wager.workflow.freeze_hypothesis import Case, open_case
from wager.workflow.question import Question, ask_question, holdout_of
from wager.workflow.read_project import design_files
from wager.workflow.run_model import run_digest
from wager.workflow.runs import find_run, read_model
from wager.workflow.wiring import Wiring

HOLDOUT = "holdout"


@dataclass(frozen=True)
class Judged:
    """A verdict with its evidence, and the step that follows.

    Attributes
    ----------
    design, hypothesis, claim : str
    verdict : str
        The word.
    judgement : Verdict
        With every test.
    evidence : Evidence
        On the holdout.
    looks : int
        How often the outcomes of these rows have been read for a verdict so far, this time included, over
        all designs of the project.
    follows : tuple of str
        The edge: what was written beforehand for this verdict.
    claims : dict of str to str
        Of the hypotheses among what follows.
    entry, path : str
        The log entry, and its file relative to the project.
    at : str
        When, in UTC.
    already : bool
        True where the verdict stood in the log.
    moved : tuple of str
        What changed since it was given; the verdict is about what was frozen.
    """

    design: str
    hypothesis: str
    claim: str
    verdict: str
    judgement: Verdict
    evidence: Evidence
    looks: int
    follows: tuple[str, ...]
    claims: Mapping[str, str]
    entry: str
    path: str
    at: str
    already: bool
    moved: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        plain = {key: value for key, value in vars(self).items() if key not in {"judgement", "evidence"}}
        return {
            "format": 1,
            **plain,
            "follows": list(self.follows),
            "moved": list(self.moved),
            "judgement": self.judgement.to_json(),
            "evidence": self.evidence.to_json(),
        }


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
    moved = changed(frozen[-1].body["parts"], case.closure.parts)
    given = case.entries("verdict")
    if given:
        return _judged(wiring, case, given[-1], already=True, moved=moved)
    if moved:
        raise RefusedError(
            f"{hypothesis} of {design} is not what was frozen at {iso(frozen[-1].at)}: {', '.join(moved)} changed since. "
            "Restore it, or ask the new question as a hypothesis of its own"
        )
    return _judge(wiring, case, frozen[-1])


def _judge(wiring: Wiring, case: Case, frozen: Entry) -> Judged:
    question = ask_question(wiring, case.inputs)
    rows = holdout_of(question)
    contenders = _contenders(question, case)
    slices, outcomes = question.slices(rows), question.outcomes(rows)
    model, *others = contenders
    assert case.design.baselines is not None
    court = Court(
        model,
        {one.name: one for one in contenders},
        case.design.baselines.champion,
        outcomes,
        case.inputs.currency,
        float(case.alpha),
    )
    goals: list[Goal] = [case.design.goals[name] for name in case.hypothesis.goals]
    judgement = give_verdict(case.hypothesis.id, goals, case.design.metrics, court, slices, grade=_grade())
    evidence = gather(
        [model, *others],
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
    body = {
        "closure": case.closure.hash,
        "freeze": frozen.hash,
        "verdict": judgement.to_json(),
        "evidence": evidence.to_json(),
        "objective": target,
        "looks": looks_at(wiring, target) + 1,
        "follows": list(case.hypothesis.edge(judgement.word)),
    }
    folder = log_folder(wiring.root / case.design.path)
    entry = append(
        folder, "verdict", body, wiring.clock.now(), design=case.design.id, hypothesis=case.hypothesis.id
    )
    return _judged(wiring, case, entry, already=False)


def _contenders(question: Question, case: Case) -> list[Contender]:
    """Let the model and everyone it is compared with decide the holdout's rows."""
    rows = question.parts.rows(HOLDOUT)
    model = _model(question, case.entered)
    assert case.design.baselines is not None
    named = [case.design.baselines.champion, "do_nothing"]
    named += [case.design.goals[goal].baseline for goal in case.hypothesis.goals]
    wanted = dict.fromkeys(name for name in named if name != "champion")
    return [model, *(baseline(question, name, rows) for name in wanted)]


def _model(question: Question, entered: Entrant) -> Contender:
    """Take the fitted model of an earlier run of the same inputs, or fit it now."""
    matrix = question.matrix(entered.trees)
    run = find_run(question.wiring, run_digest(question.inputs, entered))
    fitted = train(question, entered, matrix) if run is None else read_model(question.wiring, run)
    return answer(question, entered, fitted, matrix, question.parts.rows(HOLDOUT))


def _grade() -> Grade:
    # Labels are readable and only our own log says when they were read; seals and witnesses come later.
    return "C"


def objective_key(question: Question, design: Design) -> str:
    """Name an objective on the rows of a holdout: what looks are charged to, across designs and models."""
    rows = question.parts.rows(HOLDOUT)
    objective: Tree = question.inputs.unit.inline(design.objective.tree)
    return digest([to_json(objective), question.rows.keys_digest(rows)])


def looks_at(wiring: Wiring, target: str) -> int:
    """Count the verdicts of all designs of the project that read these outcomes."""
    logs: list[Path] = [log_folder(path) for path in design_files(wiring.root)]
    entries = [entry for folder in logs for entry in read_log(folder)]
    return sum(1 for entry in entries if entry.kind == "verdict" and entry.body.get("objective") == target)


def _judged(
    wiring: Wiring, case: Case, entry: Entry, *, already: bool, moved: tuple[str, ...] = ()
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
        moved,
    )
