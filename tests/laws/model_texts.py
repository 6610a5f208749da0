"""Made-up model files: what one says, as plain values, and its text in many spellings; the same ones for the same chance."""

import json
from decimal import Decimal

from expressions.chance import well_typed
from wager.design.models.algorithms import ALGORITHMS, FEATURELESS, SKLEARN, parameters_of
from wager.expressions.parse import ExpressionError, parse
from wager.expressions.write import to_text

NAMES = ("a", "carrier", "history.delay_7d", "weather.wind_max_3h", "x9", "subject")
PATTERNS = ("history.*", "weather.wind_*", "w*", "mix.*_30d")
ACTIONS = ("none", "protect", "call", "hold")
CLASSES = ("spam", "ham", "phishing")
TEXTS = (
    "more is never less",
    "12:30",
    "on",
    "0.5",
    "it's: so #1",
    "ünïcode 🛫",
    "  two  blanks ",
    "null",
    "a\nb",
    "- x",
)
VALUES = (0, 7, -3, True, False, None, "UA", "2013-09-01", "yes", "0.5", Decimal("1.50"), Decimal("-0.25"))
DAYS = ("2013-01-01", "2013-05-01 12:00", "2013-09-01", "2014-01-01 00:00 UTC")


def some(chance, of, least=1, most=3):
    return chance.sample(list(of), min(chance.randint(least, most), len(of)))


def one_or_list(chance, found):
    return found[0] if len(found) == 1 and chance.random() < 0.5 else found


def expression(chance, type_="bool"):
    text = to_text(well_typed(chance, type_, chance.randint(0, 3)))
    text = f"a + ({text})" if text.lstrip("-")[:1].isdigit() else text  # a bare number in quotes is a text
    try:
        parse(text)
    except ExpressionError:  # an edge that can be computed and not be written
        return "a > 3" if type_ == "bool" else "a / 2"
    return text


def condition(chance):
    """Without events: what stands in a model file speaks of its row."""
    return chance.choice(
        (
            f"{chance.choice(NAMES)} > {chance.randint(-9, 99)}",
            "s in ('x', 'it''s: #')",
            "p and not q",
            "x is null or x < 0.5",
        )
    )


def number(chance):
    return chance.choice((chance.randint(0, 2000), Decimal(chance.randint(1, 9999)) / 1000))


def parameter(chance, kind):
    return {
        "whole": lambda: chance.randint(0, 5000),
        "number": lambda: number(chance),
        "flag": lambda: chance.random() < 0.5,
        "text": lambda: chance.choice(("gbdt", "saga", "l1")),
        "any": lambda: chance.choice(
            ([1, 0, -1], [[0, 1], [2]], {"a": 1, "b": Decimal("0.5")}, "balanced", 3)
        ),
    }[kind]()


def algorithm(chance):
    """Draw a learner with parameters, as a file says it."""
    name = chance.choice((*ALGORITHMS, f"sklearn.{chance.choice(sorted(SKLEARN))}"))
    if name == "rule":
        return name, {"rule": {one: condition(chance) for one in some(chance, ACTIONS)}}
    if name == "table":
        by = one_or_list(chance, some(chance, NAMES))
        return name, {"table": {"by": by, **({"prior": number(chance)} if chance.random() < 0.5 else {})}}
    if name == "python":
        return name, {"python": {"call": "code/learn.py:Learner", "depth": 3, "names": ["a", "b"]}}
    taken = parameters_of(name)
    drawn = {one: parameter(chance, taken[one]) for one in some(chance, taken, 0, 4)} if taken else {}
    return name, {name: drawn} if drawn else name


def encoding(chance):
    return chance.choice(
        (
            "onehot",
            "native",
            {"hashing": 256},
            {"target": number(chance)},
            {"tfidf": {"ngrams": [1, 2], "top": 500}},
            {"tfidf": {}},
        )
    )


def policy(chance):
    share = chance.choice((Decimal("0.3"), "30 %", 1))
    return chance.choice(("money", {"threshold": {chance.choice(ACTIONS): share}}, {"rank": "a * 2 + x9"}))


def search(chance, name):
    taken = [one for one, kind in ALGORITHMS.get(name, {}).items() if kind in {"whole", "number"}]
    if not taken:
        return None
    kinds = ALGORITHMS[name]
    over = {
        f"{name}.{one}": {"log": [Decimal("0.001"), 10]}
        if chance.random() < 0.3
        else [parameter(chance, kinds[one]) for _ in range(chance.randint(1, 3))]
        for one in some(chance, taken)
    }
    return {"over": over, **({"method": "random", "trials": 9, "folds": 4} if chance.random() < 0.5 else {})}


def tests(chance):
    def one():
        name = chance.choice(TEXTS)
        if chance.random() < 0.5:
            return {
                "name": name,
                "feature": chance.choice(NAMES),
                "direction": chance.choice(("up", "down", "none")),
            }
        row = {column: chance.choice(VALUES) for column in some(chance, NAMES)}
        return {
            "name": name,
            "row": row,
            "expect": chance.choice((*ACTIONS, "0.2 .. 0.5", ".. 3", "10 USD .. 20 USD")),
        }

    return one_or_list(chance, [one() for _ in range(chance.randint(1, 3))])


