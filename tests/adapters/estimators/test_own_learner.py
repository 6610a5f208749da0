"""Learners of a project's own that are none: each is refused with its file and line, and nothing of it is kept."""

import json

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import BINARY, TASKS, columns, sample
from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.adapters.estimators.python.kept import Kept, UnkeptError
from wager.foundation.errors import BadInputError
from wager.training.columns import take
from wager.training.estimator import FITTED, Explained, Sample

GOOD = """\
import numpy as np


class Mine:
    def __init__(self, shrink=1.0, random_state=0):
        self.shrink, self.random_state = shrink, random_state

    def fit(self, X, y, sample_weight):
        self.rate_ = float(np.average(y, weights=sample_weight))
        self.slopes_ = np.array([0.1, -0.1])

    def predict_proba(self, X):
        p = np.clip(self.rate_ + self.slopes_[0] * np.nan_to_num(np.tanh(X["x0"])), 0, 1)
        return np.column_stack([1 - p, p])
"""


def fitted(root, text, task=BINARY, given=None, parameters=()):
    (root / "own.py").write_text(text)
    catalogue = EstimatorCatalogue(threads=1, root=root)
    learner = catalogue.make("python", {"call": "own.py:Mine", **dict(parameters)}, 3)
    return learner.fit(task, given or sample("python", task), None)


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


