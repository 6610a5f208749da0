"""What the scan may cut by, and when it looks: never before a verdict is given."""

import pytest

from rides import write_rides
from wager.foundation.errors import RefusedError
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces.project import Project
from wager.project.opening import open_folder
from wager.workflow import judge_hypothesis as judging
from wager.workflow.judging.case import open_case
from wager.workflow.judging.scanned import scanned_columns
from wager.workflow.judging.trial import held_out

D = "late-bus"
BEGIN = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"


def edit(folder, old, new, path=f"designs/{D}.md"):
    file = folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def folder(tmp_path):
    return write_rides(tmp_path / "rides")


def cut(folder, hypothesis="H1"):
    wiring = open_folder(folder)
    case = open_case(wiring, D, hypothesis)
    return scanned_columns(held_out(wiring, case, None), case.entered)


def test_what_the_model_reads_is_cut_but_what_is_declared_is_tested(folder):
    assert cut(folder) == ("clock.hour",)  # `line` is declared
    edit(folder, "line: [one, two]", "when: {early: clock.hour < 12, wet: rain > 1}")
    assert cut(folder) == ("clock.hour", "line", "rain")  # what a declared condition reads, by its quarters
    assert set(cut(folder, "H2")) == {"clock.hour", "history.line_late_2d", "history.line_late_10d", "rain"}


def test_neither_the_outcome_nor_what_comes_later_nor_the_key_is_cut(folder):
    pays = "none: {late: -goodwill, otherwise: 0 EUR}"
    edit(
        folder, pays, 'none: {late: "-goodwill * if(delay > 9, 2, 1) * if(ride > 9, 1, 2)", otherwise: 0 EUR}'
    )
    assert cut(folder) == ("clock.hour",)


def test_a_holdout_that_does_not_exist_yet_is_scanned_on_its_day_and_not_in_a_replay(folder, monkeypatch):
    edit(folder, BEGIN, "begin: {train: 2024-01-01, tune: 2024-02-10}\nholdout: after freeze for 25 d")
    whole = (folder / "data" / "rides.csv").read_text("utf-8").splitlines()

    def on(day):
        known = [one for one in whole[1:] if one.split(",")[1] < day]
        (folder / "data" / "rides.csv").write_text("\n".join([whole[0], *known]) + "\n", "utf-8")
        return Project(open_folder(folder, clock=FixedClock(parse_moment(day))))

    scans, scan = [], judging.with_scan
    monkeypatch.setattr(judging, "with_scan", lambda trial, case: scans.append(case) or scan(trial, case))
    on("2024-02-25").freeze(D, "H1")
    assert on("2024-03-01").judge(D, "H1").due == "2024-03-21T00:00:00Z"
    with pytest.raises(RefusedError):
        on("2024-03-10").judge(D, "H2")
    assert not scans
    judged = on("2024-03-22").judge(D, "H1")
    assert len(scans) == 1
    assert judged.judgement.scan.columns == 1
    assert on("2024-03-23").judge(D, "H1").judgement.scan == judged.judgement.scan
    replay = on("2024-03-23").judge(D, "H2", as_of="2024-02-25")
    assert (len(scans), replay.judgement.scan) == (1, None)


def test_the_scan_has_no_say(folder, monkeypatch):
    """With it and without it the same verdict stands in the log, but for what was found."""
    project = Project(open_folder(folder, clock=FixedClock(parse_moment("2026-01-05"))))
    project.freeze(D, "H1")
    monkeypatch.setattr(judging, "with_scan", lambda trial, case: trial.judgement)
    without = project.judge(D, "H1").judgement.to_json()
    monkeypatch.undo()
    for path in (folder / "designs" / f"{D}.log").iterdir():
        if "verdict" in path.read_text("utf-8"):
            assert "scan: null" in path.read_text("utf-8")
    assert without["scan"] is None
    other = write_rides(folder.parent / "other")
    again = Project(open_folder(other, clock=FixedClock(parse_moment("2026-01-05"))))
    again.freeze(D, "H1")
    found = again.judge(D, "H1").judgement.to_json()
    assert found["scan"]["looked"] > 0
    assert {**found, "scan": None} == without
