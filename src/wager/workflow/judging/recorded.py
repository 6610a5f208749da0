"""Tell registry and ledger of a verdict that stands in the log, and read it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wager.design.frozen.log import Entry, log_folder, read_log
from wager.foundation.moments import iso
from wager.registry.version import read_version
from wager.verdict.scope import Scope, scope_of
from wager.verdict.verdict import Verdict
from wager.workflow.judging.case import Case
from wager.workflow.judging.judged import Judged, Title
from wager.workflow.judging.kept_evidence import kept_evidence
from wager.workflow.question import Question, ask_question
from wager.workflow.standing.tasks import tasks_after
from wager.workflow.versions.ledger_notes import note_once
from wager.workflow.versions.register_version import registered
from wager.workflow.versions.titles import baseline_version, take_vacant
from wager.workflow.wiring import Wiring


def recorded(
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
    baseline = (
        baseline_version(question.learning if question else ask_question(wiring, case.inputs))
        if vacant
        else None
    )
    now = wiring.clock.now()
    with wiring.registry.acting() as act:
        if version and wiring.objects.has(version):
            word = entry.body["verdict"]["word"]
            made = read_version(wiring.objects, version)
            act.register(registered(made, now, verdict=word, entry=entry.hash))
            body = {"design": case.design.id, "hypothesis": case.hypothesis.id, "word": word}
            kept = ("objective", "read", "outcome", "total")
            read = {key: str(entry.body[key]) for key in kept if key in entry.body}
            read |= {"alpha": str(entry.body["verdict"]["alpha"])}
            note_once(act, "verdict", now, body | {"entry": entry.hash, "version": version} | read)
        taken = None if baseline is None else take_vacant(act, baseline, now)
        turn = act.turns(case.design.serves)[-1]
    holder = next(one for one in wiring.registry.versions() if one.id == turn.version)
    title = Title(case.design.serves, holder.model, holder.id, taken is not None)
    return _judged(wiring, case, entry, title, already=already, moved=moved)


def _scope(case: Case, body: Mapping[str, Any]) -> Scope:
    """Read what the verdict left aside; of one that did not write it down, what the design says by now."""
    if "scope" in body:
        return Scope.from_json(body["scope"])
    return scope_of(case.design, case.hypothesis, assumed=case.inputs.unit.assumed)


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
        kept_evidence(wiring.objects, entry),
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
        case.window.to_json() if case.window else None,
        post_hoc=str(body.get("post_hoc", "")),
        tasks=tasks_after(case.design, read_log(path.parent)).to_json(),
        scope=_scope(case, body),
        look=body.get("look"),
        tried=int(body.get("tried", 0)),
        snapshots=body.get("judged_on", case.entries("freeze")[0].body)["snapshots"],
    )
