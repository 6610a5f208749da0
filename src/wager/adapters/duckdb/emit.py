"""From a tree to DuckDB's SQL.

Values are in the physical forms of `expressions.tree.Type`, so times are BIGINT and money is DOUBLE. A float
is finite or null at every step, as in `expressions/evaluate.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count

from wager.expressions.operators import OPERATORS
from wager.expressions.table.row import FLOATS, Operator, Site
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
    "text": "VARCHAR",
    "null": "DOUBLE",
}
"""The type of a column in DuckDB, by its type in the language."""

_SHORT = 60
"""Characters of SQL that may stand twice; what is longer gets a name, or nested calls would double each time."""

_PLACE = re.compile("\0([0-9]+)\0")
"""Where in the SQL of an operator an argument goes."""

_FINITE = "CASE WHEN isfinite(\x000\0) THEN \x000\0 END"


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
    '(("minute" + CAST(1 AS BIGINT)) > "limit")'
    """
    return _Emitter(types, zone, names or {name: quoted(name) for name in types}).write(typed(tree, types)[0])


def quoted(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Quote a text; what SQL's own text cannot hold is put in by its number."""
    return "(" + " || chr(0) || ".join("'" + part.replace("'", "''") + "'" for part in text.split("\0")) + ")"


class _Emitter:
    def __init__(self, types: Mapping[str, Type], zone: str, names: Mapping[str, str]) -> None:
        self.types, self.zone, self.names = types, zone, names
        self.fresh = (f"v{number}" for number in count())

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
        text = self.put(text, [self.write(part) for part in tree.arguments])
        result = operator.types(types)[1]
        if operator.strict and not operator.stays_finite and result in FLOATS:
            return self.put(_FINITE, [text])
        return text

    def put(self, text: str, parts: Sequence[str]) -> str:
        """Put SQL into its places; where a part is long and stands more than once, under a name of its own."""
        often = Counter(int(place) for place in _PLACE.findall(text))
        names = {
            place: next(self.fresh)
            for place, part in enumerate(parts)
            if len(part) > _SHORT and often[place] > 1
        }
        text = _PLACE.sub(lambda found: names.get(int(found[1]), parts[int(found[1])]), text)
        for place, name in names.items():
            text = f"list_transform([{parts[place]}], lambda {name}: {text})[1]"
        return text


def _template(operator: Operator, site: Site, places: tuple[str, ...]) -> str:
    made = operator.duckdb
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
