"""A trace as people read it, and examples as CI reads them."""

from pathlib import Path

import click
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from clinic import FEATURES, write_clinic
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render import tested
from wager.interfaces.cli.render.tested_suite import suites_of
from wager.interfaces.cli.render.traced import traced_lines
from wager.interfaces.cli.tables import WIDTH
from wager.interfaces.junit import junit_xml

PAGE = Path(__file__).parent / "pages" / "traced.txt"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    root = write_clinic(tmp_path_factory.mktemp("clinic") / "clinic")
    return api.open(root)


@pytest.fixture
def failing(tmp_path):
    root = write_clinic(tmp_path / "clinic")
    text = FEATURES.replace("blood.iron: 8,", "blood.iron: 7.5,").replace("{patient: bob}", "{visit: 1}")
    (root / "features" / "blood.yaml").write_text(text)
    risk = (root / "features" / "risk.yaml").read_text().partition("tests:")[0]
    (root / "features" / "risk.yaml").write_text(risk)
    return root


def test_the_story_of_one_row(clinic):
    """Compare with a page that was read line by line; the reasons are counted by hand in `clinic.py`."""
    iron = traced_lines(clinic.trace("blood.iron", "4").to_json())
    lines = [*iron, "", *traced_lines(clinic.trace("risk.score", "4", rows=2).to_json())]
    assert all(len(line) <= WIDTH and line == line.rstrip() for line in lines)
    found = "\n".join(lines).replace("computed just now", "read from the cache") + "\n"
    assert found == PAGE.read_text("utf-8")


def test_the_zone_of_hours_is_said_where_it_is_not_utc(clinic):
    document = clinic.trace("risk.dear", "4").to_json() | {"zone": "Europe/Berlin"}
    assert any(
        "hours and days of expressions are those of Europe/Berlin" in line for line in traced_lines(document)
    )


def test_what_fails_is_printed_with_its_trace(failing):
    lines = tested.tested_lines(api.open(failing).test().to_json())
    text = "\n".join(lines)
    assert "FAILED features/blood.yaml:16 blood.iron\n  expected  7.5\n  is        8.0\n" in text
    assert "replaced by a newer version  1  last: b" in text
    assert "ERROR features/blood.yaml:23 blood.iron\n" in text
    assert lines[-1] == "6 examples: 2 passed, 1 failed, 3 error; without an example: risk"


def test_examples_as_junit(failing):
    document = api.open(failing).test().to_json()
    blood, risk = JUnitXml.fromstring(junit_xml(suites_of(document)).encode())
    assert (blood.name, blood.tests, blood.failures, blood.errors) == ("features blood", 6, 1, 3)
    results = [type(one) for case in blood for one in case.result]
    assert results == [Failure, Error, Error, Error]
    (failure,) = [one for case in blood for one in case.result if isinstance(one, Failure)]
    assert failure.message == "expected 7.5, is 8.0"
    assert "so it is 8.0" in failure.text
    ((skipped,),) = [case.result for case in risk]
    assert (type(skipped), skipped.message) == (Skipped, "the file has no example")


def test_exit_codes(failing, tmp_path, capsys):
    junit = tmp_path / "found.xml"
    assert main(["-C", str(failing), "test", "--junit", str(junit)]) == 1
    assert JUnitXml.fromfile(str(junit)).failures == 1
    assert main(["-C", str(failing), "test", "blood.swing"]) == 1
    assert main(["-C", str(failing), "test", "no-such"]) == 4
    assert main(["-C", str(failing), "trace", "blood.swing", "4"]) == 0
    assert main(["-C", str(failing), "trace", "blood.swing", "99"]) == 4
    assert main(["-C", str(failing), "trace", "blood.swing"]) == 2
    path = failing / "features" / "blood.yaml"
    path.write_text(path.read_text().replace("expect: {blood", "expct: {blood"))
    assert main(["-C", str(failing), "test"]) == 3
    assert "E101 a test has no key 'expct'; did you mean 'expect'" in click.unstyle(capsys.readouterr().err)
