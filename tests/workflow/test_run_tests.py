"""Examples of features: what holds, what does not, what is wrongly written, and that no hypothesis is frozen on what fails."""

import pytest

from clinic import FEATURES, write_clinic
from rides import FEATURES as HISTORY
from rides import write_rides
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError
from wager.interfaces import api

EXAMPLE = """\
tests:
  at: 2024-01-05 12:00
  row: {line: one}
  given:
    - {ride: 1, due: 2024-01-04 08:00, line: one, delay: 9}
    - {ride: 2, due: 2024-01-04 09:00, line: one, delay: 1}
    - {ride: 3, due: 2024-01-05 11:59, line: one, delay: 30}
  expect: {history.line_late_2d: 0.5}
"""


def clinic(tmp_path, *edits):
    root = write_clinic(tmp_path / "clinic")
    text = FEATURES
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (root / "features" / "blood.yaml").write_text(text)
    return api.open(root)


def test_all_examples_of_the_clinic_hold(tmp_path):
    tested = clinic(tmp_path).test()
    assert tested.passed
    assert tested.to_json()["counts"] == {"passed": 7, "failed": 0, "error": 0}
    assert not (tmp_path / "clinic" / ".wager" / "cache").exists()  # nothing of the data is read


def test_one_that_fails_is_told_step_by_step(tmp_path):
    document = clinic(tmp_path, ("blood.iron: 8,", "blood.iron: 7.5,")).test("blood.iron").to_json()
    assert not document["passed"]
    failed, passed = document["tests"]
    assert (failed["result"], failed["expected"], failed["found"]) == ("failed", 7.5, 8.0)
    assert (failed["line"], failed["at"], failed["row"]) == (16, "2024-05-04T12:00:00Z", {"patient": "ann"})
    (one,) = failed["steps"][0]["counted"]
    assert [event["value"] for event in one["newest"]] == [7.0, 9.0]
    assert [why["reason"] for why in one["unused"]] == ["replaced"]
    assert passed["result"] == "passed"
    assert passed["steps"] == []


def test_a_value_is_compared_to_the_last_bit(tmp_path):
    third = (", level: 8.5}", ", level: 6}"), (", level: 9}", ", level: 6.25}"), ("blood.swing: 2,", "")
    assert clinic(tmp_path / "a", *third, ("blood.iron: 8,", "blood.iron: 6.625,")).test("blood.iron").passed
    near = clinic(tmp_path / "b", *third, ("blood.iron: 8,", "blood.iron: 6.6250000001,")).test("blood.iron")
    assert not near.passed


def test_one_that_cannot_be_computed_is_an_error(tmp_path):
    document = clinic(tmp_path, ("row: {patient: bob}", "row: {visit: 3}")).test("blood.since").to_json()
    assert [one["result"] for one in document["tests"]] == ["passed", "error"]
    said = document["tests"][1]["why"]
    assert said == (
        "features/blood.yaml:23: E106 blood.since needs patient of a row, and `row` does not give it"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: iron, level: 7}", "kind: iron, lvel: 7}", "19: E106 an event of `given`: samples has no column 'lvel'; did you mean 'level'"),
        ("level: 7}", "level: seven}", "19: E103 an event of `given`: column level: 'seven' is no float"),
        ("taken: 2024-05-02 12:00, ", "taken: soon, ", "19: E103 an event of `given`: column taken: 'soon' is no time"),
        ("row: {patient: ann}", "row: {patiend: ann}", "17: E106 row: no source has a column 'patiend'; did you mean 'patient'"),
        ("row: {patient: ann}", "row: {patient: [ann]}", "17: E103 row: patient should be a single value, not a list"),
        ("blood.swing: 2,", "blood.swng: 2,", "22: E106 expect: this file defines no feature 'blood.swng'; did you mean 'blood.swing'"),
        ("blood.swing: 2,", "blood.swing: two,", "22: E103 expect: blood.swing: expected a number, not 'two'"),
        ("blood.since: 4 h", "blood.since: soon", "22: E103 expect: blood.since: expected a number of days, or a duration such as `36 h`, not 'soon'"),
    ],
)  # fmt: skip
def test_what_is_wrongly_written_is_found_by_check_and_by_test(tmp_path, old, new, said):
    project = clinic(tmp_path, (old, new))
    with pytest.raises(BadInputError) as caught:
        project.test()
    assert f"features/blood.yaml:{said}" in str(caught.value)
    assert f"features/blood.yaml:{said}" in "\n".join(map(str, project.check().findings))


