"""Labels dealt out anew know nothing: how often an interval of 95 % misses chance, over many deals, against what it may.

One deal says little: an honest interval misses in one of twenty. The misses of all deals are held against the binomial law, exactly: as
many or more come up with a chance of one in a thousand at most, or the interval is too narrow. `test_analyse_run.py` deals once for all other figures.
"""

import os
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from plants import world, write_offers
from wager.design.sentences.metrics import usual_money
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.interfaces import api
from wager.workflow.analysing.opened import Opened, open_run
from wager.workflow.analysing.quick import ranking_of
from wager.workflow.contend import answer
from wager.workflow.learning import learn
from wager.workflow.weigh_features import worth_of_features

DEALS = int(os.environ.get("WAGER_DEALS", "40"))
MISSES = 0.05
SURE = 0.001


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A run on offers whose labels do follow from their columns."""
    folder = write_offers(tmp_path_factory.mktemp("permuted") / "p", world(33, rows=0.2))
    project = api.open(folder)
    return open_run(project._wiring, project.run("buyers"))


def constant_of(opened):
    return replace(opened.entered.model, algorithm="constant", parameters={}, encode={})


def dealt(opened, seed):
    """Deal the labels of all rows out anew, and learn from them."""
    truth = np.random.default_rng(seed).permutation(opened.question.truth)
    question = replace(opened.question)
    question.__dict__.update({"truth": truth, "table": opened.question.table, "pays": opened.question.pays})
    return Opened(opened.run, question, opened.entered, learn(question, opened.entered).developed)


def gain_of(found, constant):
    """What a model earns over one that does the same with every row."""
    question, entered = found.question, replace(found.entered, model=constant)
    fitted = learn(question, entered).developed
    other = answer(question, entered, fitted, found.matrix, found.rows)
    metric, every = usual_money(found.outcomes.each), np.ones(len(found.outcomes), dtype=np.bool_)
    one, other = (measure(metric, each, found.outcomes, every) for each in (found.contender, other))
    return estimate(one.minus(other), found.outcomes.ways, unit(metric, found.currency))


def test_intervals_miss_chance_as_often_as_they_say(opened):
    """The order of the rows, the worth of each feature on both sides; the gain over who knows nothing, which is zero or less, above."""
    assert ranking_of(opened)["auc"].low > 0.6
    assert gain_of(opened, constant_of(opened)).low > 0
    missed = Counter()
    for seed in range(DEALS):
        found = dealt(opened, seed)
        auc = ranking_of(found)["auc"]
        missed["auc"] += not auc.low <= 0.5 <= auc.high
        missed["gain"] += gain_of(found, constant_of(opened)).low > 0
        for one in worth_of_features(found.question, found.entered, found.fitted, found.rows):
            missed[one.feature] += not one.money.low <= 0 <= one.money.high
    print(dict(missed), DEALS)
    most = {name: binom.isf(SURE, DEALS, MISSES / (1 + (name == "gain"))) for name in missed}
    assert {name: count for name, count in missed.items() if count > most[name]} == {}
    assert missed["auc"] > 0  # an interval so wide that it never misses would say nothing
