"""`wager approve`: sign a plan for a role; an edit that matters voids the sign-off, an edit of prose does not."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.foundation.errors import RefusedError
from wager.foundation.moments import iso
from wager.workflow.people import person, same_person
from wager.workflow.reviewing.given import Given, demand_role, design_to_review, given, write_review
from wager.workflow.reviewing.reviewed import Reviewed
from wager.workflow.reviewing.reviews import authors_of_plan, is_of_others, reviews_of
from wager.workflow.wiring import Wiring


def approve_design(wiring: Wiring, target: str, role: str) -> Given:
    """Sign a plan as it is now; signing the same again writes nothing.

    A role that asks for several needs several people, and one person signs for one role. In a project of one person
    nothing is written of what this one says, as nothing is needed, but to answer an objection.

    Parameters
    ----------
    wiring : Wiring
    target : str
        Name of the design.
    role : str
        One of its block `reviews`.

    Raises
    ------
    NotFoundError
        If there is no such design or role.
    RefusedError
        If who signs has written the plan, or has signed it for another role; or the plan is not filled in.
    UsageError
        If the target is a hypothesis or a version.
    """
    design = design_to_review(wiring, target)
    if design.to_fill:
        raise RefusedError(
            f"{design.path} is not written yet: `wager check {design.path}` lists what is still to fill in"
        )
    with wiring.lock(design.id):
        log = read_log(log_folder(wiring.root / design.path))
        reviewed = reviews_of(wiring, design, log)
        demand_role(design, role, reviewed)
        who = person(wiring)
        objected = any(one.role == role for one in reviewed.objections)
        asked = not reviewed.needs_none or is_of_others(wiring, who)
        if not (asked or objected):
            at = iso(wiring.clock.now())
            return Given(
                design.id,
                role,
                "approve",
                "",
                who,
                reviewed.plan,
                at,
                "",
                "",
                already=False,
                reviews=reviewed,
            )
        if asked:
            _demand_other(wiring, design, who)
            _demand_one_role(reviewed, role, who)
        entry = None if objected else _standing(log, reviewed, role, who)
        if entry is not None:
            return given(wiring, design, entry, reviewed, already=True)
        return write_review(wiring, design, log, role=role, says="approve", why="", plan=reviewed.plan)


def _demand_other(wiring: Wiring, design: Design, who: str) -> None:
    authors = authors_of_plan(wiring, design)
    if any(same_person(who, author) for author in authors):
        raise RefusedError(
            f"{who} wrote the plan of {design.id} ({design.path}), and in a team authors do not sign their own. As git has it, "
            f"the plan is by {', '.join(authors)}; somebody else signs, or a file .mailmap says which of them are one person"
        )


def _demand_one_role(reviewed: Reviewed, role: str, who: str) -> None:
    other = [one.role for one in reviewed.signed if same_person(one.who, who) and one.role != role]
    if other:
        raise RefusedError(
            f"{who} has signed this plan as {other[0]}; one person signs for one role, so somebody else signs as {role}"
        )


def _standing(log: Iterable[Entry], reviewed: Reviewed, role: str, who: str) -> Entry | None:
    """Find the sign-off that this would be written for a second time."""
    signed = [one.entry for one in reviewed.signed if same_person(one.who, who) and one.role == role]
    return next((entry for entry in log if entry.hash in signed), None)
