"""The constants of an expression: what a number with its unit, a moment or a text stands for."""

from __future__ import annotations

import sys
from decimal import Decimal

from wager.expressions.tokens import Token, fault
from wager.expressions.tree import Literal
from wager.foundation.amount_texts import MULTIPLES, with_unit
from wager.foundation.amounts import AmountError, Duration, Money
from wager.foundation.moments import parse_moment

LARGEST = Decimal(sys.float_info.max)

CONSTANTS: dict[str, Literal] = {
    "true": Literal(True, "bool"),
    "false": Literal(False, "bool"),
    "null": Literal(None, "null"),
}


def literal(token: Token, sign: int, *, currency: str | None, zone: str) -> Literal:
    """Read a token that stands for a value.

    Parameters
    ----------
    token : Token
        A number, moment or text, or the name of a constant.
    sign : int
        -1 behind a minus, which belongs to the number.
    currency : str or None
        The only one that money may have.
    zone : str
        Of moments that name none.

    Raises
    ------
    ExpressionError
        If there is no such day or unit, or the number does not fit.
    """
    try:
        if token.kind == "number":
            return _number(token, sign, currency)
        if token.kind == "moment":
            return Literal(parse_moment(token.text, zone), "time")
    except AmountError as error:
        raise fault(str(error), token.position) from error
    if token.kind == "text":
        return Literal(token.text[1:-1].replace("''", "'"), "text")
    return CONSTANTS[token.text]


def _number(token: Token, sign: int, currency: str | None) -> Literal:
    multiple = token.text[-1] if token.text[-1] in MULTIPLES else ""
    number = sign * Decimal(token.text.removesuffix(multiple)) * MULTIPLES[multiple]
    quantity = with_unit(number, token.unit) if token.unit else number
    if isinstance(quantity, Money):
        if currency not in {None, quantity.currency}:
            raise AmountError(f"{quantity} is not in the project's currency, {currency}")
        return Literal(float(_fitting(quantity.minor, token)), "money", quantity.currency)
    if isinstance(quantity, Duration):
        return Literal(_fitting(quantity.microseconds, token), "duration")
    if abs(quantity if isinstance(quantity, Decimal) else quantity.value) > LARGEST:
        raise AmountError(f"a number of {len(token.text)} digits does not fit into a float")
    if not isinstance(quantity, Decimal):  # a share, or a change in percentage points
        return Literal(float(quantity.value), "float")
    is_whole = "." not in token.text or (multiple and number == number.to_integral_value())
    return Literal(_fitting(int(number), token), "int") if is_whole else Literal(float(number), "float")


def _fitting(number: int, token: Token) -> int:
    if not -(2**63) <= number < 2**63:
        raise AmountError(f"{_shown(token)} does not fit into 64 bits")
    return number


def _shown(token: Token) -> str:
    text = str(token)
    return text if len(text) < 60 else f"{text[:40]}… of {len(text)} characters"
