"""Loans: groups are declared, guarded and read; a town that nobody declared is found; all of it by the command line."""

import json
import re
import shutil

import pytest

from loans import GAP, GROUPS, write_loans
from wager.interfaces.cli.main import main


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """Judge the loans by goals and slices that are asked for, each once: what was printed, and the document."""
    made = {}

    def judge(goal, slices=None):
        if (goal, slices) not in made:
            folder = write_loans(tmp_path_factory.mktemp("loans") / "p", goal, slices)
            made[goal, slices] = folder
        return made[goal, slices]

    return judge


def said(capsys, folder, *arguments, code=0):
    capsys.readouterr()
    assert main(["-C", str(folder), *arguments]) == code
    return capsys.readouterr().out


def document(capsys, folder):
    said(capsys, folder, "freeze", "lending", "H1")
    return json.loads(said(capsys, folder, "judge", "lending", "H1", "--json"))


def test_groups_may_not_be_denied_more_and_a_group_of_few_does_not_count_as_safe(judged, capsys):
    found = document(capsys, judged(GROUPS))
    guards = {proof["slice"]: proof for proof in found["judgement"]["guards"]}
    assert found["verdict"] == "HARM"
    assert guards["sex f"]["result"] == "beyond"
    assert guards["sex x"]["result"] == "unmeasured"
    assert "not enough rows to say" in guards["sex x"]["why"]
    assert guards["sex x"]["why"].endswith("so it does not count as safe")
    assert {one["value"]: one["word"] for one in found["judgement"]["slices"]}["x"] == "not enough rows"


def test_a_gap_between_groups_can_be_guarded_as_a_ratio(judged, capsys):
    """Both judge the same loans, so that the number of good women denied for each good man changes as the ratio of the rates does."""
    (guard,) = document(capsys, judged(GAP))["judgement"]["guards"]
    assert guard["result"] == "beyond"
    assert guard["estimate"]["value"] > guard["asked"]
    folder = judged(GAP)
    fair = "if(action = 'deny' and outcome = 'good' and sex = 'f', 1, 0)"
    assert fair in (folder / "designs" / "lending.md").read_text()


def test_every_group_is_reported_with_its_rates_errors_and_gaps(judged, capsys):
    folder = judged(GROUPS)
    found = document(capsys, folder)["evidence"]
    keen = next(one for one in found["contenders"] if one["name"] == "keen")
    women, gap = keen["slices"]["sex"]["f"], keen["gaps"]["sex"]["false_positive_rate"]
    for name in ("share of bad", "rate of deny", "recall", "false_positive_rate", "money"):
        assert women[name]["low"] < women[name]["value"] < women[name]["high"], name
    assert (gap["high"], gap["low"], gap["groups"]) == ("f", "m", 2)
    men = keen["slices"]["sex"]["m"]["false_positive_rate"]["value"]
    assert gap["estimate"]["value"] == pytest.approx(women["false_positive_rate"]["value"] - men)
    assert gap["estimate"]["low"] > 0
    said(capsys, folder, "run", "keen")
    shown = said(capsys, folder, "show", "run", "keen")
    assert re.search(r"by sex: keen\n +f +m +x +largest gap\n", shown)
    assert re.search(r"\n +false positives +\S+ % +\S+ % +too few ", shown)
    assert "too few: not enough rows to say" in shown


def test_a_town_that_nobody_declared_is_found_and_only_told(judged, capsys):
    folder = judged(GROUPS)
    found = document(capsys, folder)["judgement"]
    assert found["scan"]["found"][0]["condition"] == "town = 'Ems'"
    assert found["scan"]["found"][0]["estimate"]["high"] < 0
    assert not any("town" in reason for reason in found["reasons"])
    printed = said(capsys, folder, "judge", "lending", "H1")
    assert "found, not tested: in " in printed
    assert "It changes nothing in the verdict; a new hypothesis may ask, on other rows." in " ".join(
        printed.split()
    )
    for one in found["scan"]["found"]:  # what comes after the decision, or names a row, is no slice
        assert one["column"] in {"town", "score", "income"}


def test_a_board_after_a_check_in_says_that_it_is_to_be_talked_over(judged, capsys, tmp_path):
    folder = shutil.copytree(judged(GROUPS), tmp_path / "p")
    assert document(capsys, folder)["follows"] == ["CHECK_IN"]
    said(capsys, folder, "next", "lending", "--learned", "H1", "keener costs")
    board = said(capsys, folder, "board")
    assert "now    CHECK_IN — talk it over before anything else is tried\n" in board
    assert "nothing is due" not in board
    (one,) = json.loads(said(capsys, folder, "board", "--json"))["designs"]
    assert (one["ends"], one["command"]) == (["CHECK_IN"], "")


def test_what_was_found_can_be_declared_word_for_word(judged, capsys):
    condition = document(capsys, judged(GROUPS))["judgement"]["scan"]["found"][0]["condition"]
    found = document(capsys, judged(GROUPS, f"home: {{ems: {condition}}}\nsex: [f, m, x]"))["judgement"]
    assert {one["value"]: one["word"] for one in found["slices"]}["ems"] == "worse"


def test_the_scan_comes_with_the_verdict_and_stays_as_it_was(judged, capsys):
    folder = judged(GROUPS)
    found = document(capsys, folder)
    (entry,) = [path for path in (folder / "designs" / "lending.log").iterdir() if "scan" in path.read_text()]
    assert found["entry"] == entry.stem
    again = json.loads(said(capsys, folder, "judge", "lending", "H1", "--json"))
    assert again["judgement"]["scan"] == found["judgement"]["scan"]
