"""One sign-off or objection more: what `approve` and `object` share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, append, log_folder
from wager.foundation.errors import NotFoundError, UsageError, nearest
from wager.foundation.fingerprint import short
from wager.foundation.moments import iso
from wager.workflow.kept_entries import note_entry
from wager.workflow.people import person
from wager.workflow.read_project import read_definitions
from wager.workflow.reviewing.reviewed import Reviewed
from wager.workflow.reviewing.reviews import reviews_of
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Given:
    """A sign-off or an objection.

    Attributes
    ----------
    design, role : str
    says : {'approve', 'object'}
    why, who : str
    plan : str
        Digest of the plan that it is about.
    at : str
        When, in UTC.
    entry, path : str
        The log entry, and its file relative to the project; empty where none was needed, and none was written.
    already : bool
        True where it stood in the log.
    reviews : Reviewed
        What the plan needs and has, this one included.
    """

    design: str
    role: str
    says: str
    why: str
    who: str
    plan: str
    at: str
    entry: str
    path: str
    already: bool
    reviews: Reviewed

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, **vars(self), "reviews": self.reviews.to_json()}


def design_to_review(wiring: Wiring, target: str) -> Design:
    """Find what is to be reviewed: a whole plan, as the design's name says.

    Raises
    ------
    NotFoundError
        If there is no such design.
    UsageError
        If the target is a hypothesis or a version: neither is reviewed by itself.
    """
    definitions = read_definitions(wiring)
    if target in definitions.designs:
        return definitions.design(target)
    name, slash, _ = target.partition("/")
    if slash and name in definitions.designs:
        raise UsageError(f"a review is of a whole plan, with all its hypotheses; name the design: {name}")
    versions = [one for one in wiring.registry.versions() if target and one.id.startswith(target)]
    if len(target) >= 4 and versions:  # so short a name is hardly the beginning of a digest
        one = versions[0]
        raise UsageError(
            f"{short(one.id)} is a version; what is reviewed is the plan that it came from, and what promotes it is its "
            f"verdict; name the design: {one.design}"
        )
    return definitions.design(target)


def demand_role(design: Design, role: str, reviewed: Reviewed) -> None:
    """Refuse a role that the design does not name.

    Raises
    ------
    NotFoundError
        With the roles that there are.
    """
    roles = (*design.reviews, *(one.role for one in reviewed.objections))
    if role in roles:
        return
    if not roles:
        raise NotFoundError(
            f"{design.path}: design {design.id} names no reviewers; write a block `yaml wager.reviews`, such as "
            "`engineering: 1`"
        )
    raise NotFoundError(
        f"{design.path}:{design.line('reviews')}: no role {role!r}{nearest(role, roles)}; the block reviews of {design.id} has "
        f"{', '.join(dict.fromkeys(roles))}"
    )


def write_review(
    wiring: Wiring, design: Design, log: tuple[Entry, ...], *, role: str, says: str, why: str, plan: str
) -> Given:
    """Write a review into the log, and note it in the ledger."""
    who, now = person(wiring), wiring.clock.now()
    folder = log_folder(wiring.root / design.path)
    body = {"role": role, "says": says, "why": why, "plan": plan, "who": who}
    entry = append(folder, "review", body, now, design=design.id)
    with wiring.registry.acting() as act:
        note_entry(act, entry, role=role, says=says)
    return given(wiring, design, entry, reviews_of(wiring, design, (*log, entry)))


def given(
    wiring: Wiring, design: Design, entry: Entry, reviewed: Reviewed, *, already: bool = False
) -> Given:
    """Describe a review that stands in the log."""
    body = entry.body
    path = log_folder(wiring.root / design.path) / f"{entry.hash}.yaml"
    return Given(
        design.id,
        body["role"],
        body["says"],
        body["why"],
        body["who"],
        body["plan"],
        iso(entry.at),
        entry.hash,
        path.relative_to(wiring.root).as_posix(),
        already,
        reviewed,
    )
