"""From a tree to DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count

from wager.expressions.sql import PLACE, Dialect, doubled, physical
from wager.expressions.table.row import Operator, Site
from wager.expressions.tree import Tree, Type

PHYSICAL = physical("VARCHAR")
"""The type of a column in DuckDB, by its type in the language."""

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
    return _DuckDB(types, zone, names).sql(tree)


def quoted(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Quote a text; what SQL's own text cannot hold is put in by its number."""
    return "(" + " || chr(0) || ".join("'" + part.replace("'", "''") + "'" for part in text.split("\0")) + ")"


class _DuckDB(Dialect):
    physical = PHYSICAL

    def __init__(self, types: Mapping[str, Type], zone: str, names: Mapping[str, str] | None) -> None:
        super().__init__(types, zone, names)
        self.fresh = (f"v{number}" for number in count())

    quoted = staticmethod(quoted)
    text_literal = staticmethod(text_literal)

    @staticmethod
    def made(operator: Operator) -> str | Callable[[Site, tuple[str, ...]], str]:
        return operator.duckdb

    def put(self, text: str, parts: Sequence[str]) -> str:
        names = {place: next(self.fresh) for place in sorted(doubled(text, parts))}
        text = PLACE.sub(lambda found: names.get(int(found[1]), parts[int(found[1])]), text)
        for place, name in names.items():
            text = f"list_transform([{parts[place]}], lambda {name}: {text})[1]"
        return text

    def finite(self, number: str) -> str:
        return self.put(_FINITE, [number])
