"""The plan of a small project: blind to held-out outcomes, after a run, after a verdict, and what it finds wrong."""

import csv
import json
import random
import re

import numpy as np
import pytest
from scipy.stats import t

from long_tails import power_of, shift_of
from rides import write_rides
from wager.foundation.errors import BadInputError, NotFoundError
from wager.interfaces import api
from wager.interfaces.cli.render.planned import planned_lines
from wager.interfaces.spans import span_text

D, FILE = "late-bus", "designs/late-bus.md"


@pytest.fixture
def folder(tmp_path):
    return write_rides(tmp_path / "rides")


def edited(folder, *changes):
    path = folder / FILE
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return api.open(folder)


def rides_of(folder):
    with (folder / "data" / "rides.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_back(folder, rows):
    with (folder / "data" / "rides.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


VISIBLE = ("by 100 EUR over", "by 500 EUR over")
"""An amount that twenty days can tell from nothing."""


def told(project):
    """All that a plan says, as people and as machines read it."""
    document = project.plan(D).to_json()
    return json.dumps(document, sort_keys=True), "\n".join(planned_lines(document))


def codes(project):
    return [one.code for one in project.plan(D).findings]


def with_other_outcomes(folder, seed, nulls):
    """Give every held-out ride another outcome; the first of them none, so that parts could move."""
    rows, chance = rides_of(folder), random.Random(seed)
    held = [row for row in rows if row["due"] >= "2024-03-11 00:30"]
    for place, row in enumerate(held):
        row["delay"] = (
            "" if nulls and (place < 30 or chance.random() < 0.2) else f"{chance.uniform(-2, 60):.0f}"
        )
    write_back(folder, rows)


@pytest.mark.parametrize("nulls", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_outcome_of_a_held_out_row_enters_a_plan(folder, tmp_path, seed, nulls):
    other = write_rides(tmp_path / "other")
    with_other_outcomes(other, seed, nulls)
    assert rides_of(folder) != rides_of(other)
    assert told(api.open(folder)) == told(api.open(other))


def test_no_outcome_of_a_held_out_row_enters_a_plan_after_a_run(folder, tmp_path):
    other = write_rides(tmp_path / "other")
    with_other_outcomes(other, 3, nulls=False)
    projects = [api.open(place) for place in (folder, other)]
    for project in projects:
        project.run("by-line")
    first, second = map(told, projects)
    assert "as its development run says" in first[1]
    assert first == second


def test_but_outcomes_of_development_rows_do(folder, tmp_path):
    other = write_rides(tmp_path / "other")
    rows = rides_of(other)
    rows[50]["delay"] = "40" if float(rows[50]["delay"]) < 5 else "0"
    write_back(other, rows)
    assert told(api.open(folder)) != told(api.open(other))


def test_parts_by_hash_are_blind_as_well(folder, tmp_path):
    other = write_rides(tmp_path / "other")
    change = ("begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}",)
    for place in (folder, other):
        edited(
            place,
            (*change, "shares: {train: 60 %, tune: 20 %, holdout: 20 %}"),
            ("decide_at: due - 30 min\n", ""),
        )
    project = api.open(folder)
    found = project.plan(D)
    held = held_out_by_hash(project)
    rows = rides_of(other)
    for row in rows:
        if int(row["ride"]) in held:
            row["delay"] = ""
    write_back(other, rows)
    assert found.to_json()["rows"]["holdout"]["rows"] == len(held) > 300
    assert json.dumps(found.to_json()) == json.dumps(api.open(other).plan(D).to_json())


def held_out_by_hash(project):
    from wager.workflow.question import ask_question
    from wager.workflow.read_project import read_definitions
    from wager.workflow.run_model import inputs_of

    definitions = read_definitions(project._wiring)
    question = ask_question(project._wiring, inputs_of(project._wiring, definitions, definitions.design(D)))
    return set(question.rows.keys[0].take(question.parts.rows("holdout")).to_pylist())


def test_after_a_run_its_own_difference_is_scaled_to_the_days_of_the_holdout(folder):
    """The run's evidence says its standard error on the days of tune; the holdout has more of them."""
    project = api.open(folder)
    run = project.run("by-line")
    plan = project.plan(D)
    test = next(one for one in plan.ahead.prospects["H1"].tests if one.id == "G1")
    apart = run.evidence.against("evening").measures["money"]
    holdout = plan.development.holdout
    se = apart.se * np.sqrt(apart.clusters / holdout.clusters)
    assert (test.basis, test.shares) == ("a development run", {})
    held = {row["due"][:10] for row in rides_of(folder) if row["due"] >= "2024-03-11 00:30"}
    assert holdout.clusters == len(held) == 20
    far = shift_of(0.8, 0.025, holdout.clusters)
    assert test.amount == pytest.approx(far * se, rel=5e-3)
    # 100 EUR are asked, far less than the bound needs: the bound alone says the power.
    assert test.power == pytest.approx(power_of(100 / se, 0.025, 20), abs=0.01)


def test_a_verdict_leaves_the_ways_that_are_still_open(folder):
    project = api.open(folder)
    before = project.plan(D)
    project.run("by-line")
    project.freeze(D, "H1")
    word = project.judge(D, "H1").verdict
    after = project.plan(D)
    assert after.ahead.ways.count < before.ahead.ways.count
    assert {way.steps[0].verdicts for way in after.ahead.ways.listed} == {(word.lower(),)}
    one, two = (after.ahead.prospects[name] for name in ("H1", "H2"))
    assert (one.state, one.verdict, one.ahead, one.tests) == ("judged", word, False, ())
    assert (two.state, two.ahead) == ("draft", True)
    assert two.alpha == (0.05 if word == "SHIP" else two.alpha)
    assert before.ahead.ways.worst.days == 10
    assert after.ahead.ways.worst.days < 5.1  # the first took no time to speak of
    assert "as it happened" in "\n".join(planned_lines(after.to_json()))


def test_the_odds_of_a_verdict_and_the_days_that_they_make(folder):
    """Days by hand: each timebox, and what follows as often as its verdict falls."""
    plan = api.open(folder).plan(D)
    one, two = (plan.ahead.prospects[name] for name in ("H1", "H2"))
    asked = next(test for test in one.tests if test.id == "G1")
    assert one.odds.false_ship <= 0.025 + 1e-9
    assert one.odds.false_ship <= t.sf(asked.asked / asked.se, asked.clusters - 1) + 0.02
    for truth, odds in (("nothing", one.odds.of_nothing), ("needed", one.odds.of_needed)):
        edges = dict(zip(("ship", "harm", "refuted", "inconclusive"), odds, strict=True))
        onward = sum(share for word, share in edges.items() if "H2" in one.next.get(word, ()))
        assert plan.expected[truth] == pytest.approx(one.days + onward * two.days)
        assert sum(odds) == pytest.approx(1)
    said = " ".join("\n".join(planned_lines(plan.to_json())).split())
    assert (
        f"takes about {span_text(round(plan.expected['nothing'], 1))} on average if nothing is there" in said
    )


def test_what_is_told_beforehand_is_what_the_verdict_tests(folder):
    project = api.open(folder)
    told = {
        (one.id, one.slice, one.metric, one.against) for one in project.plan(D).ahead.prospects["H1"].tests
    }
    project.freeze(D, "H1")
    verdict = project.judge(D, "H1").judgement
    assert told == {(one.id, one.slice, one.metric, one.against) for one in (*verdict.goals, *verdict.guards)}


def test_nothing_to_win_is_an_error_of_the_plan_and_not_of_check(folder):
    project = edited(
        folder,
        VISIBLE,
        (
            "  warn: {late: -effort, otherwise: -effort}\n",
            "  warn: {late: -effort, otherwise: -effort}\ncosts: {build: 1M EUR, run: 10 EUR per month}\n",
        ),
    )
    plan = project.plan(D)
    assert not plan.passed
    assert plan.worth.pays_off is False
    assert plan.worth.cost == 1_000_120
    assert codes(project) == ["E018"]
    assert "E018" not in [one.code for one in project.check().findings]


def test_a_forecast_beyond_the_ceiling_is_said_by_plan_and_by_check_where_there_is_a_snapshot(folder):
    project = edited(folder, VISIBLE, ("high: 4k EUR per year", "high: 900k EUR per year"))
    assert "W104" not in [one.code for one in project.check().findings]
    assert not list((folder / ".wager").rglob("rides.json"))  # no snapshot was taken for it
    project.snapshot()
    assert "W104" in [one.code for one in project.check().findings]
    plan = project.plan(D)
    assert plan.worth.beyond == ("high",)
    assert [one.code for one in plan.findings] == ["W104"]
    assert plan.passed


def test_an_amount_that_cannot_be_seen_is_an_error_of_the_plan_and_stops_no_freeze(folder):
    project = edited(folder, ("by 100 EUR over", "by 1 EUR over"), ("more than 20 pp", "more than 1 pp"))
    plan = project.plan(D)
    found = [one for one in plan.findings if one.code == "E006"]
    assert {re.match(r"(H\d) is underpowered in (\S+):", one.message).groups() for one in found} == {
        (name, test) for name in ("H1", "H2") for test in ("G1", "G1.1")
    }
    assert not plan.passed
    assert project.check().passed
    assert project.freeze(D, "H1").closure


def test_too_few_days_or_events_to_judge_on_are_told(folder):
    project = edited(
        folder, ("tune: 2024-02-20, holdout: 2024-03-11", "tune: 2024-02-20, holdout: 2024-03-28")
    )
    plan = project.plan(D)
    assert plan.development.holdout.clusters < 6
    assert [one.code for one in plan.findings] == ["E006"] * 6  # G1, G1.1 and G2, of two hypotheses
    assert all("clusters to judge on: too few" in one.message for one in plan.findings)
    assert "too few" in "\n".join(planned_lines(plan.to_json()))
    few = edited(folder, ("holdout: 2024-03-28", "holdout: 2024-03-24"))  # days enough, late rides too few
    assert any("rows of the kind that it counts" in one.message for one in few.plan(D).findings)


def test_a_hypothesis_that_can_own_no_alpha_is_told(folder):
    project = edited(
        folder,
        VISIBLE,
        ("share: {H1: 50 %, H2: 50 %}", "share: {H1: 100 %}"),
        ("ship: [PROMOTE, H2]", "ship: PROMOTE"),
    )
    assert [one.code for one in project.plan(D).findings] == ["E006"]
    assert "H2 owns no α" in project.plan(D).findings[0].message


def test_what_hands_alpha_on_is_planned_at_what_it_may_bring(folder):
    project = edited(folder, ("share: {H1: 50 %, H2: 50 %}", "share: {H1: 100 %}"))
    assert float(project.plan(D).ahead.prospects["H2"].alpha) == 0.05


def test_a_holdout_of_the_future_is_expected_at_the_rate_of_the_past(folder):
    project = edited(
        folder,
        (
            "tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}",
            "tune: 2024-02-20}\nholdout: after freeze for 31 d",
        ),
    )
    plan = project.plan(D)
    holdout = plan.development.holdout
    # A ride every 72 minutes is 20 a day; the last of 31 days is spent waiting for outcomes.
    assert holdout.prospective
    assert holdout.rows == pytest.approx(30 * 20, abs=1)
    assert holdout.clusters in {30, 31}
    assert plan.ahead.waits == 31


def test_what_cannot_be_run_is_told_and_the_rest_stands(folder):
    path = folder / "models" / "by-history.yaml"
    path.write_text(path.read_text("utf-8") + "search: {over: {l2: [0.1, 1]}, trials: 4}\n", "utf-8")
    plan = api.open(folder).plan(D)
    assert plan.ahead.prospects["H1"].tests
    assert "search" in plan.ahead.prospects["H2"].why
    assert plan.worth is not None


def test_a_question_that_cannot_be_asked_yet_leaves_the_graph(folder):
    project = edited(folder, ("decide_at: due - 30 min", "by: line\nevery: 7 d from 2024-01-01"))
    plan = project.plan(D)
    assert "rows of rides has no column 'due'" in plan.why
    assert (plan.worth, plan.development) == (None, None)
    assert plan.ahead.ways.count == 6
    assert "is not told" in "\n".join(planned_lines(plan.to_json()))


def test_no_development_rows_are_told_and_no_ceiling_of_nothing(folder):
    project = edited(
        folder,
        (
            "train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11",
            "train: 2020-01-01, tune: 2020-02-20, holdout: 2020-03-11",
        ),
    )
    plan = project.plan(D)
    assert "there are no development rows to count on" in plan.why
    assert (plan.worth, plan.findings, plan.development.holdout.rows) == (None, (), 1800)


def test_a_circle_and_a_missing_design_are_refused(folder):
    with pytest.raises(NotFoundError, match="did you mean 'late-bus'"):
        api.open(folder).plan("late-bsu")
    project = edited(folder, ("refuted: STOP, otherwise: CHECK_IN", "refuted: H1, otherwise: CHECK_IN"))
    with pytest.raises(BadInputError, match="E110 hypotheses lead in a circle"):
        project.plan(D)
