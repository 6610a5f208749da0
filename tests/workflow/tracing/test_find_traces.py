"""`check` and `verify` on a project that was judged, and then edited."""

import shutil

import pytest

from rides import write_rides
from wager.foundation.moments import FixedClock
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.verify_store import verify_store

DESIGN = "designs/late-bus.md"


@pytest.fixture
def judged(rides, tmp_path):
    """A copy of the project whose H1 is judged."""
    return shutil.copytree(rides, tmp_path / "rides")


def at(folder):
    """Open the project at the moment of its verdict."""
    moment = api.open(folder).log("late-bus").entries[-1].at
    return open_folder(folder, clock=FixedClock(moment))


def edit(folder, old, new, path=DESIGN):
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def found(folder):
    return [(one.code, one.path) for one in check_project(at(folder)).findings]


def test_what_was_judged_and_left_alone_is_clean(judged):
    assert found(judged) == []
    verified = verify_store(at(judged))
    assert (verified.damaged, verified.findings, verified.passed) == ((), (), True)


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("by 100 EUR over", "by 50 EUR over", DESIGN, [("E302", DESIGN)]),
        ("matures: 1 d", "matures: 2 d", DESIGN, [("E304", DESIGN)]),
        ("late: delay >= 5", "late: delay >= 9", "sources/rides.yaml", [("E304", "sources/rides.yaml")]),
        ("prior: 5", "prior: 9", "models/by-line.yaml", [("E302", "models/by-line.yaml")]),
        ("# Warn passengers", "# Tell passengers", DESIGN, []),
        ("what was late lately", "what was late of late", DESIGN, []),
    ],
)
def test_edits_after_the_freeze_are_told_by_check_and_by_verify(judged, old, new, path, expected):
    edit(judged, old, new, path)
    assert found(judged) == expected
    verified = verify_store(at(judged))
    assert [(one.code, one.path) for one in verified.findings] == expected
    assert verified.passed == (not expected)
    assert verified.damaged == ()


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("timebox: 5 d", "timebux: 5 d", DESIGN, [("I302", DESIGN), ("E101", DESIGN), ("E101", DESIGN)]),
        ("matures: 1 d", "matures: 1", DESIGN, [("I302", DESIGN), ("E002", DESIGN)]),
        ("end: 2024-04-01}", "end: 2024-04-01", DESIGN, [("I302", DESIGN), ("E000", DESIGN)]),
        ("prior: 5", "priar: 5", "models/by-line.yaml", [("I302", "models/by-line.yaml"), ("E101", "models/by-line.yaml")]),
        ("currency", "curency", "wager.toml", [("I302", "wager.toml"), ("E101", "wager.toml"), ("E102", "wager.toml")]),
        ("late: delay >= 5", "late: delay >=", "sources/rides.yaml", [("E108", "sources/rides.yaml")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_called_removed(judged, old, new, path, expected):
    edit(judged, old, new, path)
    assert sorted(found(judged)) == sorted(expected)


def test_a_comparison_that_waits_names_what_it_waits_for(judged):
    edit(judged, "prior: 5", "priar: 5", "models/by-line.yaml")
    (said,) = [one.message for one in check_project(at(judged)).findings if one.code == "I302"]
    assert said == (
        "whether H1 is still what was frozen is told when models/by-line.yaml can be read: mend the other findings first"
    )


def test_a_frozen_block_with_a_place_to_fill_in_is_not_called_removed(judged):
    edit(judged, "claim: the timetable says which rides are late", "claim: <what is true>")
    (said,) = [one for one in check_project(at(judged)).findings if one.code == "E302"]
    assert "its block has places to fill in since" in said.message
    assert "wager.hypothesis H1" in (judged / DESIGN).read_text().split("\n")[said.line - 1]


def test_a_leak_in_a_frozen_model_is_told_beside_its_change(judged):
    edit(judged, "by: [line, clock.hour]", "by: [line, delay, clock.hour]", "models/by-line.yaml")
    assert found(judged) == [("E302", "models/by-line.yaml"), ("E011", "models/by-line.yaml")]


def test_what_befell_one_hypothesis_stands_in_no_other_ones_way(judged):
    edit(judged, "timebox: 5 d\nnext: {ship: [PROMOTE, H2]", "timebox: 9 d\nnext: {ship: [PROMOTE, H2]")
    assert found(judged) == [("E302", DESIGN)]
    assert api.open(judged).freeze("late-bus", "H2").hypothesis == "H2"


def test_a_removed_freeze_is_told_once_and_so_is_what_stands_on_it(judged):
    wiring = at(judged)
    freeze = next(one for one in api.open(judged).log("late-bus").entries if one.kind == "freeze")
    (judged / "designs" / "late-bus.log" / f"{freeze.hash}.yaml").unlink()
    assert sorted(one.code for one in check_project(wiring).findings) == ["E106", "E307"]


def test_a_lost_log_is_told_though_nothing_is_left_of_it(judged):
    wiring = at(judged)
    shutil.rmtree(judged / "designs" / "late-bus.log")
    named = [one for one in check_project(wiring).findings if one.code == "E307"]
    assert ["record" in one.message for one in named] == [True, True, True]


def test_a_project_that_froze_nothing_is_clean(tmp_path):
    assert check_project(open_folder(write_rides(tmp_path / "rides"))).findings == ()
