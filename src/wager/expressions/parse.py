"""From text to tree: the grammar of formats.md, section 2, by precedence climbing over tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Window
from wager.foundation.amounts import AmountError, Duration, Money, Share, with_unit
from wager.foundation.errors import nearest
from wager.foundation.keys import Reader
from wager.foundation.moments import parse_moment
from wager.foundation.yaml_file import Node

MAXIMUM_LENGTH = 10_000
MAXIMUM_DEPTH = 60

AGGREGATES = (
    "count sum mean min max stddev variance count_distinct first last share quantile time_since_last".split()
)
WORDS = frozenset("and or not in between is null true false over where next ever".split())

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<moment>\d{4}-\d\d-\d\d(?:[ ]\d\d:\d\d(?::\d\d)?)?(?:[ ]UTC)?(?![\w.]))
    | (?P<number>\d+(?:\.\d+)?)(?P<multiple>[kM](?=[ ][A-Z]{3}\b))?(?:[ ](?P<unit>ms|us|min|pp|%|[shd]|[A-Z]{3})(?![\w.(]))?
    | (?P<text>'(?:[^']|'')*')
    | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    | (?P<sign>\.\.|==|!=|<=|>=|[-+*/=<>(),])
    )""",
    re.VERBOSE,
)
_BINARY = {"or": 1, "and": 2, "=": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6}
_NOT, _TEST, _MINUS = 3, 4, 7


class ExpressionError(ValueError):
    """An expression cannot be read or has no type.

    Attributes
    ----------
    position : int
        Where in the text, from 0.
    unknown : str or None
        The column that does not exist, where that is the fault.
    """

    def __init__(self, message: str, position: int = 0, unknown: str | None = None) -> None:
        super().__init__(message)
        self.message, self.position, self.unknown = message, position, unknown


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int
    value: Literal | None = None


def parse(text: str, *, currency: str | None = None, zone: str = "UTC") -> Tree:
    """Read an expression.

    Parameters
    ----------
    text : str
        Line breaks count as spaces.
    currency : str or None
        The project's: money in another is a fault.
    zone : str
        Time zone of moments that name none.

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
    wager.expressions.parse.ExpressionError: `==` is no operator; equality is written `=`
    """
    flat = text.replace("\n", " ")
    if len(flat) > MAXIMUM_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAXIMUM_LENGTH} characters")
    tokens = _tokens(flat, zone)
    for token in tokens:
        if token.value and token.value.type == "money" and currency not in {None, token.value.currency}:
            raise ExpressionError(f"`{token.text}` is not in the project's currency {currency}", token.position)
    parser = _Parser(tokens, len(flat))
    tree = parser.expression(0, 0)
    if parser.token is not None:
        raise parser.unexpected("an operator or the end")
    return tree


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


def _tokens(text: str, zone: str) -> list[_Token]:
    tokens, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        start = position + len(text[position:]) - len(text[position:].lstrip())
        if match is None:
            raise _strange(text, start)
        glued = re.match(r"[A-Za-z_]", text[match.end() :]) if match["number"] else None
        if glued:
            raise _glued(text, start)
        try:
            tokens.append(_token(match, start, zone))
        except AmountError as error:
            raise ExpressionError(str(error), start) from error
        position = match.end()
    return tokens


def _strange(text: str, at: int) -> ExpressionError:
    if text[at] == "'":
        return ExpressionError("a text begins with ' and does not end; close it with '", at)
    if text[at] == '"':
        return ExpressionError("texts stand in single quotes, such as 'JFK'", at)
    return ExpressionError(f"`{text[at]}` does not belong into an expression", at)


def _glued(text: str, at: int) -> ExpressionError:
    match = re.match(r"(\d+(?:\.\d+)?[kM]?) ?([A-Za-z_]\w*)", text[at:])
    assert match is not None
    if " " in match[0]:
        from wager.foundation.amounts import CURRENCIES, MICROSECONDS

        hint = nearest(match[2], [*MICROSECONDS, "pp", *CURRENCIES])
        return ExpressionError(f"`{match[2]}` behind {match[1]} is neither a unit nor an operator{hint}", at)
    return ExpressionError(f"`{match[0]}` needs a space before its unit: `{match[1]} {match[2]}`", at)


def _token(match: re.Match[str], start: int, zone: str) -> _Token:
    if match["moment"]:
        return _Token("literal", match["moment"], start, Literal(parse_moment(match["moment"], zone), "time"))
    if match["number"]:
        return _Token("literal", match[0].strip(), start, _number(match))
    if match["text"]:
        return _Token("literal", match["text"], start, Literal(match["text"][1:-1].replace("''", "'"), "text"))
    if match["name"]:
        constants: dict[str, Literal] = {
            "true": Literal(True, "bool"),
            "false": Literal(False, "bool"),
            "null": Literal(None, "null"),
        }
        value = constants.get(match["name"])
        kind = "literal" if value else "word" if match["name"] in WORDS else "name"
        return _Token(kind, match["name"], start, value)
    return _Token("sign", match["sign"], start)


def _number(match: re.Match[str]) -> Literal:
    number = Decimal(match["number"]) * {"k": 1000, "M": 1_000_000, None: 1}[match["multiple"]]
    if match["unit"] is None:
        if "." in match["number"]:
            return Literal(float(number), "float")
        if number >= 2**63:
            raise AmountError(f"{number} does not fit into 64 bits")
        return Literal(int(number), "int")
    quantity = with_unit(number, match["unit"])
    if isinstance(quantity, Duration):
        return Literal(quantity.microseconds, "duration")
    if isinstance(quantity, Money):
        return Literal(float(quantity.minor), "money", quantity.currency)
    if isinstance(quantity, Share):
        return Literal(float(quantity.value), "float")
    raise AmountError(f"`{match[0].strip()}` is a change, which expressions do not have; write a share such as `2 %`")


