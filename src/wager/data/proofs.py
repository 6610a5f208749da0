"""Prove from expressions alone that one moment lies before another.

Moments are sums of terms and a duration. A difference whose terms cancel is a constant; one whose terms are
bounded (by the `range` of a column) lies in an interval. Choices (`if`, `greatest`, …) are proven part by part.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from wager.data.schema import ColumnSpec
from wager.expressions.tree import Call, Column, Literal, Tree
from wager.foundation.amounts import MICROSECONDS

_SCALES = {"minutes": MICROSECONDS["min"], "hours": MICROSECONDS["h"], "days": MICROSECONDS["d"]}

Columns = Mapping[str, ColumnSpec]


@dataclass(frozen=True)
class _Interval:
    low: float
    high: float


_ANY = _Interval(-math.inf, math.inf)


def before(known: Tree, decided: Tree, columns: Columns) -> bool | None:
    """Say whether `known` lies strictly before `decided` in every row (True), in none (False), or cannot be told.

    Parameters
    ----------
    known, decided : Tree
        On stored columns only. A null in `known` means never.
    columns : mapping of str to ColumnSpec
        Their ranges.
    """
    if isinstance(known, Literal) and known.value is None:
        return False
    if isinstance(known, Call):
        parts = _alternatives(known)
        if parts is not None:
            answers = [before(part, decided, columns) for part in parts]
            return _any(answers) if known.operator == "least" else _all(answers, strict=known.operator != "greatest")
    if isinstance(decided, Call):
        parts = _alternatives(decided)
        if parts is not None:
            answers = [before(known, part, columns) for part in parts]
            return _any(answers) if decided.operator == "greatest" else _all(answers, strict=decided.operator != "least")
    distance = _distance(known, decided, columns)
    return True if distance.low > 0 else False if distance.high <= 0 else None


def _alternatives(call: Call) -> tuple[Tree, ...] | None:
    """Return the values of which a call yields one."""
    arguments = call.arguments
    if call.operator in {"greatest", "least", "coalesce"}:
        return arguments
    if call.operator == "if" and len(arguments) == 3:
        return arguments[1:]
    if call.operator == "case" and len(arguments) >= 3:
        return (*arguments[1:-1:2], arguments[-1])
    # A sum with a choice in it is a choice of sums: (if c then a else b) + 1 d.
    if call.operator in {"+", "-"} and len(arguments) == 2:
        left, right = arguments
        for place, side in enumerate((left, right)):
            parts = _alternatives(side) if isinstance(side, Call) and _chooses(side) else None
            if parts is not None and isinstance(side, Call) and side.operator in {"if", "case", "coalesce"}:
                other = arguments[1 - place]
                pairs = [(part, other) if place == 0 else (other, part) for part in parts]
                return tuple(Call(call.operator, pair) for pair in pairs)
    return None


def _chooses(call: Call) -> bool:
    return call.operator in {"if", "case", "coalesce"}


def _all(answers: list[bool | None], *, strict: bool) -> bool | None:
    """Combine parts that must all hold; a single False decides only where the greatest part counts."""
    if all(answers):
        return True
    decided = all(answer is False for answer in answers) if strict else any(answer is False for answer in answers)
    return False if decided else None


def _any(answers: list[bool | None]) -> bool | None:
    if any(answers):
        return True
    return False if all(answer is False for answer in answers) else None


def _distance(known: Tree, decided: Tree, columns: Columns) -> _Interval:
    """Bound `decided - known` in microseconds."""
    terms: dict[Tree, int] = {}
    constant = _collect(decided, 1, terms) + _collect(known, -1, terms)
    low = high = float(constant)
    for term, times in terms.items():
        if times == 0:
            continue
        bounds = _bounds(term, columns)
        ends = sorted((times * bounds.low, times * bounds.high))
        low, high = low + ends[0], high + ends[1]
    return _Interval(low, high)


def _collect(tree: Tree, sign: int, terms: dict[Tree, int]) -> int:
    """Add a tree's terms, with their sign, to `terms`; return its constant part."""
    if isinstance(tree, Literal) and tree.type in {"time", "duration"}:
        return sign * int(tree.value or 0)
    if isinstance(tree, Call):
        if tree.operator in {"+", "-"} and len(tree.arguments) == 2:
            left, right = tree.arguments
            other = sign if tree.operator == "+" else -sign
            return _collect(left, sign, terms) + _collect(right, other, terms)
        if tree.operator == "negate":
            return _collect(tree.arguments[0], -sign, terms)
        argument = tree.arguments[0] if tree.operator in _SCALES and tree.arguments else None
        if isinstance(argument, Literal) and isinstance(argument.value, int | float):
            return sign * round(argument.value * _SCALES[tree.operator])
    terms[tree] = terms.get(tree, 0) + sign
    return 0


def _bounds(tree: Tree, columns: Columns) -> _Interval:
    """Bound a number, or a duration in microseconds."""
    if isinstance(tree, Literal):
        known = isinstance(tree.value, int | float) and not isinstance(tree.value, bool)
        return _Interval(float(tree.value), float(tree.value)) if known and tree.value is not None else _ANY  # type: ignore[arg-type]
    if isinstance(tree, Column):
        spec = columns.get(tree.name)
        range_ = None if spec is None or spec.type == "money" else spec.range
        if range_ is None:
            return _ANY
        low = -math.inf if range_.low is None else float(range_.low)
        return _Interval(low, math.inf if range_.high is None else float(range_.high))
    if not isinstance(tree, Call):
        return _ANY
    return _bounds_of_call(tree.operator, tree.arguments, columns)


def _bounds_of_call(operator: str, arguments: tuple[Tree, ...], columns: Columns) -> _Interval:
    if operator in _SCALES and arguments:
        inner = _bounds(arguments[0], columns)
        return _Interval(inner.low * _SCALES[operator], inner.high * _SCALES[operator])
    if operator in {"if", "case"}:
        arguments = _alternatives(Call(operator, arguments)) or ()
        operator = "coalesce"
    parts = [_bounds(part, columns) for part in arguments]
    if not parts:
        return _ANY
    if operator == "coalesce":
        return _Interval(min(part.low for part in parts), max(part.high for part in parts))
    if operator == "greatest":
        return _Interval(max(part.low for part in parts), max(part.high for part in parts))
    if operator == "least":
        return _Interval(min(part.low for part in parts), min(part.high for part in parts))
    if operator == "abs":
        return _Interval(0.0, max(abs(parts[0].low), abs(parts[0].high)))
    if operator == "+" and len(parts) == 2:
        return _Interval(parts[0].low + parts[1].low, parts[0].high + parts[1].high)
    if operator == "-" and len(parts) == 2:
        return _Interval(parts[0].low - parts[1].high, parts[0].high - parts[1].low)
    if operator in {"int", "float"}:
        return parts[0] if operator == "float" else _Interval(min(parts[0].low, 0.0), max(parts[0].high, 0.0))
    return _ANY
