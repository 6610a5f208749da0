"""The example of mail, with as many mails as a test needs."""

import shutil
from pathlib import Path

from wager.workflow.begin.made_up.mail import BEGIN, END, write_mail

__all__ = ["BEGIN", "END", "write_attack_mail"]

EXAMPLE = Path(__file__).parents[1] / "examples" / "mail"
OFTEN = {"safe": 0.8, "spam": 0.1, "phishing": 0.07, "fraud": 0.03}
"""More attacks than in the example: so that few mails have some of each kind."""

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
        Of each mail, when reviewers spoke and what they said.
    """
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("data", ".wager", "*.log"))
    (folder / "models" / "plain.yaml").write_text(PLAIN, "utf-8")
    design = folder / "designs" / "attack-mail.md"
    text = design.read_text("utf-8")
    assert "model: words\n" in text
    design.write_text(text.replace("model: words\n", "model: plain\n"), "utf-8")
    return write_mail(folder, mails, seed, OFTEN)
