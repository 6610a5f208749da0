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

_STEPS = 10_000

_NEVER_NULL = frozenset((*_SCALES, *"+ - negate abs greatest least if case clip floor ceil round".split()))
"""Operators that give a null only where they are given one."""

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
    return _Proof(columns).before(known, decided)


class _Proof:
    """Splits choices into their parts, up to a limit: sums of many choices have very many parts."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.left = columns, _STEPS

    def before(self, known: Tree, decided: Tree) -> bool | None:
        self.left -= 1
        if self.left < 0:
            return None
        if isinstance(known, Literal) and known.value is None:
            return False
        pairs = [(part, decided) for part in _alternatives(known)] or [
            (known, part) for part in _alternatives(decided)
        ]
        if not pairs:
            return self._compared(known, decided)
        answers = [self.before(*pair) for pair in pairs]
        if all(answers):
            return True
        # The latest of several is not before T as soon as one of them is not.
        latest = isinstance(known, Call) and known.operator == "greatest"
        refuted = [answer is False for answer in answers]
        return False if (any(refuted) if latest else all(refuted)) else None

    def _compared(self, known: Tree, decided: Tree) -> bool | None:
        distance = _distance(known, decided, self.columns)
        if distance.high <= 0:
            return False
        # A null means never. What stands on both sides is not null, or there would be no decision.
        terms: dict[Tree, int] = {}
        _collect(decided, 1, terms)
        both = set(terms)
        terms.clear()
        _collect(known, 1, terms)
        sure = not any(_may_be_null(term, self.columns) for term in terms if term not in both)
        return True if distance.low > 0 and sure else None


def _alternatives(tree: Tree) -> tuple[Tree, ...]:
    """Return the values of which a tree yields one; none where it does not choose."""
    if not isinstance(tree, Call):
        return ()
    arguments = tree.arguments
    if tree.operator in {"greatest", "least", "coalesce"}:
        return arguments
    if tree.operator == "if" and len(arguments) == 3:
        return arguments[1:]
    if tree.operator == "case" and len(arguments) >= 3:
        return (*arguments[1:-1:2], arguments[-1])
    if tree.operator in {"+", "-"} and len(arguments) == 2:
        # A sum with a choice in it is a choice of sums: if(c, a, b) + 1 d.
        left, right = arguments
        if chosen := _alternatives(left):
            return tuple(Call(tree.operator, (part, right)) for part in chosen)
        return tuple(Call(tree.operator, (left, part)) for part in _alternatives(right))
    return ()


def _may_be_null(tree: Tree, columns: Columns) -> bool:
    if isinstance(tree, Literal):
        return tree.value is None
    if isinstance(tree, Column):
        spec = columns.get(tree.name)
        return spec is None or spec.nullable
    if not isinstance(tree, Call):
        return True
    parts = [_may_be_null(part, columns) for part in _alternatives(tree) or tree.arguments]
    return all(parts) if tree.operator == "coalesce" else any(parts) or tree.operator not in _NEVER_NULL


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
        return _Interval(float(tree.value), float(tree.value)) if known and tree.value is not None else _ANY
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
        arguments = _alternatives(Call(operator, arguments))
        operator = "coalesce"
    parts = [_bounds(part, columns) for part in arguments]
    if not parts:
        return _ANY
    if operator == "coalesce":
        return _Interval(min(part.low for part in parts), max(part.high for part in parts))
    if operator in {"greatest", "least"}:
        return _bounds_of_extreme(operator, arguments, parts)
    if operator == "abs":
        return _Interval(0.0, max(abs(parts[0].low), abs(parts[0].high)))
    if operator == "+" and len(parts) == 2:
        return _Interval(parts[0].low + parts[1].low, parts[0].high + parts[1].high)
    if operator == "-" and len(parts) == 2:
        return _Interval(parts[0].low - parts[1].high, parts[0].high - parts[1].low)
    if operator in {"int", "float"}:
        return parts[0] if operator == "float" else _Interval(min(parts[0].low, 0.0), max(parts[0].high, 0.0))
    return _ANY


def _bounds_of_extreme(operator: str, arguments: tuple[Tree, ...], parts: list[_Interval]) -> _Interval:
    # Only a constant is surely there: a column may be null, and the whole with it.
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    for argument, part in zip(arguments, parts, strict=True):
        if isinstance(argument, Literal) and operator == "greatest":
            low = max(low, part.low)
        if isinstance(argument, Literal) and operator == "least":
            high = min(high, part.high)
    return _Interval(low, high)
