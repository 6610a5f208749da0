"""The same bits from the engine and from Python, for random expressions on random rows."""

from __future__ import annotations

import struct

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expressions.chance import COLUMNS, well_typed
from expressions.edges import HOUR, TURNS
from expressions.forms import FORMS
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.evaluate import row_function
from wager.expressions.operators import FUNCTIONS, INFIX, OPERATORS
from wager.expressions.tree import Literal, Tree
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError

STORED = {
    "int": pa.int64(),
    "float": pa.float64(),
    "money": pa.float64(),
    "text": pa.string(),
    "time": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "duration": pa.int64(),
    "bool": pa.bool_(),
}
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
ENGINE = DuckDBEngine(2)

INTS = st.sampled_from(
    [0, 1, -1, 2, 3, -7, 25, -25, 150, 2**53 + 1, 2**62, 2**63 - 1, -(2**63)]
) | st.integers(-1000, 1000)
FLOATS = (
    st.sampled_from(
        [0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.1, 1.005, 0.49999999999999994, 1e300, -1e300, 1e-300, 2.0**53]
    )
    | st.floats(-1e6, 1e6)
    | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.text(alphabet="aAbß İéΣ😀\t\n-.1e+'", max_size=6) | st.sampled_from(
    ["12", "-1.5", " 7 ", "1e3", "1e999", "UA-15"]
)
TIMES = st.builds(
    lambda turn, by: turn + by, st.sampled_from(TURNS), st.integers(-3 * HOUR, 3 * HOUR)
) | st.integers(0, 2_100_000_000_000_000)
VALUES = {
    "int": INTS,
    "float": FLOATS,
    "money": st.integers(-(10**9), 10**9).map(float),
    "text": TEXTS,
    "time": TIMES,
    "date": st.integers(-1000, 40_000),
    "duration": st.integers(-(10**12), 10**12) | st.sampled_from([0, 1, HOUR, 24 * HOUR]),
    "bool": st.booleans(),
}


@st.composite
def trees(draw, type_):
    """Draw a tree as `expressions.chance` does, by chances that Hypothesis decides and can make smaller."""

    def constant(_, of):
        return Literal(draw(VALUES[of]), of, "USD" if of == "money" else "")

    return well_typed(draw(st.randoms(use_true_random=False)), type_, 3, constant)


def test_every_operator_is_tried():
    tried = {form[0] for forms in FORMS.values() for form in forms}
    assert tried == set(OPERATORS) == {*FUNCTIONS, *INFIX}


def bits(value):
    return struct.pack("<d", value) if isinstance(value, float) else value


def stored(rows):
    return pa.table(
        {name: pa.array([row[name] for row in rows], STORED[type_]) for name, type_ in COLUMNS.items()}
    )


ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | VALUES[type_] for name, type_ in COLUMNS.items()}),
    min_size=1,
    max_size=8,
)
MANY = st.lists(st.sampled_from(list(FORMS)).flatmap(trees), min_size=8, max_size=12)


def evaluated(tree: Tree, rows, zone):
    """Evaluate row by row; a row that overflows is marked."""
    function, results = row_function(tree, COLUMNS, zone), []
    for row in rows:
        try:
            results.append(function(row))
        except BadInputError:
            results.append(BadInputError)
    return results


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
@given(MANY, ROWS, st.sampled_from(ZONES))
def test_the_engine_and_python_agree_bit_for_bit(many, rows, zone):
    wanted = {f"o{place}": evaluated(tree, rows, zone) for place, tree in enumerate(many)}
    fine = [
        index
        for index in range(len(rows))
        if all(found[index] is not BadInputError for found in wanted.values())
    ]
    if not fine:
        return
    rows = [rows[index] for index in fine]
    found = ENGINE.evaluate(
        stored(rows), COLUMNS, {f"o{place}": tree for place, tree in enumerate(many)}, zone=zone
    )
    for (name, values), tree in zip(wanted.items(), many, strict=True):
        expected = [bits(values[index]) for index in fine]
        assert [bits(value) for value in found[name].to_pylist()] == expected, to_text(tree)
