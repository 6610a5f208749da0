"""Every operator with every shape of arguments it takes, and the values at the edges: what all targets are compared on."""

from __future__ import annotations

import random
from itertools import product
from math import isfinite, prod

from expressions.edges import DAY, EDGES, HOUR, LAST
from wager.expressions.table.row import FLOATS
from wager.expressions.tree import Call, Column, Literal

MOST = 400
"""Rows of one form: all combinations of its edges, or as many of them by chance."""


def whole(number):
    return Literal(number, "int")


def text(value):
    return Literal(value, "text")


def length(microseconds_):
    return Literal(microseconds_, "duration")


def _choices(of):
    return [
        ("if", "bool", of, of),
        ("case", "bool", of, "bool", of, of),
        ("coalesce", of, of),
        ("nullif", of, of),
    ]


def _extremes(of):
    return [("least", of, of), ("greatest", of, of, of), ("clip", of, of, of)]


ORDERED = ("int", "float", "money", "text", "time", "date", "duration")
FORMS = {
    "int": [
        *(("+", "int", "int"), ("-", "int", "int"), ("*", "int", "int"), ("negate", "int"), ("abs", "int")),
        *(
            ("mod", "int", "int"),
            ("round", "int", whole(-1)),
            ("floor", "int"),
            ("ceil", "int"),
            ("round", "int"),
            ("round", "int", whole(-3)),
            ("round", "int", whole(-15)),
            ("round", "int", whole(2)),
        ),
        *(
            ("int", "float"),
            ("int", "int"),
            ("int", "text"),
            ("int", "bool"),
            ("length", "text"),
            ("bucket", "text", whole(7)),
        ),
        *(
            ("bucket", "int", whole(10)),
            ("bucket", "bool", whole(3)),
            ("bucket", "date", whole(5)),
            ("hour", "time"),
        ),
        *(("hour", "time", text("UTC")), ("weekday", "time"), ("weekday", "date"), ("month", "time")),
        *(("year", "time", text("Asia/Tokyo")), ("month", "date"), ("year", "date")),
        *(("bucket", "time", whole(2)), *_choices("int"), *_extremes("int")),
    ],
    "float": [
        *(("+", "float", "float"), ("-", "float", "int"), ("*", "int", "float"), ("/", "float", "float")),
        *(("/", "int", "int"), ("/", "money", "money"), ("/", "duration", "duration"), ("negate", "float")),
        *(("abs", "float"), ("mod", "float", "float"), ("round", "float"), ("round", "float", whole(2))),
        *(
            ("round", "float", whole(-1)),
            ("floor", "float"),
            ("ceil", "float"),
            ("sqrt", "float"),
            ("exp", "float"),
        ),
        *(("ln", "float"), ("power", "float", "float"), ("in_hours", "duration"), ("in_days", "duration")),
        *(("float", "int"), ("float", "text"), *_choices("float"), *_extremes("float")),
    ],
    "money": [
        *(("+", "money", "money"), ("-", "money", "money"), ("*", "money", "float"), ("*", "int", "money")),
        *(
            ("/", "money", "int"),
            ("negate", "money"),
            ("abs", "money"),
            *_choices("money"),
            *_extremes("money"),
        ),
    ],
    "text": [
        *(("lower", "text"), ("upper", "text"), ("trim", "text"), ("concat", "text", "text", "text")),
        *(("replace", "text", "text", "text"), ("substring", "text", whole(2), whole(3)), ("text", "bool")),
        *(("split_part", "text", text("-"), whole(2)), ("text", "int"), ("text", "date")),
        *(*_choices("text"), *_extremes("text")),
    ],
    "time": [
        *(("+", "time", "duration"), ("-", "time", "duration"), ("floor_to", "time", length(HOUR))),
        *(("floor_to", "time", length(24 * HOUR)), ("floor_to", "time", length(6 * HOUR), text("UTC"))),
        *(("floor_to", "time", length(HOUR // 4)), *_choices("time"), *_extremes("time")),
    ],
    "date": [
        ("day", "time"),
        ("day", "time", text("UTC")),
        ("day", "date"),
        *_choices("date"),
        *_extremes("date"),
    ],
    "duration": [
        *(
            ("-", "time", "time"),
            ("-", "date", "date"),
            ("+", "duration", "duration"),
            ("*", "duration", "int"),
        ),
        *(
            ("*", "float", "duration"),
            ("minutes", "float"),
            ("hours", "int"),
            ("days", "float"),
            ("negate", "duration"),
        ),
        *(("abs", "duration"), *_choices("duration"), *_extremes("duration")),
    ],
    "bool": [
        *((sign, of, of) for sign in ("=", "!=", "<", "<=", ">", ">=") for of in ORDERED),
        *(("in", of, of, of) for of in (*ORDERED, "bool")),
        *(("between", of, of, of) for of in ORDERED),
        *(("is null", of) for of in (*ORDERED, "bool")),
        *(("=", "bool", "bool"), ("!=", "bool", "bool"), ("=", "int", "float"), ("<", "float", "int")),
        *(
            ("and", "bool", "bool", "bool"),
            ("or", "bool", "bool"),
            ("not", "bool"),
            ("contains", "text", "text"),
        ),
        *(
            ("contains_any", "text", "text", text("a")),
            ("starts_with", "text", "text"),
            ("ends_with", "text", "text"),
        ),
        *_choices("bool"),
    ],
}


AT_THE_EDGE = [
    *(("round", "float", whole(places)) for places in (-15, -3, 0, 1, 15)),
    *(("substring", "text", whole(start), whole(n)) for start in (1, 2, 2**31) for n in (0, 2**31)),
    *(("split_part", "text", text(by), whole(n)) for by in ("-", "--", "a") for n in (1, 2**31)),
    *(("bucket", of, whole(2**31)) for of in ("text", "int", "duration")),
    *(("in", of, of, of, *(Literal(number, of) for number in range(12))) for of in ("int", "float")),
    *((operator, "text", text("")) for operator in ("contains", "starts_with", "ends_with")),
    *(("mod", "int", whole(by)) for by in (0, -1)),
    *(
        ("+", "int", whole(2**63 - 1)),
        ("text", "text"),
        ("float", "float"),
        ("replace", "text", text(""), "text"),
    ),
    *((operator, "time", text("America/New_York")) for operator in ("hour", "weekday", "day", "month")),
    *(("floor_to", "time", length(step), text("Australia/Lord_Howe")) for step in (HOUR // 2, 3 * HOUR, DAY)),
]
"""Constants at the ends of what they may be, and more zones."""


def every_form():
    """List the forms, each once."""
    found = [*(form for forms in FORMS.values() for form in forms), *AT_THE_EDGE]
    return list(dict.fromkeys(found))


def form_tree(form):
    """Make the tree of a form; its arguments are columns `c0`, `c1` and so on, or the constants that it names."""
    operator, *wanted = form
    return Call(
        operator,
        tuple(part if isinstance(part, Literal) else Column(f"c{at}") for at, part in enumerate(wanted)),
    )


def form_columns(form):
    """Name the columns of a form with their types."""
    return {f"c{at}": part for at, part in enumerate(form[1:]) if not isinstance(part, Literal)}


def form_rows(form):
    """Combine the edges of the columns of a form; the same rows every time."""
    columns = form_columns(form)
    values = [[None, *EDGES[type_]] for type_ in columns.values()]
    if prod(map(len, values)) <= MOST:
        found = product(*values)
    else:
        chance = random.Random(repr(form))
        found = [tuple(chance.choice(among) for among in values) for _ in range(MOST)]
    return [dict(zip(columns, row, strict=True)) for row in found]


def literals():
    """List every edge that can be written as a constant."""
    return [
        Literal(value, type_, "USD" if type_ == "money" else "")
        for type_, values in EDGES.items()
        for value in [None, *values]
        if value is None or (isfinite(value) if type_ in FLOATS else type_ != "time" or value <= LAST)
    ]
