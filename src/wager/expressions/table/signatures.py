"""The types of operators: what goes in, what it is cast to, what comes out.

A rule takes the types of the arguments and returns the types that they are cast to and the type of the
result. The casts are null to anything and `int` to `float`; nothing else happens by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wager.expressions.tree import Type

Types = tuple[Type, ...]
Signature = tuple[Types, Type]
Rule = Callable[[Types], Signature]

NUMBERS: Types = ("int", "float")
AMOUNTS: Types = ("int", "float", "money", "duration")
ORDERED: Types = ("int", "float", "money", "text", "time", "date", "duration")

SPOKEN: dict[Type, str] = {
    "bool": "a condition (true or false)",
    "int": "a whole number",
    "float": "a number",
    "money": "money",
    "text": "a text",
    "time": "a time",
    "date": "a date",
    "duration": "a duration",
    "null": "null",
}
"""How messages call the types."""


class TypeFault(ValueError):  # noqa: N818  # a finding in the making, caught where the expression is known
    """The arguments of an operator do not fit; the message says what would."""


def unified(types: Sequence[Type], doing: str) -> Type:
    """Find the one type of several values; null fits all, `int` becomes `float` beside a `float`.

    Raises
    ------
    TypeFault
        If there is none.

    Examples
    --------
    >>> unified(["int", "null", "float"], "choose between")
    'float'
    """
    found: Type = "null"
    for type_ in types:
        if type_ in {found, "null"} or (found, type_) == ("float", "int"):
            continue
        if found == "null" or (found, type_) == ("int", "float"):
            found = type_
            continue
        raise TypeFault(f"cannot {doing} {SPOKEN[found]} and {SPOKEN[type_]}{_way_out({found, type_})}")
    return "int" if found == "null" else found


def _way_out(pair: set[Type]) -> str:
    if "bool" in pair and pair & {"int", "float"}:
        return "; write `if(condition, 1, 0)` to count a condition"
    if "text" in pair and pair & {"time", "date"}:
        return "; a moment is written without quotes: `2013-09-01 12:00`"
    if pair == {"time", "date"}:
        return "; `day(t)` gives the date of a time"
    if "money" in pair and pair & {"int", "float"}:
        return "; an amount of money needs its unit, such as `18 USD`"
    if "duration" in pair and pair & {"int", "float"}:
        return "; a duration needs its unit, such as `2 h`, and `in_hours(d)` gives a number"
    if "text" in pair and pair & {"int", "float"}:
        return "; cast one of them: `text(x)`, `int(x)` or `float(x)`"
    return ""


def fixed(arguments: Sequence[Type], result: Type) -> Rule:
    """Demand these types in this order; fewer arguments use the first ones.

    Examples
    --------
    >>> fixed(["text", "text"], "bool")(("text", "null"))
    (('text', 'text'), 'bool')
    """

    def rule(types: Types) -> Signature:
        for given, wanted in zip(types, arguments, strict=False):
            if given not in {wanted, "null"} and (given, wanted) != ("int", "float"):
                raise TypeFault(_expected(given, [wanted]))
        return tuple(arguments[: len(types)]), result

    return rule


def one_of(allowed: Sequence[Type], result: Type | None = None, *, rest: Sequence[Type] = ()) -> Rule:
    """Demand one of some types for the first argument, which is also the result's unless that is given."""

    def rule(types: Types) -> Signature:
        first = types[0] if types[0] != "null" else allowed[0]
        if first not in allowed:
            raise TypeFault(_expected(first, allowed))
        others, _ = fixed(rest, "null")(types[1:])
        return (first, *others), result or first

    return rule


def alike(allowed: Sequence[Type], doing: str, result: Type | None = None) -> Rule:
    """Demand that all arguments are of one type."""

    def rule(types: Types) -> Signature:
        one = unified(types, doing)
        if one not in allowed:
            raise TypeFault(f"cannot {doing} {SPOKEN[one]}{_instead(one, allowed)}")
        return (one,) * len(types), result or one

    return rule


