"""A champion is promoted; then the data grow, or the model file changes, and the verdict tells which of them it was."""

import csv
import json
import random
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from rides import MODELS, write_rides
from wager.data.manifest import load_snapshot
from wager.interfaces import api
from wager.interfaces.cli.render.judged import judged_lines
from wager.interfaces.report.page import page
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.workflow import judge_hypothesis as judging
from wager.workflow.judging.case import open_case
from wager.workflow.question import ask_question
from wager.workflow.versions.register_version import registered
from wager.workflow.versions.titles import baseline_version, next_turn

D = "late-bus"
DESIGN = f"designs/{D}.md"
BEGIN = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
FIRST = "begin: {train: 2024-01-01, tune: 2024-01-25, holdout: 2024-02-01, end: 2024-02-16}"
LATER = "begin: {train: 2024-01-01, tune: 2024-03-05, holdout: 2024-03-11, end: 2024-04-01}"


def rides(until):
    """Yield rides every 36 minutes: in January line two is late before seven, from mid-February on line one is."""
    chance, due = random.Random(8), datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(3600):
        at = due + number * timedelta(minutes=36)
        line, early = chance.choice(["one", "two"]), at.hour < 7
        worse = "two" if at < datetime(2024, 2, 16, tzinfo=UTC) else "one"
        late = chance.random() < (0.8 if early and line == worse else 0.04)
        if f"{at:%Y-%m-%d}" < until:
            yield {
                "ride": number,
                "due": f"{at:%Y-%m-%d %H:%M}",
                "line": line,
                "rain": "0.0",
                "delay": "15" if late else "0",
            }


