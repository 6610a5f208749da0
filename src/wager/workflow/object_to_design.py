"""`wager object`: say no to a plan, with a reason, for a role."""

from __future__ import annotations

from wager.design.frozen.log import log_folder, read_log
from wager.foundation.errors import UsageError
from wager.workflow.reviewing.given import Given, demand_role, design_to_review, write_review
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.wiring import Wiring


def object_to_design(wiring: Wiring, target: str, role: str, why: str) -> Given:
    """Object to a plan: what comes after the proof of concept waits until the same role signs.

    Anybody may object, also who wrote the plan, and also in a project of one person.

    Parameters
    ----------
    wiring : Wiring
    target : str
        Name of the design.
    role : str
        One of its block `reviews`.
    why : str
        What would have to be otherwise.

    Raises
    ------
    NotFoundError
        If there is no such design or role.
    UsageError
        If no reason is given, or the target is a hypothesis or a version.
    """
    if not why.strip():
        raise UsageError(f'an objection needs a reason: `wager object {target} --as {role} "why"`')
    design = design_to_review(wiring, target)
    with wiring.lock(design.id):
        log = read_log(log_folder(wiring.root / design.path))
        reviewed = reviews_of(wiring, design, log)
        demand_role(design, role, reviewed)
        return write_review(
            wiring, design, log, role=role, says="object", why=why.strip(), plan=reviewed.plan
        )