def blocks(chance):
    """Draw the blocks that a model file without a design holds itself."""
    rows = {"each": "flight", "from": "flights", "decide_at": "t - 2 h"}
    if chance.random() < 0.5:
        rows |= {
            "where": "x > 0 and x < 9",
            "cluster": ["day(t)", "s"],
            "request": one_or_list(chance, ["s", "u"]),
        }
    found = {"rows": rows}
    if chance.random() < 0.5:
        found["objective"] = {"is": "late", "matures": "3 d"}
        pays = {
            "none": {"late": "-loss", "otherwise": "0 USD"},
            "act": {"late": "-5 USD", "otherwise": "-1.50 USD"},
        }
        found["money"] = {"assume": {"loss": "20 USD"}, "pays": pays, "capacity": {"act": "200 per 7 d"}}
    else:
        found["objective"] = {"is": "label", "name": "kind", "matures": "0 d", "classes": list(CLASSES)}
        pays = {one: {CLASSES[0]: "1 USD * x", "otherwise": "0 USD"} for one in ACTIONS[:2]}
        found["money"] = {
            "actions": list(ACTIONS[:2]),
            "pays": pays,
            "costs": {"build": "20k USD", "run": "400 USD per month"},
        }
    if chance.random() < 0.7:
        begin = dict(zip(("train", "tune", "holdout", "end"), DAYS, strict=True))
        shares = {"train": "60 %", "tune": Decimal("0.2"), "holdout": "20 %"}
        found["split"] = chance.choice(
            ({"begin": begin}, {"shares": shares, "group": "s"}, {"begin": begin, "seal": "ci"})
        )
    return found


def made_up_model(chance):
    """Draw what a model file says: a mapping with any of its keys."""
    name, said = algorithm(chance)
    home = chance.choice(("design", "extends", "own"))
    found = {"model": chance.choice(("m", "delay-gbt", "x_1"))}
    found |= blocks(chance) if home == "own" else {home: "other-one"}
    if home != "extends" or chance.random() < 0.5:
        found["algorithm"] = said
    maybe = {
        "features": lambda: one_or_list(chance, some(chance, (*NAMES, *PATTERNS), 1, 5)),
        "also": lambda: one_or_list(chance, some(chance, NAMES)),
        "except": lambda: one_or_list(chance, some(chance, (*NAMES, *PATTERNS))),
        "encode": lambda: {column: encoding(chance) for column in some(chance, NAMES)},
        "calibrate": lambda: chance.choice(("isotonic", "sigmoid", "none")),
        "policy": lambda: policy(chance),
        "train_on": lambda: chance.choice((condition(chance), expression(chance))),
        "weight": lambda: chance.choice((expression(chance, "float"), 3, Decimal("0.5"))),
        "refit": lambda: chance.random() < 0.5,
        "search": lambda: search(chance, name) if "algorithm" in found else None,
        "loss": lambda: chance.choice(("mean", "poisson", "tweedie", {"quantile": Decimal("0.9")})),
        "tests": lambda: tests(chance),
        "seed": lambda: chance.randint(0, 10**12),
    }
    if name in FEATURELESS and "algorithm" in found:
        maybe = {
            key: make for key, make in maybe.items() if key not in {"features", "also", "except", "encode"}
        }
    for key, make in maybe.items():
        value = make() if chance.random() < 0.4 else None
        if value is not None:
            found[key] = value
    rest = list(found.items())[1:]
    chance.shuffle(rest)
    return {"model": found["model"], **dict(rest)}


def spelled(chance, values):
    """Write the values as YAML in one of its spellings: block or flow, quotes of either kind, comments, blanks."""
    style = chance.choice(("block", "flow", "mixed"))
    lines = []
    for key, value in values.items():
        lines += ["# said by somebody: 'why'"] if chance.random() < 0.2 else []
        lines += [""] if chance.random() < 0.2 else []
        lines += _entry(
            chance, key, value, 0, flow=style == "flow" or (style == "mixed" and chance.random() < 0.5)
        )
    return "\n".join(lines) + chance.choice(("", "\n", "\n\n# end\n"))


def _entry(chance, key, value, indent, *, flow):
    pad, step = " " * indent, chance.choice((2, 4))
    if flow or not isinstance(value, dict | list) or not value:
        comment = "  # so" if chance.random() < 0.1 else ""
        return [f"{pad}{_key(chance, key)}: {_flow(chance, value, alone=not flow)}{comment}"]
    if isinstance(value, dict):
        inner = [
            line
            for one, item in value.items()
            for line in _entry(chance, one, item, indent + step, flow=chance.random() < 0.3)
        ]
    else:
        inner = [f"{pad}{' ' * step}- {_flow(chance, item)}" for item in value]
    return [f"{pad}{_key(chance, key)}:", *inner]


def _key(chance, key):
    return json.dumps(key) if chance.random() < 0.05 else key


def _flow(chance, value, *, alone=False):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_flow(chance, one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(chance, one) for one in value) + "]"
    if value is None or isinstance(value, bool | int):
        return (
            {None: "null", True: "true", False: "false"}.get(value, str(value))
            if type(value) is not int
            else str(value)
        )
    if isinstance(value, Decimal):
        return f"{value:f}" if "." in f"{value:f}" else f"{value:f}.0"
    return _text(chance, value)


def _text(chance, text):
    plain = text.replace("_", "").replace(" ", "").replace(".", "").replace("-", "").replace("*", "")
    looks_safe = plain.isalnum() and text == text.strip() and text[:1].isalpha() and plain.isascii()
    if looks_safe and text not in {"null", "true", "false"} and chance.random() < 0.7:
        return text
    if text.isprintable() and chance.random() < 0.5:
        return "'" + text.replace("'", "''") + "'"
    # JSON writes what lies beyond in two halves, which YAML does not take.
    small = max(map(ord, text), default=0) < 0x10000
    return json.dumps(text, ensure_ascii=small and (not text.isprintable() or chance.random() < 0.5))


def plain(value):
    """Give decimals as floats, as a reader of JSON has them."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