def write_until(folder, day):
    with (folder / "data" / "rides.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["ride", "due", "line", "rain", "delay"])
        writer.writeheader()
        writer.writerows(rides(day))


def edit(folder, old, new, path=DESIGN):
    text = (folder / path).read_text("utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def promoted(tmp_path_factory):
    """The project by mid-February: `by-line` won against the evening rule, and holds the title."""
    folder = write_rides(tmp_path_factory.mktemp("improvement") / "rides")
    write_until(folder, "2024-02-18")
    edit(folder, BEGIN, FIRST)
    edit(folder, " without decreasing recall of late for any line by more than 20 pp", "")
    edit(folder, "by 100 EUR over champion", "by any amount over champion")
    project = api.open(folder)
    project.freeze(D, "H1")
    judged = project.judge(D, "H1")
    assert judged.verdict == "SHIP"
    assert judged.judgement.improvement is None  # the vacant title is nobody's version
    project.promote(judged.version)
    return folder, judged.version


@pytest.fixture
def folder(promoted, tmp_path):
    return shutil.copytree(promoted[0], tmp_path / "rides")


def grow(folder):
    """Bring the source up to date, and move the split along."""
    write_until(folder, "2024-04-01")
    edit(folder, FIRST, LATER)
    api.open(folder).snapshot()


def judge_h2(folder, model="by-line"):
    edit(folder, "model: by-history", f"model: {model}")
    project = api.open(folder)
    project.freeze(D, "H2")
    return project.judge(D, "H2")


def total(judged):
    """Return what is won over the champion on all rows, in cents."""
    whole = judged.judgement.against[judged.judgement.champion]
    return round(whole.value * 100 * judged.judgement.rows / 1000)


def told(judged):
    return " ".join(" ".join(judged_lines(judged.to_json())).split())


def test_the_same_file_on_new_rows_wins_by_its_data(folder, promoted):
    grow(folder)
    judged = judge_h2(folder)
    found = judged.judgement.improvement
    champion = f"by-line {promoted[1][:12]}"
    assert (judged.verdict, judged.judgement.champion) == ("SHIP", champion)
    assert found.differs == ("another snapshot of rides", "another split")
    assert (found.model_minor, found.model.value) == (0, 0.0)
    assert found.data_minor == total(judged) > 0
    assert found.data == judged.judgement.against[champion]
    assert "model part by-line, fitted to what the champion learned from, less the champion" in told(judged)
    assert "by what it learned from itself (another snapshot of rides, another split)" in told(judged)
    assert "of it the data part" in told(judged)


def test_another_file_on_the_same_data_wins_by_itself(folder):
    everything = MODELS["by-line"].replace("by-line", "by-rain").replace("[line, clock.hour]", "[line]")
    (folder / "models" / "by-rain.yaml").write_text(everything, "utf-8")
    judged = judge_h2(folder, "by-rain")
    found = judged.judgement.improvement
    assert (found.differs, found.untold) == ((), "")
    assert found.model == judged.judgement.against[judged.judgement.champion]
    assert (found.data_minor, found.data.value) == (0, 0.0)
    assert found.model_minor == total(judged) < 0
    said = "by-rain and the champion learned from the same data: all of it is the model part"
    assert said in told(judged)


def test_of_a_rule_which_learns_from_no_data_nothing_is_parted(folder):
    rule = 'model: late-hours\ndesign: late-bus\nalgorithm: {rule: {warn: "clock.hour >= 15"}}\n'
    (folder / "models" / "late-hours.yaml").write_text(rule, "utf-8")
    judged = judge_h2(folder, "late-hours")
    assert judged.judgement.champion.startswith("by-line ")
    assert judged.judgement.improvement is None
    assert "part" not in told(judged).partition("what was asked")[0]


def test_another_file_on_new_rows_has_two_parts_that_add_up(folder):
    grow(folder)
    judged = judge_h2(folder, "by-history")
    found = judged.judgement.improvement
    assert found.model_minor != 0 != found.data_minor
    assert found.model_minor + found.data_minor == total(judged)
    assert found.model.low <= found.model.value <= found.model.high
    again = api.open(folder).judge(D, "H2")
    assert (again.already, again.judgement.improvement) == (True, found)


def test_rows_that_lie_after_what_is_learned_from_bring_nothing(folder):
    write_until(folder, "2024-02-20")
    api.open(folder).snapshot()
    found = judge_h2(folder).judgement.improvement
    assert found.differs == ("another snapshot of rides",)
    assert (found.model_minor, found.data_minor) == (0, 0)


def test_other_rows_of_the_same_snapshot_are_other_data(folder):
    edit(folder, "decide_at: due - 30 min", "decide_at: due - 30 min\nwhere: hour(due) < 22")
    found = judge_h2(folder).judgement.improvement
    assert found.differs[0] == "other rows"
    assert found.model_minor == 0


def test_where_the_champions_snapshot_is_gone_the_verdict_is_given_without_its_parts(folder, promoted):
    held = json.loads((folder / ".wager" / "snapshots" / "rides.json").read_text("utf-8"))["id"]
    grow(folder)
    whole = shutil.copytree(folder, folder.parent / "whole")
    open_folder(folder).objects.path(held).unlink()
    judged, other = judge_h2(folder), judge_h2(whole)
    found = judged.judgement.improvement
    assert found.untold == "the snapshot of rides that the champion learned from is not in the store any more"
    assert (found.model, found.data, found.model_minor, found.data_minor) == (None, None, None, None)
    assert f"is the data part is not told: {found.untold}" in told(judged)
    assert judged.verdict == other.verdict
    plain = {**judged.judgement.to_json(), "improvement": None}
    assert plain == {**other.judgement.to_json(), "improvement": None}


def test_a_source_that_the_champion_never_read_is_said(folder):
    grow(folder)
    text = (folder / "sources" / "rides.yaml").read_text("utf-8")
    (folder / "sources" / "trips.yaml").write_text(text.replace("source: rides", "source: trips"), "utf-8")
    feature = (folder / "features" / "history.yaml").read_text("utf-8")
    trips = feature.replace("features: history", "features: trips").replace("from: rides", "from: trips")
    (folder / "features" / "trips.yaml").write_text(trips, "utf-8")
    model = MODELS["by-history"].replace("by-history", "by-trips").replace("history.", "trips.")
    (folder / "models" / "by-trips.yaml").write_text(model, "utf-8")
    found = judge_h2(folder, "by-trips").judgement.improvement
    assert found.untold == "by-trips reads trips, which the champion's data do not have"


def test_what_judges_is_learned_from_by_no_part(folder):
    """The champion learned in January, and January judges: its data would give the file away."""
    grow(folder)
    edit(folder, LATER, "begin: {train: 2023-12-31, tune: 2024-01-10, holdout: 2024-01-15, end: 2024-04-01}")
    found = judge_h2(folder).judgement.improvement
    assert found.untold.startswith("the champion learned from ")
    assert found.untold.endswith(" of the rows that judge")


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            "sources/rides.yaml",
            "late: delay >= 5",
            "late: delay >= 10",
            "what a row of rides is has changed since the champion learned from them",
        ),
        (
            DESIGN,
            "is: late\n",
            "is: delay >= 10\nname: late\n",
            "the champion learned another outcome than late is now",
        ),
    ],
)
def test_another_outcome_than_the_champions_is_said(folder, path, old, new, said):
    grow(folder)
    edit(folder, old, new, path)
    assert judge_h2(folder).judgement.improvement.untold == said