def test_an_event_gives_what_a_file_holds_and_not_what_follows_from_it(tmp_path):
    root = write_rides(tmp_path / "rides")
    (root / "features" / "history.yaml").write_text(HISTORY + EXAMPLE.replace("delay: 30", "late: true"))
    with pytest.raises(
        BadInputError, match="E103 an event of `given`: no file of rides holds late; give delay instead"
    ):
        api.open(root).test()
    (root / "features" / "clock.yaml").write_text(
        "features: clock\nowner: o\ndefine: {hour: hour(due)}\n"
        "tests: {row: {due: 2024-01-01 07:00}, given: [], expect: {clock.hour: 7}}\n"
    )
    (root / "features" / "history.yaml").write_text(HISTORY + EXAMPLE)
    assert api.open(root).test().passed  # no events, so nothing is wrong with none
    (root / "features" / "clock.yaml").write_text(
        "features: clock\nowner: o\ndefine: {hour: hour(due)}\n"
        "tests: {row: {due: 2024-01-01 07:00}, given: {ride: 1}, expect: {clock.hour: 7}}\n"
    )
    with pytest.raises(BadInputError, match="E102 `given` needs the key 'from', a source of events"):
        api.open(root).test()


def test_names_choose_files_and_features(tmp_path):
    project = clinic(tmp_path)
    assert {one.feature for one in project.test("risk").outcomes} == {"risk.dear"}
    assert {one.feature for one in project.test("blood.iron", "risk.dear").outcomes} == {
        "blood.iron",
        "risk.dear",
    }
    with pytest.raises(
        NotFoundError, match="no feature file, no feature and no model 'blod'; did you mean 'blood'"
    ):
        project.test("blod")
    with pytest.raises(NotFoundError, match=r"risk.score has no example"):
        project.test("risk.score")


@pytest.fixture
def rides_with(tmp_path):
    def write(text, policy=""):
        root = write_rides(tmp_path / "rides")
        (root / "features" / "history.yaml").write_text(HISTORY + text)
        with (root / "wager.toml").open("a") as file:
            file.write(policy)
        return api.open(root)

    return write


def test_nothing_is_frozen_and_nothing_registered_while_an_example_fails(rides_with):
    project = rides_with(EXAMPLE)
    project.freeze("late-bus", "H2")
    path = project.root / "features" / "history.yaml"
    path.write_text(HISTORY + EXAMPLE.replace("0.5", "0.25"))
    with pytest.raises(
        RefusedError, match=r"history.yaml:9: the example of history.line_late_2d does not hold"
    ):
        project.judge("late-bus", "H2")
    assert [one.kind for one in project.log("late-bus").entries] == ["freeze"]
    path.write_text(HISTORY + EXAMPLE)
    assert project.judge("late-bus", "H2").verdict


def test_a_freeze_asks_too(rides_with):
    project = rides_with(EXAMPLE.replace("0.5", "0.25"))
    with pytest.raises(RefusedError, match="does not hold: has another value than expected"):
        project.freeze("late-bus", "H2")
    project.freeze("late-bus", "H1")  # whose model reads none of it


def test_the_policy_of_a_project_may_ask_for_examples(rides_with):
    project = rides_with("", "\n[policy]\nexamples = true\n")
    with pytest.raises(
        RefusedError, match=r"no example says what clock should give, and \[policy\] examples"
    ):
        project.freeze("late-bus", "H1")
    assert "E103 examples of [policy]" in str(rides_policy_fault(project.root))


def rides_policy_fault(root):
    text = (root / "wager.toml").read_text().replace("examples = true", "examples = 'yes'")
    (root / "wager.toml").write_text(text)
    return [str(one) for one in api.open(root).check().findings]
