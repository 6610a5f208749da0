"""What a promotion asks for besides its verdict: the stage, the sign-offs, and what the block `launch` requires.

What `launch` names and this version cannot measure refuses the promotion: a check that nobody made is no pass. The
command that proves a piece of software is never run from here: a document runs no code.
"""

from __future__ import annotations

from collections.abc import Sequence

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.workflow.kept_entries import demand_kept
from wager.workflow.launching.requirement import Requirement
from wager.workflow.launching.stage import POC, UNMEASURED, review_requirement, stage_at, stage_of
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.wiring import Wiring

_OWN = frozenset(("verdict", "reviews"))
"""Words of `launch` that are looked at in any case."""


def launch_requirements(
    wiring: Wiring, design: Design, log: Sequence[Entry], frozen: str | None = None
) -> tuple[Requirement, ...]:
    """Look at everything but the verdict that has to hold before a version goes live.

    Parameters
    ----------
    wiring : Wiring
    design : Design
    log : sequence of Entry
        Of the design.
    frozen : str or None
        Hash of the freeze that its verdict was given on; None where there is none.

    Raises
    ------
    ConflictError
        If a stage, a sign-off or an objection was taken out of the log.
    """
    demand_kept(wiring, design, log, ("stage", "review"))
    reviewed = reviews_of(wiring, design, log)
    requires = () if design.launch is None else design.launch.requires
    staged = design.stages or any(one.kind == "stage" for one in log)
    found = [_stage(design, log, frozen)] if staged else []
    if not reviewed.complete or design.reviews or "reviews" in requires:
        found.append(review_requirement(design, reviewed))
    found += [_unmeasured(design, name) for name in requires if name not in _OWN]
    return tuple(found)


def _stage(design: Design, log: Sequence[Entry], frozen: str | None) -> Requirement:
    stage = stage_of(log)
    if not design.stages:
        said = (
            f"the log says that {design.id} is in {stage}, and {design.path} has no block `stages` any more; put it back: taking it "
            "out passes no exit"
        )
        return Requirement("stage", False, said)
    early = frozen is not None and stage_at(log, frozen) == POC
    if stage == POC:
        said = (
            "a proof of concept goes nowhere; its first stage is entered with "
            f'`wager next {design.id} --stage crawl --why "…"`'
        )
        return Requirement(
            "stage", False, said + ("; what was frozen before is asked again there" if early else "")
        )
    if early:
        said = (
            f"frozen in the proof of concept, whose models are not promoted; freeze and judge it again in {stage}, as an amendment on "
            "rows that no verdict saw: on the next holdout, or on one after the freeze"
        )
        return Requirement("stage", False, said)
    return Requirement("stage", True, stage)


def _unmeasured(design: Design, name: str) -> Requirement:
    way = f"once it is known otherwise, take {name} out of the block launch of {design.path}"
    software = design.software.get(name)
    if software is not None:
        return Requirement(name, None, f"`{software.check}` is run by people and never by wager; {way}")
    return Requirement(name, None, f"{UNMEASURED}; {way}")
