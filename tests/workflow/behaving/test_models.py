"""Tests of model files: a direction, a known case, on every kind of objective; and that no title goes to what does not hold."""

import json

import pytest

from bakery import write_bakery
from parcels import write_parcels
from rides import write_rides
from wager.foundation.errors import NotFoundError, RefusedError
from wager.foundation.objects import read_object
from wager.interfaces import api
from wager.interfaces.cli.main import main

TREES = "algorithm: {lightgbm: {n_estimators: 40, num_leaves: 15, min_child_samples: 5, learning_rate: 0.2}}"


def rides(tmp_path, tests, algorithm="algorithm: logistic", features="[clock.hour, rain]"):
    root = write_rides(tmp_path / "rides")
    text = f"model: wet\ndesign: late-bus\nfeatures: {features}\n{algorithm}\ntests:\n{tests}"
    (root / "models" / "wet.yaml").write_text(text)
    return api.open(root)


def results(project, *names):
    return [(one.name, one.result) for one in project.test(*names).models]


def test_a_line_keeps_to_the_direction_of_its_slope_and_to_no_other(tmp_path):
    tests = "".join(
        f"  - {{name: {name}, feature: {feature}, direction: {direction}}}\n"
        for name, feature, direction in (
            ("wetter is later", "rain", "up"),
            ("wetter is earlier", "rain", "down"),
            ("rain is nothing", "rain", "none"),
        )
    )
    tested = rides(tmp_path, tests).test("wet")
    up, down, none = tested.models
    assert (up.result, down.result, none.result) == ("passed", "failed", "failed")
    assert (up.answer, up.rows, up.against) == ("probability of late", 300, 0)
    # A slope goes the wrong way on every row, and furthest from the least to the most that was observed.
    assert down.against == down.rows == 300
    assert "never rise" in down.why
    assert "it rises from" in down.why
    assert (down.path, down.line) == ("models/wet.yaml", 7)
    assert not tested.passed
    assert tested.to_json()["counts"] == {"passed": 1, "failed": 2, "error": 0}


def test_trees_that_do_not_keep_to_it_are_told_what_makes_them(tmp_path):
    tests = "  - {name: later is later, feature: clock.hour, direction: up}\n"
    project = rides(tmp_path, tests, TREES)
    (one,) = project.test("wet").models
    assert one.result == "failed"
    assert one.try_next == "`{lightgbm: {monotone_constraints: {clock.hour: 1}}}`"
    path = project.root / "models" / "wet.yaml"
    path.write_text(path.read_text().replace("learning_rate: 0.2", "monotone_constraints: {clock.hour: 1}"))
    assert results(project, "wet") == [("later is later", "passed")]


CASES = [
    ("row: {clock.hour: 18, rain: 9}, expect: warn", "passed", ""),
    ("row: {clock.hour: 18, rain: 9}, expect: none", "failed", "expected none, and the action is warn, at a probability of late of 0."),
    ("row: {clock.hour: 18}, expect: 0.01 .. 0.99", "passed", ""),
    ("row: {}, expect: .. 100 %", "passed", ""),
    ("row: {clock.hour: 18, rain: 9}, expect: 0 .. 0.001", "failed", "the probability of late is 0."),
    ("row: {clock.hour: noon}, expect: warn", "error", "row: clock.hour: expected a whole number, not 'noon'"),
]  # fmt: skip


def test_a_known_case_gets_its_action_or_lies_in_its_range(tmp_path):
    tests = "".join(f"  - {{name: known, {test}}}\n" for test, _, _ in CASES)
    found = rides(tmp_path, tests).test("wet").models
    assert [one.result for one in found] == [result for _, result, _ in CASES]
    for one, (_, result, said) in zip(found, CASES, strict=True):
        assert said in one.why
        # Beside it the declared baseline that is to be beaten: a rule on the hour.
        assert one.champion == ("" if result == "error" else "evening")


