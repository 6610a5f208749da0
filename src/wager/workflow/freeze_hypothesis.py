"""`wager freeze`: pin all that the verdict on a hypothesis depends on, before its result exists."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.freeze import Closure, changed, closure, design_parts
from wager.design.frozen.log import Entry, append, log_folder, read_log
from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, RefusedError, nearest
from wager.foundation.finding import Finding
from wager.foundation.moments import iso
from wager.workflow.check_project import check_project, model_paths
from wager.workflow.contend import Entrant, demand_that_it_fits
from wager.workflow.inputs import Inputs, chosen_model, model_trees, read_by, read_by_baselines, unit_source
from wager.workflow.not_yet import not_yet_in_model, refuse_not_yet
from wager.workflow.question import ask_question, holdout_of, pay_trees, slice_trees
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.states import verdicts_of
from wager.workflow.versions.code_state import git_commit
from wager.workflow.versions.ledger_notes import demand_first_freeze, note_once
from wager.workflow.wiring import Wiring


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

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, **vars(self)}


@dataclass(frozen=True)
class Case:
    """A hypothesis with all that its verdict depends on, as it stands now.

    Attributes
    ----------
    definitions : Definitions
    design : Design
    hypothesis : Hypothesis
    entered : Entrant
        Its model.
    inputs : Inputs
    log : tuple of Entry
    alpha : Decimal
        One-sided, owned by now.
    closure : Closure
    """

    definitions: Definitions
    design: Design
    hypothesis: Hypothesis
    entered: Entrant
    inputs: Inputs
    log: tuple[Entry, ...]
    alpha: Decimal
    closure: Closure

    def entries(self, kind: str) -> list[Entry]:
        """Return the log's entries of one kind on this hypothesis, oldest first."""
        return [one for one in self.log if one.kind == kind and one.hypothesis == self.hypothesis.id]


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
        If `check` finds something wrong with it: a leak that is pinned would be judged as skill.
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
            f"{hypothesis} of {design} was frozen at {iso(entry.at)} in another form; since then changed: {moved}. "
            "Restore it, or ask the new question as a hypothesis of its own"
        )
    demand_first_freeze(wiring, case.design, hypothesis, case.closure.hash)
    faults = _faults(wiring, case)
    if faults:
        said = "\n".join(str(fault) for fault in faults)
        raise RefusedError(
            f"{hypothesis} of {design} is not frozen as long as `wager check` finds in it:\n{said}"
        )
    question = ask_question(wiring, case.inputs)  # what could never be judged is not frozen
    holdout_of(question)
    demand_that_it_fits(question, case.entered)
    names = {goal: str(case.design.goals[goal]) for goal in case.hypothesis.goals}
    body = {
        "claim": case.hypothesis.claim,
        "model": case.hypothesis.model,
        "goals": names,
        "alpha": f"{case.alpha.normalize():f}",
        "closure": case.closure.hash,
        "parts": case.closure.parts,
        "snapshots": {name: one.id for name, one in sorted(case.inputs.snapshots.items())},
        "commit": git_commit(wiring.root),
    }
    folder = log_folder(wiring.root / case.design.path)
    entry = append(folder, "freeze", body, wiring.clock.now(), design=design, hypothesis=hypothesis)
    _note(wiring, case, entry)
    return _frozen(wiring, case, entry, already=False)


def _note(wiring: Wiring, case: Case, entry: Entry) -> None:
    body = {
        "design": case.design.id,
        "hypothesis": case.hypothesis.id,
        "closure": entry.body["closure"],
        "entry": entry.hash,
    }
    with wiring.registry.acting() as act:
        note_once(act, "freeze", wiring.clock.now(), body)


def _faults(wiring: Wiring, case: Case) -> list[Finding]:
    """Return the errors in the design and in the model files that the verdict depends on; a bare `%` is one here."""
    design = case.design
    named = design.baselines.named.values() if design.baselines else ()
    models = [case.hypothesis.model, *(one.model for one in named if one.model)]
    files = {design.path, *model_paths(case.definitions, models)}
    goals = [design.goals[name] for name in case.hypothesis.goals]
    lines = {line for goal in goals for line in (goal.line, *goal.lines.values())}
    return [
        one
        for one in check_project(wiring).findings
        if one.path in files
        and (one.is_error or (one.code == "W109" and one.path == design.path and one.line in lines))
    ]


def _frozen(wiring: Wiring, case: Case, entry: Entry, *, already: bool) -> Frozen:
    path = log_folder(wiring.root / case.design.path) / f"{entry.hash}.yaml"
    body = entry.body
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
    )


def open_case(wiring: Wiring, design_id: str, hypothesis_id: str) -> Case:
    """Gather all that a verdict depends on; snapshots are taken where there are none.

    Raises
    ------
    NotFoundError, BadInputError, RefusedError
        If something is missing, wrong, or not acted on by this version.
    """
    definitions = read_definitions(wiring)
    design = definitions.design(design_id)
    if hypothesis_id not in design.hypotheses:
        near = nearest(hypothesis_id, design.hypotheses)
        listed = ", ".join(design.hypotheses) or "none"
        raise NotFoundError(f"design {design_id} has no hypothesis {hypothesis_id!r}{near}; it has {listed}")
    hypothesis = design.hypotheses[hypothesis_id]
    for goal in hypothesis.goals:
        if goal not in design.goals:
            raise BadInputError(
                f"{design.path}:{hypothesis.line}: E106 {hypothesis_id} names no goal {goal!r}"
            )
    model = chosen_model(definitions, design, hypothesis.model)
    refuse_not_yet(not_yet_in_model(model))
    unit = unit_source(wiring, definitions, design)
    entered = Entrant(hypothesis.model, model, model_trees(model, design, unit, definitions.features))
    wiring.estimators.make(
        entered.algorithm, model.parameters, model.seed
    )  # what cannot be made is not frozen
    log = read_log(log_folder(wiring.root / design.path))
    frozen = [one.body for one in log if one.kind == "freeze" and one.hypothesis == hypothesis_id]
    pinned = frozen[-1]["snapshots"] if frozen else None
    inputs = inputs_of(wiring, definitions, design, entered, pinned=pinned)
    owns = owned(design.hypotheses, design.alpha or Alpha(), verdicts_of(log))[hypothesis_id]
    alpha = Decimal(frozen[-1]["alpha"]) if frozen else owns
    parts = closure(_parts(design, hypothesis_id, alpha, inputs, entered))
    return Case(definitions, design, hypothesis, entered, inputs, log, alpha, parts)


def _parts(
    design: Design, hypothesis: str, alpha: Decimal, inputs: Inputs, entered: Entrant
) -> dict[str, Any]:
    parts = design_parts(design, hypothesis, inputs.definitions.models, alpha=alpha)
    read = read_by("model", entered.model, entered.trees)
    read |= read_by_baselines(inputs.definitions, design, inputs.unit, parts["baselines"])
    read |= {f"pay {name}": tree for name, tree in pay_trees(design).items()}
    sliced = slice_trees(design).items()
    read |= {f"slice {name}": tree for name, tree in sliced if name.partition(" ")[0] in parts["slices"]}
    return {
        **parts,
        "code": dict(inputs.code),
        "columns": inputs.keys(read),
        "rows as read": inputs.rows_fingerprint,
        "snapshots": {name: one.id for name, one in inputs.snapshots.items()},
    }
