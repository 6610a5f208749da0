"""Spark's SQL is the one that was run on Spark; `on_spark.py` runs it again."""

import re

import pytest

from adapters.spark.golden import FILE, golden
from expressions.chance import COLUMNS
from wager.adapters.spark.emit import SETTINGS, functions, sql, text_literal
from wager.expressions.operators import OPERATORS
from wager.expressions.parse import ExpressionError, parse

_FUNCTION = re.compile(r"\bwager_\w+")


def test_the_sql_is_the_one_that_was_run():
    assert FILE.read_text("utf-8") == golden(), "see golden.py; then run on_spark.py"


def test_every_entry_says_what_it_assumes():
    entries = FILE.read_text("utf-8").split("\n\n")[1:]
    assert len(entries) > len(OPERATORS)
    for entry in entries:
        assert "spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC" in entry


def test_functions_of_our_own_are_named():
    used = set(_FUNCTION.findall(FILE.read_text("utf-8")))
    assert used == set(functions())
    assert functions()["wager_power"](2.0, None) is None
    assert functions()["wager_power"](2.0, 10.0) == 1024.0


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("it's", r"'it\u0027s'"),
        ("${spark.app.name}", r"'\u0024{spark.app.name}'"),
        ("a\\n\n\0", r"'a\u005cn\u000a\u0000'"),
        ("ß😀", "'ß😀'"),
    ],
)
def test_no_sign_of_a_text_acts(text, literal):
    assert text_literal(text) == literal


def test_what_is_nested_grows_no_faster_than_what_is_written():
    def nested(levels):
        return len(sql(parse("least(y, " * levels + "x" + ")" * levels), COLUMNS))

    assert nested(40) < 3 * nested(20)


def test_functions_of_our_own_never_stand_in_a_lambda():
    text = sql(parse("least(exp(x) + exp(y) * 2.0, round(ln(x) / 3.0, 2), y)"), COLUMNS)
    bodies = [part for part in text.split("v -> ")[1:] if "wager_" in part.partition(")[0]")[0]]
    assert "v -> " in text
    assert not bodies


def test_a_wrong_expression_is_refused():
    with pytest.raises(ExpressionError, match="there is no column"):
        sql(parse("zz + 1"), COLUMNS)


def test_the_settings_are_names_of_spark():
    assert all(name.startswith("spark.sql.") for name in SETTINGS)
