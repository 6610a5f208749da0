"""What a plan needs of reviewers, and what it has: `reviews_of`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder
from wager.design.frozen.signed_plan import plan_digest, plan_of_text
from wager.foundation.errors import ConflictError
from wager.foundation.moments import iso
from wager.workflow.people import authors_of, is_cut_off, people_of
from wager.workflow.reviewing.reviewed import Reviewed, fold_reviews
from wager.workflow.wiring import Wiring


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
    _demand_entries(wiring, design, log)
    return fold_reviews(design.reviews, plan_digest(design), log, _needs_none(wiring, design))


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
    return "; ".join([*objections, *signs])


def _needs_none(wiring: Wiring, design: Design) -> str:
    if not design.reviews:
        return "the document has no block `reviews`"
    if is_cut_off(wiring):
        return ""  # who worked here before is not known, so nobody is taken to be alone
    people = people_of(wiring)
    if len(people) > 1:
        return ""
    return (
        f"it is a project of one person, {people[0]}"
        if people
        else "git knows no commit of it, so it is a project of one person"
    )


def _demand_entries(wiring: Wiring, design: Design, log: Iterable[Entry]) -> None:
    """Refuse to go on where an objection was taken away: that answers nothing."""
    there = {entry.hash for entry in log}
    for record in wiring.registry.ledger():
        body = record.body
        if record.kind != "review" or body["design"] != design.id or body["entry"] in there:
            continue
        if body["says"] == "object":
            folder = log_folder(wiring.root / design.path).relative_to(wiring.root).as_posix()
            raise ConflictError(
                f"there was an objection to {design.id} as {body['role']} at {iso(record.at)}, as the ledger says, and its log "
                f"entry is gone; restore {folder}/{body['entry']}.yaml from git"
            )
