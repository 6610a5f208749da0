"""From text to tree: the grammar of formats.md, section 2, by precedence climbing over tokens."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from wager.expressions.operators import AGGREGATES, FUNCTIONS, INFIX, OPERATORS
from wager.expressions.tokens import ExpressionError, Token, fault, tokens, unit_hint
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Window, children
from wager.foundation.amounts import MULTIPLES, AmountError, Duration, Money, with_unit
from wager.foundation.errors import nearest
from wager.foundation.keys import Reader
from wager.foundation.moments import parse_moment
from wager.foundation.yaml_file import Node

__all__ = ["ExpressionError", "parse", "parse_window", "read_expression"]

MAXIMUM_DEPTH = 60
MAXIMUM_HEIGHT = 200
"""Parentheses in each other, and operators in each other, as in `a + b + c + …`."""

_COMPARISONS = frozenset("= != < <= > >=".split())
_CONSTANTS: dict[str, Literal] = {
    "true": Literal(True, "bool"),
    "false": Literal(False, "bool"),
    "null": Literal(None, "null"),
}
_WORDS = frozenset("and or not in between is where over".split())
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


def parse(text: str, *, currency: str | None = None, zone: str = "UTC") -> Tree:
    """Read an expression.

    Parameters
    ----------
    text : str
        Line breaks count as spaces.
    currency : str or None
        The project's: money in another is a fault.
    zone : str
        IANA time zone of moments that name none.

    Raises
    ------
    ExpressionError
        With the position, where the text leaves the grammar.

    Examples
    --------
    >>> parse("a + 2 h")
    Call(operator='+', arguments=(Column(name='a'), Literal(value=7200000000, type='duration', currency='')))
    >>> parse("a == 1")
    Traceback (most recent call last):
    wager.expressions.tokens.ExpressionError: `==` is no operator; equality is written `=` (at character 3)
    """
    parser = _Parser(tokens(text), currency, zone)
    tree = parser.expression(0)
    if parser.token.kind != "end":
        raise parser.unexpected("an operator or the end")
    _refuse_high(tree)
    return tree


def parse_window(text: str) -> Window:
    """Read a window by itself, as it stands under `over` in a feature file.

    Raises
    ------
    ExpressionError
        If it is none.

    Examples
    --------
    >>> parse_window("ever")
    Window(far=None, near=0, forward=False)
    """
    parser = _Parser(tokens(text), None, "UTC")
    window = parser.window()
    if parser.token.kind != "end":
        raise parser.unexpected("the end of the window")
    return window


def read_expression(reader: Reader, node: Node, what: str, *, currency: str | None = None) -> Tree | None:
    """Read an expression out of a file; note E108 and return None where it cannot be read."""
    text = reader.text(node, what)
    if text is None:
        return None
    try:
        return parse(text, currency=currency, zone=reader.zone)
    except ExpressionError as error:
        reader.fault(node, "E108", f"{what}: {error.message}")
        return None


def _refuse_high(tree: Tree) -> None:
    level, height = [tree], 0
    while level:
        height += 1
        if height > MAXIMUM_HEIGHT:
            raise ExpressionError(
                f"the expression holds more than {MAXIMUM_HEIGHT} operators in each other; define parts by name"
            )
        level = [child for node in level for child in children(node)]


class _Parser:
    """Reads tokens from left to right; each method leaves off behind what it has read."""

    def __init__(self, words: tuple[Token, ...], currency: str | None, zone: str) -> None:
        self.tokens, self.at, self.depth = words, 0, 0
        self.currency, self.zone = currency, zone
        self.in_aggregate = ""

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def is_next(self, *words: str) -> bool:
        return self.token.kind in {"sign", "name"} and self.token.text in words

    def take_if(self, word: str) -> bool:
        found = self.is_next(word)
        self.at += found
        return found

    def expect(self, word: str) -> None:
        if not self.take_if(word):
            raise self.unexpected(f"`{word}`")

    def unexpected(self, expected: str) -> ExpressionError:
        before = self.tokens[self.at - 1] if self.at else None
        hint = ""
        if self.token.kind == "name" and before is not None and before.kind == "number" and not before.unit:
            hint = unit_hint(self.token.text)
        elif self.token.kind == "name":
            hint = nearest(self.token.text.lower(), _WORDS)
        elif self.token.text in _COMPARISONS:
            hint = "; comparisons do not chain: write `a < b and b < c`"
        return fault(f"expected {expected}, not {self.token}{hint}", self.token.position)

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
        binding = INFIX["="]
        if self.token.text in _COMPARISONS:
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
        self.expect("(")
        if self.is_next(")"):
            raise self.unexpected("a value")
        return self.arguments()

    def prefix(self) -> Tree:
        if self.take_if("not"):
            return Call("not", (self.expression(INFIX["not"]),))
        if self.take_if("-"):
            return self.negative()
        if self.take_if("("):
            inner = self.expression(0)
            self.expect(")")
            return inner
        token = self.token
        if token.kind in {"number", "moment", "text"} or (token.kind == "name" and token.text in _CONSTANTS):
            return self.literal(self.take())
        if token.kind != "name" or token.text in _WORDS:
            raise self.unexpected("a value")
        self.at += 1
        return self.call(token) if self.take_if("(") else Column(token.text)

    def negative(self) -> Tree:
        if self.token.kind == "number":
            return self.literal(self.take(), sign=-1)
        operand = self.expression(INFIX["negate"])
        if isinstance(operand, Literal) and operand.type in {"int", "float", "money", "duration"}:
            assert isinstance(operand.value, int | float)
            return replace(operand, value=-operand.value)
        return Call("negate", (operand,))

    def literal(self, token: Token, sign: int = 1) -> Literal:
        try:
            if token.kind == "number":
                return self.number(token, sign)
            if token.kind == "moment":
                return Literal(parse_moment(token.text, self.zone), "time")
        except AmountError as error:
            raise fault(str(error), token.position) from error
        if token.kind == "text":
            return Literal(token.text[1:-1].replace("''", "'"), "text")
        return _CONSTANTS[token.text]

    def number(self, token: Token, sign: int) -> Literal:
        multiple = token.text[-1] if token.text[-1] in "kM" else ""
        number = sign * Decimal(token.text.removesuffix(multiple)) * MULTIPLES[multiple]
        quantity = with_unit(number, token.unit) if token.unit else number
        if isinstance(quantity, Money):
            if self.currency not in {None, quantity.currency}:
                raise AmountError(f"{quantity} is not in the project's currency {self.currency}")
            return Literal(float(quantity.minor), "money", quantity.currency)
        if isinstance(quantity, Decimal) and "." in token.text and number != number.to_integral_value():
            return Literal(float(number), "float")
        if isinstance(quantity, Decimal) and "." in token.text and not multiple:
            return Literal(float(number), "float")
        if not isinstance(quantity, Decimal | Duration):
            return Literal(float(quantity.value), "float")
        whole = quantity.microseconds if isinstance(quantity, Duration) else int(quantity)
        if not -(2**63) <= whole < 2**63:
            raise AmountError(f"{token} does not fit into 64 bits")
        return Literal(whole, "duration" if isinstance(quantity, Duration) else "int")

    def arguments(self) -> tuple[Tree, ...]:
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
        if self.take_if("ever"):
            return Window(None)
        forward = self.take_if("next")
        start = self.token
        far = self.duration()
        near = self.duration() if not forward and self.take_if("..") else 0
        if near >= far:
            raise fault("a window `60 d .. 30 d` has the larger duration first", start.position)
        return Window(far, near, forward)

    def duration(self) -> int:
        literal = self.literal(self.token) if self.token.kind == "number" else None
        if literal is None or literal.type != "duration":
            raise self.unexpected("a window such as `7 d`, `60 d .. 30 d`, `ever` or `next 30 d`")
        self.at += 1
        assert isinstance(literal.value, int)
        return literal.value


def _join(operator: str, left: Tree, right: Tree) -> Tree:
    # A chain of conditions is one call, however long; sums stay in pairs, for floats do not associate.
    if operator in {"and", "or"} and isinstance(left, Call) and left.operator == operator:
        return Call(operator, (*left.arguments, right))
    return Call(operator, (left, right))
