"""What one row of the table of operators says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.expressions.table.signatures import Rule
from wager.expressions.tree import Type

INTEGERS: tuple[Type, ...] = ("int", "time", "duration", "date")
"""Types that are held as 64-bit integers."""

FLOATS: tuple[Type, ...] = ("float", "money")
"""Types that are held as 64-bit floats."""

Constraint = Callable[[Any], str | None]
"""Says what is wrong with a literal, or None."""

Sql = Callable[["Site", tuple[str, ...]], str]


@dataclass(frozen=True)
class Site:
    """Where an operator is applied.

    Attributes
    ----------
    types : tuple of Type
        Of the arguments, after casts.
    constants : tuple
        The value of each argument that is a literal, None for the others.
    zone : str
        The time zone that counts here.
    """

    types: tuple[Type, ...]
    constants: tuple[Any, ...]
    zone: str

    def constant(self, position: int, default: Any = None) -> Any:
        """Return the literal at a position, or the default where there is no such argument."""
        return self.constants[position] if position < len(self.constants) else default


@dataclass(frozen=True)
class Operator:
    """One row of the table.

    Attributes
    ----------
    name : str
        Its key; as it is written, except `negate`.
    arity : tuple of (int, int or None)
        Fewest and most arguments.
    types : callable
        The rule of its types (`signatures.py`).
    python : callable
        Of the site; makes the function of values. That function never meets null where `strict`, may
        return an integer too large for 64 bits (the caller raises) or a float that is not finite (the
        caller makes it null).
    duckdb, spark : str or callable
        SQL with `{0}`, `{1}` for the arguments; or a function of the site and their SQL.
    note : str
        One line for the reference: how it is written, what it means.
    strict : bool
        Null as soon as an argument is null. The functions of the others get a callable for each argument
        and the row, so that they may leave some of them alone.
    skips_nulls : bool
        The SQL by itself would skip nulls, so the emitter asks first.
    stays_finite : bool
        A float that it returns is finite when its arguments are, so that nobody has to ask.
    constants : dict of int to callable
        Arguments that must be literals, and what is demanded of them.
    """

    name: str
    arity: tuple[int, int | None]
    types: Rule
    python: Callable[[Site], Callable[..., Any]]
    duckdb: str | Sql
    spark: str | Sql
    note: str
    strict: bool = True
    skips_nulls: bool = False
    stays_finite: bool = False
    constants: Mapping[int, Constraint] = field(default_factory=dict)


def always(function: Callable[..., Any]) -> Callable[[Site], Callable[..., Any]]:
    """Make the Python side of a row that does not depend on the site."""
    return lambda _: function


def listed(before: str, between: str = ", ", after: str = ")") -> Sql:
    """Make the SQL of a row with any number of arguments."""
    return lambda _, arguments: before + between.join(arguments) + after


def lies_between(low: int, high: int) -> Constraint:
    """Demand a number of a range."""
    return lambda value: None if low <= value <= high else f"should lie between {low} and {high}, not {value}"
