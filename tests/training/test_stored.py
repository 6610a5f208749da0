"""Files of stored models: what is not as it was written is refused, with the file and the rule."""

import json
import re

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.estimator import Sample, Task
from wager.training.fit import FittedModel, develop, fit
from wager.training.split import Parts
from wager.training.stored import LARGEST, read_document

BINARY, NUMBER = Task.binary("late"), Task("number", (), ("order",))
X = np.linspace(-1, 1, 300)
COLUMNS = {"x": pa.array(X), "place": pa.array(np.where(X > 0.2, "b", "a"))}
TRUTH = (np.sin(40 * X) + X > 0).astype(np.int64)
PARTS = Parts(np.repeat([0, 1], 150).astype(np.int8)[np.argsort(np.arange(300) % 2)], np.arange(300), {}, {})
EARNED = np.column_stack([np.zeros(300, np.int64), np.where(TRUTH == 1, 90, -50)])


def files(algorithm, parameters=None, task=BINARY, method=None):
    truth = X if task.kind == "number" else TRUTH
    rows = develop(COLUMNS, truth, PARTS, earned=EARNED)
    return fit(task, EstimatorCatalogue(threads=1).make(algorithm, parameters or {}), rows, method).to_files()


def changed(stored, file, **values):
    written = json.loads(stored[file]) | values
    return stored | {file: canonical({key: value for key, value in written.items() if value is not ...})}


def refused(stored, *said):
    with pytest.raises(BadInputError) as caught:
        FittedModel.from_files(stored, EstimatorCatalogue(threads=1))
    for one in said:
        assert one in str(caught.value)
    assert "run `wager verify`" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("task.json", b""),
        ("task.json", b"\xff\xfe"),
        ("task.json", b"[" * 100_000),
        ("task.json", b"[1]"),
        ("task.json", b'{"format": 1}'),
        ("task.json", b'{"format":1,"format":1}'),
        ("task.json", b'{"a":NaN,"format":1}'),
        ("task.json", b'{"a":"\\ud800","format":1}'),
        ("task.json", b'{"format":true}'),
        ("task.json", b'{"format":"1"}'),
        ("task.json", b'{"a":1}'),
        ("task.json", b'{"a":1.0,"format":1}'),
    ],
)
def test_only_canonical_json_is_read(file, data):
    with pytest.raises(BadInputError, match=file):
        read_document({file: data}, file)


def test_newer_formats_are_told_apart_and_large_floats_come_back():
    with pytest.raises(BadInputError, match=r"format 2 of a\.json is newer"):
        read_document({"a.json": b'{"format":2}'}, "a.json")
    for value in (1e20, 2.0**53, 1e21, 0.1, -0.5, 3.0):
        written = canonical({"format": 1, "value": value})
        assert read_document({"a.json": written}, "a.json").number("value") == value


@pytest.mark.parametrize(
    ("file", "values", "said"),
    [
        ("task.json", {"kind": "something"}, "`kind` is not one of"),
        ("task.json", {"classes": ["late", "late"]}, "`classes`"),
        ("task.json", {"classes": ["late"]}, "`classes`"),
        ("task.json", {"classes": ["a", "b", "c"], "kind": "classes"}, "task.json"),
        ("task.json", {"kind": "number", "classes": []}, "task.json"),
        ("task.json", {"actions": [1]}, "a list of texts"),
        ("task.json", {"more": 1}, "`more`"),
        ("task.json", {"actions": ...}, "`actions`"),
        ("fitted.json", {"algorithm": ...}, "`algorithm`"),
        ("fitted.json", {"columns": "x"}, "a list of objects"),
        ("fitted.json", {"columns": []}, "the shape"),
        ("fitted.json", {"columns": [{"number": "x"}]}, "absent or unknown"),
        ("fitted.json", {"columns": [{"category": "x", "levels": ["b", "a"]}]}, "ascending"),
        (
            "fitted.json",
            {"columns": [{"number": "x", "median": 0, "mean": 0, "deviation": 0}]},
            "`deviation`",
        ),
        (
            "fitted.json",
            {"columns": [{"number": "x", "median": 1e101, "mean": 0, "deviation": 1}]},
            "`median`",
        ),
        (
            "fitted.json",
            {"columns": [{"number": "x", "median": True, "mean": 0, "deviation": 1}]},
            "`median`",
        ),
        (
            "fitted.json",
            {"columns": [{"number": "x", "median": 0, "mean": 0, "deviation": 1}] * 2},
            "different",
        ),
        ("calibration.json", {"method": "other"}, "`method`"),
        ("calibration.json", {"curves": []}, "1 curves"),
        ("calibration.json", {"curves": [{"at": [0, 1], "value": [0]}]}, "knots"),
        ("calibration.json", {"curves": [{"at": [], "value": []}]}, "knots"),
        ("calibration.json", {"curves": [{"at": [0, 0], "value": [0, 1]}]}, "rising"),
        ("calibration.json", {"curves": [{"at": [0, 1], "value": [1, 0]}]}, "rising"),
        ("calibration.json", {"curves": [{"at": [0, 1], "value": [0, 2]}]}, "`value`"),
        ("calibration.json", {"method": "sigmoid"}, "a slope"),
    ],
)
def test_a_value_that_cannot_be_is_refused(file, values, said):
    refused(changed(files("logistic", method="isotonic"), file, **values), file.partition(".")[0][:0], said)


