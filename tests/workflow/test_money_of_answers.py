"""Money where the objective is a number, and where it has several classes: from the run to the verdict."""

import numpy as np
import pytest

from bakery import ONE_ACTION, SEVERAL_ACTIONS, mornings, write_bakery
from parcels import PAYS, parcels, write_parcels
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project


def judged(project, design):
    project.freeze(design, "H1")
    return project.judge(design, "H1")


def held_out(rows, begin, end, key):
    return [row for row in rows if begin <= row[key][:10] < end]


def test_a_number_with_one_action_is_paid_for_its_error(tmp_path):
    project = api.open(write_bakery(tmp_path / "bakery"))
    run = project.run("line")
    assert run.evidence.promise is None
    assert run.evidence.profit is None
    assert run.evidence.thresholds is None
    found = judged(project, "loaves")
    assert found.verdict == "SHIP"
    # Doing nothing expects the mean of train; by hand, from the file.
    every = list(mornings())
    # A morning is decided at 18:00 of the day before.
    mean = np.mean([row["sold"] for row in held_out(every, "2024-01-02", "2024-04-10", "day")])
    truth = np.array([row["sold"] for row in held_out(every, "2024-05-26", "2024-07-08", "day")])
    paid = -np.maximum(mean - truth, 0) - 3 * np.maximum(truth - mean, 0)
    nothing = found.evidence.of("do_nothing").measures["money"]
    assert nothing.rows == len(truth)
    assert nothing.value == pytest.approx(paid.mean() * 1000, rel=1e-3)


def test_a_number_with_several_actions_chooses_by_what_it_expects(tmp_path):
    project = api.open(write_bakery(tmp_path / "bakery", SEVERAL_ACTIONS, "none"))
    run = project.run("line")
    evidence = run.evidence
    assert evidence.of("do_nothing").measures["money"].value == 0
    assert evidence.against("do_nothing").measures["money"].value == pytest.approx(evidence.money.value)
    assert evidence.profit.values[0] == 0
    policy = next(one for one in evidence.profit.marks if one.name == "policy")
    assert policy.money == pytest.approx(evidence.money.value)
    assert evidence.promise.earned.value == pytest.approx(evidence.money.value)
    found = judged(project, "loaves")
    assert found.verdict == "SHIP"
    assert found.evidence.of("do_nothing").measures["money"].value == 0
    # Nobody earns more than who knows the truth, and two of the actions are taken.
    truth = np.array([row["sold"] for row in held_out(mornings(), "2024-05-26", "2024-07-08", "day")])
    best = np.maximum.reduce([0 * truth, truth - 55, 2 * (truth - 75)]).mean() * 1000
    assert 0.8 * best < found.evidence.money.value <= best


def test_doing_nothing_can_hold_the_title_of_a_number(tmp_path):
    folder = write_bakery(tmp_path / "bakery", SEVERAL_ACTIONS, "none")
    design = folder / "designs" / "loaves.md"
    design.write_text(design.read_text().replace("champion: usual", "champion: do_nothing"))
    project = api.open(folder)
    found = judged(project, "loaves")
    assert found.judgement.champion == "do_nothing"
    rows = tmp_path / "rows.csv"
    rows.write_text("shop,day,warm,market,price\ns1,2024-07-06,21.5,true,1.70\n")
    predicted = project.predict("loaves", str(rows)).to_json()
    assert [one["action"] for one in predicted["predictions"]] == ["none"]


def test_several_classes_and_actions_go_the_whole_way(tmp_path):
    project = api.open(write_parcels(tmp_path / "parcels"))
    run = project.run("glass")
    assert run.evidence.thresholds is None
    assert run.evidence.promise.earned.value == pytest.approx(run.evidence.money.value)
    values = run.evidence.profit.values
    assert values[0] == pytest.approx(run.evidence.of("do_nothing").measures["money"].value)
    found = judged(project, "parcel-care")
    assert found.verdict == "SHIP"
    # What sending all costs, by hand.
    rows = held_out(parcels(), "2024-03-25", "2024-04-30", "sent")
    cost = {"whole": 0.0, "damaged": -0.4, "lost": -1.0}
    paid = [round(cost[row["end"]] * float(row["value"]), 2) for row in rows]
    nothing = found.evidence.of("do_nothing").measures["money"]
    assert nothing.rows == len(rows)
    assert nothing.value == pytest.approx(np.mean(paid) * 1000, rel=1e-4)


