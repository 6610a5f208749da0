"""Expressions written in Python: the same trees as their text gives, built by Python's own operators.

`col("dep_delay") > 60` and the text `dep_delay > 60` are one tree with one fingerprint. Functions and aggregates come from
the one table of operators, so that a new row there is a method here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from wager.expressions.operators import AGGREGATES, FUNCTIONS
from wager.expressions.parse import parse
from wager.expressions.tokens import ExpressionError
from wager.expressions.tree import Call, Column, Literal, Tree, to_json
from wager.expressions.write import to_text
from wager.foundation.amounts import Duration
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.fingerprint import digest
from wager.foundation.moments import microseconds

_MICROSECOND = timedelta(microseconds=1)
_SHOWN = 200
"""Characters of a wrong expression that its error repeats."""


def _sign(operator: str, *, turned: bool = False) -> Callable[[Expression, Any], Expression]:
    def method(self: Expression, other: Any) -> Expression:
        return _call(operator, other, self) if turned else _call(operator, self, other)

    return method


class Expression:
    """An expression of the language, to be combined by Python's operators.

    `+ - * /` and the comparisons are Python's; `&`, `|` and `~` stand for `and`, `or` and `not` (and bind tightly, as in
    pandas and Polars: put comparisons in parentheses). Every function and aggregate of the language is a method:
    `col("t").hour("UTC")`, `col("amount").sum(over="7 d")`. A Python value beside it is a constant; a text is a text.

    Attributes
    ----------
    tree : Tree
        What it means.

    Examples
    --------
    >>> late = (col("dep_delay") > 60) & col("carrier").is_in(["UA", "AA"])
    >>> late
    dep_delay > 60 and carrier in ('UA', 'AA')
    >>> col("dep_delay").mean(where=late, over="7 d")
    mean(dep_delay where dep_delay > 60 and carrier in ('UA', 'AA') over 7 d)
    >>> late.fingerprint == expression("dep_delay>60 and carrier in ('UA','AA')").fingerprint
    True
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal characters that say what it means: blanks and spelling do not count, order does."""
        return digest(to_json(self.tree))

    def to_json(self) -> Any:
        """Write the tree as JSON values."""
        return to_json(self.tree)

    def is_in(self, values: Iterable[Any]) -> Expression:
        """Tell whether it is one of some values: `x in (a, b)`."""
        if isinstance(values, str):  # its letters would be the values
            raise BadInputError(f"is_in({values!r}): expected a list, such as `is_in([{values!r}])`")
        return _call("in", self, *values)

    def between(self, low: Any, high: Any) -> Expression:
        """Tell whether it lies between two values, both included."""
        return _call("between", self, low, high)

    def is_null(self) -> Expression:
        """Tell whether it is null; never null itself."""
        return _call("is null", self)

    def __getattr__(self, name: str) -> Callable[..., Expression]:
        """Find a function or an aggregate of the language by its name."""
        if name.startswith("_"):  # what pickle, copy and notebooks ask for
            raise AttributeError(name)
        if name not in FUNCTIONS and name not in AGGREGATES:
            raise AttributeError(f"there is no function `{name}`{nearest(name, [*FUNCTIONS, *AGGREGATES])}")
        return lambda *arguments, **named: call(name, self, *arguments, **named)

    def __dir__(self) -> list[str]:
        """Name the functions beside the methods, for completion."""
        return [*super().__dir__(), *FUNCTIONS, *AGGREGATES]

    def __repr__(self) -> str:
        """Show the text form, as the files have it; reading it again gives the same tree."""
        return to_text(self.tree)

    def __bool__(self) -> bool:
        """Refuse `and`, `or`, `not` and chained comparisons of Python, which cannot be built on."""
        raise TypeError(
            f"`{self}` is no value yet: combine conditions by `&`, `|` and `~`, and write `x.between(low, high)`"
        )

    __hash__ = None  # type: ignore[assignment] # `==` makes an expression; the fingerprint tells what is the same

    __eq__ = _sign("=")  # type: ignore[assignment]
    __ne__ = _sign("!=")  # type: ignore[assignment]
    __lt__, __le__, __gt__, __ge__ = _sign("<"), _sign("<="), _sign(">"), _sign(">=")
    __and__, __or__ = _sign("and"), _sign("or")
    __add__, __sub__, __mul__, __truediv__ = _sign("+"), _sign("-"), _sign("*"), _sign("/")
    __radd__, __rsub__ = _sign("+", turned=True), _sign("-", turned=True)
    __rmul__, __rtruediv__ = _sign("*", turned=True), _sign("/", turned=True)

    def __neg__(self) -> Expression:
        """Take it from nothing: `-x`."""
        return _call("negate", self)

    def __invert__(self) -> Expression:
        """Make `not x`."""
        return _call("not", self)


def col(name: str) -> Expression:
    """Name a column or a feature.

    Raises
    ------
    BadInputError
        If it is no name.

    Examples
    --------
    >>> col("distance") / 2, col("history.carrier_disrupted_1d").is_null()
    (distance / 2, history.carrier_disrupted_1d is null)
    """
    found = expression(name) if isinstance(name, str) else None
    if found is None or not isinstance(found.tree, Column):
        raise BadInputError(
            f"{name!r} is no name of a column; expected such as `distance` or `timetable.hour`"
        )
    return found


def expression(text: str, *, currency: str | None = None, zone: str = "UTC") -> Expression:
    """Read the text form, as it stands in the files.

    Parameters
    ----------
    text : str
    currency : str, optional
        ISO 4217: money in another is refused.
    zone : str
        IANA time zone of moments that name none; in a project its own.

    Raises
    ------
    BadInputError
        If it cannot be read, with the place.

    Examples
    --------
    >>> expression("sum(amount where own over 7 d)/sum(amount over 7 d)")
    sum(amount where own over 7 d) / sum(amount over 7 d)
    """
    try:
        return Expression(parse(text, currency=currency, zone=zone))
    except ExpressionError as error:
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise BadInputError(f"the expression `{shown}`: {error.message}") from error


def call(name: str, *arguments: Any, where: Expression | None = None, over: Any = None) -> Expression:
    """Apply a function or an aggregate of the language by its name: those without a column too, and `if` and `case`.

    Parameters
    ----------
    name : str
        Such as `if`, `round`, `count`.
    *arguments : Expression or plain value
        A text is a constant; a column is `col(...)`.
    where : Expression, optional
        Of an aggregate: which events count.
    over : str or timedelta, optional
        Of an aggregate: `"7 d"`, `"60 d .. 30 d"`, `"ever"`, `"next 30 d"`.

    Raises
    ------
    BadInputError
        If there is no such function, or it takes other arguments.

    Examples
    --------
    >>> call("if", col("late"), 1, 0), call("count", where=col("late"), over="ever")
    (if(late, 1, 0), count(where late over ever))
    """
    if (where is not None or over is not None) and name not in AGGREGATES:
        raise BadInputError(f"`{name}` is no aggregate: it takes neither `where` nor `over`")
    parts = [", ".join(to_text(_tree(argument)) for argument in arguments)]
    parts += [] if where is None else [f"where {to_text(_tree(where))}"]
    parts += (
        [] if over is None else [f"over {Duration(_length(over)) if isinstance(over, timedelta) else over}"]
    )
    return expression(f"{name}({' '.join(part for part in parts if part)})")


def _call(operator: str, *arguments: Any) -> Expression:
    # Through the text: what Python builds is then held to what files are held to, and is the same tree.
    return expression(to_text(Call(operator, tuple(_tree(argument) for argument in arguments))))


def _tree(value: Any) -> Tree:
    if isinstance(value, Expression):
        return value.tree
    if value is None or isinstance(value, bool):
        return Literal(value, "null" if value is None else "bool")
    if isinstance(value, str):
        return Literal(value, "text")
    if isinstance(value, timedelta):
        return Literal(_length(value), "duration")
    if isinstance(value, datetime):
        return Literal(_instant(value), "time")
    if isinstance(value, Integral):
        return Literal(int(value), "int")
    if isinstance(value, Real | Decimal) and math.isfinite(value):
        return Literal(float(value), "float")
    raise BadInputError(
        f"{value!r} ({type(value).__name__}) is no constant of the language; expected a truth value, number, text, aware datetime, "
        "timedelta or None, or `expression(...)` for amounts such as `18 USD`"
    )


def _length(duration: timedelta) -> int:
    return duration // _MICROSECOND


def _instant(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise BadInputError(
            f"the moment {moment.isoformat(' ')} has no zone; give it one, such as `tzinfo=UTC`"
        )
    return microseconds(moment)
