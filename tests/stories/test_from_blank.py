"""From the blank template to a frozen hypothesis, by following the messages of `check` alone.

Every edit answers the first message that `check` prints at that moment: the message says which line, and what is
expected there. Nothing else of the document is looked at. Some answers are wrong at first, as people's are; the
next message says so.
"""

import re

import pytest

from rides import write_rides
from wager.interfaces.cli.main import main

PATH = "designs/late-bus.md"

ANSWERS = {
    # What the message begins with, and what is written in the place of `<…>`.
    "owner of front matter": "timetable",
    "appetite of front matter": "20",
    "what of block problem": "passengers wait in vain for a bus that is late",
    "why_now of block problem": "TODO",
    "tied_to of block problem": "customers",
    "scope of block problem": "all lines of the city",
    "no_gos of block problem": "personal data",
    "each of block rows": "ride",
    "decide_at of block rows": "due - 30 minutes",
    "cluster of block rows": "day(due)",
    "is of block objective": "late",
    "name of block objective": "late",
    "matures of block objective": "1 d",
    "train of begin of block split": "2024-01-01",
    "tune of begin of block split": "2024-02-20",
    "holdout of begin of block split": "2024-03-11",
    "end of begin of block split": "2024-04-01",
    "loss of assume of block money": "9 EUR",
    "effort of assume of block money": "1 EUR",
    "saved of assume of block money": "90 %",
    "a key of none of pays of block money": "late",
    "a key of act of pays of block money": "late",
    "build of costs of block money": "2k EUR",
    "run of costs of block money": "20 EUR",
    "low of forecast of block money": "500 EUR per year",
    "likely of forecast of block money": "2k EUR per year",
    "high of forecast of block money": "4k EUR per year",
    "by of forecast of block money": "the desk of the timetable",
    "latency_p99 of block requirements": "50 ms",
    "where of block requirements": "one machine in the depot",
    "explain of block requirements": "none",
    "retrain of block requirements": "90 d",
    "consumers of block requirements": "the display at the stop",
    "feedback of block requirements": "a warning does not change how late a bus is",
    "security of block requirements": "no new inbound port",
    "privacy of block requirements": "no personal data",
    "is of feed of block software": "answers reach the display",
    "check of feed of block software": "make check-display",
    "part of block slices": "lien",
    "slice part": "lien",
    "found of block metrics": "late",
    "model of usual of block baselines": "evening",
    "model of baseline usual": "evening",
    "goal of G1 of block goals": {"<amount>": "100", "<margin": "20 pp"},
    "why of G1 of block goals": "pays for the display",
    "tradeoff of G1 of block goals": "more warnings",
    "why of G2 of block goals": "is it any use",
    "claim of hypothesis H1": "what was late lately is late again",
    "model of hypothesis H1": "by-history",
    "timebox of hypothesis H1": "5 d",
    "is of crawl of block stages": "a list for one line",
    "by of crawl of block stages": "5 d",
    "is of walk of block stages": "the display on one line",
    "by of walk of block stages": "10 d",
    "is of run of block stages": "all lines",
    "by of run of block stages": "20 d",
    "randomise of block online": "day(due)",
    "horizon of block online": "28 d",
    "looks of block online": "every 7 d",
    "red of M1 of block monitors": "-50 EUR",
    "within of block rollback": "5 min",
    "drill of block rollback": "every 30 d",
    "what of R1 of block risks": "people stop looking at the display",
    "surface of R1 of block risks": "the display",
    "customer of R1 of block risks": "waits in vain again",
    "answer of R1 of block risks": "fewer warnings",
    "chose of D1 of block decisions": "one warning per ride",
    "over of D1 of block decisions": "one per stop",
    "because of D1 of block decisions": "the display shows rides",
    "revisit of D1 of block decisions": "walk",
    "type of T1 of block tasks": "data exploration",
    "question of T1 of block tasks": "are delays written down the same on all lines?",
    "benefit of T1 of block tasks": "an objective that holds",
    "timebox of T1 of block tasks": "1 d",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a source, features and two model files, and no design."""
    folder = write_rides(tmp_path / "rides")
    (folder / PATH).unlink()
    for spare in ("by-line", "by-more"):
        (folder / "models" / f"{spare}.yaml").unlink()
    monkeypatch.chdir(folder)
    return folder


CORRECTIONS = [
    # The message that says what is wrong with an answer, what stood there, and what is written instead.
    (
        "appetite of front matter: '20' is no duration; expected a number with a unit, such as `20 d`",
        "appetite: 20",
        "appetite: 20 d",
    ),
    (
        "why_now of block problem is 'TODO', which only holds the place of an answer",
        "TODO",
        "a new season begins in March",
    ),
    ("'customers' is no tied_to of block problem; did you mean 'customer'?", "customers", "customer"),
    ("decide_at of block rows: expected an operator or the end, not `minutes`", "30 minutes", "30 min"),
    (
        "run of costs of block money: '20 EUR' is no rate; expected such as `400 USD per month`",
        "20 EUR",
        "20 EUR per month",
    ),
    ("retrain of block requirements should be such as `every 90 d`", "90 d", "every 90 d"),
    ("'lien' is no column or feature", "lien", "line"),
    (
        "goal G1: 100 is not in the unit of money per 1000 rows; expected such as `100 EUR`",
        "by 100 over",
        "by 100 EUR over",
    ),
    ("'warn' is no action of the design", "warn", "act"),
]


def said_by_check(capsys, *options):
    """What `check` prints about the design: its findings as (line, code, message), and the last line."""
    capsys.readouterr()
    code = main(["check", *options])
    lines = capsys.readouterr().out.strip().splitlines()
    found = [re.fullmatch(r"(\S+):(\d+): ([EWI]\d+) (.*)", line) for line in lines]
    return code, [(one[1], int(one[2]), one[3], one[4]) for one in found if one], lines[-1]


def edit(path, line, old, new):
    lines = path.read_text().split("\n")
    assert old in lines[line - 1], (line, old, lines[line - 1])
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines))


def answer_to(message):
    what, _, place = message.partition(" is still to fill in: ")
    answer = ANSWERS[what]
    if isinstance(answer, dict):
        answer = next(text for begins, text in answer.items() if place.startswith(begins))
    return place, answer


def test_following_the_messages_leads_from_blank_to_frozen(project, capsys):
    assert main(["new", "design", "late-bus"]) == 0
    code, found, last = said_by_check(capsys, PATH)
    assert code == 0
    assert {one[2] for one in found} == {"I203"}
    assert last == f"{len(found)} places still to fill in"
    corrections, steps = list(CORRECTIONS), 0
    while found:
        file, line, kind, message = found[0]
        if kind == "I203":
            old, new = answer_to(message)
        else:
            expected, old, new = corrections.pop(0)
            assert message.startswith(expected), (message, expected)
        edit(project / file, line, old, new)
        steps += 1
        assert steps < 120
        code, found, last = said_by_check(capsys)
    assert last == "nothing is wrong"
    assert corrections == []
    assert main(["freeze", "late-bus", "H1"]) == 0
