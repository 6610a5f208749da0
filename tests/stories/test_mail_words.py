"""The words of mails, from the model file to an answered request: the answer has the bits of the batch."""

import asyncio

import numpy as np
import pyarrow.parquet as pq
import pytest

from attack_mail import write_attack_mail
from wager.evaluation.figures import MONEY
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.training.columns import take
from wager.workflow.check_project import check_project
from wager.workflow.fielded import field_baseline
from wager.workflow.judging.case import open_case
from wager.workflow.question import ask_question
from wager.workflow.run_model import run_model
from wager.workflow.serve_titles import open_service

MAIL = "attack-mail"
ASKED = 300


@pytest.fixture(scope="module")
def mail(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mail") / "mail"
    write_attack_mail(folder, mails=4000)
    design = folder / "designs" / f"{MAIL}.md"
    text = design.read_text("utf-8").replace("model: plain\n", "model: words\n")
    known = "known_words: {model: known-words}\nchampion: known_words"
    assert known in text
    text = text.replace(known, "known_words: {model: known-words}\nwords: {model: words}\nchampion: words")
    design.write_text(text, "utf-8")
    return open_folder(folder, clock=FixedClock(parse_moment("2026-12-01")), threads=1)


def test_words_without_an_encoding_are_an_error_that_names_the_key(mail, tmp_path):
    folder = tmp_path / "mail"
    write_attack_mail(folder, mails=60)
    model = folder / "models" / "words.yaml"
    model.write_text(model.read_text("utf-8").replace("  subject: {tfidf", "  links: {tfidf"), "utf-8")
    said = [str(one) for one in check_project(open_folder(folder)).findings if one.is_error]
    assert len(said) == 2
    assert "E102 'subject' is a text" in said[0]
    assert "`encode: {subject: {tfidf: {top: 20000}}}`" in said[0]
    assert "`encode.links`: `tfidf` reads words, and this is of type int" in said[1]


@pytest.mark.parametrize(
    ("model", "changes"), [("words", {}), ("words-sender", {"lightgbm.n_estimators": 40})]
)
def test_words_earn_more_than_a_list_of_them(mail, model, changes):
    found = run_model(mail, model, changes=changes)
    assert found.described.endswith("sigmoid calibration")
    assert found.evidence.against("known_words").measures[MONEY].low > 0


def test_an_answered_mail_has_the_bits_of_the_batch(mail):
    question = ask_question(mail, open_case(mail, MAIL, "H1").inputs)
    rows = question.parts.rows("tune")[-ASKED:]
    fielded = field_baseline(question, "words", rows)
    among = fielded.fitted.predict(take(fielded.matrix.columns, rows))
    names = question.rows.keys[0].to_pylist()
    stored = {
        row["mail_id"]: row
        for file in sorted((mail.root / "data" / "mails").glob("*.parquet"))
        for row in pq.read_table(file).to_pylist()
    }

    async def ask():
        with open_service(mail) as service:
            found = [service.predict(MAIL, stored[names[row]]) for row in rows.tolist()]
            await service.durable(found[-1][2])
            return [prediction for prediction, _, _ in found]

    answers = asyncio.run(ask())
    classes = question.task.classes
    wrong = [
        place
        for place, answer in enumerate(answers)
        if np.array([answer.probabilities[name] for name in classes]).tobytes() != among[place].tobytes()
    ]
    assert wrong == []
    assert len({answer.features["body"] for answer in answers}) > 5
