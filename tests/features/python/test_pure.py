"""A function whose value for a row is not the row's own is refused whenever its column is computed."""

import numpy as np
import pyarrow as pa
import pytest

from wager.features.code.code import read_code
from wager.features.python.function import Function
from wager.features.python.pure import demand_pure, first_difference
from wager.foundation.errors import BadInputError

X = pa.array(np.random.default_rng(3).normal(size=1000), mask=np.arange(1000) % 7 == 0)
HEAD = "import numpy as np\n"


def tried(folder, body):
    (folder / "a.py").write_text(HEAD + body)
    function = Function(read_code(folder, "a.py:f", 1, ("a.yaml", 1)), "a.f", [("x", "float")], "float")
    demand_pure(function, [X], function.values([X]))


@pytest.mark.parametrize(
    "body",
    [
        "def f(x): return x - np.nanmean(x)",
        "def f(x): return np.argsort(np.argsort(x))",
        "def f(x): return np.cumsum(np.nan_to_num(x))",
        "def f(x): return np.concatenate([[np.nan], x[:-1]])",
        "def f(x): return np.random.default_rng().normal(size=len(x))",
        "def f(x): return np.random.default_rng(1).normal(size=len(x))",
        "SEEN = []\ndef f(x):\n    SEEN.append(len(x))\n    return np.full(len(x), float(len(SEEN)))",
        "def f(x): return np.full(len(x), float(len(x)))",
        "def f(x): return np.where(np.isnan(x), np.nanmedian(x), x)",
        "def f(x): return x * (1 if np.isnan(x).any() else 1.0000000000000002)",
    ],
)
def test_what_hangs_on_other_rows_or_chance_or_memory_is_found(tmp_path, body):
    with pytest.raises(
        BadInputError, match=r"^a.py:\d: E021 feature a.f: f gives a row \(x .*a function of its own row"
    ):
        tried(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        "def f(x): return x",
        "def f(x): return np.where(np.isnan(x), -1, np.sin(x) * np.exp(x))",
        "def f(x): return [None if v != v else round(v, 2) for v in x]",
        "def f(x): return np.random.default_rng(7).normal() * x",
        "TABLE = {}\ndef f(x): return [TABLE.setdefault(v, v) for v in x]",
    ],
)
def test_what_is_of_the_row_alone_is_not_accused(tmp_path, body):
    tried(tmp_path, body)


def test_a_difference_of_one_bit_is_one_and_so_is_the_sign_of_a_zero():
    assert first_difference(pa.array([1.0, 2.0]), pa.array([1.0, np.nextafter(2, 3)])) == 1
    assert first_difference(pa.array([0.0]), pa.array([-0.0])) == 0
    assert first_difference(pa.array([None, 1.0]), pa.array([None, 1.0])) is None
    assert first_difference(pa.array([None], pa.float64()), pa.array([0.0])) == 0


def test_rounding_by_the_number_of_rows_is_named_as_what_it_is(tmp_path):
    body = "def f(x): return np.where(len(x) > 500, np.nan_to_num(x), np.nan_to_num(x) * (1 + 2**-52))"
    with pytest.raises(BadInputError, match="differ in the last bits only"):
        tried(tmp_path, body)
