"""From text to tree."""

from __future__ import annotations

from wager.expressions.against_null import against_null
from wager.expressions.grammar import Parser
from wager.expressions.tokens import ExpressionError, tokens
from wager.expressions.tree import Tree, Window, children
from wager.foundation.keys import Reader
from wager.foundation.yaml_file import Node, Scalar

__all__ = ["ExpressionError", "parse", "parse_window", "read_expression"]

_CUT = (
    "; within { } and [ ] a comma ends a value of YAML: put the expression in quotes, or on a line of its own"
)

MAXIMUM_HEIGHT = 200
"""Operators in each other, as in `a + b + c + …`."""


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
    parser = Parser(tokens(text), currency, zone)
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
    parser = Parser(tokens(text), None, "UTC")
    window = parser.window()
    if parser.token.kind != "end":
        raise parser.unexpected("the end of the window")
    return window


def read_expression(reader: Reader, node: Node, what: str, *, currency: str | None = None) -> Tree | None:
    """Read an expression out of a file; note E108 and return None where it cannot be read, W126 where it compares with null."""
    text = reader.text(node, what)
    if text is None:
        return None
    try:
        tree = parse(text, currency=currency, zone=reader.zone)
    except ExpressionError as error:
        reader.fault(node, "E108", f"{what}: {error.message}{_CUT if is_cut(node) else ''}")
        return None
    for said in against_null(tree):
        reader.fault(node, "W126", f"{what}: {said}")
    return tree


def is_cut(node: Node) -> bool:
    """Tell whether more brackets open than close: within `{ }` and `[ ]` a comma of ours ends the value of YAML.

    Examples
    --------
    >>> is_cut(Scalar("greatest(x", plain=True, line=1)), is_cut(Scalar("greatest(x, 0)", plain=False, line=1))
    (True, False)
    """
    return isinstance(node, Scalar) and node.plain and node.text.count("(") > node.text.count(")")


def _refuse_high(tree: Tree) -> None:
    level, height = [tree], 0
    while level:
        height += 1
        if height > MAXIMUM_HEIGHT:
            raise ExpressionError(
                f"the expression holds more than {MAXIMUM_HEIGHT} operators in each other; define parts by name"
            )
        level = [child for node in level for child in children(node)]