def _expected(given: Type, allowed: Sequence[Type]) -> str:
    wanted = " or ".join(dict.fromkeys(SPOKEN[type_] for type_ in allowed))
    return f"expected {wanted}, not {SPOKEN[given]}{_instead(given, allowed)}"


def _instead(given: Type, allowed: Sequence[Type]) -> str:
    return next(filter(None, (_way_out({given, type_}) for type_ in allowed if type_ != given)), "")


def conditions(types: Types) -> Signature:
    """Demand conditions: `and`, `or`, `not`."""
    return fixed(["bool"] * len(types), "bool")(types)


def choice(types: Types) -> Signature:
    """Demand conditions and values in turn, the last value for otherwise: `if`, `case`."""
    if len(types) % 2 == 0:
        raise TypeFault("needs conditions and values in turn and a last value for otherwise")
    for condition in types[:-1:2]:
        if condition not in {"bool", "null"}:
            raise TypeFault(_expected(condition, ["bool"]))
    value = unified([*types[1::2], types[-1]], "choose between")
    pairs: list[Type] = ["bool", value] * (len(types) // 2)
    return (*pairs, value), value


def addition(types: Types) -> Signature:
    """Rule `a + b`: two of a kind, or a time and a duration."""
    if "text" in types:
        raise TypeFault("`+` adds numbers; texts are joined by `concat(a, b)`")
    if "time" in types:
        other = types[1] if types[0] == "time" else types[0]
        if other not in {"duration", "null"}:
            raise TypeFault(f"to a time only a duration is added, such as `2 h`, not {SPOKEN[other]}")
        return ("time", "duration") if types[0] == "time" else ("duration", "time"), "time"
    return alike(AMOUNTS, "add")(types)


def subtraction(types: Types) -> Signature:
    """Rule `a - b`: two of a kind, time − duration, time − time, date − date."""
    left, right = types
    if left == "time":
        if right not in {"time", "duration", "null"}:
            raise TypeFault(f"from a time a time or a duration is subtracted, not {SPOKEN[right]}")
        return (("time", "time"), "duration") if right == "time" else (("time", "duration"), "time")
    if left in {"date", "null"} and right in {"date", "time"}:
        return (right, right), "duration"
    return alike(AMOUNTS, "subtract")(types)


def product(types: Types) -> Signature:
    """Rule `a * b`: numbers, and a number of money or durations."""
    for unit in ("money", "duration"):
        if unit in types:
            other = types[1] if types[0] == unit else types[0]
            if other not in {"int", "float", "null"}:
                raise TypeFault(f"cannot multiply {SPOKEN[unit]} by {SPOKEN[other]}; only by a number")
            times: Type = "int" if unit == "duration" and other in {"int", "null"} else "float"
            return (unit, times) if types[0] == unit else (times, unit), unit
    return alike(NUMBERS, "multiply")(types)


def quotient(types: Types) -> Signature:
    """Rule `a / b`: always a `float`, or money by a number."""
    left, right = types
    if left == "money" and right != "money":
        return fixed(["money", "float"], "money")(types)
    if "money" in types or "duration" in types:
        unit: Type = "money" if "money" in types else "duration"
        if left not in {unit, "null"} or right not in {unit, "null"}:
            raise TypeFault(f"cannot divide {SPOKEN[left]} by {SPOKEN[right]}{_way_out({left, right})}")
        return (unit, unit), "float"
    for type_ in types:
        if type_ not in {*NUMBERS, "null"}:
            raise TypeFault(f"cannot divide {SPOKEN[left]} by {SPOKEN[right]}{_way_out({type_, 'int'})}")
    return ("float", "float"), "float"


def calendar(types: Types) -> Signature:
    """Demand a time, with a zone if one is given, or a date: `weekday`, `month`, `year`."""
    if types[0] == "date":
        if len(types) > 1:
            raise TypeFault("a date has no time zone; leave the second argument out")
        return ("date",), "int"
    return fixed(["time", "text"], "int")(types)


def date_of(types: Types) -> Signature:
    """Rule `day(t)`: the date of a time; of a date itself."""
    return calendar(types)[0], "date"