def test_the_champion_is_asked_the_same(tmp_path):
    tests = "  - {name: evening, row: {clock.hour: 18}, expect: warn}\n  - {name: morning, row: {clock.hour: 7}, expect: none}\n"
    found = rides(tmp_path, tests).test("wet").models
    assert [(one.champion, one.champion_found) for one in found] == [("evening", "warn"), ("evening", "none")]


@pytest.mark.parametrize(
    ("test", "code", "said"),
    [
        ("row: {clock.hour: 18}, expect: wan", "E103", "'wan' is no action; did you mean 'warn'"),
        ("row: {clock.hour: 18}, expect: 5 .. 1", "E103", "is empty"),
        ("row: {clock.houre: 18}, expect: warn", "E106", "did you mean 'clock.hour'"),
        ("feature: history.line_late_2d, direction: up", "E106", "is no feature of model wet"),
        ("feature: line, direction: up", "E109", "line is a text, which has no more and no less"),
    ],
)
def test_what_is_wrongly_written_is_found_by_check(tmp_path, test, code, said):
    project = rides(tmp_path, f"  - {{name: t, {test}}}\n", features="[clock.hour, rain, line]")
    (one,) = (one for one in project.check().findings if one.path == "models/wet.yaml" and one.is_error)
    assert (one.line, one.code) == (6, code)
    assert said in one.message


def test_a_rule_has_a_place_of_its_action_and_no_probability(tmp_path):
    tests = (
        "  - {name: later warns, feature: clock.hour, direction: up}\n"
        "  - {name: rain is nothing, feature: rain, direction: none}\n"
        "  - {name: evening, row: {clock.hour: 20, rain: null}, expect: warn}\n"
        "  - {name: range, row: {clock.hour: 20}, expect: 0 .. 1}\n"
    )
    root = write_rides(tmp_path / "rides")
    rule = "model: wet\ndesign: late-bus\nalgorithm: {rule: {warn: clock.hour >= 17 or rain < 0}}\ntests:\n"
    (root / "models" / "wet.yaml").write_text(rule + tests)
    found = api.open(root).test("wet").models
    assert [one.result for one in found] == ["passed", "passed", "passed", "error"]
    assert found[0].answer == "place of the action in none, warn"
    assert "takes actions and has no answer in a range" in found[3].why


def test_a_number_is_its_own_answer(tmp_path):
    root = write_bakery(tmp_path / "bakery")
    text = (
        "model: line\ndesign: loaves\nfeatures: [shop, warm, market]\nalgorithm: linear\ntests:\n"
        "  - {name: warmer sells, feature: warm, direction: up}\n"
        "  - {name: a market sells, feature: market, direction: up}\n"
        "  - {name: known, row: {shop: s0, warm: 10, market: false}, expect: 40 .. 60}\n"
        "  - {name: too little, row: {shop: s0, warm: 10, market: true}, expect: 40 .. 60}\n"
    )
    (root / "models" / "line.yaml").write_text(text)
    found = api.open(root).test("line").models
    assert [one.result for one in found] == ["passed", "passed", "passed", "failed"]
    assert [one.answer for one in found] == ["demand"] * 4
    assert float(found[3].found) == pytest.approx(73, abs=4)  # 40 + 25 for the market + 0.8 for each degree


def test_of_several_classes_the_first_is_the_answer(tmp_path):
    root = write_parcels(tmp_path / "parcels")
    text = "model: first\ndesign: parcel-care\nfeatures: [lane, fragile]\nalgorithm: logistic\ntests:\n"
    text += "  - {name: glass, feature: fragile, direction: down}\n"
    text += "  - {name: known, row: {lane: a, fragile: true, value: 20}, expect: 0 .. 1}\n"
    text += "  - {name: no value, row: {lane: a}, expect: send}\n"
    (root / "models" / "first.yaml").write_text(text)
    glass, known, unknown = api.open(root).test("first").models
    assert (glass.result, glass.answer) == ("passed", "probability of whole")
    assert (known.result, known.answer) == ("passed", "probability of whole")
    # What an action pays reads `value`: without it nobody can say what is best.
    assert (unknown.result, "value" in unknown.why) == ("error", True), unknown