@pytest.mark.parametrize(
    ("algorithm", "parameters", "values", "said"),
    [
        ("constant", {}, {"answer": []}, "`answer`"),
        ("constant", {}, {"answer": [0.5, 1.5]}, "`answer`"),
        ("constant", {}, {"answers": "values"}, "`answer`"),
        ("table", {"by": "place"}, {"groups": ["1"]}, "the shape"),
        ("table", {"by": "place"}, {"groups": ["2", "1"]}, "ascending"),
        ("table", {"by": "place"}, {"groups": ["1", "9"]}, "below 3"),
        ("table", {"by": "place"}, {"groups": ["1", "-1"]}, "whole numbers"),
        ("table", {"by": "place"}, {"groups": []}, "whole numbers"),
        ("table", {"by": "place"}, {"known": [["a", "b"], ["c"]]}, "`known`"),
        ("table", {"by": "place"}, {"known": [["b", "a"]]}, "ascending"),
        ("table", {"by": "place"}, {"answers": "values"}, "the shape"),
        ("best_split", {}, {"sides": [0, 1]}, "three actions"),
        ("best_split", {}, {"sides": [0, 1, 2]}, "`sides`"),
        ("best_split", {}, {"sides": [0, 1, 0.5]}, "whole numbers"),
        ("best_split", {}, {"threshold": None, "levels": []}, "`threshold`"),
        ("best_split", {}, {"means": [1]}, "`means`"),
        ("best_split", {}, {"actions": []}, "`sides`"),
        ("best_split", {}, {"column": 7}, "`column`"),
        ("lightgbm", {"n_estimators": 2}, {"kind": "number"}, "objective"),
        ("lightgbm", {"n_estimators": 2}, {"names": ["x", "x"]}, "different"),
        ("lightgbm", {"n_estimators": 2}, {"levels": [None]}, "`levels`"),
        ("lightgbm", {"n_estimators": 2}, {"levels": [None, ["b", "a"]]}, "ascending"),
    ],
)
def test_every_learner_looks_at_its_own_values(algorithm, parameters, values, said):
    refused(changed(files(algorithm, parameters), "fitted.json", **values), said)


def test_a_rule_takes_only_actions_that_are_there():
    rule = EstimatorCatalogue().make("rule", {"act": "…"}).fit(BINARY, Sample({}, np.array([])), None)
    stored = FittedModel(BINARY, rule).to_files()
    refused(changed(stored, "fitted.json", order=["other"]), "`order`")
    refused(changed(stored, "fitted.json", actions=["none", "act", "more"]), "task.json")


@pytest.mark.parametrize("algorithm", ["logistic", "table", "lightgbm"])
def test_every_file_must_be_there(algorithm):
    stored = files(algorithm, {"by": "place"} if algorithm == "table" else {})
    for missing in stored:
        refused({name: data for name, data in stored.items() if name != missing}, f"without {missing}")


def test_a_linear_model_needs_as_many_coefficients_as_columns():
    stored = files("linear", task=NUMBER)
    refused(stored | {"coefficients.npy": to_bytes(np.zeros(3))}, "the shape (3,)")
    refused(stored | {"coefficients.npy": to_bytes(np.zeros((6, 1)))}, "the shape (6, 1)")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, LARGEST * 10])
def test_an_array_holds_finite_numbers(value):
    with pytest.raises(BadInputError, match=r"a\.npy .* a number is not from"):
        from_bytes("a.npy", to_bytes(np.array([0.0, value])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<f8", b"|O8"),
        (b"<f8", b">f8"),
        (b"NUMPY", b"NUMPI"),
        (b"(2, 3)", b"(3, 3)"),
        (b"(2, 3)", b"(9, 0)"),
        (b"(2, 3)", b"(,,,,)"),
        (b"(2, 3)", b"(2 3,)"),
        (b"False", b"True "),
        (b"\x01\x00v", b"\x01\x00w"),
    ],
)
def test_an_array_is_read_in_the_one_spelling_that_is_written(old, new):
    data = to_bytes(np.arange(6.0).reshape(2, 3))
    assert data.count(old) == 1
    with pytest.raises(BadInputError, match=re.escape("a.npy of a stored model")):
        from_bytes("a.npy", data.replace(old, new))


@pytest.mark.parametrize("cut", [0, 5, 60, 130, 175])
def test_a_cut_array_is_refused(cut):
    data = to_bytes(np.arange(6.0))
    with pytest.raises(BadInputError, match=r"a\.npy"):
        from_bytes("a.npy", data[:cut])
