"""What reviewers have said of a plan, folded from the log of its design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wager.design.frozen.log import Entry
from wager.foundation.moments import iso
from wager.workflow.people import address_of


@dataclass(frozen=True)
class Said:
    """One sign-off or objection.

    Attributes
    ----------
    role, who : str
    why : str
        Empty for a sign-off that needs no words.
    plan : str
        Digest of the plan that it is about.
    at : int
        Instant in microseconds.
    entry : str
        Hash of the log entry.
    """

    role: str
    who: str
    why: str
    plan: str
    at: int
    entry: str

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "at": iso(self.at)}


@dataclass(frozen=True)
class Reviewed:
    """What a plan needs, and has.

    Attributes
    ----------
    plan : str
        Digest of the plan as it is now.
    needed : dict of str to int
        How many of each role, as the block `reviews` says.
    signed, voided : tuple of Said
        Sign-offs of this plan, and of what it was before an edit that matters.
    objections : tuple of Said
        That no sign-off of the same role has answered yet.
    needs_none : str
        Why no sign-off is needed; empty where some are.
    """

    plan: str
    needed: Mapping[str, int] = field(hash=False)
    signed: tuple[Said, ...]
    voided: tuple[Said, ...]
    objections: tuple[Said, ...]
    needs_none: str = ""

    @property
    def missing(self) -> dict[str, int]:
        """How many of each role have still to sign; nothing where none is needed."""
        if self.needs_none:
            return {}
        signed = [one.role for one in self.signed]
        left = {role: many - signed.count(role) for role, many in self.needed.items()}
        return {role: many for role, many in left.items() if many > 0}

    @property
    def complete(self) -> bool:
        """True where all that are needed have signed, and nobody objects."""
        return not (self.missing or self.objections or self.lost_block)

    @property
    def lost_block(self) -> bool:
        """True where people have reviewed the plan, and the document asks for nobody any more."""
        return not self.needed and bool(self.signed or self.voided or self.objections)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "plan": self.plan,
            "complete": self.complete,
            "needed": dict(self.needed),
            "missing": self.missing,
            "needs_none": self.needs_none,
            **{
                name: [one.to_json() for one in getattr(self, name)]
                for name in ("signed", "voided", "objections")
            },
        }


def fold_reviews(
    needed: Mapping[str, int], plan: str, log: Sequence[Entry], needs_none: str = ""
) -> Reviewed:
    """Fold the log: the last word of each person counts, for one role; an objection waits for its role.

    Parameters
    ----------
    needed : mapping of str to int
        The block `reviews`.
    plan : str
        Digest of the plan as it is now.
    log : sequence of Entry
        Of the design, each entry after those that it was written on.
    needs_none : str
        Why no sign-off is needed.

    Examples
    --------
    >>> body = {"role": "engineering", "says": "approve", "why": "", "plan": "ab", "who": "Ann <ann@example.com>"}
    >>> log = [Entry("0f", "review", "bookings", "", 0, (), body)]
    >>> fold_reviews({"engineering": 1, "product": 1}, "ab", log).missing
    {'product': 1}
    >>> fold_reviews({"engineering": 1}, "cd", log).missing
    {'engineering': 1}
    """
    reviews = [entry for entry in log if entry.kind == "review"]
    last = {address_of(entry.body["who"]): entry for entry in reviews}
    approved = [_said(entry) for entry in last.values() if entry.body["says"] == "approve"]
    return Reviewed(
        plan,
        dict(needed),
        tuple(one for one in approved if one.plan == plan),
        tuple(one for one in approved if one.plan != plan),
        tuple(_said(one) for one in reviews if one.body["says"] == "object" and not _answered(one, log)),
        needs_none,
    )


def approvals(log: Sequence[Entry], until: int) -> tuple[Said, ...]:
    """Return the sign-offs that held at an instant: those of the plan that was signed last.

    Parameters
    ----------
    log : sequence of Entry
        Of the design.
    until : int
        Instant in microseconds; what came later does not count.
    """
    before = [entry for entry in log if entry.at <= until]
    plans = [
        entry.body["plan"] for entry in before if entry.kind == "review" and entry.body["says"] == "approve"
    ]
    return fold_reviews({}, plans[-1], before).signed if plans else ()


def _answered(objection: Entry, log: Sequence[Entry]) -> bool:
    """Tell whether the role has signed with the objection before it: not beside it, on a branch that knew nothing of it."""
    after = {objection.hash}
    for entry in log:
        if after.isdisjoint(entry.prev):
            continue
        after.add(entry.hash)
        says = entry.body if entry.kind == "review" else {}
        if says.get("says") == "approve" and says["role"] == objection.body["role"]:
            return True
    return False


def _said(entry: Entry) -> Said:
    body = entry.body
    return Said(body["role"], body["who"], body.get("why", ""), body["plan"], entry.at, entry.hash)
