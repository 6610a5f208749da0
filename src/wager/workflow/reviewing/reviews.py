"""What a plan needs of reviewers, and what it has: `reviews_of`."""

from __future__ import annotations

from collections.abc import Sequence

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.design.frozen.signed_plan import plan_digest, plan_of_text
from wager.workflow.kept_entries import demand_kept
from wager.workflow.people import authors_of, is_cut_off, people_of, same_person
from wager.workflow.reviewing.reviewed import Reviewed, fold_reviews
from wager.workflow.wiring import Wiring

NO_BLOCK = "the log has reviews of this plan, and the document has no block `reviews` any more; put it back: taking it out asks nobody less"


def reviews_of(wiring: Wiring, design: Design, log: Sequence[Entry]) -> Reviewed:
    """Say what a plan needs of reviewers, and what it has.

    Parameters
    ----------
    wiring : Wiring
    design : Design
        With its defaults.
    log : sequence of Entry
        Of the design, as `read_log` gives it.

    Raises
    ------
    ConflictError
        If the ledger knows an objection whose log entry was taken away.
    """
    demand_kept(wiring, design, log, ("review",), says="object")
    return fold_reviews(design.reviews, plan_digest(design), log, _needs_none(wiring, design, log))


def authors_of_plan(wiring: Wiring, design: Design) -> tuple[str, ...]:
    """Name who wrote the plan: with a commit, or a change not yet committed, that matters to a reviewer."""
    return authors_of(wiring, design.path, lambda text: plan_of_text(text, design.path, wiring.config))


def missing_text(reviewed: Reviewed, design: str) -> str:
    """Say what still stands between a plan and its stages, with the commands; empty where nothing does.

    Examples
    --------
    >>> missing_text(fold_reviews({"engineering": 1, "product": 2}, "ab", []), "bookings")
    'to sign: engineering, product (2): `wager approve bookings --as engineering`, `wager approve bookings --as product`'
    """
    objections = [
        f"{one.who} objects as {one.role}: {one.why} (`wager approve {design} --as {one.role}` answers it)"
        for one in reviewed.objections
    ]
    missing = reviewed.missing
    roles = ", ".join(role if many == 1 else f"{role} ({many})" for role, many in missing.items())
    commands = ", ".join(f"`wager approve {design} --as {role}`" for role in missing)
    signs = [f"to sign: {roles}: {commands}"] if missing else []
    gone = [NO_BLOCK] if reviewed.lost_block else []
    return "; ".join([*gone, *objections, *signs])


def is_of_others(wiring: Wiring, who: str) -> bool:
    """Tell whether all commits are by others: then the word of this one is written down in any case."""
    people = people_of(wiring)
    return bool(people) and not any(same_person(who, one) for one in people)


def _needs_none(wiring: Wiring, design: Design, log: Sequence[Entry]) -> str:
    """Say why no sign-off is needed: only as long as nobody but who wrote it has ever said anything of it."""
    reviewers = [str(entry.body["who"]) for entry in log if entry.kind == "review"]
    if not design.reviews:
        return "" if reviewers else "the document has no block `reviews`"
    if is_cut_off(wiring):
        return ""  # who worked here before is not known, so nobody is taken to be alone
    people = people_of(wiring)
    if len(people) > 1 or any(not same_person(one, alone) for one in reviewers for alone in people):
        return ""
    return (
        f"it is a project of one person, {people[0]}"
        if people
        else "git knows no commit of it, so it is a project of one person"
    )
