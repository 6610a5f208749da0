"""`wager judge` as CI and a manager use it: the page, JUnit XML beside it, and the exit code of every end."""

import json

import pytest
from junitparser import JUnitXml

from stories.shipped import D, copy_of, log_of
from wager.design.frozen.log import read_log
from wager.interfaces.cli.main import main


@pytest.fixture
def given(judged, tmp_path):
    """A copy of the project whose H1 is judged, SHIP."""
    return copy_of(judged, tmp_path / "rides")


def judge(folder, *arguments, hypothesis="H1"):
    return main(["judge", D, hypothesis, "-C", str(folder), *map(str, arguments)])


def test_the_page_and_the_xml_are_of_one_verdict_and_a_given_one_is_told_again(given, capsys):
    assert judge(given, "--junit", "h1.xml", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    proofs = [*document["judgement"]["goals"], *document["judgement"]["guards"]]
    (suite,) = JUnitXml.fromfile(str(given / "h1.xml"))
    assert suite.tests == len(proofs) > 1
    assert suite.failures + suite.skipped == sum(one["result"] != "proven" for one in proofs) == 0
    said = {one.name: one.value for one in suite.properties()}
    assert said["snapshot rides"] == document["snapshots"]["rides"]
    assert judge(given) == 0
    page = capsys.readouterr().out
    assert page.startswith("H1 of late-bus: SHIP (grade C, local), as it stands in the log\n")
    assert page.index("in money") < page.index("what was asked") < page.index("what was not tested")
    yearly = document["per_year"]["against"][document["judgement"]["champion"]]["value"]
    assert f"{yearly:,.0f} EUR more a year" in page or f"{yearly / 1e3:.1f}k EUR more a year" in page
    per_row = document["judgement"]["against"][document["judgement"]["champion"]]["value"] / 1000
    assert yearly == pytest.approx(per_row * document["scope"]["rows_per_year"])


def test_require_says_no_after_the_page_and_the_xml(given, capsys):
    assert judge(given, "--require", "SHIP") == 0
    capsys.readouterr()
    assert judge(given, "--require", "HARM", "--junit", given / "h1.xml") == 1
    assert "what follows" in capsys.readouterr().out
    assert JUnitXml.fromfile(str(given / "h1.xml")).failures == 0


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [("h1.md", 2, "not the name of a JUnit file"), ("no/h1.xml", 4, "no folder"), (".", 2, "not the name")],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_holdout_is_read(
    frozen, tmp_path, capsys, file, code, said
):
    folder = copy_of(frozen, tmp_path / "rides")
    assert judge(folder, "--junit", file) == code
    assert said in capsys.readouterr().err
    assert [one.kind for one in read_log(log_of(folder))] == ["freeze"]


def test_the_other_ends(given, capsys):
    assert judge(given, hypothesis="H2") == 1  # not frozen
    assert judge(given, hypothesis="H9") == 4
    assert judge(given, "--require", "ship") == 2
    assert judge(given, "--as-of", "2013-12-01") == 2  # its holdout is there already
    document = given / "designs" / f"{D}.md"
    document.write_text(
        document.read_text(encoding="utf-8").replace("goals: [G1", "goals: [G7", 1), encoding="utf-8"
    )
    assert judge(given) == 3
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert f"{D}.md:" in err
