"""Titles: who holds one, and the declared baseline that takes a vacant one."""

from __future__ import annotations

from dataclasses import replace

from wager.design.design_record import Design
from wager.design.frozen.log import log_folder, read_log
from wager.foundation.errors import NotFoundError, nearest
from wager.registry.registry import Act
from wager.registry.titles import Turn, holder
from wager.registry.version import Version
from wager.workflow.fielded import field_baseline
from wager.workflow.prospective import learns_until
from wager.workflow.question import Question, ask_question
from wager.workflow.read_project import Definitions
from wager.workflow.refuse_faults import refuse_faults
from wager.workflow.run_model import inputs_of
from wager.workflow.unit import unit_source
from wager.workflow.versions.register_version import registered, version_of
from wager.workflow.wiring import Wiring

VACANT, PROMOTED, ROLLED_BACK = "vacant", "promoted", "rolled back"


def baseline_version(question: Question) -> Version:
    """Put the design's declared baseline, fitted on the present rows, into the store as a version.

    Its predictions are of development rows: no verdict is asked for, so the holdout is not looked at.
    """
    baselines = question.design.baselines
    assert baselines is not None
    part = "tune" if len(question.parts.rows("tune")) else "train"
    fielded = field_baseline(question, baselines.champion, question.parts.rows(part), to_serve=True)
    return version_of(question, fielded, part)


def take_vacant(act: Act, baseline: Version, at: int) -> Turn | None:
    """Let a baseline take its title where that is vacant; None where somebody holds it."""
    if act.turns(baseline.serves):
        return None
    turn = Turn(baseline.serves, 1, baseline.id, at, VACANT, 0)
    act.register(registered(baseline, at))
    act.seat(turn)
    return turn


def next_turn(turns: tuple[Turn, ...], version: str, at: int, how: str, before: int) -> Turn:
    """Make the turn that follows the others; time never runs backwards in a title's history."""
    last = turns[-1]
    return Turn(last.serves, last.number + 1, version, max(at, last.since), how, before)


def seat_baseline(wiring: Wiring, definitions: Definitions, serves: str) -> Turn:
    """Return who holds a title; where it is vacant, its design's declared baseline takes it.

    Raises
    ------
    NotFoundError
        If no design serves that name.
    """
    turn = holder(wiring.registry.turns(serves))
    if turn is not None:
        return turn
    design = _design(definitions, serves)
    unit = unit_source(wiring, definitions, design)
    named = design.baselines.named.values() if design.baselines else ()
    refuse_faults(definitions, design, unit, [one.model for one in named if one.model])
    inputs = inputs_of(wiring, definitions, design)
    inputs = replace(inputs, until=learns_until(read_log(log_folder(wiring.root / design.path))))
    baseline = baseline_version(ask_question(wiring, inputs))
    with wiring.registry.acting() as act:
        return take_vacant(act, baseline, wiring.clock.now()) or act.turns(serves)[-1]


def _design(definitions: Definitions, serves: str) -> Design:
    named = {design.serves: design for design in definitions.designs.values()}
    if serves not in named:
        listed = ", ".join(sorted(named)) or "none"
        raise NotFoundError(
            f"no design serves {serves!r}{nearest(serves, named)}; the project serves {listed}"
        )
    return definitions.design(named[serves].id)  # which refuses one that is at fault
