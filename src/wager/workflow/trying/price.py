"""What `wager try --gain --cost --pay` say an answer is worth, and what is assumed where they say nothing."""

from __future__ import annotations

from dataclasses import dataclass

from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Literal, Tree, walk
from wager.expressions.types import typed
from wager.expressions.write import to_text
from wager.foundation.amount_texts import parse_money
from wager.foundation.amounts import AmountError, Money
from wager.foundation.errors import UsageError
from wager.workflow.trying.data_file import File
from wager.workflow.trying.label import Label, called

DOLLAR = "USD"


@dataclass(frozen=True)
class Price:
    """What answers are worth.

    Attributes
    ----------
    pays : tuple of (str, str)
        Class and amount; for a number one expression, with an empty class.
    currency : str
        ISO 4217.
    assumed : tuple of str
        What nobody said, for people.
    """

    pays: tuple[tuple[str, str], ...]
    currency: str
    assumed: tuple[str, ...]


def price_label(
    file: File, label: Label, *, gain: str | None, cost: str | None, pay: str | None, currency: str | None
) -> Price:
    """Put a price on right and wrong answers.

    Parameters
    ----------
    file, label : File, Label
    gain, cost : str or None
        What acting earns where the label is true, and costs elsewhere.
    pay : str or None
        What a predicted number earns: an expression with `prediction` and the label.
    currency : str or None
        The project's.

    Raises
    ------
    UsageError
        If one of them cannot be read, or does not go with the label.
    """
    if label.binary:
        if pay is not None:
            raise UsageError(
                "--pay goes with a label that is a number; what is true or not has --gain and --cost"
            )
        return _by_class(label, gain, cost, currency)
    if gain is not None or cost is not None:
        named = "--gain" if gain is not None else "--cost"
        raise UsageError(
            f"{named} goes with a label that is true or not, and {to_text(label.tree)} is a number; say what a "
            f'prediction earns: --pay "-1 {currency or DOLLAR} * abs(prediction - {label.name})"'
        )
    return _by_number(file, label, pay, currency)


def _by_class(label: Label, gain: str | None, cost: str | None, currency: str | None) -> Price:
    earned, lost = _money("--gain", gain), _money("--cost", cost)
    given = [money for money in (earned, lost) if money is not None]
    for money in given:
        if money.minor < 0:
            raise UsageError(
                f"{'--gain' if money is earned else '--cost'} is {money}; write it without a sign: a cost is taken off"
            )
    found = {money.currency for money in given} | ({currency} if currency else set())
    if len(found) > 1:
        raise UsageError(f"two currencies do not mix: {' and '.join(sorted(found))}")
    unit = found.pop() if found else DOLLAR
    assumed = []
    if earned is None and lost is None:
        assumed.append(
            f"acting earns 1 {unit} where {label.name} is true and costs 1 {unit} elsewhere: give --gain and --cost"
        )
    elif earned is None:
        assumed.append(f"acting earns 1 {unit} where {label.name} is true: give --gain")
    elif lost is None:
        assumed.append(f"acting costs 1 {unit} where {label.name} is not true: give --cost")
    one = parse_money(f"1 {unit}")
    earned, lost = earned or one, lost or one
    if earned.minor == lost.minor == 0:
        raise UsageError("--gain and --cost are both 0, so no answer is worth anything; give one of them")
    paid = ((label.name, earned.written()), ("otherwise", Money(-lost.minor, unit).written()))
    return Price(paid, unit, tuple(assumed))


def _money(option: str, text: str | None) -> Money | None:
    if text is None:
        return None
    try:
        return parse_money(text)
    except AmountError as error:
        raise UsageError(f"{option}: {error}") from error


def _by_number(file: File, label: Label, pay: str | None, currency: str | None) -> Price:
    unit = currency or DOLLAR
    assumed: tuple[str, ...] = ()
    if pay is None:
        pay = f"-1 {unit} * abs(prediction - {label.name})"
        assumed = (
            f'each unit of error costs 1 {unit}: give --pay, such as "-2 {unit} * abs(prediction - {label.name})"',
        )
    tree, kind = _pay(file, label, pay)
    currencies = {node.currency for node in walk(tree) if isinstance(node, Literal) and node.currency}
    if kind != "money" or not currencies:
        raise UsageError(
            f'--pay {pay!r} is a {kind}; expected money, such as "-1 {unit} * abs(prediction - {label.name})"'
        )
    if currency and currencies != {currency}:
        raise UsageError(f"--pay {pay!r} is in {', '.join(currencies)}, the project in {currency}")
    return Price((("", to_text(tree)),), currencies.pop(), assumed)


def _pay(file: File, label: Label, pay: str) -> tuple[Tree, str]:
    tree, _ = file.expression(pay, "--pay", {"prediction": "float", label.name: "float"})
    tree = called(tree, label)
    try:
        return tree, typed(tree, {**file.types, "prediction": "float", label.name: "float"})[1]
    except ExpressionError as error:
        raise UsageError(f"--pay {pay!r}: {error.message}") from error