class _Parser:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens, self.end, self.at = tokens, end, 0

    @property
    def token(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def is_next(self, text: str) -> bool:
        return self.token is not None and self.token.kind in {"sign", "word"} and self.token.text == text

    def take_if(self, text: str) -> bool:
        found = self.is_next(text)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        if not self.take_if(text):
            raise self.unexpected(f"`{text}`")

    def unexpected(self, expected: str) -> ExpressionError:
        token = self.token
        if token is None:
            return ExpressionError(f"the expression ends where {expected} should follow", self.end)
        if token.text == "==":
            return ExpressionError("`==` is no operator; equality is written `=`", token.position)
        hint = nearest(token.text.lower(), WORDS) if token.kind == "name" else ""
        return ExpressionError(f"`{token.text}` stands where {expected} should follow{hint}", token.position)

    def expression(self, least: int, depth: int) -> Tree:
        """Read operators that bind at least so tightly."""
        if depth > MAXIMUM_DEPTH:
            raise ExpressionError(f"the expression is nested deeper than {MAXIMUM_DEPTH} levels", self.end)
        left = self.prefix(depth)
        while (token := self.token) is not None:
            if token.kind in {"sign", "word"} and _BINARY.get(token.text, 0) > least:
                self.at += 1
                right = self.expression(_BINARY[token.text], depth + 1)
                left = Call(token.text, (left, right))
            elif token.kind == "word" and token.text in {"in", "not", "between", "is"} and least < _TEST:
                left = self.test(left, depth)
            else:
                break
        return left

    def prefix(self, depth: int) -> Tree:
        if self.take_if("not"):
            return Call("not", (self.expression(_NOT, depth + 1),))
        if self.take_if("-"):
            operand = self.expression(_MINUS, depth + 1)
            if isinstance(operand, Literal) and isinstance(operand.value, int | float):
                return replace(operand, value=-operand.value)
            return Call("negate", (operand,))
        if self.take_if("("):
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        token = self.token
        if token is None or token.kind not in {"literal", "name"}:
            raise self.unexpected("a value")
        self.at += 1
        if token.value is not None:
            return token.value
        return self.call(token, depth) if self.take_if("(") else Column(token.text)

    def test(self, left: Tree, depth: int) -> Tree:
        """Read `in`, `between`, `is null` and their negations."""
        negated = self.take_if("not")
        if self.take_if("is"):
            negated = self.take_if("not")
            if self.token is None or self.token.text != "null":
                raise self.unexpected("`null`")
            self.at += 1
            found: Tree = Call("is null", (left,))
        elif self.take_if("between"):
            low = self.expression(_TEST, depth + 1)
            self.expect("and")
            found = Call("between", (left, low, self.expression(_TEST, depth + 1)))
        elif self.take_if("in"):
            self.expect("(")
            found = Call("in", (left, *self.arguments(depth)))
        else:
            raise self.unexpected("`in` or `between`")
        return Call("not", (found,)) if negated else found

    def arguments(self, depth: int) -> tuple[Tree, ...]:
        if self.take_if(")"):
            return ()
        found = [self.expression(0, depth + 1)]
        while self.take_if(","):
            found.append(self.expression(0, depth + 1))
        self.expect(")")
        return tuple(found)

    def call(self, name: _Token, depth: int) -> Tree:
        if name.text in AGGREGATES:
            return self.aggregate(name, depth)
        from wager.expressions.operators import FUNCTIONS

        if name.text not in FUNCTIONS:
            hint = nearest(name.text, [*FUNCTIONS, *AGGREGATES])
            raise ExpressionError(f"there is no function `{name.text}`{hint}", name.position)
        return Call(name.text, self.arguments(depth))

    def aggregate(self, name: _Token, depth: int) -> Tree:
        argument = where = over = parameter = None
        if not (self.is_next(")") or self.is_next("where") or self.is_next("over")):
            argument = self.expression(0, depth + 1)
        if name.text == "quantile" and self.take_if(","):
            level = self.expression(0, depth + 1)
            parameter = Decimal(str(level.value)) if isinstance(level, Literal) else None
        if self.take_if("where"):
            where = self.expression(0, depth + 1)
        if self.take_if("over"):
            over = self.window()
        self.expect(")")
        return Aggregate(name.text, argument, where, over, parameter)

    def window(self) -> Window:
        """Read `7 d`, `60 d .. 30 d`, `ever`, `next 30 d`."""
        if self.take_if("ever"):
            return Window(None)
        forward = self.take_if("next")
        far = self.duration()
        near = self.duration() if not forward and self.take_if("..") else 0
        if near >= far:
            raise ExpressionError("a window `FAR .. NEAR` needs the larger duration first", self.end)
        return Window(far, near, forward)

    def duration(self) -> int:
        token = self.token
        if token is None or token.value is None or token.value.type != "duration":
            raise self.unexpected("a duration such as `7 d`")
        self.at += 1
        return int(token.value.value or 0)


def parse_window(text: str) -> Window:
    """Read a window by itself, as under `over` in a feature file.

    Examples
    --------
    >>> parse_window("ever")
    Window(far=None, near=0, forward=False)
    """
    parser = _Parser(_tokens(text, "UTC"), len(text))
    found = parser.window()
    if parser.token is not None:
        raise parser.unexpected("the end of the window")
    return found