def test_a_column_that_the_champions_snapshot_does_not_hold_is_said(folder):
    grow(folder)
    edit(folder, "columns:\n", "columns:\n  driver: category\n", "sources/rides.yaml")
    edit(folder, "arrived: rest}", "due - 2 d: driver, arrived: rest}", "sources/rides.yaml")
    data = folder / "data" / "rides.csv"
    head, *lines = data.read_text("utf-8").splitlines()
    data.write_text("\n".join([f"{head},driver", *(f"{line},someone" for line in lines)]) + "\n", "utf-8")
    model = MODELS["by-line"].replace("by-line", "by-driver").replace("[line, clock.hour]", "[line, driver]")
    (folder / "models" / "by-driver.yaml").write_text(model, "utf-8")
    found = judge_h2(folder, "by-driver").judgement.improvement
    assert found.untold.endswith("learned from does not hold driver as its contract has it now")


def test_the_report_draws_the_parts(folder):
    grow(folder)
    judge_h2(folder, "by-history")
    text = page(api.open(folder).report(D))
    assert "of it the model part" in text
    assert "of it the data part" in text
    assert "fitted to what the champion learned from" in text


def test_a_snapshot_that_is_not_whole_fails_no_verdict(folder, promoted):
    objects = open_folder(folder).objects
    held = load_snapshot(objects, read_version(objects, promoted[1]).snapshots["rides"])
    grow(folder)
    rides = folder / "data" / "rides.csv"
    header, _, *rest = rides.read_text("utf-8").splitlines()
    rides.write_text(
        "\n".join([header, *rest]) + "\n", "utf-8"
    )  # a row of the first day goes, and so does its part's file
    present = load_snapshot(objects, api.open(folder).snapshot().results[0].snapshot.id)
    (entry,) = set(held.files) - set(present.files)
    objects.path(entry.sha256).unlink()
    found = judge_h2(folder).judgement.improvement
    assert "is not in the store any more, or not whole" in found.untold


def test_a_champion_that_only_ever_does_one_thing_has_learned_from_nothing(folder, promoted):
    """The title goes back to a baseline that was fitted to nothing."""
    del promoted
    edit(folder, "champion: evening", "champion: do_nothing")
    wiring = open_folder(folder)
    case = open_case(wiring, D, "H2")
    always = baseline_version(ask_question(wiring, case.inputs))
    assert always.always == "none"
    with wiring.registry.acting() as act:
        act.register(registered(always, wiring.clock.now()))
        act.seat(next_turn(act.turns(D), always.id, wiring.clock.now(), "promoted", len(act.turns(D))))
    judged = judge_h2(folder)
    assert judged.judgement.champion == "do_nothing"
    assert judged.judgement.improvement is None


def test_the_parts_have_no_say_and_read_nothing_more(folder, monkeypatch):
    grow(folder)
    other = shutil.copytree(folder, folder.parent / "other")
    judged = judge_h2(folder, "by-history")
    monkeypatch.setattr(judging, "with_improvement", lambda trial, case: trial.judgement)
    without = judge_h2(other, "by-history")
    assert without.judgement.to_json() == {**judged.judgement.to_json(), "improvement": None}
    bodies = [api.open(one).log(D).entries[-1].body for one in (folder, other)]
    assert [one["looks"] for one in bodies] == [1, 1]
    assert bodies[0]["read"] == bodies[1]["read"]
