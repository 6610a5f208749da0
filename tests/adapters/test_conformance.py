"""The conformance table: every operator with every shape of arguments gives the same bits in DuckDB and in Python."""

from __future__ import annotations

import pyarrow as pa
import pytest

from expressions.conformance import TIMED, bits, every_case
from expressions.forms import literals
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.evaluate import row_function
from wager.expressions.operators import OPERATORS
from wager.foundation.errors import BadInputError

ENGINE = DuckDBEngine(2)
HELD = {"bool": pa.bool_(), "float": pa.float64(), "money": pa.float64(), "text": pa.string()}
CASES = list(every_case())


def table(rows, columns):
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], HELD.get(of, pa.int64()))
            for name, of in columns.items()
        }
    )


def computed(case, rows):
    found = ENGINE.evaluate(table(rows, case.columns), case.columns, {"o": case.tree}, zone=case.zone)
    return found["o"].to_pylist()


def test_every_operator_is_in_the_table():
    assert {case.tree.operator for case in CASES} == set(OPERATORS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_duckdb_gives_the_bits_that_python_gives(case):
    found = computed(case, case.rows)
    wrong = [
        (row, value, wanted)
        for row, value, wanted in zip(case.rows, found, case.values, strict=True)
        if bits(value) != bits(wanted)
    ]
    assert not wrong, (case.name, len(wrong), wrong[:5])


OVERFLOWING = [case for case in CASES if case.overflowing and case.tree.operator not in TIMED]


@pytest.mark.parametrize("case", OVERFLOWING, ids=lambda case: case.name)
def test_what_overflows_in_python_is_refused_by_duckdb(case):
    for row in case.overflowing[:5]:
        with pytest.raises(BadInputError, match="64 bits"):
            computed(case, [row])


def test_constants_are_what_they_are():
    trees = {f"o{place}": literal for place, literal in enumerate(literals())}
    found = ENGINE.evaluate(pa.table({"c": [1]}), {"c": "int"}, trees)
    for name, tree in trees.items():
        assert bits(found[name][0].as_py()) == bits(row_function(tree, {})({})), tree