NUMBERS = {
    "by class": ("order: {many: 1 EUR, otherwise: 0 EUR}", "E103", "one expression, not one for each class"),
    "no money": ("order: -1 * abs(prediction - demand)", "E109", "should give money"),
    "no such column": ("order: -1 EUR * abs(prediction - demnd)", "E106", "did you mean 'demand'?"),
    "the column itself": ("order: -1 EUR * abs(prediction - sold)", "E014", "sold"),
    "another currency": ("order: -1 USD * abs(prediction - demand)", "E108", "not in the project's currency"),
    "money times money": ("order: -1 EUR * 2 EUR * abs(prediction - demand)", "E109", "only by a number"),
    "no truth": ("order: 1 EUR * prediction", "E012", "should read prediction and demand"),
    "no answer": ("order: 1 EUR * demand", "E012", "should read prediction and demand"),
    "neither": ("order: 5 EUR", "E012", "should read prediction and demand"),
    "another action": ("bake: -1 EUR * abs(prediction - demand)", "E106", "'bake' is no action"),
}
SEVERAL = {
    "not linear": ("greatest(demand - 55, 0) * 1 EUR", "E015", "other than linearly"),
    "the answer": ("greatest(prediction - 55, 0) * 1 EUR", "E015", "of which the mean is then expected"),
    "a text": ("demand * shop * 1 EUR", "E109", "helper"),
}
CLASSES = {
    "no such class": ("send: {hole: 0 CHF, damaged: -4 CHF, lost: -9 CHF}", "E106", "did you mean 'whole'?"),
    "one forgotten": ("send: {damaged: -4 CHF, lost: -9 CHF}", "E102", "nothing for whole"),
    "the answer": ("send: -4 CHF * prediction", "E106", "write a pay for each class"),
    "no such word": (
        "send: if(arrival = 'damged', -4 CHF * value, 0 CHF)",
        "E105",
        "did you mean 'damaged'?",
    ),
}


def refused(folder, code, says):
    (found,) = check_project(open_folder(folder)).findings
    assert (found.code, says in found.message) == (code, True), str(found)
    assert found.line > 1


@pytest.mark.parametrize("wrong", NUMBERS)
def test_a_wrong_pay_of_a_number_gets_one_message(tmp_path, wrong):
    pay, code, says = NUMBERS[wrong]
    kept = "" if wrong != "another action" else "  order: -1 EUR * abs(prediction - demand)\n"
    refused(write_bakery(tmp_path / "b", f"actions: [order]\npays:\n{kept}  {pay}"), code, says)


@pytest.mark.parametrize("wrong", SEVERAL)
def test_a_wrong_pay_of_several_actions_gets_one_message(tmp_path, wrong):
    pay, code, says = SEVERAL[wrong]
    money = f"actions: [none, helper]\npays:\n  none: 0 EUR\n  helper: {pay}"
    refused(write_bakery(tmp_path / "b", money, "none"), code, says)


@pytest.mark.parametrize("wrong", CLASSES)
def test_a_wrong_pay_of_classes_gets_one_message(tmp_path, wrong):
    pay, code, says = CLASSES[wrong]
    (_, rest) = PAYS.split("  send:")
    money = (
        f"actions: [send, pad, courier]\nassume: {{pad: 2 CHF}}\npays:\n  {pay}\n" + rest.split("\n", 1)[1]
    )
    refused(write_parcels(tmp_path / "p", money), code, says)


def test_an_action_that_is_never_better_is_told_however_it_is_written(tmp_path):
    for idle in ("5 CHF", "{otherwise: 5 CHF}"):
        money = f"actions: [send, pad]\npays:\n  send: {idle}\n  pad: {{otherwise: 1 CHF, lost: 4 CHF}}"
        refused(write_parcels(tmp_path / idle[:2].strip("{"), money), "E012", "pad pays no more than send")


def test_an_objective_that_is_a_span_of_time_is_not_paid_as_one(tmp_path):
    folder = write_bakery(
        tmp_path / "b", "actions: [order]\npays:\n  order: -1 EUR * abs(prediction - demand)"
    )
    design = folder / "designs" / "loaves.md"
    design.write_text(design.read_text().replace("is: sold", "is: minutes(sold)"))
    found = [
        one for one in check_project(open_folder(folder)).findings if "which is a duration" in one.message
    ]
    assert [one.code for one in found] == ["E109"]


def test_a_pay_that_is_null_in_some_row_is_refused(tmp_path):
    money = ONE_ACTION.replace("-flour *", "-flour * price *")
    with pytest.raises(Exception, match="say with `coalesce"):
        api.open(write_bakery(tmp_path / "b", money)).run("line")
