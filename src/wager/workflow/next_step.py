"""`wager next`: where a design stands, and the command that is due; and what people say of it into the log."""

from __future__ import annotations

from dataclasses import replace

from wager.design.blocks import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.hypotheses.amendment import amended
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, RefusedError, UsageError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import short
from wager.registry.titles import holder
from wager.workflow.launching.stage import POC, stage_at, stage_of, stage_state
from wager.workflow.promote_version import asks_less, is_contested
from wager.workflow.read_project import Definitions, design_files, read_definitions
from wager.workflow.reviewing.reviewed import Reviewed
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.standing.due import AllDue, Due, due
from wager.workflow.standing.said import Said, write_down
from wager.workflow.standing.step import Step
from wager.workflow.wiring import Wiring


def next_step(wiring: Wiring, design: str | None = None, said: Said | None = None) -> Due | AllDue:
    """Write down what is said of a design, if anything; then say where it stands and what is due.

    Parameters
    ----------
    wiring : Wiring
    design : str, optional
        Default: the only one, or all of them.
    said : Said, optional
        A check-in, what was learned, what is given up, the answer to a task, another stage.

    Raises
    ------
    NotFoundError
        If there is no such design.
    UsageError
        If something is said and the project has several designs.
    RefusedError
        If what is said does not fit to where the design stands.
    """
    definitions = read_definitions(wiring)
    names = _names(wiring, definitions)
    if design is None and len(names) != 1:
        if said is not None:
            raise UsageError(
                f"say which design: `wager next DESIGN`; the project has {', '.join(names) or 'none that can be read'}"
            )
        return AllDue(tuple(_anyhow(wiring, definitions, name) for name in names))
    name = names[0] if design is None else design
    if said is None and (unfilled := definitions.to_fill(name)):
        return _to_fill(name, unfilled)
    chosen = definitions.design(name)
    wrote = None if said is None else write_down(wiring, chosen, said)
    return replace(_stands(wiring, chosen), wrote=wrote)


def _names(wiring: Wiring, definitions: Definitions) -> list[str]:
    return sorted({*definitions.designs, *(path.stem for path in design_files(wiring.root))})


def _anyhow(wiring: Wiring, definitions: Definitions, name: str) -> Due:
    """Say where one of several designs stands; one that is damaged does not hide the others."""
    try:
        unfilled = definitions.to_fill(name)
        return _to_fill(name, unfilled) if unfilled else _stands(wiring, definitions.design(name))
    except (BadInputError, ConflictError, NotFoundError, RefusedError) as error:
        told = Step(str(error).splitlines()[0], "wager check")
        return Due(name, None, "", "unreadable", (), (), told.command, (told,))


def _to_fill(name: str, places: tuple[Finding, ...]) -> Due:
    """Say what is due in a template: to fill it in."""
    many, first = "1 place" if len(places) == 1 else f"{len(places)} places", places[0]
    step = Step(f"{many} to fill in, first at {first.path}:{first.line}", f"wager check {first.path}")
    return Due(name, None, "", "unwritten", (), (), step.command, (step,), None, None, {})


def _stands(wiring: Wiring, design: Design) -> Due:
    log = read_log(log_folder(wiring.root / design.path))
    found = due(design, log, wiring.clock.now())
    reviewed = reviews_of(wiring, design, log)
    promotion = _promotion(wiring, design, log, found)
    extra = (
        *_unfinished(wiring, design, found),
        *found.steps,
        *_reviews(design, reviewed),
        *(_crawl(design, log) if promotion else ()),
        *promotion,
    )
    stage = stage_state(design, log, reviewed) if design.stages else None
    return replace(found, steps=extra, command=extra[0].command if extra else "", stage=stage)


def _unfinished(wiring: Wiring, design: Design, found: Due) -> tuple[Step, ...]:
    """Say that a document has faults, or is to be filled in, as long as nothing was begun: a freeze would refuse it."""
    if found.path or found.state not in {"draft", "unwritten"}:
        return ()
    if design.to_fill:
        left = sum(design.to_fill.values())
        places = "1 place is" if left == 1 else f"{left} places are"
        return (Step(f"fill in the document: {places} left", f"wager check {design.path}"),)
    from wager.workflow.check_project import check_project  # only what is not begun is looked at so closely

    faults = [one for one in check_project(wiring, (wiring.root / design.path,)).findings if one.is_error]
    if not faults:
        return ()
    count = f"{len(faults)} errors" if len(faults) > 1 else "an error"
    return (Step(f"finish the document: `check` finds {count} in it", f"wager check {design.path}"),)


def _reviews(design: Design, found: Reviewed) -> tuple[Step, ...]:
    """Name the roles that have still to sign, and the objections that nobody answered."""
    objections = [
        Step(f"answer the objection as {one.role}: {one.why}", f"wager approve {design.id} --as {one.role}")
        for one in found.objections
    ]
    missing = [
        Step(f"have the plan reviewed as {role}", f"wager approve {design.id} --as {role}")
        for role in found.missing
    ]
    return (*objections, *missing)


def _crawl(design: Design, log: tuple[Entry, ...]) -> tuple[Step, ...]:
    """Name the way out of the proof of concept, from which nothing is promoted."""
    if not design.stages or stage_of(log) != POC:
        return ()
    return (Step("leave the proof of concept", f'wager next {design.id} --stage crawl --why "…"'),)


def _promotion(wiring: Wiring, design: Design, log: tuple[Entry, ...], found: Due) -> tuple[Step, ...]:
    """Name the command that gives the title to what has earned it; nothing where it holds it, or nothing has."""
    earned = [
        name
        for name, word in found.path
        if word == "SHIP" and "PROMOTE" in design.hypotheses[name].edge(word)
    ]
    verdicts = [entry for entry in log if entry.kind == "verdict" and entry.hypothesis in earned]
    version = str(verdicts[-1].body.get("version", "")) if verdicts else ""
    turns = wiring.registry.turns(design.serves)
    holds = holder(turns)
    if not version or (holds is not None and holds.version == version):
        return ()
    hypothesis = verdicts[-1].hypothesis
    if design.stages and stage_at(log, str(verdicts[-1].body.get("freeze", ""))) == POC:
        why = f"{hypothesis} was frozen in the proof of concept, whose models are not promoted"
        return (_again(design, log, hypothesis, why),)
    if turns and not is_contested(verdicts[-1], turns[-1], turns[0]):
        why = f"the model of {hypothesis} was judged against another than who holds the title by now, and is not promoted"
        return (_again(design, log, hypothesis, why),)
    if others := asks_less(verdicts[-1]):
        why = f"the goals of {hypothesis} are {others}"
        return (_again(design, log, hypothesis, why),)
    return (
        Step(
            f"promote the model of {hypothesis}, which has earned the title",
            f"wager promote {short(version)}",
        ),
    )


def _again(design: Design, log: tuple[Entry, ...], hypothesis: str, why: str) -> Step:
    """Say how a question is asked again whose model is not promoted although it was judged SHIP."""
    asked, number = amended(hypothesis) or hypothesis, 2
    while any(entry.hypothesis == f"{asked}.{number}" for entry in log):
        number += 1
    name = f"{asked}.{number}"
    write = "" if name in design.hypotheses else f"write {name} into {design.path}, and "
    return Step(
        f"{write}freeze and judge {name} on rows that no verdict saw: {why}",
        f"wager freeze {design.id} {name}",
    )