FAULTS = {
    "a mean over the rows that are asked": ('np.tanh(X["x0"])', 'np.tanh(X["x0"] - np.nanmean(X["x0"]))', "E021", "in another order|alone"),
    "memory": ("        p = np", "        self.slopes_ = self.slopes_ * 0.5\n        p = np", "E021", "when asked a second time|read back"),
    "chance at an answer": ("        p = np", "        p = np.random.uniform() * 0\n        self.slopes_ = np.random.normal(size=2)\n        p = np", "E021", "otherwise once|second time"),
    "chance at a fit": ("np.array([0.1, -0.1])", "np.random.normal(size=2)", "E021", "learns another slopes_ from the same rows when it is fitted a second time"),
    "a number kept under another name": ("self.slopes_", "self.slopes", "E114", "AttributeError.*kept in attributes whose names end in `_`"),
    "an object of a library": ("np.array([0.1, -0.1])", "object()", "E114", "`slopes_` is a object, and only arrays of numbers and JSON values are kept, nothing is pickled"),
    "a set": ("np.array([0.1, -0.1])", "{1, 2}", "E114", "write `sorted"),
    "what is not finite": ("np.array([0.1, -0.1])", "np.array([np.nan, 1])", "E114", "`slopes_` holds what is not finite"),
    "texts in an array": ("np.array([0.1, -0.1])", "np.array(['a'])", "E114", "makes JSON of texts"),
    "an exception at the fit": ("        self.rate_ =", "        raise KeyError('gate')\n        self.rate_ =", "own.py:9: E114", "fitting ended in KeyError: 'gate'"),
    "an exception at the answer": ("        p = np", "        1 / 0\n        p = np", "own.py:13: E114", "asking `predict_proba` ended in ZeroDivisionError"),
    "an exception at the import": ("import numpy", "import nothing_such\nimport numpy", "own.py:1: E114", "importing it ended in ModuleNotFoundError.*install it"),
    "it ends the process": ("        self.rate_ =", "        raise SystemExit(3)\n        self.rate_ =", "E114", "SystemExit"),
    "shares that do not add up": ("np.column_stack([1 - p, p])", "np.column_stack([p, p])", "E114", "expected shares from 0 that add up to 1"),
    "one number a row": ("np.column_stack([1 - p, p])", "p", "E114", "expected a row for each of 300 rows, and a column for each of 2 classes"),
    "NaN": ("np.nan_to_num(np.tanh", "(np.tanh", "E114", "gives NaN or the infinite"),
    "texts": ("np.column_stack([1 - p, p])", "['late'] * len(p)", "E114", "gives no numbers"),
    "no predict_proba": ("predict_proba", "predict", "own.py:4: E109", "without `predict_proba`"),
    "it writes into what it is given": ("        p = np", '        X["x0"][0] = 1\n        p = np', "own.py:13: E114", "copy the array before writing into it"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_learner_that_is_none_is_refused_at_its_line(tmp_path, what):
    old, new, code, said = FAULTS[what]
    with pytest.raises(BadInputError, match=f"(?s){code}.*({said})") as refused:
        fitted(tmp_path, changed(old, new))
    assert "Traceback" not in str(refused.value)
    assert str(refused.value).startswith("own.py:")


def test_what_it_was_at_the_fit_alone_is_missed_when_it_is_read_back(tmp_path):
    text = changed("        self.rate_ =", "        self.shrink = 0.5\n        self.rate_ =")
    text = text.replace("return np.column_stack", "p = p * self.shrink\n        return np.column_stack")
    with pytest.raises(BadInputError, match=r"E021 .* answers otherwise once what it learned is read back"):
        fitted(tmp_path, text)


def test_memory_between_fits_is_found(tmp_path):
    text = changed("class Mine:\n", "SEEN = []\n\n\nclass Mine:\n")
    text = text.replace(
        "        self.rate_ =",
        "        SEEN.append(1)\n        self.often_ = len(SEEN)\n        self.rate_ =",
    )
    with pytest.raises(BadInputError, match=r"E021 .* learns another often_"):
        fitted(tmp_path, text)


def test_last_bits_that_hang_on_the_number_of_rows_are_named(tmp_path):
    text = changed(
        'self.slopes_[0] * np.nan_to_num(np.tanh(X["x0"]))',
        '0.2 * np.nan_to_num(np.tanh(X["x0"])) * (1 + (len(X["x0"]) == 1) * 3e-16)',
    )
    with pytest.raises(BadInputError, match=r"E021 .* alone.* differ in the last bits only"):
        fitted(tmp_path, text)


def test_its_parameters_are_those_of_the_model_file(tmp_path):
    with pytest.raises(BadInputError, match="has no parameter 'shrnk'; did you mean 'shrink'"):
        fitted(tmp_path, GOOD, parameters={"shrnk": 2})
    with pytest.raises(BadInputError, match=r"E109 .*takes no `loss`, which the model file asks for"):
        fitted(tmp_path, GOOD, TASKS["quantile"])
    weighted = sample("python", BINARY, weight=np.ones(300))
    with pytest.raises(BadInputError, match="takes no weights, and the model file has `weight`"):
        fitted(
            tmp_path,
            changed("y, sample_weight", "y").replace("weights=sample_weight", "weights=None"),
            given=weighted,
        )
    with pytest.raises(BadInputError, match="`python` needs `call`"):
        EstimatorCatalogue(root=tmp_path).make("python", {})
    with pytest.raises(BadInputError, match="leave `encode` out"):
        EstimatorCatalogue(root=tmp_path).make("python", {"call": "own.py:Mine"}, 0, {"place": "onehot"})


def test_a_function_may_make_the_learner_and_weights_are_left_out(tmp_path):
    text = changed("y, sample_weight", "y").replace("weights=sample_weight", "weights=None")
    text = text.replace("class Mine", "class Other") + "\n\ndef Mine(shrink=1.0):\n    return Other(shrink)\n"
    found = fitted(tmp_path, text, parameters={"shrink": 2.5})
    assert "own.py:Mine, 3 values" in found.describe()
    assert not isinstance(found, Explained)


def test_many_rows_are_fitted_again_on_some(tmp_path):
    few, _ = columns()
    places = np.arange(12_000) % 300
    given = Sample(take(few, places), (places % 3 == 0).astype(np.int64))
    assert fitted(tmp_path, GOOD, given=given).kept.values["rate_"] == pytest.approx(1 / 3)
    with pytest.raises(BadInputError, match="learns another slopes_"):
        fitted(tmp_path, changed("np.array([0.1, -0.1])", "np.random.normal(size=2)"), given=given)


def test_it_is_read_with_the_code_that_learned_and_with_no_other(tmp_path):
    found = fitted(tmp_path, GOOD)
    files, catalogue = found.to_files(), EstimatorCatalogue(root=tmp_path)
    assert set(files) == {FITTED, "slopes_.npy"}
    assert catalogue.read(files).to_files() == files
    (tmp_path / "own.py").write_text(GOOD + "# another\n")
    with pytest.raises(
        BadInputError, match=r"is not what this model learned with .* bring the files back, or fit again"
    ):
        catalogue.read(files)
    (tmp_path / "own.py").write_text(GOOD)
    (tmp_path / "uv.lock").write_text("numpy\n")
    with pytest.raises(BadInputError, match="is not what this model learned with"):
        catalogue.read(files)
    with pytest.raises(BadInputError, match="open it first"):
        EstimatorCatalogue().read(files)


EDITS = (
    ("answers", "values"), ("width", 3), ("width", "2"), ("code", "00"), ("call", "other.py:Mine"), ("columns", {}),
    ("columns", {"x0": "date"}), ("values", []), ("values", {"rate": 1}), ("arrays", {"slopes_": "object"}),
    ("arrays", {"slopes_": "uint8"}), ("arrays", {"other_": "float64"}), ("arrays", {"../own_": "float64"}),
    ("arrays", {"rate_": "float64"}), ("offers", {}), ("parameters", None), ("parameters", {"shrnk": 1}),
)  # fmt: skip


@pytest.mark.parametrize(("key", "value"), EDITS)
def test_a_stored_model_that_was_edited_is_refused(tmp_path, key, value):
    files = fitted(tmp_path, GOOD).to_files()
    written = json.loads(files[FITTED])
    written[key] = value
    files[FITTED] = json.dumps(written, sort_keys=True, separators=(",", ":")).encode()
    rows = columns()[0]
    with pytest.raises(BadInputError):
        EstimatorCatalogue(root=tmp_path).read(files).predict(rows)


def test_arrays_come_back_as_they_were():
    thing = type("Thing", (), {})()
    arrays = {
        "a_": np.array([[1.5, -0.0]]), "b_": np.array([1, 2], np.int16), "c_": np.array([True, False]),
        "d_": np.array([0.1], np.float32), "e_": np.zeros((0, 3)), "f_": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    }  # fmt: skip
    vars(thing).update(arrays, g_={"x": (1, None, np.float64(0.5))}, _h_=object(), i=object(), k__=object())
    kept = Kept.of(thing)
    assert kept.values == {"g_": {"x": [1, None, 0.5]}}
    assert set(kept.arrays) == set(arrays)
    for name, values in arrays.items():
        assert kept.arrays[name].dtype == values.dtype
        assert np.array_equal(kept.arrays[name], values)
    for odd in (
        np.array([2**60]),
        np.array([1j]),
        2**60,
        float("nan"),
        [[[]] * 2, {1: 2}],
        np.zeros((1,) * 20),
    ):
        vars(thing)["odd_"] = odd
        with pytest.raises(UnkeptError, match="`odd_` "):
            Kept.of(thing)


def test_a_row_with_another_kind_of_column_is_refused(tmp_path):
    found = fitted(tmp_path, GOOD)
    rows = dict(columns()[0])
    with pytest.raises(BadInputError, match="the column place holds numbers where texts were learned"):
        found.predict({**rows, "place": pa.array(np.zeros(300))})
    one = {name: values[0].as_py() for name, values in rows.items()}
    with pytest.raises(BadInputError, match="the column place holds numbers where texts were learned"):
        found.for_one()({**one, "place": 3})
