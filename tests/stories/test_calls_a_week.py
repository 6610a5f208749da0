"""Story: a team that can call twenty customers a week, whoever says whom to call."""

import csv
import shutil
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from calls import DESIGN, renewals, write_calls
from laws.test_capacity import one_after_the_other
from project_folder import write_table
from wager.audit.reproduce import Content, first_difference
from wager.expressions.tree import Column
from wager.foundation.amounts import DAY
from wager.foundation.errors import BadInputError, RefusedError, WagerError
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.money.capacity import Limit, windows
from wager.money.policy import expected
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.serving.prediction_log import scan
from wager.workflow.contend import answer, entrant
from wager.workflow.fielded import baseline
from wager.workflow.learning import train
from wager.workflow.predict_file import predict_file
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.versions.titles import next_turn

ZONE, WEEK = "Europe/Berlin", 7 * DAY
TOGETHER = [("decide_at: asked", "decide_at: listed"), ("matures: 4 d", "matures: 11 d")]
LATER = FixedClock(parse_moment("2024-10-01"))
BEGIN = next(line for line in DESIGN.splitlines(keepends=True) if line.startswith("begin:"))
UNLIMITED = ("capacity: {call: 20 per 7 d}\n", "")


class Team:
    """A project's question, and what everybody does on the rows of a part."""

    def __init__(self, folder):
        wiring = open_folder(folder, clock=LATER, threads=1)
        definitions = read_definitions(wiring)
        self.question = ask_question(wiring, inputs_of(wiring, definitions, definitions.design("keep")))

    def model(self, name, part="holdout"):
        entered = entrant(self.question, name)
        matrix = self.question.matrix(entered.trees)
        rows = self.question.parts.rows(part)
        return answer(self.question, entered, train(self.question, entered), matrix, rows)

    def baseline(self, name, part="holdout"):
        return baseline(self.question, name, self.question.parts.rows(part))

    def everybody(self, part="holdout"):
        models = [self.model(name, part) for name in ("by-tariff", "line", "careful")]
        return [*models, *(self.baseline(name, part) for name in ("angry", "dear", "everybody"))]

    def weeks(self, part="holdout"):
        return windows(self.question.rows.t[self.question.parts.rows(part)], WEEK, ZONE)

    def due(self, found, part="holdout"):
        return expected(found.probabilities, self.question.pays.take(self.question.parts.rows(part)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Customers looked at one by one; shared, not to be changed."""
    return write_calls(tmp_path_factory.mktemp("calls") / "calls")


@pytest.fixture(scope="module")
def team(folder):
    return Team(folder)


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """Listed on Mondays."""
    return Team(write_calls(tmp_path_factory.mktemp("listed") / "calls", *TOGETHER))


@pytest.fixture(scope="module")
def judged(folder, tmp_path_factory):
    """A version that was judged, and holds the title; shared, not to be changed."""
    kept = shutil.copytree(folder, tmp_path_factory.mktemp("judged") / "calls")
    return kept, judged_and_seated(kept)


def judged_and_seated(folder):
    """Freeze and judge H1, and give its version the title."""
    project = api.open(folder)
    project.freeze("keep", "H1")
    version = project.judge("keep", "H1").version
    wiring = open_folder(folder)
    with wiring.registry.acting() as act:
        act.seat(next_turn(act.turns("keep"), version, wiring.clock.now(), "promoted", 1))
    return version


@pytest.mark.parametrize("part", ["tune", "holdout"])
def test_nobody_calls_more_than_twenty_a_week(team, together, part):
    for one in (team, together):
        for found in one.everybody(part):
            _, calls = np.unique(one.weeks(part)[found.actions == 1], return_counts=True)
            assert calls.max() == 20, found.name  # and everybody could do with more


def test_everybody_who_calls_all_calls_the_first_of_each_week(team):
    weeks = team.weeks()
    nth = np.arange(len(weeks)) - np.searchsorted(weeks, weeks)
    assert (team.baseline("everybody").actions == (nth < 20)).all()


def test_of_a_list_the_calls_go_to_whom_they_gain_most(together):
    found, weeks = together.model("line"), together.weeks()
    gain = together.due(found)[:, 1]
    for week in np.unique(weeks):
        here = np.flatnonzero(weeks == week)
        best = here[np.argsort(-gain[here], kind="stable")][:20]
        assert set(here[found.actions[here] == 1]) == set(best[gain[best] > 0])


def test_a_rule_calls_as_they_come_or_as_it_ranks_them(together):
    rows, weeks = together.question.parts.rows("holdout"), together.weeks()
    table = together.question.matrix(entrant(together.question, "dear").trees).columns
    angry = np.asarray(table["call"])[rows].astype(bool)
    worth = np.asarray(table["policy rank"])[rows]
    for name, order in (("angry", np.zeros(len(rows))), ("dear", -worth)):
        called = together.baseline(name).actions == 1
        for week in np.unique(weeks):
            here = np.flatnonzero((weeks == week) & angry)
            assert set(np.flatnonzero(called & (weeks == week))) == set(
                here[np.argsort(order[here], kind="stable")][:20]
            )


def test_a_model_calls_whom_it_pays_to_call_in_the_order_of_its_rank(tmp_path):
    folder = write_calls(tmp_path / "calls", *TOGETHER)
    (folder / "models" / "dearest.yaml").write_text("model: dearest\nextends: line\npolicy: {rank: worth}\n")
    ranked = Team(folder)
    found, plain = ranked.model("dearest"), ranked.model("line")
    assert (found.probabilities == plain.probabilities).all()  # nothing is learned from the rank
    rows, weeks = ranked.question.parts.rows("holdout"), ranked.weeks()
    pays = ranked.due(found)[:, 1] > 0
    worth = np.asarray(ranked.question.matrix({"worth": Column("worth")}).columns["worth"])[rows]
    for week in np.unique(weeks):
        here = np.flatnonzero((weeks == week) & pays)
        dearest = set(here[np.argsort(-worth[here], kind="stable")][:20])
        assert set(np.flatnonzero((found.actions == 1) & (weeks == week))) == dearest
    assert (found.actions != plain.actions).any()


def test_one_by_one_the_cut_of_tune_and_a_counter_decide(team):
    found, rows = team.model("line"), team.question.parts.rows("holdout")
    assert found.cuts.keys() == {"call"}
    due = team.due(found)
    # The clerk's weeks are those of UTC: moments are put on the clocks of Berlin, in summer two hours ahead.
    clerk = one_after_the_other(
        due, team.question.rows.t[rows] + DAY // 12, {1: Limit(20, WEEK)}, {1: found.cuts["call"]}
    )
    assert found.actions.tolist() == clerk.tolist()


def test_the_cut_would_have_used_up_the_weeks_of_tune(team):
    found = team.model("line", "tune")
    moments = team.question.rows.t[team.question.parts.rows("tune")]
    room = np.ceil(20 * (moments.max() - moments.min()) / WEEK)
    assert (team.due(found, "tune")[:, 1] >= found.cuts["call"]).sum() == room


def test_what_turns_out_to_be_true_of_held_out_rows_moves_no_call(folder, team, tmp_path):
    other = shutil.copytree(folder, tmp_path / "calls", ignore=shutil.ignore_patterns(".wager"))
    turned = [
        row
        | (
            {"left": "true" if row["left"] == "false" else "false"}
            if row["asked"] >= "2024-06-02 22:00"
            else {}
        )
        for row in renewals()
    ]
    write_table(other / "data" / "renewals.csv", turned)
    again = Team(other)
    assert (
        again.question.truth[again.question.parts.rows("holdout")]
        != team.question.truth[team.question.parts.rows("holdout")]
    ).all()
    for found, turned_round in zip(team.everybody(), again.everybody(), strict=True):
        assert found.actions.tolist() == turned_round.actions.tolist()
        assert found.cuts == turned_round.cuts
        assert found.money.tolist() != turned_round.money.tolist()


def test_rows_that_come_later_move_no_call(folder, team, tmp_path):
    other = shutil.copytree(folder, tmp_path / "calls", ignore=shutil.ignore_patterns(".wager"))
    kept = [row for row in renewals() if row["asked"] < "2024-07-10"]
    write_table(other / "data" / "renewals.csv", kept)
    again = Team(other)
    for found, earlier in zip(team.everybody(), again.everybody(), strict=True):
        assert 300 < len(earlier.actions) < len(found.actions)
        assert earlier.actions.tolist() == found.actions[: len(earlier.actions)].tolist()


def test_no_more_is_expected_with_a_limit_than_without(team, tmp_path):
    free = Team(write_calls(tmp_path / "free", UNLIMITED))
    for name in ("by-tariff", "line"):
        with_limit, without = team.model(name), free.model(name)
        assert (with_limit.promised <= without.promised).all()
        assert with_limit.promised.sum() < without.promised.sum()
        assert without.cuts == {}


def test_the_most_to_be_won_knows_of_the_limit(folder, team, tmp_path):
    ceiling = api.open(folder).plan("keep").worth
    free = api.open(write_calls(tmp_path / "free", UNLIMITED)).plan("keep").worth
    question = team.question
    rows = np.flatnonzero((question.parts.codes >= 0) & (question.parts.codes <= 1))
    won, weeks = question.earned[rows, 1], windows(question.rows.t[rows], WEEK, ZONE)
    best = sum(np.sort(np.maximum(won[weeks == week], 0))[::-1][:20].sum() for week in np.unique(weeks))
    assert ceiling.ceiling * ceiling.rows / 1000 == pytest.approx(best / 100)
    assert ceiling.ceiling < free.ceiling


def test_a_version_carries_its_cut_and_is_made_again_with_it(judged):
    folder, held = judged
    version = read_version(open_folder(folder).objects, held)
    assert version.cuts["call"] > 0
    assert api.open(folder).reproduce(held).identical
    other = replace(version, cuts={"call": version.cuts["call"] + 1})
    differs = first_difference(Content.of(other), Content.of(version))
    assert (differs.stage, differs.column) == ("cut", "call")


def requests(folder, begin, end):
    """Write the customers who asked in a time as a file of requests."""
    path = folder / "asked.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, ["renewal", "asked", "listed", "tariff", "complaints", "worth"], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(row for row in renewals() if begin <= row["asked"] < end)
    return path


def test_asked_one_by_one_it_answers_as_it_was_judged(judged, tmp_path):
    folder = shutil.copytree(judged[0], tmp_path / "calls")
    wiring = open_folder(folder, clock=LATER)
    version = read_version(wiring.objects, judged[1])
    assert wiring.registry.turns("keep")[-1].version == judged[1]
    table = pq.read_table(wiring.objects.path(version.predictions["object"]))
    predict_file(wiring, "keep", requests(tmp_path, "2024-06-02 22:00", "2024-08-29 22:00"))
    told = {one.prediction["request"]["renewal"]: one.prediction for one in scan(wiring.predictions)}
    assert [told[key]["action"] for key in table["key 0"].to_pylist()] == table["action"].to_pylist()
    kept = [one for one in told.values() if one.get("wanted")]
    assert {(one["action"], one["wanted"]) for one in kept} == {("none", "call")}
    document = api.open(folder).audit(
        next(one.id for one in scan(wiring.predictions) if one.prediction.get("wanted"))
    )
    assert document.passed


def test_a_served_learner_asks_its_rank_who_comes_first(folder, tmp_path):
    """Of those whom it pays to call, the dearest: as it was judged, and not as it would without the rank."""
    calls = {}
    for name, policy in {"dearest": "policy: {rank: worth}\n", "plain": ""}.items():
        other = shutil.copytree(folder, tmp_path / name, ignore=shutil.ignore_patterns(".wager"))
        (other / "models" / "by-tariff.yaml").write_text(
            f"model: by-tariff\ndesign: keep\nfeatures: [tariff, complaints]\nalgorithm: logistic\n{policy}"
        )
        held = judged_and_seated(other)
        wiring = open_folder(other, clock=LATER)
        table = pq.read_table(wiring.objects.path(read_version(wiring.objects, held).predictions["object"]))
        predict_file(wiring, "keep", requests(tmp_path, "2024-06-02 22:00", "2024-08-29 22:00"))
        told = [one.prediction for one in scan(wiring.predictions)]
        calls[name] = {one["request"]["renewal"]: one["action"] for one in told}
        assert [calls[name][key] for key in table["key 0"].to_pylist()] == table["action"].to_pylist()
        assert all(("policy rank" in one["features"]) == (name == "dearest") for one in told)
        assert all(
            set(one["probabilities"]) == {"left", "otherwise"} for one in told
        )  # it learns, and does not go by a rule
    worth = {int(row["renewal"]): float(row["worth"]) for row in renewals()}

    def mean(name):
        return np.mean([worth[key] for key, action in calls[name].items() if action == "call"])

    assert mean("dearest") > mean("plain")


def test_a_server_that_starts_again_goes_on_counting(judged, tmp_path):
    folder = shutil.copytree(judged[0], tmp_path / "calls")
    week = requests(tmp_path, "2024-06-09 22:00", "2024-06-16 22:00")
    first, again = (
        [one["action"] for one in predict_file(open_folder(folder, clock=LATER), "keep", week).predictions]
        for _ in range(2)
    )
    assert (first + again).count("call") == 20
    earlier = requests(tmp_path, "2024-06-02 22:00", "2024-06-09 22:00")
    before = [
        one["action"] for one in predict_file(open_folder(folder, clock=LATER), "keep", earlier).predictions
    ]
    assert 0 < before.count("call") <= 20


def test_another_capacity_is_another_question(folder, tmp_path, capsys):
    folder = shutil.copytree(folder, tmp_path / "calls")
    api.open(folder).freeze("keep", "H1")
    path = folder / "designs" / "keep.md"
    path.write_text(path.read_text("utf-8").replace("call: 20 per 7 d", "call: 40 per 7 d"), "utf-8")
    assert main(["-C", str(folder), "diff", "keep"]) == 1
    assert "20 per week" in capsys.readouterr().out
    with pytest.raises(WagerError, match="money"):
        api.open(folder).judge("keep", "H1")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            [
                ("decide_at: asked\ncluster: day(asked)\n", ""),
                (BEGIN, "shares: {train: 60 %, tune: 20 %, holdout: 20 %}\n"),
            ],
            "no moment of decision",
        ),
        ([("call: 20 per 7 d", "call: 2.5 per 7 d")], "a whole number of rows per time"),
        ([("call: 20 per 7 d", "none: 20 per 7 d")], "what happens without us"),
    ],
)
def test_what_cannot_be_counted_is_refused(tmp_path, changes, said):
    folder = write_calls(tmp_path / "calls", *changes)
    project = api.open(folder)
    assert said in "\n".join(str(one) for one in project.check().findings)
    with pytest.raises((BadInputError, RefusedError), match=said):
        project.run("by-tariff")


def test_what_a_rank_reads_must_be_known_and_only_a_rule_has_one(folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "calls", ignore=shutil.ignore_patterns(".wager"))
    (other / "models" / "dear.yaml").write_text(
        "model: dear\nextends: angry\npolicy: {rank: 'if(left, 1, 0)'}\n"
    )
    (other / "models" / "line.yaml").write_text(
        "model: line\ndesign: keep\nfeatures: [tariff]\nalgorithm: logistic\npolicy: {rank: worth}\n"
    )
    said = [str(one) for one in api.open(other).check().findings]
    assert any("models/dear.yaml:3: E011 policy rank" in one for one in said)


def test_answers_to_a_file_say_how_often_there_was_no_room(judged, tmp_path, capsys):
    folder = shutil.copytree(judged[0], tmp_path / "calls")
    week = requests(tmp_path, "2024-06-09 22:00", "2024-06-16 22:00")
    assert main(["-C", str(folder), "predict", "keep", str(week)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    kept = [one.prediction for one in scan(open_folder(folder).predictions)]
    done = sum(one["action"] == "call" for one in kept)
    refused = sum(one.get("wanted") == "call" for one in kept)
    assert done == 20 < done + refused
    assert f"call, at most 20 per 7 d: done 20 times, wanted and not done {refused} times" in said
    assert "not ranked against each other" in said
