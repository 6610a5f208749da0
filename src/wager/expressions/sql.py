"""From a tree to SQL: what is the same for every engine; a dialect says the rest.

Values are in the physical forms of `expressions.tree.Type`, so times are BIGINT and money is DOUBLE. A float
is finite or null at every step, as in `expressions/evaluate.py`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from wager.expressions.operators import OPERATORS
from wager.expressions.table.row import FLOATS, Operator, Site
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Type
from wager.expressions.types import type_of, typed

PLACE = re.compile("\0([0-9]+)\0")
"""Where in the SQL of an operator an argument goes."""

_SHORT = 60


def physical(text: str) -> dict[Type, str]:
    """Name the type of a column by its type in the language; engines differ in what they call a text."""
    whole: dict[Type, str] = dict.fromkeys(("int", "time", "duration", "date"), "BIGINT")
    return {"bool": "BOOLEAN", **whole, "float": "DOUBLE", "money": "DOUBLE", "text": text, "null": "DOUBLE"}


class Dialect(ABC):
    """Writes one expression for one engine.

    Parameters
    ----------
    types : mapping of str to Type
        Of the columns, which hold physical values.
    zone : str
        IANA time zone of the project.
    names : mapping of str to str, optional
        What columns are called in the SQL; their own names, quoted, without.
    """

    physical: ClassVar[Mapping[Type, str]]

    def __init__(self, types: Mapping[str, Type], zone: str, names: Mapping[str, str] | None = None) -> None:
        self.types, self.zone = types, zone
        self.names = names or {name: self.quoted(name) for name in types}

    @staticmethod
    @abstractmethod
    def quoted(name: str) -> str:
        """Quote a name."""

    @staticmethod
    @abstractmethod
    def text_literal(text: str) -> str:
        """Quote a text."""

    @staticmethod
    @abstractmethod
    def made(operator: Operator) -> str | Callable[[Site, tuple[str, ...]], str]:
        """Return what the table of operators has for this engine."""

    @abstractmethod
    def put(self, text: str, parts: Sequence[str]) -> str:
        """Put SQL into its places; what is long and stands more than once gets a name."""

    @abstractmethod
    def finite(self, number: str) -> str:
        """Write a float that is null where it is not finite."""

    def sql(self, tree: Tree) -> str:
        """Write an expression without aggregates.

        Raises
        ------
        ExpressionError
            If the tree has no type.
        """
        return self._write(typed(tree, self.types)[0])

    def _write(self, tree: Tree) -> str:
        if isinstance(tree, Literal):
            return self._literal(tree)
        if isinstance(tree, Column):
            return self.names[tree.name]
        assert not isinstance(tree, Aggregate), (
            "aggregates are computed over events, and stand here as columns"
        )
        return self._call(tree)

    def _call(self, tree: Call) -> str:
        operator = OPERATORS[tree.operator]
        first = tree.arguments[0]
        if operator.name == "float" and isinstance(first, Literal) and first.type == "int":
            return self._literal(Literal(first.value, "float"))  # else every number would be two casts
        types = tuple(type_of(part, self.types) for part in tree.arguments)
        constants = tuple(part.value if isinstance(part, Literal) else None for part in tree.arguments)
        places = tuple(f"\0{position}\0" for position in range(len(tree.arguments)))
        text = self._template(operator, Site(types, constants, self.zone), places)
        text = self.put(text, [self._write(part) for part in tree.arguments])
        result = operator.types(types)[1]
        unbounded = operator.strict and not operator.stays_finite and result in FLOATS
        return self.finite(text) if unbounded else text

    def _template(self, operator: Operator, site: Site, places: tuple[str, ...]) -> str:
        made = self.made(operator)
        text = made.format(*places) if isinstance(made, str) else made(site, places)
        if not operator.skips_nulls:
            return text
        absent = " OR ".join(f"{place} IS NULL" for place in places)
        return f"CASE WHEN {absent} THEN NULL ELSE {text} END"

    def _literal(self, literal: Literal) -> str:
        if literal.value is None:
            return f"CAST(NULL AS {self.physical[literal.type]})"
        if isinstance(literal.value, bool):
            return "true" if literal.value else "false"
        if isinstance(literal.value, str):
            return self.text_literal(literal.value)
        if literal.type in FLOATS:
            # A number written with a point is a DECIMAL, which is rounded on its way to a float.
            return f"CAST('{float(literal.value)!r}' AS DOUBLE)"
        return f"CAST({literal.value} AS BIGINT)"


def doubled(text: str, parts: Sequence[str]) -> set[int]:
    """Name the places whose SQL is long and stands more than once: nested calls would double it each time."""
    often = Counter(int(place) for place in PLACE.findall(text))
    return {place for place, part in enumerate(parts) if len(part) > _SHORT and often[place] > 1}
