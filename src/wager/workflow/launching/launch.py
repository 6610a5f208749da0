"""What a promotion asks for besides its verdict: the stage, the sign-offs, and what the block `launch` requires.

What `launch` names and this version cannot measure refuses the promotion: a check that nobody made is no pass. The
command that proves a piece of software is never run from here: a document runs no code.
"""

from __future__ import annotations

from collections.abc import Sequence

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.workflow.launching.requirement import Requirement
from wager.workflow.launching.stage import POC, UNMEASURED, review_requirement, stage_of
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.wiring import Wiring

_OWN = frozenset(("verdict", "reviews"))
"""Words of `launch` that are looked at in any case."""


def launch_requirements(wiring: Wiring, design: Design, log: Sequence[Entry]) -> tuple[Requirement, ...]:
    """Look at everything but the verdict that has to hold before a version goes live.

    Raises
    ------
    ConflictError
        If an objection was taken out of the log.
    """
    reviewed = reviews_of(wiring, design, log)
    requires = () if design.launch is None else design.launch.requires
    found = [_stage(design, log)] if design.stages else []
    if design.reviews or reviewed.objections or "reviews" in requires:
        found.append(review_requirement(design, reviewed))
    found += [_unmeasured(design, name) for name in requires if name not in _OWN]
    return tuple(found)


def _stage(design: Design, log: Sequence[Entry]) -> Requirement:
    stage = stage_of(log)
    if stage != POC:
        return Requirement("stage", True, stage)
    said = (
        "a proof of concept goes nowhere; its first stage is entered with "
        f'`wager next {design.id} --stage crawl --why "…"`'
    )
    return Requirement("stage", False, said)


def _unmeasured(design: Design, name: str) -> Requirement:
    way = f"once it is known otherwise, take {name} out of the block launch of {design.path}"
    software = design.software.get(name)
    if software is not None:
        return Requirement(name, None, f"`{software.check}` is run by people and never by wager; {way}")
    return Requirement(name, None, f"{UNMEASURED}; {way}")
