"""Constants in exact decimals: what `0.575 * 1 USD` is before anybody rounds it."""

from __future__ import annotations

from decimal import Decimal, DivisionByZero, InvalidOperation

from wager.expressions.tree import Call, Literal, Tree


def exact(tree: Tree) -> Decimal | None:
    """Compute a constant without rounding.

    Parameters
    ----------
    tree : Tree
        Numbers and money under `+ - * /` and signs.

    Returns
    -------
    Decimal or None
        Money in minor units. None where the tree holds anything else: then its value as a float is what there is.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> exact(parse("-0.575 * 1 USD")), exact(parse("abs(1 USD)"))
    (Decimal('-57.5000'), None)
    """
    if isinstance(tree, Literal):
        plain = tree.type in {"int", "float", "money"} and isinstance(tree.value, int | float)
        # The shortest text of a float is the decimal that was written.
        return Decimal(repr(tree.value)) if plain else None
    if not isinstance(tree, Call):
        return None
    parts = [exact(part) for part in tree.arguments]
    if any(part is None for part in parts):
        return None
    try:
        return _computed(tree.operator, [part for part in parts if part is not None])
    except (InvalidOperation, DivisionByZero):
        return None


def _computed(operator: str, parts: list[Decimal]) -> Decimal | None:
    if operator == "negate":
        return -parts[0]
    if len(parts) != 2:
        return None
    left, right = parts
    if operator == "/":
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}.get(operator)
