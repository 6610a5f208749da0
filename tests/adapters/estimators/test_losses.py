"""Losses: each algorithm makes the one small that the model file names, or is refused with what can."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import BINARY, NUMBERS
from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.design.models.abilities import ANSWERS, LOSSES, unable
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.estimator import Sample, Task
from wager.training.fit import TASK, FittedModel, develop, fit
from wager.training.loss import MEAN, NAMES, Loss
from wager.training.split import Parts

ROWS = 1500
RANDOM = np.random.default_rng(8)
X = RANDOM.normal(size=(ROWS, 2))
COLUMNS = {"x": pa.array(X[:, 0]), "z": pa.array(X[:, 1])}
NUMBER = 3 + X[:, 0] + (1 + 0.5 * np.abs(X[:, 1])) * RANDOM.normal(size=ROWS)
COUNTS = RANDOM.poisson(np.exp(0.3 + 0.5 * X[:, 0])).astype(np.float64)
AMOUNTS = COUNTS * RANDOM.gamma(2, 1, ROWS)


def learned(algorithm, loss, truth, parameters=None):
    task = Task("number", (), ("order",), loss)
    return (
        EstimatorCatalogue(threads=1)
        .make(algorithm, parameters or {})
        .fit(task, Sample(COLUMNS, truth), None)
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("algorithm", ["constant", "linear", "lightgbm", "xgboost"])
def test_a_quantile_has_its_share_of_rows_below(algorithm, share):
    small = {
        "lightgbm": {"n_estimators": 40},
        "xgboost": {"n_estimators": 40, "learning_rate": 0.2, "max_depth": 3},
    }
    answer = learned(algorithm, Loss("quantile", share), NUMBER, small.get(algorithm)).predict(COLUMNS)
    assert abs((answer >= NUMBER).mean() - share) < (0.01 if algorithm in {"constant", "linear"} else 0.06)


def test_linear_quantiles_are_those_of_statsmodels():
    from statsmodels.regression.quantile_regression import QuantReg

    theirs = QuantReg(NUMBER, np.column_stack([np.ones(ROWS), X])).fit(q=0.9, p_tol=1e-9).fittedvalues
    answer = learned("linear", Loss("quantile", 0.9), NUMBER, {"alpha": 0}).predict(COLUMNS)
    assert np.abs(answer - theirs).max() < 0.01


@pytest.mark.parametrize(("name", "truth"), [("poisson", COUNTS), ("tweedie", AMOUNTS)])
def test_linear_counts_and_amounts_are_those_of_statsmodels(name, truth):
    import statsmodels.api as sm

    family = sm.families.Poisson() if name == "poisson" else sm.families.Tweedie(var_power=1.5)
    theirs = sm.GLM(truth, np.column_stack([np.ones(ROWS), X]), family=family).fit().fittedvalues
    answer = learned("linear", Loss(name), truth, {"alpha": 0}).predict(COLUMNS)
    assert np.abs(answer / theirs - 1).max() < 1e-3


def test_a_constant_quantile_is_the_smallest_that_holds_the_share():
    fitted = learned("constant", Loss("quantile", 0.9), NUMBER)
    assert fitted.predict(COLUMNS)[0] == np.quantile(NUMBER, 0.9, method="inverted_cdf")
    weight = RANDOM.integers(0, 4, ROWS).astype(np.float64)
    task = Task("number", (), ("order",), Loss("quantile", 0.3))
    weighted = EstimatorCatalogue().make("constant", {}).fit(task, Sample(COLUMNS, NUMBER, weight), None)
    repeated = np.repeat(NUMBER, weight.astype(int))
    assert weighted.predict(COLUMNS)[0] == np.quantile(repeated, 0.3, method="inverted_cdf")


@pytest.mark.parametrize("name", ["poisson", "tweedie"])
def test_what_is_below_zero_is_no_count(name):
    parts = Parts(np.zeros(ROWS, dtype=np.int8), np.arange(ROWS), {}, {})
    estimator = EstimatorCatalogue().make("linear", {})
    for truth in (NUMBER - 10, np.zeros(ROWS)):
        with pytest.raises(BadInputError, match=rf"`loss: {name}` is for numbers from 0 upwards"):
            fit(NUMBERS[name], estimator, develop(COLUMNS, truth, parts))


@pytest.mark.parametrize("loss", NAMES)
@pytest.mark.parametrize("algorithm", sorted(ANSWERS))
def test_what_cannot_be_learned_is_refused_by_who_would_learn_it(algorithm, loss):
    if algorithm in {"python", "rule", "best_split"} or "number" not in ANSWERS[algorithm]:
        return
    said = unable(algorithm, "number", loss)
    assert (said is None) == (loss in LOSSES.get(algorithm, ("mean",)))
    if said is not None:
        parameters = {"by": "x"} if algorithm == "table" else {}
        with pytest.raises(BadInputError, match="does not learn"):
            learned(algorithm, Loss(loss, 0.5 if loss == "quantile" else None), COUNTS, parameters)


def test_classes_have_no_choice():
    with pytest.raises(BadInputError, match="is for an objective that is a number"):
        replace(BINARY, loss=Loss("poisson"))
    assert "answers numbers" in unable("linear", "binary")
    assert "answers classes" in unable("logistic", "number")


@pytest.mark.parametrize("loss", [MEAN, Loss("quantile", 0.9), Loss("poisson"), Loss("tweedie")])
def test_a_loss_is_written_and_read(loss):
    model = FittedModel(Task("number", (), ("order",), loss), learned("constant", MEAN, COUNTS))
    files = model.to_files()
    assert FittedModel.from_files(files, EstimatorCatalogue()).task == model.task
    # What was written before there was a choice is what is written of a mean now.
    assert ("loss" in json.loads(files[TASK])) == (loss != MEAN)


@pytest.mark.parametrize("loss", ["mean", "median", {"quantile": 1}, {"quantile": 0.5, "more": 1}, 0.9, None])
def test_a_strange_loss_is_refused(loss):
    files = FittedModel(NUMBERS["mean"], learned("constant", MEAN, COUNTS)).to_files()
    files[TASK] = canonical(json.loads(files[TASK]) | {"loss": loss})
    with pytest.raises(BadInputError, match=r"task\.json"):
        FittedModel.from_files(files, EstimatorCatalogue())


def test_a_loss_reads_as_a_model_file_writes_it():
    for written in (None, "mean", "poisson", "tweedie", {"quantile": 0.25}):
        found = Loss.of(written)
        assert Loss.of(found.to_json()) == found
    with pytest.raises(BadInputError, match="no loss 'median'"):
        Loss.of("median")
    with pytest.raises(BadInputError, match="quantile"):
        Loss("quantile", 1.5)
