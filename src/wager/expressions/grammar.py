"""The grammar of formats.md, section 2, by precedence climbing over tokens."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from wager.expressions.literals import CONSTANTS, literal
from wager.expressions.operators import AGGREGATES, FUNCTIONS, INFIX, OPERATORS
from wager.expressions.tokens import COMPARISONS, WORDS, Token, Words, fault
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Window
from wager.foundation.amounts import MICROSECONDS
from wager.foundation.errors import nearest

MAXIMUM_DEPTH = 60
"""Parentheses in each other."""

_ELSEWHERE = {
    "avg": "mean",
    "average": "mean",
    "std": "stddev",
    "var": "variance",
    "median": "quantile(x, 0.5)",
    "len": "length",
    "substr": "substring",
    "ceiling": "ceil",
    "log": "ln",
    "pow": "power",
    "ifnull": "coalesce",
    "nvl": "coalesce",
    "iif": "if",
    "isnull": "x is null",
    "str": "text",
    "date": "day",
    "date_trunc": "floor_to",
    "cast": "int(x)`, `float(x)` or `text(x)",
}


class Parser(Words):
    """Reads values; each method leaves off behind what it has read."""

    def __init__(self, words: tuple[Token, ...], currency: str | None, zone: str) -> None:
        super().__init__(words)
        self.currency, self.zone, self.depth = currency, zone, 0
        self.in_aggregate = ""

    def expression(self, least: int) -> Tree:
        """Read operators that bind more tightly than `least`."""
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise fault(
                f"nested deeper than {MAXIMUM_DEPTH} levels; define parts by name", self.token.position
            )
        left = self.prefix()
        compared = False
        while (operator := self.infix()) and INFIX[operator] > least:
            if INFIX[operator] == INFIX["="]:
                if compared:
                    raise self.unexpected("an operator or the end")
                compared = True
                left = self.comparison(left)
            else:
                self.at += 1
                left = _join(operator, left, self.expression(INFIX[operator]))
        self.depth -= 1
        return left

    def infix(self) -> str:
        """Name the operator that is next, by its row; empty where there is none."""
        word = self.token.text if self.token.kind in {"sign", "name"} else ""
        if word in {"is", "not"}:
            return "in"
        return word if word in INFIX else ""

    def comparison(self, left: Tree) -> Tree:
        """Read what follows a value: `<`, `in`, `between`, `is null`, and their negations."""
        binding = INFIX["="]
        if self.token.text in COMPARISONS:
            return Call(self.take().text, (left, self.expression(binding)))
        if self.take_if("is"):
            negated = self.take_if("not")
            self.expect("null")
            found: Tree = Call("is null", (left,))
        else:
            negated = self.take_if("not")
            if self.take_if("between"):
                low = self.expression(binding)
                self.expect("and")
                found = Call("between", (left, low, self.expression(binding)))
            elif self.take_if("in"):
                found = Call("in", (left, *self.items()))
            else:
                raise self.unexpected("`in` or `between` after `not`")
        return Call("not", (found,)) if negated else found

    def items(self) -> tuple[Tree, ...]:
        """Read the list of `in`."""
        self.expect("(")
        if self.is_next(")"):
            raise self.unexpected("a value")
        return self.arguments()

    def prefix(self) -> Tree:
        """Read a value, with what stands before it."""
        if self.take_if("not"):
            return Call("not", (self.expression(INFIX["not"]),))
        if self.take_if("-"):
            return self.negative()
        if self.take_if("("):
            inner = self.expression(0)
            self.expect(")")
            return inner
        token = self.token
        if token.kind in {"number", "moment", "text"} or (token.kind == "name" and token.text in CONSTANTS):
            return self.literal()
        if token.kind != "name" or token.text in WORDS:
            raise self.unexpected("a value")
        self.at += 1
        return self.call(token) if self.take_if("(") else Column(token.text)

    def negative(self) -> Tree:
        """Read what follows a minus."""
        if self.token.kind == "number":
            return self.literal(sign=-1)
        operand = self.expression(INFIX["negate"])
        if isinstance(operand, Literal) and operand.type in {"int", "float", "money", "duration"}:
            assert isinstance(operand.value, int | float)
            return replace(operand, value=-operand.value)
        return Call("negate", (operand,))

    def literal(self, sign: int = 1) -> Literal:
        """Read a constant."""
        return literal(self.take(), sign, currency=self.currency, zone=self.zone)

    def arguments(self) -> tuple[Tree, ...]:
        """Read values up to the closing parenthesis."""
        if self.take_if(")"):
            return ()
        found = [self.expression(0)]
        while self.take_if(","):
            found.append(self.expression(0))
        if not self.is_next(")"):
            raise self.unexpected("`,` or `)`")
        self.at += 1
        return tuple(found)

    def call(self, name: Token) -> Tree:
        """Read what follows the name of a function and its parenthesis."""
        if name.text in AGGREGATES:
            return self.aggregate(name)
        if name.text not in FUNCTIONS:
            instead = f"; write `{_ELSEWHERE[name.text.lower()]}`" if name.text.lower() in _ELSEWHERE else ""
            hint = instead or nearest(name.text.lower(), [*FUNCTIONS, *AGGREGATES])
            raise fault(f"there is no function `{name.text}`{hint}", name.position)
        found = self.arguments()
        fewest, most = OPERATORS[name.text].arity
        if len(found) < fewest or (most is not None and len(found) > most):
            wanted = (
                f"{fewest}"
                if most == fewest
                else f"{fewest} or more"
                if most is None
                else f"{fewest} to {most}"
            )
            form = OPERATORS[name.text].note.partition(":")[0]
            raise fault(f"`{name.text}` takes {wanted} arguments, not {len(found)}: {form}", name.position)
        return Call(name.text, found)

    def aggregate(self, name: Token) -> Aggregate:
        """Read what follows the name of an aggregate and its parenthesis."""
        if self.in_aggregate:
            raise fault(
                f"`{name.text}` stands inside `{self.in_aggregate}`; aggregates do not nest", name.position
            )
        self.in_aggregate = name.text
        found = [] if self.is_next(")", "where", "over") else [self.expression(0)]
        while self.take_if(","):
            found.append(self.expression(0))
        where = self.expression(0) if self.take_if("where") else None
        over = self.window() if self.take_if("over") else None
        if self.is_next("where"):
            raise fault("`where` comes before `over`", self.token.position)
        if not self.is_next(")"):
            raise self.unexpected("`where`, `over` or `)`")
        self.at += 1
        self.in_aggregate = ""
        level = self.checked(name, found)
        return Aggregate(name.text, found[0] if found else None, where, over, level)

    def checked(self, name: Token, found: list[Tree]) -> Decimal | None:
        """Check the arguments of an aggregate; return the level of a quantile."""
        fewest, most = AGGREGATES[name.text]
        if not fewest <= len(found) <= most:
            several = {"min": "least", "max": "greatest"}.get(name.text)
            hint = f"; of several values of one row: `{several}(a, b)`" if several and found else ""
            wanted = f"{fewest}" if fewest == most else f"{fewest} or {most}"
            raise fault(
                f"`{name.text}` takes {wanted} arguments over events, not {len(found)}{hint}", name.position
            )
        if name.text != "quantile":
            return None
        level = found[1].value if isinstance(found[1], Literal) else None
        if not isinstance(level, float | int) or not 0 <= level <= 1:
            raise fault("the level of `quantile(x, 0.9)` should be a number from 0 to 1", name.position)
        return Decimal(str(level))

    def window(self) -> Window:
        """Read `7 d`, `60 d .. 30 d`, `ever`, `next 30 d`."""
        if self.take_if("ever"):
            return Window(None)
        forward = self.take_if("next")
        start = self.token
        far = self.duration()
        near = self.duration() if not forward and self.take_if("..") else 0
        if far <= 0:
            raise fault("a window is longer than nothing, such as `7 d`", start.position)
        if near >= far:
            raise fault("a window `60 d .. 30 d` has the larger duration first", start.position)
        return Window(far, near, forward)

    def duration(self) -> int:
        """Read a duration, in microseconds."""
        if self.token.unit not in MICROSECONDS:
            raise self.unexpected("a window such as `7 d`, `60 d .. 30 d`, `ever` or `next 30 d`")
        length = self.literal().value
        assert isinstance(length, int)
        return length


def _join(operator: str, left: Tree, right: Tree) -> Tree:
    # A chain of conditions is one call, however long; sums stay in pairs, for floats do not associate.
    if operator in {"and", "or"} and isinstance(left, Call) and left.operator == operator:
        return Call(operator, (*left.arguments, right))
    return Call(operator, (left, right))
