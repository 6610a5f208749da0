"""Mails, some of them attacks; reviewers say so hours or days later, and correct each other; a vendor scores who sends."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wager.workflow.begin.made_up.writing import Row, moment, write_months

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)
OFTEN = {"safe": 0.93, "spam": 0.06, "phishing": 0.008, "fraud": 0.002}
ATTACKS = frozenset(("phishing", "fraud"))
YOUNG, FIRMS, STRANGERS = 400, 150, 3000
"""How many domains attack, how many write often, and how many now and then."""

COMMON = (
    "agenda", "attached", "budget", "call", "contract", "customer", "delivery", "document", "draft", "friday", "invoice", "meeting",
    "minutes", "office", "order", "please", "project", "question", "report", "review", "schedule", "team", "thanks", "tomorrow", "update",
)  # fmt: skip
WORDS = {
    "spam": ("bargain", "discount", "free", "offer", "price", "sale", "winner"),
    "phishing": ("account", "login", "mailbox", "password", "suspended", "verify"),
    "fraud": ("confidential", "director", "payment", "quietly", "today", "urgent"),
}
PHRASES = {
    "safe": ("our bank details are on the invoice", "a gift card for the raffle"),
    "spam": ("buy now, only today",),
    "phishing": ("confirm your password here", "please confirm your bank details"),
    "fraud": ("a wire transfer is due today", "buy a gift card for me"),
}
SPOKEN = {"safe": 0.04, "spam": 0.6, "phishing": 0.7, "fraud": 0.8}
"""How often a mail of each kind holds one of its phrases."""

Review = tuple[datetime, str]


def write_mail(
    folder: Path, mails: int = 30_000, seed: int = 11, often: Mapping[str, float] = OFTEN
) -> dict[str, list[Review]]:
    """Write the data of the example into its folder.

    Parameters
    ----------
    folder : Path
        Of the project.
    mails : int
    seed : int
    often : mapping of str to float
        How much of all mail is of each kind.

    Returns
    -------
    dict of str to list of (datetime, str)
        Of each mail, when reviewers spoke and what they said.
    """
    chance = random.Random(seed)  # noqa: S311 - made up, and the same with every version of Python
    kinds = chance.choices(list(often), list(often.values()), k=mails)
    made = [(_mail(chance, number / mails, number, kind), kind) for number, kind in enumerate(kinds)]
    said = {mail["mail_id"]: list(_reviews(chance, mail, kind)) for mail, kind in made}
    spoken = [
        {"mail_id": mail, "verdict": verdict, "reviewed_at": moment(at)}
        for mail, several in said.items()
        for at, verdict in several
    ]
    write_months(folder / "data" / "mails", [mail for mail, _ in made], "received_at")
    write_months(folder / "data" / "reviews", spoken, "reviewed_at")
    _write_scores(folder / "data" / "vendor.db", _scores(chance))
    return said


def _mail(chance: random.Random, share: float, number: int, kind: str) -> Row:
    """Make one mail of a kind; `share` of the time has passed."""
    at = BEGIN + (END - BEGIN) * share
    attack = kind in ATTACKS
    subject = " ".join(chance.choices(COMMON, k=chance.randint(1, 4)))
    domain = _domain(chance, number, attack=attack)
    return {
        "mail_id": f"m{number}",
        "received_at": moment(at),
        "sender_address": f"someone@{domain}",
        "sender_domain": domain,
        "recipient_role": chance.choice(("finance", "executive", "other", "other")),
        "links": chance.randrange(25) if kind in {"spam", "phishing"} else chance.randrange(4),
        "reply_to_differs": chance.random() < (0.8 if attack else 0.05),
        "subject": subject.upper() if chance.random() < (0.5 if attack else 0.03) else subject,
        "body": _body(chance, kind),
    }


def _domain(chance: random.Random, number: int, *, attack: bool) -> str:
    """Choose who sends: attackers come from domains of their own, and some from a firm whose account they took over."""
    if attack and chance.random() < 0.8:
        return f"young{number % YOUNG}.example"
    often = chance.random() < 0.9
    return (
        f"firm{chance.randrange(FIRMS)}.example"
        if often
        else f"stranger{chance.randrange(STRANGERS)}.example"
    )


def _body(chance: random.Random, kind: str) -> str:
    """Write words that any mail has, some that tell, and often a phrase that the list of known words has."""
    words = chance.choices(COMMON, k=chance.randint(6, 14))
    telling = WORDS.get(kind) if chance.random() < 0.7 else chance.choice(list(WORDS.values()))
    if telling is not None and (kind != "safe" or chance.random() < 0.2):
        words += chance.choices(telling, k=chance.randint(1, 3))
    chance.shuffle(words)
    phrase = chance.choice(PHRASES[kind]) if chance.random() < SPOKEN[kind] else ""
    return ". ".join(part for part in (" ".join(words), phrase) if part)


def _reviews(chance: random.Random, mail: Row, kind: str) -> Iterator[Review]:
    """Say what reviewers do: of most safe mails nothing, of some attacks first the wrong thing, of a few too late."""
    at = datetime.fromisoformat(mail["received_at"]).replace(tzinfo=UTC)
    if kind == "safe":
        if chance.random() < 0.1:
            yield at + timedelta(hours=chance.uniform(1, 300)), "safe"
        return
    if chance.random() < 0.2:
        yield at + timedelta(hours=chance.uniform(1, 20)), "spam"
    late = chance.random() < 0.05
    yield at + timedelta(days=chance.uniform(15, 30) if late else chance.uniform(1, 10)), kind


def _scores(chance: random.Random) -> Iterator[tuple[str, float, str]]:
    """Score each domain from some day on, and again every month; most that attack are found out."""
    domains = [(f"young{number}.example", 0.8) for number in range(YOUNG)]
    domains += [(f"firm{number}.example", 0.05) for number in range(FIRMS)]
    for domain, suspected in domains:
        low, high = (45, 95) if chance.random() < suspected else (0, 40)
        at = BEGIN + timedelta(days=chance.uniform(0, 150))
        while at < END:
            yield domain, round(chance.uniform(low, high), 1), moment(at)
            at += timedelta(days=30)


def _write_scores(file: Path, scores: Iterator[tuple[str, float, str]]) -> None:
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute("create table reputation (domain text, score real, scored_at text)")
            connection.executemany("insert into reputation values (?, ?, ?)", scores)
    finally:
        connection.close()
