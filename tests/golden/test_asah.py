"""DeLong's test on 113 patients, as pROC's own tests have it (Robin et al., BMC Bioinformatics 2011).

The patients come with pROC under the GPL, and are not carried here. Whoever has R writes them to a file, and names it:

    Rscript -e 'write.csv(pROC::aSAH, "asah.csv", row.names = FALSE)'
    WAGER_ASAH=asah.csv .venv/bin/python -m pytest tests/golden/test_asah.py

pROC counts each class less one and takes the normal distribution; `estimate` counts clusters less one and takes t. The influences are the same.
"""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from wager.evaluation.influence import auc
from wager.evaluation.interval import estimate

FILE = os.environ.get("WAGER_ASAH", "")
pytestmark = pytest.mark.skipif(
    not FILE, reason="pROC's patients are not carried here; WAGER_ASAH names their file"
)


@pytest.fixture(scope="module")
def patients():
    with Path(FILE).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 113
    scores = {name: np.array([float(row[name]) for row in rows]) for name in ("wfns", "s100b", "ndka")}
    return scores, np.array([row["outcome"] == "Poor" for row in rows])


def variance(influence, poor):
    """Each class less one."""
    sides = ((poor, poor.sum()), (~poor, (~poor).sum()))
    return sum((influence[side] @ influence[side]) * rows / (rows - 1) for side, rows in sides)


@pytest.mark.parametrize(
    ("first", "second", "z", "p"),
    [
        ("wfns", "s100b", 2.20898359144091, 0.0271757822291882),
        ("wfns", "ndka", 2.79777591868904, 0.00514557970691098),
        ("ndka", "s100b", -1.39077002573558, 0.164295175223054),
    ],
)
def test_two_curves_of_the_same_patients(patients, first, second, z, p):
    scores, poor = patients
    every = np.ones(len(poor), bool)
    apart = auc(scores[first], poor, every).minus(auc(scores[second], poor, every))
    error = np.sqrt(variance(apart.influence, poor))
    assert apart.value / error == pytest.approx(z, rel=1e-13)
    assert 2 * stats.norm.sf(abs(apart.value / error)) == pytest.approx(p, rel=1e-12)
    if (first, second) == ("wfns", "s100b"):
        reach = stats.norm.isf(0.025) * error
        ends = (0.0104061769564846, 0.174214419249478)
        assert (apart.value - reach, apart.value + reach) == pytest.approx(ends, rel=1e-12)
    own = estimate(apart, np.arange(len(poor)))
    assert own.se == pytest.approx(
        error, rel=0.02
    )  # one less of 113, in the place of one less of 41 and of 72


def test_a_curve_does_not_differ_from_itself(patients):
    scores, poor = patients
    every = np.ones(len(poor), bool)
    apart = auc(scores["wfns"], poor, every).minus(auc(scores["wfns"], poor, every))
    found = estimate(apart, np.arange(len(poor)))
    assert (found.value, found.se, found.low, found.high) == (0.0, 0.0, 0.0, 0.0)


def test_curves_of_other_patients(patients):
    """Unpaired: Welch's degrees of freedom over the patients of both curves."""
    scores, poor = patients
    every, many = np.ones(len(poor), bool), len(poor)
    one, two = (auc(scores[name], poor, every) for name in ("wfns", "s100b"))
    first, second = (variance(each.influence, poor) for each in (one, two))
    d = (one.value - two.value) / np.sqrt(first + second)
    assert d == pytest.approx(1.43490640926908, rel=1e-13)
    freedom = (first + second) ** 2 / (first**2 / (many - 1) + second**2 / (many - 1))
    assert 2 * stats.t.sf(d, freedom) == pytest.approx(0.152825378808796, rel=1e-12)
