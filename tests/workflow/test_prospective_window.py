"""Which window counts where a hypothesis was frozen twice, and what is said where no row came."""

from dataclasses import replace

import pytest

from rides import write_rides
from wager.design.frozen.log import append, log_folder, read_log
from wager.foundation.errors import RefusedError
from wager.foundation.moments import FixedClock, iso, parse_moment
from wager.interfaces.project import Project
from wager.project.opening import open_folder
from wager.workflow.prospective import window_of

D = "late-bus"
BEGIN = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"


@pytest.fixture
def folder(tmp_path):
    folder = write_rides(tmp_path / "rides")
    document = folder / "designs" / f"{D}.md"
    text = document.read_text("utf-8")
    assert BEGIN in text
    later = "begin: {train: 2024-01-01, tune: 2024-02-10}\nholdout: after freeze for 20 d"
    document.write_text(text.replace(BEGIN, later), "utf-8")
    return folder


def on(folder, day):
    """Open the project on a day, with the rides until then in its file."""
    file, whole = folder / "data" / "rides.csv", folder / "data" / "all.csv"
    if not whole.exists():
        file.rename(whole)
    head, *rides = whole.read_text("utf-8").splitlines()
    known = [one for one in rides if one.split(",")[1] < day]
    file.write_text("\n".join([head, *known]) + "\n", "utf-8")
    return Project(open_folder(folder, clock=FixedClock(parse_moment(day))))


def frozen_again(folder, day):
    """Freeze the same once more, as a branch does that knows nothing of the first freeze."""
    log = log_folder(folder / "designs" / f"{D}.md")
    (first,) = [one for one in read_log(log) if one.kind == "freeze"]
    later = parse_moment(day) - first.at
    window = window_of(first)
    moved = replace(window, begin=window.begin + later, end=window.end + later, due=window.due + later)
    body = {**first.body, "holdout": moved.to_json()}
    append(log, "freeze", body, first.at + later, design=D, hypothesis="H1")


def test_a_second_freeze_of_the_same_moves_no_holdout(folder):
    frozen = on(folder, "2024-02-25").freeze(D, "H1")
    frozen_again(folder, "2024-03-10")
    assert on(folder, "2024-03-12").judge(D, "H1").due == frozen.window["due"] == "2024-03-16T00:00:00Z"
    judged = on(folder, "2024-03-17").judge(D, "H1")
    assert judged.judgement.grade == "P"
    assert judged.window == frozen.window
    assert iso(judged.evidence.first) < "2024-02-26"


def test_on_the_day_without_new_rows_the_advice_is_to_bring_them(folder):
    on(folder, "2024-02-25").freeze(D, "H1")
    stale = (folder / "data" / "rides.csv").read_text("utf-8")
    project = on(folder, "2024-03-17")
    (folder / "data" / "rides.csv").write_text(stale, "utf-8")
    with pytest.raises(RefusedError, match="bring the source up to date"):
        project.judge(D, "H1")
    assert not [one for one in read_log(log_folder(folder / "designs" / f"{D}.md")) if one.kind == "verdict"]
    assert on(folder, "2024-03-17").judge(D, "H1").judgement.grade == "P"


def test_on_the_day_a_part_of_the_rows_does_not_speak_for_the_whole(folder):
    on(folder, "2024-02-25").freeze(D, "H1")
    on(folder, "2024-03-05")  # an export that came no further
    part = (folder / "data" / "rides.csv").read_text("utf-8")
    project = on(folder, "2024-03-17")
    whole = (folder / "data" / "rides.csv").read_text("utf-8")
    (folder / "data" / "rides.csv").write_text(part, "utf-8")
    with pytest.raises(RefusedError, match="lasts until 2024-03-15 UTC, and the source rides ends with"):
        project.judge(D, "H1")
    (folder / "data" / "rides.csv").write_text(whole, "utf-8")
    assert project.judge(D, "H1").judgement.grade == "P"


def test_a_second_look_at_a_freeze_shows_what_was_frozen(folder):
    first = on(folder, "2024-02-25").freeze(D, "H1")
    again = on(folder, "2024-03-02").freeze(D, "H1")
    assert again.already
    assert (again.ahead, again.window, again.due) == (first.ahead, first.window, first.due)
