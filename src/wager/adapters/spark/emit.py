"""From a tree to Spark's SQL, for Spark 4."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wager.expressions.operators import OPERATORS
from wager.expressions.sql import PLACE, Dialect, doubled, physical
from wager.expressions.table.row import Operator, Site
from wager.expressions.table.spark_sql import finite
from wager.expressions.tree import Tree, Type

PHYSICAL = physical("STRING")
"""The type of a column in Spark, by its type in the language."""

SETTINGS: dict[str, str] = {
    "spark.sql.ansi.enabled": "true",  # an integer that overflows is an error, as is a cast that does not fit
    "spark.sql.session.timeZone": "UTC",  # a timestamp shows the clocks of the zone that it was moved to
    "spark.sql.parser.escapedStringLiterals": "false",  # `\u0024` in a text is a sign
    # It regroups sums of integers, so that they overflow where what is written does not, and the other way round.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.ReorderAssociativeOperator",
}
"""What a session must be set to, for the SQL to mean what the expression says."""


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
    return _Spark(types, zone, names).sql(tree)


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


class _Spark(Dialect):
    physical = PHYSICAL
    quoted = staticmethod(quoted)
    text_literal = staticmethod(text_literal)

    @staticmethod
    def made(operator: Operator) -> str | Callable[[Site, tuple[str, ...]], str]:
        return operator.spark

    def put(self, text: str, parts: Sequence[str]) -> str:
        # All parts get names: a function that Java does not know must not stand inside a lambda.
        if not doubled(text, parts):
            return PLACE.sub(lambda found: parts[int(found[1])], text)
        fields = ", ".join(f"{part} AS a{place}" for place, part in enumerate(parts))
        body = PLACE.sub(r"v.a\1", text)
        return f"transform(array(struct({fields})), v -> {body})[0]"

    def finite(self, number: str) -> str:
        return finite(number)


def _function(operator: Operator) -> Callable[..., float | None]:
    made: Callable[..., Any] = operator.python(Site((), (), "UTC"))
    return lambda *given: None if any(value is None for value in given) else made(*given)
