"""`wager next --stage`: move a design to its next stage, or back to an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, append, log_folder, read_log
from wager.foundation.errors import NotFoundError, RefusedError, UsageError, nearest
from wager.workflow.kept_entries import demand_kept, note_entry
from wager.workflow.launching.requirement import all_met, requirement_lines
from wager.workflow.launching.stage import ALL, POC, exits_of, stage_of
from wager.workflow.people import person
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.wiring import Wiring


def move_stage(wiring: Wiring, design: Design, stage: str, why: str) -> Entry:
    """Move a design: forward by one stage where all that the present one asks for holds, back to any with a reason.

    Parameters
    ----------
    wiring : Wiring
    design : Design
        With its defaults.
    stage : {'poc', 'crawl', 'walk', 'run'}
    why : str
        Kept in the log.

    Returns
    -------
    Entry
        Of the log.

    Raises
    ------
    NotFoundError
        If there is no such stage.
    RefusedError
        If something is missing: says all of it. If the design is at that stage already.
    ConflictError
        If the log lost a stage or a review that the ledger knows.
    UsageError
        If no reason is given, or a stage is skipped.
    """
    _demand_known(design, stage, why)
    with wiring.lock(design.id):
        folder = log_folder(wiring.root / design.path)
        log = read_log(folder)
        demand_kept(wiring, design, log, ("stage", "review"))
        before = stage_of(log)
        if stage == before:
            raise RefusedError(
                f"{design.id} is in {stage} already; `wager next {design.id}` says what is due"
            )
        if ALL.index(stage) > ALL.index(before):
            _demand_exits(wiring, design, log, before, stage)
        now = wiring.clock.now()
        body = {"stage": stage, "from": before, "why": why.strip(), "who": person(wiring)}
        entry = append(folder, "stage", body, now, design=design.id)
        with wiring.registry.acting() as act:
            note_entry(act, entry, stage=stage)
        return entry


def _demand_known(design: Design, stage: str, why: str) -> None:
    if stage not in ALL:
        raise NotFoundError(f"no stage {stage!r}{nearest(stage, ALL)}; stages are {', '.join(ALL)}")
    if stage != POC and not design.stages:
        raise NotFoundError(
            f"{design.path}: design {design.id} has no block `stages`; write what crawl, walk and run are, and what has to hold "
            "before each is left"
        )
    if not why.strip():
        raise UsageError(f'say why: `wager next {design.id} --stage {stage} --why "…"`')


def _demand_exits(wiring: Wiring, design: Design, log: Sequence[Entry], before: str, stage: str) -> None:
    after = ALL[ALL.index(before) + 1]
    if stage != after:
        raise UsageError(f"{design.id} is in {before}, and {after} comes before {stage}; no stage is skipped")
    exits = exits_of(design, log, reviews_of(wiring, design, log), before)
    if not all_met(exits):
        raise RefusedError("\n".join([f"{design.id} stays in {before}:", *requirement_lines(exits)]))
