"""A prospective holdout that is looked at five times: a strong effect ships early, and where nothing is there nobody learns anything."""

import csv
import json
import os
import random
import re
from datetime import UTC, datetime, timedelta

import pytest

from rides import rides, write_rides
from wager.design.frozen.log import log_folder, read_log
from wager.foundation.errors import RefusedError
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces.cli.render.ahead import waiting_lines
from wager.interfaces.cli.render.frozen import frozen_lines
from wager.interfaces.cli.render.judged import judged_lines, wholly_judged_lines
from wager.interfaces.project import Project
from wager.interfaces.report.page import page
from wager.project.opening import open_folder
from wager.workflow.judging import trial

D = "late-bus"
BEGIN = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
FROZEN = datetime(2024, 2, 25, tzinfo=UTC)
LATER = "begin: {train: 2024-01-01, tune: 2024-02-10}\nholdout: after freeze for 51 d\nlooks: 5"
LOOKS = ["2024-03-07", "2024-03-17", "2024-03-27", "2024-04-06"]
DUE = "2024-04-16"
BREAK_EVEN = 1 / 9
"""A warning costs 1 EUR and a late ride without one 9: at this chance it is all the same."""


def written(folder, often, *, seed=11, split=LATER):
    """Write the project; since the freeze rides are late as `often` says, of the line and whether it is evening."""
    folder = write_rides(folder)
    document = folder / "designs" / f"{D}.md"
    text = document.read_text("utf-8")
    for old, new in [
        (BEGIN, split),
        ("goals: [G1, G2]\ntimebox: 5 d\nnext: {ship: [PRO", "goals: [G2]\ntimebox: 5 d\nnext: {ship: [PRO"),
    ]:
        assert old in text
        text = text.replace(old, new)
    document.write_text(text, "utf-8")
    chance = random.Random(seed)
    with (folder / "data" / "all.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["ride", "due", "line", "rain", "delay"])
        writer.writeheader()
        for one in rides(2200):
            due = datetime.fromisoformat(one["due"]).replace(tzinfo=UTC)
            if due >= FROZEN:
                is_late = chance.random() < often(one["line"], due.hour >= 17)
                one["delay"] = "12" if is_late else "0"
            writer.writerow(one)
    return folder


def on(folder, day):
    """Open the project on a day, with the rides until then in its file."""
    head, *lines = (folder / "data" / "all.csv").read_text("utf-8").splitlines()
    known = [one for one in lines if one.split(",")[1] < day]
    (folder / "data" / "rides.csv").write_text("\n".join([head, *known]) + "\n", "utf-8")
    return Project(open_folder(folder, clock=FixedClock(parse_moment(day))))


def entries(folder, kind):
    return [one for one in read_log(log_folder(folder / "designs" / f"{D}.md")) if one.kind == kind]


def days(first="2024-02-26", last=DUE):
    at, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    while at <= end:
        yield at.strftime("%Y-%m-%d")
        at += timedelta(days=1)


def strong(line, evening):
    return 0.7 if line == "two" and evening else 0.1


def nothing(line, evening):
    return BREAK_EVEN


def day_by_day(folder, asked=None):
    """Freeze, and judge on every day until it is judged; return the freeze and each day's answer."""
    frozen = on(folder, "2024-02-25").freeze(D, "H1")
    answers = {}
    for day in asked or days():
        answers[day] = on(folder, day).judge(D, "H1")
        if answers[day].verdict != "WAITING":
            break
    return frozen, answers


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = written(tmp_path_factory.mktemp("shipped") / "rides", strong)
    return (folder, *day_by_day(folder))


def test_the_freeze_prints_every_day(shipped):
    _, frozen, _ = shipped
    assert [day[:10] for day in frozen.window["looks"]] == LOOKS
    assert frozen.window["due"][:10] == DUE
    (line,) = [one for one in frozen_lines(frozen.to_json()) if "looks" in one]
    assert line.split("looks")[1].strip() == f"5: {', '.join(LOOKS)}, and on the due day"


def test_a_strong_effect_ships_at_an_early_look(shipped):
    folder, _, answers = shipped
    *before, judged = answers.values()
    day = list(answers)[-1]
    assert day in LOOKS
    assert day < DUE
    assert {one.verdict for one in before} == {"WAITING"}
    assert (judged.verdict, judged.judgement.grade, judged.looks) == ("SHIP", "P", 1)
    number = LOOKS.index(day) + 1
    assert judged.look == {
        "look": number,
        "of": 5,
        "share": number / 5,
        "taken": list(range(1, number)),
        "until": f"{datetime.fromisoformat(day) - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        "futile": False,
    }
    assert [one.body["look"] for one in entries(folder, "look")] == list(range(1, number))
    again = on(folder, DUE).judge(D, "H1")
    assert again.already
    assert again.judgement == judged.judgement


def test_what_ended_a_test_is_told_less_than_it_looks(shipped):
    _, _, answers = shipped
    judged = list(answers.values())[-1]
    (proof,) = judged.judgement.goals
    assert proof.looked.value < proof.estimate.value
    assert proof.looked.low < proof.looked.value < proof.looked.high
    assert proof.looked.alpha < float(judged.judgement.alpha) / 4
    page = "\n".join(judged_lines(judged.to_json()))
    assert re.search(r"look \d of 5", page)
    assert "allowing for" in page
    assert "at this look" in "\n".join(wholly_judged_lines(judged.to_json()))


def said(answers):
    return {day: "\n".join(waiting_lines(one.to_json())) for day, one in answers.items()}


def test_where_nothing_is_there_an_early_look_tells_nothing(tmp_path):
    """`make faults` asks on every day; the short form on every fourth, and on the days before, of and after each look."""
    every = list(days(last="2024-04-15"))
    near = {at + step for at in map(every.index, LOOKS) for step in (-1, 0, 1)}
    if "WAGER_EVERY_DAY" not in os.environ:
        every = [day for at, day in enumerate(every) if at % 4 == 0 or at in near or day == every[-1]]
    check_that_nothing_is_told(tmp_path, every)


def check_that_nothing_is_told(tmp_path, asked):
    """See that other outcomes give the same bytes: what is printed and what is written before the last day."""
    found = []
    for seed in (11, 12):
        folder = written(tmp_path / str(seed) / "rides", nothing, seed=seed)
        _, answers = day_by_day(folder, asked)
        logged = [one.body | {"freeze": ""} for one in entries(folder, "look")]
        found.append((said(answers), [json.dumps(one.to_json()) for one in answers.values()], logged))
        assert {one.verdict for one in answers.values()} == {"WAITING"}
    assert found[0] == found[1]
    logged = found[0][2]
    assert [one["look"] for one in logged] == [1, 2, 3, 4]
    assert set(logged[0]) == {
        "freeze",
        "look",
        "of",
        "share",
        "taken",
        "until",
        "alpha",
        "spent",
        "rows",
        "clusters",
    }
    assert [one["spent"] for one in logged] == pytest.approx([5.39e-07, 0.000393, 0.00381, 0.0122], rel=0.01)
    page = found[0][0][asked[-1]]
    assert "looks   1, 2, 3, 4 of 5 taken; the next on 2024-04-16 00:00 UTC" in page
    assert "at the looks so far no bound was crossed" in page


def test_a_look_is_taken_once_and_a_missed_one_is_not_made_up_for(tmp_path):
    folder = written(tmp_path / "rides", nothing)
    on(folder, "2024-02-25").freeze(D, "H1")
    first = on(folder, "2024-03-20").judge(
        D, "H1"
    )  # the first look is missed; this is the second, three days late
    again = on(folder, "2024-03-21").judge(D, "H1")
    assert [one["taken"] for one in first.look_days] == [False, True, False, False, False]
    assert first.look_days == again.look_days
    (entry,) = entries(folder, "look")
    assert (entry.body["look"], entry.body["taken"], entry.body["until"][:10]) == (2, [], "2024-03-16")
    judged = on(folder, DUE).judge(D, "H1")
    assert judged.look["taken"] == [2]
    assert judged.judgement.word == "INCONCLUSIVE"
    (proof,) = judged.judgement.goals
    assert [step.share for step in proof.looked.path] == [0.4, 1.0]
    left = 1 - 2 / proof.estimate.clusters  # what so many clusters leave of α for several looks
    assert 0.024 * left < proof.looked.alpha < 0.025 * left


def test_a_look_that_ends_nothing_gathers_no_evidence(tmp_path, monkeypatch):
    folder = written(tmp_path / "rides", nothing)
    on(folder, "2024-02-25").freeze(D, "H1")
    gathered = []
    monkeypatch.setattr(trial, "gather_evidence", lambda *_, **__: gathered.append("evidence"))
    assert on(folder, LOOKS[0]).judge(D, "H1").verdict == "WAITING"
    assert len(entries(folder, "look")) == 1
    assert not gathered


def test_where_it_stands_is_seen_everywhere(tmp_path):
    folder = written(tmp_path / "rides", nothing)
    on(folder, "2024-02-25").freeze(D, "H1")
    project = on(folder, "2024-03-08")
    due = project.next(D)
    assert due.next_look[:10] == "2024-03-17"
    assert any("look 1 of 5 at H1 is open" in step.what for step in due.steps)
    project.judge(D, "H1")
    assert any("the next look at H1 is on 2024-03-17" in step.what for step in project.next(D).steps)
    (board,) = project.board().designs
    assert board["hypotheses"][0]["next_look"][:10] == "2024-03-17"
    assert "next look 2024-03-17" in page(project.report(D))


def test_a_source_that_came_no_further_takes_no_look(tmp_path):
    folder = written(tmp_path / "rides", nothing)
    on(folder, "2024-02-25").freeze(D, "H1")
    on(folder, "2024-03-01")
    stale = (folder / "data" / "rides.csv").read_text("utf-8")
    project = on(folder, "2024-03-08")
    (folder / "data" / "rides.csv").write_text(stale, "utf-8")
    waits = project.judge(D, "H1")
    assert (
        waits.note == "look 1 of 5 is due and not taken: the source rides does not reach 2024-03-06 UTC yet"
    )
    assert not entries(folder, "look")


def asked_more(folder, amount):
    """Let the goal ask for more than is there."""
    document = folder / "designs" / f"{D}.md"
    text, old = document.read_text("utf-8"), "Increase net by any amount over do_nothing"
    assert old in text
    document.write_text(text.replace(old, f"Increase net by {amount} over do_nothing"), "utf-8")
    return folder


def test_a_futile_hypothesis_ends_where_somebody_says_so(tmp_path):
    folder = asked_more(written(tmp_path / "rides", nothing), "110 EUR")
    on(folder, "2024-02-25").freeze(D, "H1")
    project = on(folder, LOOKS[2])
    assert project.judge(D, "H1").verdict == "WAITING"
    judged = project.judge(D, "H1", stop=True)
    assert judged.verdict == "INCONCLUSIVE"
    assert judged.look["futile"]
    assert len(entries(folder, "look")) == 1
    assert "going on was hardly worth it" in " ".join("\n".join(judged_lines(judged.to_json())).split())
    assert on(folder, DUE).judge(D, "H1").already


def test_nobody_stops_what_may_still_show_itself(shipped, tmp_path):
    folder = written(tmp_path / "rides", strong)
    on(folder, "2024-02-25").freeze(D, "H1")
    assert on(folder, LOOKS[0]).judge(D, "H1", stop=True).verdict == "WAITING"


def test_a_replay_on_history_takes_the_same_looks(shipped, tmp_path):
    _, _, answers = shipped
    judged, day = list(answers.values())[-1], list(answers)[-1]
    folder = written(tmp_path / "rides", strong)
    again = on(folder, "2024-05-30").judge(D, "H1", as_of="2024-02-25")
    assert again.at[:10] == day
    assert (again.verdict, again.judgement.grade) == ("SHIP", "X")
    assert again.look == judged.look
    assert again.judgement.goals == judged.judgement.goals


def test_looks_that_were_added_after_the_freeze_are_a_frozen_field_that_moved(tmp_path):
    once = LATER.replace("\nlooks: 5", "")
    folder = written(tmp_path / "rides", nothing, split=once)
    on(folder, "2024-02-25").freeze(D, "H1")
    document = folder / "designs" / f"{D}.md"
    document.write_text(document.read_text("utf-8").replace(once, LATER), "utf-8")
    project = on(folder, "2024-03-01")
    with pytest.raises(RefusedError, match="split changed since"):
        project.judge(D, "H1")
    found = project.diff(D)
    assert found.moved
    (change,) = found.to_json()["changes"]
    assert (change["block"], change["field"], change["direction"]) == ("split", "looks", "changed")
