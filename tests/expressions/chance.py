"""Expressions by chance: well and ill typed, deep, long, damaged, and words in no order; the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from expressions.edges import EDGES, HOUR
from expressions.forms import FORMS
from wager.expressions.operators import AGGREGATES, FUNCTIONS, INFIX, OPERATORS
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Window
from wager.expressions.write import to_text

COLUMNS = {
    "a": "int",
    "b": "int",
    "x": "float",
    "y": "float",
    "s": "text",
    "u.v": "text",
    "t": "time",
    "w": "time",
    "d": "date",
    "m": "money",
    "n": "money",
    "l": "duration",
    "p": "bool",
    "q": "bool",
}
DEPTH = 6
WORDS = [
    *(
        *FUNCTIONS,
        *AGGREGATES,
        *INFIX,
        *COLUMNS,
        "(",
        ")",
        "(",
        ")",
        ",",
        ",",
        "not",
        "is",
        "null",
        "true",
        "over",
    ),
    *(
        "where",
        "next",
        "ever",
        "..",
        "7 d",
        "1 USD",
        "2 EUR",
        "60 %",
        "3",
        "0.5",
        "2013-09-01",
        "'a'",
        "''",
        "-",
        "9" * 30,
    ),
    *(
        "1e3",
        "==",
        "<>",
        "'",
        '"',
        "ä",
        "\\0",
        "1k",
        "5 hours",
        "2013-02-30",
        "avg",
        "AND",
        "c",
        "\\n",
        "9223372036854775808",
    ),
]


def constant(chance: Random, type_: str) -> Literal:
    """Draw an edge of a type."""
    among = [value for value in EDGES[type_] if not isinstance(value, float) or value - value == 0]
    value = chance.choice(among if type_ != "time" else [*range(0, 10 * HOUR, HOUR), 1_380_000_000_000_000])
    return Literal(value, type_, "USD" if type_ == "money" else "")


def well_typed(
    chance: Random, type_: str, depth: int, constants: Callable[[Random, str], Literal] = constant
) -> Tree:
    """Draw a tree that has a type, with such constants in it."""
    if depth == 0 or chance.random() < 0.15:
        names = [name for name, of in COLUMNS.items() if of == type_]
        return constants(chance, type_) if chance.random() < 0.25 else Column(chance.choice(names))
    operator, *wanted = chance.choice(FORMS[type_])
    parts = (
        part if isinstance(part, Literal) else well_typed(chance, part, depth - 1, constants)
        for part in wanted
    )
    return Call(operator, tuple(parts))


def any_tree(chance: Random, depth: int) -> Tree:
    """Draw operators of any arguments, seldom of the right ones."""
    if depth == 0 or chance.random() < 0.2:
        return _leaf(chance)
    if chance.random() < 0.05:
        return _aggregate(chance, depth)
    if chance.random() < 0.3:
        return well_typed(chance, chance.choice(list(FORMS)), min(depth, 2))
    operator = OPERATORS[chance.choice(list(OPERATORS))]
    fewest, most = operator.arity
    count = chance.randint(fewest, most or fewest + 4)
    return Call(operator.name, tuple(any_tree(chance, depth - 1) for _ in range(count)))


def _leaf(chance: Random) -> Tree:
    if chance.random() < 0.3:
        return constant(chance, chance.choice(list(EDGES)))
    return Column(chance.choice([*COLUMNS, "c", "a.b"])) if chance.random() < 0.9 else Literal(None, "null")


def _aggregate(chance: Random, depth: int) -> Aggregate:
    name = chance.choice(["count", "sum", "mean", "share", "last"])
    over = chance.choice([None, Window(None), Window(24 * HOUR, HOUR), Window(HOUR, 0, forward=True)])
    return Aggregate(name, well_typed(chance, chance.choice(list(FORMS)), min(depth, 2)), None, over)


def damaged(chance: Random, text: str) -> str:
    """Change, remove or double some signs of a text."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        cut = chance.choice([0, 0, 1, 1, 5])
        text = text[:at] + chance.choice(["", " ", *WORDS]) + text[at + cut :]
    return text


def deep(chance: Random) -> str:
    """Draw an expression in an expression, up to more levels than are read."""
    levels = chance.choice([5, 20, 50, 59, 60, 61, 100, 199, 201, 1000, 5000])
    opening, closing = chance.choice(_NESTED)
    core = to_text(well_typed(chance, "float", 1))
    return (opening * levels + core + closing * levels)[:25_000]


_NESTED = [
    ("(", ")"),
    ("-", ""),
    ("not ", ""),
    ("abs(", ")"),
    ("round(", ", 2)"),
    ("least(x, ", ")"),
    ("clip(", ", 0, 1)"),
    ("mod(", ", 3)"),
    ("if(p, x, ", ")"),
    ("coalesce(", ", y)"),
    ("nullif(", ", 1.0)"),
    ("1 / (", ")"),
    ("x + (", ")"),
]


def long(chance: Random) -> str:
    """Draw a chain of operators or a list of arguments, up to more signs than are read."""
    count = chance.choice([10, 100, 198, 199, 250, 2000, 6000])
    item = chance.choice(["x", "a", "p", "1", "s", "'a'", "round(x, 1)", "1 USD", "t"])
    joined, before, after = chance.choice(
        [
            *((f" {sign} ", "", "") for sign in ("+", "-", "*", "/", "and", "or", "=", "<")),
            *(
                (", ", f"{name}(", ")")
                for name in ("least", "greatest", "concat", "coalesce", "case", "contains_any")
            ),
            *((", ", f"{column} in (", ")") for column in ("x", "a", "s")),
        ]
    )
    return before + joined.join([item] * count) + after


def text_by_chance(chance: Random) -> str:
    """Draw the text of an expression of any kind."""
    kind = chance.random()
    if kind < 0.35:
        return to_text(well_typed(chance, chance.choice(list(FORMS)), chance.randint(1, DEPTH)))
    if kind < 0.6:
        return to_text(any_tree(chance, chance.randint(1, 4)))
    if kind < 0.8:
        return damaged(chance, to_text(well_typed(chance, chance.choice(list(FORMS)), 3)))
    if kind < 0.92:
        return chance.choice([" ", ""]).join(chance.choice(WORDS) for _ in range(chance.randint(0, 40)))
    return deep(chance) if kind < 0.97 else long(chance)
