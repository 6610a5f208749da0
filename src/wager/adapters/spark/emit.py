"""From a tree to Spark's SQL, for Spark 4.

Values are in the physical forms of `expressions.tree.Type`, so times are BIGINT and money is DOUBLE. A float
is finite or null at every step, as in `expressions/evaluate.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wager.expressions.operators import OPERATORS
from wager.expressions.table.row import FLOATS, Operator, Site
from wager.expressions.table.spark_sql import finite
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Type
from wager.expressions.types import type_of, typed

PHYSICAL: dict[Type, str] = {
    "bool": "BOOLEAN",
    "int": "BIGINT",
    "time": "BIGINT",
    "duration": "BIGINT",
    "date": "BIGINT",
    "float": "DOUBLE",
    "money": "DOUBLE",
    "text": "STRING",
    "null": "DOUBLE",
}
"""The type of a column in Spark, by its type in the language."""

SETTINGS: dict[str, str] = {
    "spark.sql.ansi.enabled": "true",  # an integer that overflows is an error, as is a cast that does not fit
    "spark.sql.session.timeZone": "UTC",  # a timestamp shows the clocks of the zone that it was moved to
    "spark.sql.parser.escapedStringLiterals": "false",  # `\u0024` in a text is a sign
    # It regroups sums of integers, so that they overflow where what is written does not, and the other way round.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.ReorderAssociativeOperator",
}
"""What a session must be set to, for the SQL to mean what the expression says."""

_SHORT = 60
"""Characters of SQL that may stand twice; what is longer gets a name, or nested calls would double each time."""

_PLACE = re.compile("\0([0-9]+)\0")
"""Where in the SQL of an operator an argument goes."""


def sql(
    tree: Tree, types: Mapping[str, Type], zone: str = "UTC", names: Mapping[str, str] | None = None
) -> str:
    """Write an expression as SQL.

    Parameters
    ----------
    tree : Tree
        Without aggregates.
    types : mapping of str to Type
        Of the columns, which hold physical values.
    zone : str
        IANA time zone of the project.
    names : mapping of str to str, optional
        What columns are called in the SQL; their own names, quoted, without.

    Raises
    ------
    ExpressionError
        If the tree has no type.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> sql(parse("minute + 1 > limit"), {"minute": "int", "limit": "int"})
    '((`minute` + CAST(1 AS BIGINT)) > `limit`)'
    """
    return _Emitter(types, zone, names or {name: quoted(name) for name in types}).write(typed(tree, types)[0])


def functions() -> dict[str, Callable[..., float | None]]:
    """Name the functions that a session must know: those that Java computes with another last bit.

    Returns
    -------
    dict
        Of doubles, to be registered as functions that return a double; null as soon as an argument is.

    Examples
    --------
    >>> functions()["wager_ln"](1.0)
    0.0
    """
    return {f"wager_{name}": _function(OPERATORS[name]) for name in ("exp", "ln", "power")}


def quoted(name: str) -> str:
    """Quote a name."""
    return "`" + name.replace("`", "``") + "`"


def text_literal(text: str) -> str:
    r"""Quote a text; signs that Spark's parser would act on are written by their number.

    Examples
    --------
    >>> print(text_literal("it's ${env:HOME} \\ \n"))
    'it\u0027s \u0024{env:HOME} \u005c \u000a'
    """
    return "'" + "".join(f"\\u{ord(sign):04x}" if _is_active(sign) else sign for sign in text) + "'"


def _is_active(sign: str) -> bool:
    return sign in "'\"\\$" or ord(sign) < ord(" ") or sign == "\x7f"


class _Emitter:
    def __init__(self, types: Mapping[str, Type], zone: str, names: Mapping[str, str]) -> None:
        self.types, self.zone, self.names = types, zone, names

    def write(self, tree: Tree) -> str:
        if isinstance(tree, Literal):
            return _literal(tree)
        if isinstance(tree, Column):
            return self.names[tree.name]
        assert not isinstance(tree, Aggregate), (
            "aggregates are computed over events, and stand here as columns"
        )
        return self.call(tree)

    def call(self, tree: Call) -> str:
        operator = OPERATORS[tree.operator]
        first = tree.arguments[0]
        if operator.name == "float" and isinstance(first, Literal) and first.type == "int":
            return _literal(Literal(first.value, "float"))  # else every number would be two casts
        types = tuple(type_of(part, self.types) for part in tree.arguments)
        constants = tuple(part.value if isinstance(part, Literal) else None for part in tree.arguments)
        places = tuple(f"\0{position}\0" for position in range(len(tree.arguments)))
        text = _template(operator, Site(types, constants, self.zone), places)
        text = _put(text, [self.write(part) for part in tree.arguments])
        result = operator.types(types)[1]
        return finite(text) if operator.strict and not operator.stays_finite and result in FLOATS else text


def _put(text: str, parts: Sequence[str]) -> str:
    """Put SQL into its places; where something long stands more than once, all of it under names.

    All, because a function that Java does not know must not stand inside a lambda.
    """
    often = Counter(int(place) for place in _PLACE.findall(text))
    if all(len(part) <= _SHORT or often[place] < 2 for place, part in enumerate(parts)):
        return _PLACE.sub(lambda found: parts[int(found[1])], text)
    fields = ", ".join(f"{part} AS a{place}" for place, part in enumerate(parts))
    body = _PLACE.sub(r"v.a\1", text)
    return f"transform(array(struct({fields})), v -> {body})[0]"


def _template(operator: Operator, site: Site, places: tuple[str, ...]) -> str:
    made = operator.spark
    text = made.format(*places) if isinstance(made, str) else made(site, places)
    if not operator.skips_nulls:
        return text
    absent = " OR ".join(f"{place} IS NULL" for place in places)
    return f"CASE WHEN {absent} THEN NULL ELSE {text} END"


def _literal(literal: Literal) -> str:
    if literal.value is None:
        return f"CAST(NULL AS {PHYSICAL[literal.type]})"
    if isinstance(literal.value, bool):
        return "true" if literal.value else "false"
    if isinstance(literal.value, str):
        return text_literal(literal.value)
    if literal.type in FLOATS:
        # A number written with a point is a DECIMAL, which is rounded on its way to a float.
        return f"CAST('{float(literal.value)!r}' AS DOUBLE)"
    return f"CAST({literal.value} AS BIGINT)"


def _function(operator: Operator) -> Callable[..., float | None]:
    made: Callable[..., Any] = operator.python(Site((), (), "UTC"))
    return lambda *given: None if any(value is None for value in given) else made(*given)
