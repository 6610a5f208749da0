"""Isotonic and sigmoid curves."""

import numpy as np
import pytest

from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.calibrate import Calibration, calibrate
from wager.training.stored import read_document

RANDOM = np.random.default_rng(1)


def skewed(rows=4000):
    """Probabilities that are too bold, and what happened."""
    honest = RANDOM.uniform(0.02, 0.98, rows)
    happened = (RANDOM.random(rows) < honest).astype(np.int64)
    bold = honest**3 / (honest**3 + (1 - honest) ** 3)
    return honest, np.column_stack([1 - bold, bold]), happened


@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
def test_curves_bring_bold_probabilities_back(method):
    honest, bold, happened = skewed()
    curve = calibrate(method, bold[:2000], happened[:2000])
    corrected = curve(bold[2000:])
    assert np.abs(corrected.sum(axis=1) - 1).max() < 1e-12
    assert (
        np.abs(corrected[:, 1] - honest[2000:]).mean() < 0.05 < np.abs(bold[2000:, 1] - honest[2000:]).mean()
    )
    order = np.argsort(bold[2000:, 1])
    assert (np.diff(corrected[order, 1]) >= -1e-15).all()


@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
def test_written_and_read_is_the_same(method):
    _, bold, happened = skewed(500)
    curve = calibrate(method, bold, happened)
    again = Calibration.from_json(read_document({"curves": canonical(curve.to_json())}, "curves"))
    assert (again(bold) == curve(bold)).all()


def test_sigmoid_agrees_with_scikit_learn():
    from sklearn.calibration import _SigmoidCalibration

    _, bold, happened = skewed(800)
    score = np.log(bold[:, 1] / bold[:, 0])
    theirs = _SigmoidCalibration().fit(score, happened).predict(score)
    assert np.abs(calibrate("sigmoid", bold, happened)(bold)[:, 1] - theirs).max() < 1e-4


def test_isotonic_agrees_with_scikit_learn():
    from sklearn.isotonic import IsotonicRegression

    _, bold, happened = skewed(800)
    theirs = IsotonicRegression(out_of_bounds="clip").fit(bold[:, 1], happened).predict(bold[:, 1])
    assert np.abs(calibrate("isotonic", bold, happened)(bold)[:, 1] - theirs).max() < 1e-9


def test_several_classes_sum_to_one():
    truth = RANDOM.integers(0, 3, 300)
    given = RANDOM.dirichlet((1, 1, 1), 300)
    assert np.abs(calibrate("isotonic", given, truth)(given).sum(axis=1) - 1).max() < 1e-12


def test_too_few_rows_are_refused():
    with pytest.raises(BadInputError, match="too few"):
        calibrate("sigmoid", np.full((3, 2), 0.5), np.zeros(3, dtype=np.int64))
