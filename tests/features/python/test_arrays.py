"""One form for each type, whatever the rows; what cannot be held exactly is refused."""

import numpy as np
import pyarrow as pa
import pytest

from wager.features.python.arrays import MisfitError, handed, taken

FORMS = {
    "float": (pa.array([1.5, None, -0.0]), "float64"),
    "int": (pa.array([2**53, None, -7]), "float64"),
    "bool": (pa.array([True, None, False]), "float64"),
    "money": (pa.array([1800.0, None, -5.0]), "float64"),
    "text": (pa.array(["é", None, ""]), "object"),
    "time": (pa.array([1_700_000_000_000_001, None, -1]), "datetime64[us]"),
    "date": (pa.array([19_000, None, -1]), "datetime64[D]"),
    "duration": (pa.array([60_000_000, None, -1]), "timedelta64[us]"),
}


@pytest.mark.parametrize("kind", FORMS)
def test_a_type_has_one_form_with_and_without_nulls_and_comes_back_as_it_was(kind):
    values, form = FORMS[kind]
    for some in (values, values.slice(0, 1), values.slice(1, 1), values.slice(0, 0)):
        given = handed(some, kind)
        assert given.dtype == np.dtype(form)
        assert not given.flags.writeable
        back = taken(given, kind, len(some))
        assert back.equals(some) or (kind == "float" and str(back) == str(some))
        assert back.type == some.type
    assert str(handed(values.slice(2), kind)[0]) == str(np.array(handed(values, kind))[2])


def test_what_a_float_cannot_hold_is_refused_and_not_rounded():
    with pytest.raises(MisfitError, match=r"holds 9007199254740993, .* up to 2\*\*53; read it as text"):
        handed(pa.array([1, 2**53 + 1]), "int")
    with pytest.raises(MisfitError, match=r"beyond 2\*\*53.*declare `type: int`"):
        taken(np.array([2**53 + 2]), "float", 1)


@pytest.mark.parametrize(
    ("found", "kind", "values"),
    [
        ([1, 2.5], "float", [1.0, 2.5]),
        (np.array([1, 2], np.int8), "float", [1.0, 2.0]),
        (np.array([0.1], np.float32), "float", [0.10000000149011612]),
        ([None, 1.5, float("nan")], "float", [None, 1.5, None]),
        (np.array([np.inf, -np.inf, 1.0]), "float", [None, None, 1.0]),
        (np.ma.masked_array([1, 2], [False, True]), "int", [1, None]),
        (pa.chunked_array([[1], [None, 3]]), "int", [1, None, 3]),
        (np.array([3.0, np.nan]), "int", [3, None]),
        (np.array([2**63 - 1], np.uint64), "int", [2**63 - 1]),
        ([True, None], "bool", [True, None]),
        (np.array([1.0, 0.0, np.nan]), "bool", [True, False, None]),
        (np.array(["a", "b"]), "text", ["a", "b"]),
        ([np.str_("a"), None, float("nan")], "text", ["a", None, None]),
        (np.array(["2024-01-01", "NaT"], "datetime64[D]"), "time", [1_704_067_200_000_000, None]),
        (np.array(["2024-01-01T00"], "datetime64[h]"), "date", [19_723]),
        (np.array([3], "timedelta64[s]"), "duration", [3_000_000]),
        (np.array([250.0, np.nan]), "money", [250.0, None]),
        (np.array([np.nan]), "text", [None]),
    ],
)
def test_arrays_of_many_kinds_are_taken(found, kind, values):
    assert taken(found, kind, len(values)).to_pylist() == values


@pytest.mark.parametrize(
    ("found", "kind", "said"),
    [
        (np.array(["a"]), "float", "gives texts .*declare `type: text`"),
        (np.array([True]), "float", "gives truths .*declare `type: bool`"),
        (np.array([True]), "int", "gives truths"),
        (np.array([1.5]), "text", "gives floats .*declare `type: float`"),
        (np.array([1.5]), "int", "gives 1.5, which is not whole.*round it"),
        (np.array([1e300]), "int", "which is not whole"),
        (np.array([0.5]), "money", "gives 0.5.*minor units"),
        (np.array([2]), "bool", "whole numbers .*declare `type: int`"),
        (np.array([2.0]), "bool", "gives 2 where `type: bool`"),
        (np.array([2**63], np.uint64), "int", r"from 2\*\*63 on"),
        (np.array([1]), "time", "whole numbers .*`type: time`"),
        (np.array(["2024-01-01T00:00:00.0000005"], "datetime64[ns]"), "time", "between whole microseconds"),
        (np.array(["2024-01-01T05"], "datetime64[h]"), "date", "between whole days"),
        ([b"a"], "text", "gives values"),
        (["a", 1], "text", "gives"),
        ([{}], "float", "gives dict"),
        ([1 + 2j], "float", "gives values"),
        (np.array([np.longdouble("0.1")]), "float", "gives floats"),
        (3.5, "float", "gives one value; expected an array with one value for each of 1 rows"),
        ([1.0, 2.0], "float", "gives an array of 2; expected"),
        ([[1.0]], "float", "gives an array of 1 x 1; expected"),
        ([[1.0], [1.0, 2.0]], "float", "gives rows of several lengths"),
    ],
)
def test_what_is_of_another_type_or_length_is_refused(found, kind, said):
    with pytest.raises(MisfitError, match=said):
        taken(found, kind, 1)
