"""The example of mail with mails made by chance: some attack, reviewers say so hours or days later, and correct each other."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shop import local, write_months

EXAMPLE = Path(__file__).parent / "design" / "projects" / "mail"
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)
OFTEN = {"safe": 0.8, "spam": 0.1, "phishing": 0.07, "fraud": 0.03}
WORDS = {
    "safe": ("the minutes of the meeting", "your order is on its way"),
    "spam": ("buy now, only today", "the best price"),
    "phishing": ("confirm your password here", "please confirm your bank details"),
    "fraud": ("a wire transfer is due today", "buy a gift card for me"),
}
PLAIN = """\
model: plain
design: attack-mail
features: [content.*, links, reply_to_differs, recipient_role]
algorithm: {logistic: {C: 2.0}}
"""


def write_attack_mail(folder, mails=9000, seed=11):
    """Write the project into a folder that is not there yet; H1 reads what needs no encoding of text.

    Returns
    -------
    dict of str to list of (datetime, str)
        Of each mail, what reviewers said and when.
    """
    shutil.copytree(EXAMPLE, folder)
    local(folder)
    (folder / "models" / "plain.yaml").write_text(PLAIN, "utf-8")
    design = folder / "designs" / "attack-mail.md"
    text = design.read_text("utf-8")
    assert "model: words\n" in text
    design.write_text(text.replace("model: words\n", "model: plain\n"), "utf-8")
    chance = random.Random(seed)
    made = [one_mail(chance, number, mails) for number in range(mails)]
    said = {mail["mail_id"]: reviews(chance, mail, kind) for mail, kind in made}
    for name in ("mails", "reviews"):
        (folder / "data" / name).mkdir(parents=True)
    write_months(folder / "data" / "mails", [mail for mail, _ in made], "received_at")
    spoken = [
        {"mail_id": mail, "verdict": verdict, "reviewed_at": f"{at:%Y-%m-%d %H:%M:%S}"}
        for mail, several in said.items()
        for at, verdict in several
    ]
    write_months(folder / "data" / "reviews", spoken, "reviewed_at")
    return said


def one_mail(chance, number, mails):
    """One mail, and what it truly is."""
    at = BEGIN + (END - BEGIN) * number / mails
    kind = chance.choices(list(OFTEN), OFTEN.values())[0]
    attack = kind in {"phishing", "fraud"}
    domain = f"young{number % 400}.example" if attack else f"firm{chance.randrange(150)}.example"
    return {
        "mail_id": f"m{number}",
        "received_at": f"{at:%Y-%m-%d %H:%M:%S}",
        "sender_address": f"someone@{domain}",
        "sender_domain": domain,
        "recipient_role": chance.choice(("finance", "executive", "other", "other")),
        "links": chance.randrange(25) if kind in {"spam", "phishing"} else chance.randrange(4),
        "reply_to_differs": chance.random() < (0.8 if attack else 0.05),
        "subject": "URGENT" if attack and chance.random() < 0.5 else "hello",
        "body": chance.choice(WORDS[kind]),
    }, kind


def reviews(chance, mail, kind):
    """What is said of a mail: of most safe ones nothing, of some attacks first the wrong thing, of a few too late."""
    at = datetime.fromisoformat(mail["received_at"]).replace(tzinfo=UTC)
    if kind == "safe":
        return [(at + timedelta(hours=chance.uniform(1, 300)), "safe")] if chance.random() < 0.1 else []
    wrong = [(at + timedelta(hours=chance.uniform(1, 20)), "spam")] if chance.random() < 0.2 else []
    late = chance.random() < 0.05
    return [*wrong, (at + timedelta(days=chance.uniform(15, 30) if late else chance.uniform(1, 10)), kind)]
