"""`wager freeze`: pin all that the verdict on a hypothesis depends on, before its result exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from wager.design.frozen.freeze import changed
from wager.design.frozen.log import Entry, append, demand_later, log_folder
from wager.design.frozen.route import follow
from wager.design.traces.detectors import OF_THE_PAST
from wager.expressions.tree import columns
from wager.features.code.code import Code
from wager.features.python.attach import code_files, codes_of
from wager.foundation.errors import ConflictError, RefusedError
from wager.foundation.finding import Finding
from wager.foundation.moments import in_utc, iso
from wager.workflow.check_project import check_project
from wager.workflow.contend import demand_that_it_fits
from wager.workflow.counting.development import development_of
from wager.workflow.inputs import chosen_model, used_features
from wager.workflow.judging.case import Case, open_case
from wager.workflow.judging.charged import left_on
from wager.workflow.judging.examples import demand_examples, demand_kept_behaviour
from wager.workflow.judging.waiting import Ahead, ahead
from wager.workflow.own_learners import code_of, learner_files
from wager.workflow.prospective import Window, window_after, window_of
from wager.workflow.proving.later import CODE as FUTURE
from wager.workflow.proving.learners import try_learner
from wager.workflow.proving.prove_features import prove_features
from wager.workflow.question import Question, ask_question, holdout_of
from wager.workflow.read_project import model_paths
from wager.workflow.searching.among import tried_among
from wager.workflow.standing.clock import demand_clock
from wager.workflow.standing.in_time import demand_in_time, demand_lessons
from wager.workflow.standing.timebox import all_stand
from wager.workflow.tuned import demand_tuned, is_untuned
from wager.workflow.versions.code_state import git_commit, uncommitted
from wager.workflow.versions.ledger_notes import demand_first_freeze, note_once
from wager.workflow.wiring import CONFIG, Wiring


@dataclass(frozen=True)
class Frozen:
    """A hypothesis that is pre-registered.

    Attributes
    ----------
    design, hypothesis, claim, model : str
    entry : str
        Name of the log entry.
    closure : str
        Digest of all that the verdict depends on.
    parts : dict of str to str
        Digest of each part.
    alpha : str
        One-sided α that it owns by now.
    at : str
        When, in UTC.
    goals : dict of str to str
        Each as a sentence.
    snapshots : dict of str to str
        Ids by source.
    commit : str
        Commit of the project; empty outside git.
    already : bool
        True where the same freeze stood in the log.
    path : str
        The entry, relative to the project.
    uncommitted : tuple of str
        Files that say what is frozen and that the commit does not hold as they are, relative to the project.
    due : tuple of str
        The hypotheses whose turn it was by the graph; another one was frozen out of turn.
    window : dict of str to str or None
        Where the holdout comes after the freeze: `begin`, `end` (of decisions), `due`, `learns_until`.
    ahead : Ahead
        What the verdict will be able to detect.
    others : dict or None
        What other designs had spent on these outcomes: by design what they `spent`, and `perhaps` spent, which only the
        outcomes tell; the `total` of this design, and what is `left` of the α for this verdict. None where it is nothing.
    untuned : bool
        True where no row of `tune` has a known outcome yet, so that nothing will be chosen on it.
    """

    design: str
    hypothesis: str
    claim: str
    model: str
    entry: str
    closure: str
    parts: dict[str, str]
    alpha: str
    at: str
    goals: dict[str, str]
    snapshots: dict[str, str]
    commit: str
    already: bool
    path: str
    uncommitted: tuple[str, ...]
    due: tuple[str, ...]
    window: dict[str, str] | None
    ahead: Ahead
    others: dict[str, Any] | None = None
    untuned: bool = False

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, **vars(self), "ahead": self.ahead.to_json()}


def freeze_hypothesis(wiring: Wiring, design: str, hypothesis: str) -> Frozen:
    """Pre-register a hypothesis; freezing the same again changes nothing.

    Raises
    ------
    NotFoundError
        If there is no such design or hypothesis.
    BadInputError
        If something that the verdict depends on cannot be read.
    ConflictError
        If it was frozen in another form.
    RefusedError
        If `check` finds something wrong with it: a leak that is pinned would be judged as skill. If other designs left nothing
        of the α on these outcomes: it could never be judged.
    """
    with wiring.lock(design):
        return _freeze(wiring, design, hypothesis)


def _freeze(wiring: Wiring, design: str, hypothesis: str) -> Frozen:
    case = open_case(wiring, design, hypothesis)
    for entry in case.entries("freeze"):
        if entry.body["closure"] == case.closure.hash:
            _note(wiring, case, entry)
            return _frozen(wiring, case, entry, already=True)
        moved = ", ".join(changed(entry.body["parts"], case.closure.parts))
        raise ConflictError(
            f"{hypothesis} of {design} was frozen at {in_utc(entry.at)} in another form; since then changed: {moved}. "
            "Restore it, or ask the new question as a hypothesis of its own"
        )
    demand_first_freeze(wiring, case.design, hypothesis, case.closure.hash)
    demand_clock(wiring, case.design, hypothesis, case.log)
    _refuse(case, "`wager check` finds in it", _faults(wiring, case))
    demand_examples(wiring, case)
    demand_kept_behaviour(wiring, case)
    now = wiring.clock.now()
    demand_later(case.log, now)
    demand_in_time(case.design, hypothesis, case.log, now)
    demand_lessons(case.design, case.log, now)
    window = window_after(case.design, now, case.waits_for)
    question = ask_question(wiring, case.inputs)  # what could never be judged is not frozen
    counted = development_of(question).holdout
    if window is None and counted.rows == 0:
        holdout_of(question)
    left = left_on(wiring, case.design, case.log, question)
    if left.nothing:
        raise left.refused(hypothesis, design)
    demand_that_it_fits(question, case.entered)
    learning = _learning(wiring, case, window)
    demand_tuned(learning, case.entered)
    _refuse(case, "its learner is not what a learner is", try_learner(learning, case.entered))
    names = {goal: str(case.design.goals[goal]) for goal in case.hypothesis.goals}
    alpha, others = left.of(case.alpha), left.to_json(case.alpha)
    body = {
        "claim": case.hypothesis.claim,
        "model": case.hypothesis.model,
        "goals": names,
        "alpha": f"{case.alpha.normalize():f}",
        "closure": case.closure.hash,
        "parts": case.closure.parts,
        "snapshots": {name: one.id for name, one in sorted(case.inputs.snapshots.items())},
        "commit": git_commit(wiring.root),
        "plan": case.plan,
        "ahead": ahead(wiring, case, counted.rows, counted.clusters, alpha).to_json(),
        "due": list(follow(case.design.hypotheses, all_stand(case.design, case.log, now)).due),
        **({} if window is None else {"holdout": window.to_json()}),
        **({} if others is None else {"others": others}),
        **({"untuned": True} if is_untuned(learning) else {}),
        **tried_among(wiring, case.entered.model, case.design.id),
    }
    folder = log_folder(wiring.root / case.design.path)
    entry = append(folder, "freeze", body, now, design=design, hypothesis=hypothesis)
    _note(wiring, case, entry)
    return _frozen(wiring, case, entry, already=False)


def _refuse(case: Case, until: str, faults: list[Finding]) -> None:
    """Refuse to freeze what is at fault."""
    if faults:
        said = "\n".join(str(fault) for fault in faults)
        raise RefusedError(
            f"{case.hypothesis.id} of {case.design.id} is not frozen as long as {until}:\n{said}"
        )


def _learning(wiring: Wiring, case: Case, window: Window | None) -> Question:
    """Ask the question as it will be learned from: where the holdout comes later, of what is known by the freeze alone."""
    inputs = case.inputs if window is None else replace(case.inputs, until=window.learns_until)
    return ask_question(wiring, inputs)


def _note(wiring: Wiring, case: Case, entry: Entry) -> None:
    body = {
        "design": case.design.id,
        "hypothesis": case.hypothesis.id,
        "closure": entry.body["closure"],
        "entry": entry.hash,
    }
    with wiring.registry.acting() as act:
        note_once(act, "freeze", wiring.clock.now(), body)


def _files(case: Case) -> set[str]:
    """Name the files that say what is frozen."""
    design, definitions = case.design, case.definitions
    sources = {source.path for source in case.inputs.sources.values()}
    read = {None, *case.inputs.sources}
    features = {one.path for one in definitions.features.values() if one.source in read}
    features |= set(code_files(used_features(_reads(case), definitions.features)))
    features |= set(learner_files(_learners(case)))
    return {design.path, CONFIG, *sources, *features, *model_paths(definitions, _models(case))}


def _models(case: Case) -> list[str]:
    named = case.design.baselines.named.values() if case.design.baselines else ()
    return [case.hypothesis.model, *(one.model for one in named if one.model)]


def _faults(wiring: Wiring, case: Case) -> list[Finding]:
    """Return the errors in the design and in the model files that the verdict depends on; a bare `%` is one here."""
    design = case.design
    files = {design.path, *model_paths(case.definitions, _models(case))}
    used = used_features(_reads(case), case.definitions.features)
    files |= {path for code in (*codes_of(used), *_learners(case)) for path, _ in code.files}
    goals = [design.goals[name] for name in case.hypothesis.goals]
    lines = {line for goal in goals for line in (goal.line, *goal.lines.values())}
    found = [*check_project(wiring).findings, *prove_features(wiring, case.definitions, design, _reads(case))]
    return [
        one
        for one in dict.fromkeys(found)
        if (one.path in files or one.code == FUTURE)
        and one.code not in OF_THE_PAST
        and (one.is_error or (one.code == "W109" and one.path == design.path and one.line in lines))
    ]


def _learners(case: Case) -> list[Code]:
    """Name the code of those models of a hypothesis that learn by the project's own."""
    models = [chosen_model(case.definitions, case.design, name) for name in _models(case)]
    found = [code_of(case.definitions.learners, model) for model in models]
    return [code for code in found if code is not None]


def _reads(case: Case) -> set[str]:
    """Name what the model of a hypothesis reads of a row."""
    return {name for tree in case.entered.trees.values() for name in columns(tree)}


def _frozen(wiring: Wiring, case: Case, entry: Entry, *, already: bool) -> Frozen:
    path = log_folder(wiring.root / case.design.path) / f"{entry.hash}.yaml"
    body, window = entry.body, window_of(entry)
    return Frozen(
        case.design.id,
        case.hypothesis.id,
        body["claim"],
        body["model"],
        entry.hash,
        body["closure"],
        dict(body["parts"]),
        body["alpha"],
        iso(entry.at),
        dict(body["goals"]),
        dict(body["snapshots"]),
        body["commit"],
        already,
        path.relative_to(wiring.root).as_posix(),
        () if already else uncommitted(wiring.root, sorted(_files(case))),
        tuple(body["due"]),
        None if window is None else window.to_json(),
        Ahead.from_json(body["ahead"]),
        body.get("others"),
        body.get("untuned", False),
    )