def test_names_choose_models_and_all_means_all(tmp_path):
    project = rides(tmp_path, "  - {name: t, feature: rain, direction: up}\n")
    assert results(project) == [("t", "passed")]
    heir = project.root / "models" / "heir.yaml"
    heir.write_text("model: heir\nextends: wet\nseed: 5\n")
    assert [(one.model, one.path, one.line) for one in project.test().models] == [
        ("heir", "models/wet.yaml", 6),
        ("wet", "models/wet.yaml", 6),
    ]
    with pytest.raises(NotFoundError, match="by-line has no test"):
        project.test("by-line")
    with pytest.raises(NotFoundError, match="no model 'wett'; did you mean 'wet'"):
        project.test("wett")


def test_what_cannot_be_fitted_is_an_error_of_each_test(tmp_path):
    project = rides(tmp_path, "  - {name: t, feature: rain, direction: up}\n", features="[rain, nothing]")
    (one,) = project.test("wet").models
    assert one.result == "error"
    assert "'nothing' in `features` is no column or feature" in one.why


def test_the_command_exits_1_and_writes_junit(tmp_path, capsys):
    project = rides(tmp_path, "  - {name: dry, feature: rain, direction: down}\n")
    junit = tmp_path / "models.xml"
    assert main(["-C", str(project.root), "test", "wet", "--junit", str(junit)]) == 1
    said = capsys.readouterr().out
    assert "FAILED models/wet.yaml:6 wet: dry" in said
    text = junit.read_text()
    assert '<testsuite name="models wet" tests="1" failures="1"' in text
    assert 'type="direction"' in text


def judged(tmp_path, test):
    """Freeze and judge H1 of the rides with a test in its model file."""
    root = write_rides(tmp_path / "rides")
    path = root / "models" / "by-line.yaml"
    path.write_text(path.read_text() + f"tests: {test}\n")
    project = api.open(root)
    project.freeze("late-bus", "H1")
    return project, project.judge("late-bus", "H1")


def test_no_title_goes_to_what_does_not_behave(tmp_path):
    project, found = judged(
        tmp_path, "{name: nobody is warned, row: {line: one, clock.hour: 18}, expect: .. 0.0001}"
    )
    with pytest.raises(RefusedError) as refused:
        project.promote(found.version)
    assert "missing  behaviour" in str(refused.value)
    assert "'nobody is warned' does not hold: expected .. 0.0001, and the probability of late is" in str(
        refused.value
    )


def test_what_behaves_says_so_and_the_version_keeps_it(tmp_path):
    project, found = judged(tmp_path, "{name: a chance, row: {line: one, clock.hour: 18}, expect: 0 .. 1}")
    kept = json.loads(read_object(project._wiring.objects, found.version))["behaviour"]
    assert [(one["name"], one["result"], one["champion"]) for one in kept] == [
        ("a chance", "passed", "evening")
    ]
    with pytest.raises(RefusedError) as refused:  # for what else is missing
        project.promote(found.version)
    assert "met      behaviour           1 test holds" in str(refused.value)
    assert project.reproduce(found.version).identical


def test_what_was_run_and_does_not_behave_is_not_frozen(tmp_path):
    root = write_rides(tmp_path / "rides")
    path = root / "models" / "by-line.yaml"
    path.write_text(path.read_text() + "tests: {name: never, row: {line: one}, expect: .. 0.0001}\n")
    project = api.open(root)
    project.run("by-line")
    with pytest.raises(
        RefusedError,
        match=r"models/by-line.yaml:4: the test 'never' of by-line does not hold, so nothing is frozen",
    ):
        project.freeze("late-bus", "H1")
