"""A sign-off or an objection, and what a plan still needs."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.followed import commit_command
from wager.interfaces.cli.tables import labelled


def given_lines(document: dict[str, Any]) -> list[str]:
    """Print what was signed or objected to, what the plan still needs, and what to do with the entry."""
    from wager.foundation.fingerprint import short

    design, role, who = document["design"], document["role"], document["who"]
    reviews = document["reviews"]
    if not document["entry"]:
        return [f"{design} needs no sign-off: {reviews['needs_none']}; nothing was written"]
    verb = {"approve": "signed", "object": "objected to"}[document["says"]]
    again = " already" if document["already"] else ""
    facts = [
        ("why", document["why"]),
        ("by", who),
        ("plan", short(document["plan"])),
        *review_facts(reviews),
        ("log", document["path"]),
    ]
    words = f"{'Sign' if document['says'] == 'approve' else 'Object to'} {design} as {role}"
    keep = [] if document["already"] else [("commit it", commit_command(document["path"], words))]
    lines = [f"{design} is {verb} as {role}{again}", "", *labelled([one for one in facts if one[1]], "  ")]
    return [*lines, "", *labelled(keep)] if keep else lines


def review_facts(reviews: dict[str, Any]) -> list[tuple[str, str]]:
    """Say who has signed, who objects, and who has still to sign.

    Examples
    --------
    >>> nobody = {"needed": {"product": 2}, "missing": {"product": 2}, "signed": [], "voided": [], "objections": []}
    >>> review_facts({**nobody, "complete": False, "needs_none": ""})
    [('reviews', 'to sign: product (2)')]
    """
    if reviews["complete"] and reviews["needs_none"]:
        return [("reviews", reviews["needs_none"])]
    missing = ", ".join(
        role if many == 1 else f"{role} ({many})" for role, many in reviews["missing"].items()
    )
    texts = [f"{one['who']} objects as {one['role']}: {one['why']}" for one in reviews["objections"]]
    texts += [f"to sign: {missing}"] if missing else []
    texts += [f"signed as {one['role']} by {one['who']}" for one in reviews["signed"]]
    texts += [
        f"signed as {one['role']} by {one['who']}, voided by an edit of the plan"
        for one in reviews["voided"]
        if one["role"] in reviews["missing"]
    ]
    return [("" if at else "reviews", text) for at, text in enumerate(texts)]
