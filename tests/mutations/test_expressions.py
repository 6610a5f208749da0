"""Whatever is written as an expression is read or refused with a message, for every target, and soon.

`make mutations` tries 100,000; the short form tries fewer.
"""

import os
import time
from collections import Counter
from random import Random

from expressions.chance import COLUMNS, text_by_chance
from machine import slowness
from wager.adapters.duckdb import emit as duckdb
from wager.adapters.spark import emit as spark
from wager.expressions.evaluate import row_function
from wager.expressions.parse import ExpressionError, parse
from wager.expressions.tree import Aggregate, walk
from wager.expressions.types import typed
from wager.foundation.errors import BadInputError

COUNT = int(os.environ.get("WAGER_EXPRESSIONS", "2000"))
SEED = 6
MOST = 1.0
"""Seconds of CPU: the most that one expression may take."""
ROW = dict(
    zip(
        COLUMNS,
        (7, -3, 2.5, -0.0, "UA-15", "ß", 10**15, 0, 15_706, 250.0, -1.0, 10**9, True, None),
        strict=True,
    )
)


def outcome(text):
    """Take an expression through all that is made of it; anything but the named errors is a fault."""
    try:
        tree = parse(text, zone="Europe/Berlin")
    except ExpressionError:
        return "not read"
    try:
        tree, _ = typed(tree, COLUMNS)
    except ExpressionError:
        return "not typed"
    if any(isinstance(node, Aggregate) for node in walk(tree)):
        return "aggregates"
    for emit in (duckdb.sql, spark.sql):
        assert emit(tree, COLUMNS, "Europe/Berlin")
    try:
        row_function(tree, COLUMNS, "Europe/Berlin")(ROW)
    except BadInputError:
        return "overflows"
    return "has a value"


def test_every_expression_has_a_value_or_is_refused():
    chance, counts, slowest = Random(SEED), Counter(), (0.0, "")
    for _ in range(COUNT):
        text = text_by_chance(chance)
        begun = time.process_time()
        try:
            counts[outcome(text)] += 1
        except Exception as error:
            error.add_note(f"{len(text)} signs: {text[:2000]}")
            raise
        spent = time.process_time() - begun
        slowest = max(slowest, (spent, text))
        assert spent < MOST or spent < MOST * slowness(), text[:2000]
    print(f"\n{COUNT} expressions: {dict(counts)}; the slowest took {slowest[0]:.3f} s of CPU")
    assert min(counts[each] for each in ("not read", "not typed", "overflows", "has a value")) > COUNT / 1000
