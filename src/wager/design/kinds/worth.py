"""What the answers are worth: actions, what they pay given the truth, how often they can be done."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from wager.design.kinds.actions import check_actions, default_actions
from wager.design.kinds.constants import put_in_each_other
from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    Named,
    columns,
    each,
    may,
    money,
    must,
    rate,
    reads,
    text,
    tree,
)
from wager.design.reading.shapes import either, map_of, named_shape, record_of
from wager.expressions.definitions import overgrown
from wager.expressions.tree import Tree, substitute
from wager.expressions.tree import columns as names_in
from wager.foundation.amounts import Money, Rate
from wager.foundation.keys import COLUMN_NAME
from wager.foundation.yaml_file import Mapping, Node, Scalar


@dataclass(frozen=True)
class Pay:
    """What one action pays.

    Attributes
    ----------
    by_class : dict of str to Tree or None
        For each class, `otherwise` among them; assumed constants are put in.
    expression : Tree or None
        Instead: reads the objective, and `prediction` where it is a number.
    line : int
    lines : dict of str to int
        Line of each class.
    written : dict of str to Tree
        As `trees`, with the names of assumed constants; not part of what it means.
    """

    by_class: dict[str, Tree] | None = None
    expression: Tree | None = None
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    written: dict[str, Tree] = field(default_factory=dict, compare=False, repr=False)

    def trees(self) -> dict[str, Tree]:
        """Return all expressions; the form without classes has the key `''`."""
        return (
            dict(self.by_class)
            if self.by_class is not None
            else {"": self.expression}
            if self.expression
            else {}
        )


@dataclass(frozen=True)
class Costs:
    """Set against the money in the forecast only."""

    build: Money | None = None
    run: Rate | None = None


@dataclass(frozen=True)
class Forecast:
    """The money that the design expects."""

    low: Rate
    likely: Rate
    high: Rate
    by: str


@dataclass(frozen=True)
class MoneyBlock:
    """What the answers are worth.

    Attributes
    ----------
    actions : tuple of str
        The first is what happens without us.
    assume : dict of str to Tree
        Named constants, each in terms of literals.
    pays : dict of str to Pay
        By action.
    capacity : dict of str to Rate
        How often an action can be done.
    costs : Costs or None
    forecast : Forecast or None
    lines : dict of str to int
        Line of each key of the block, and of each constant as `assume.NAME`.
    """

    actions: tuple[str, ...]
    assume: dict[str, Tree]
    pays: dict[str, Pay]
    capacity: dict[str, Rate] = field(default_factory=dict)
    costs: Costs | None = None
    forecast: Forecast | None = None
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


_BY_CLASS = each(tree, COLUMN_NAME, noun="a class")


@reads(either(tree.shape, _BY_CLASS.shape))
def _pay(reader: FieldReader, node: Node, what: str) -> Pay | None:
    if isinstance(node, Mapping):
        by_class = _BY_CLASS(reader, node, what)
        return Pay(by_class, None, node.line, key_lines(node)) if by_class else None
    expression = reader.tree(node, what)
    return None if expression is None else Pay(None, expression, node.line, {"": node.line})


@reads(named_shape("money rate"))
def _money_rate(reader: FieldReader, node: Node, what: str) -> Rate | None:
    found: Rate | None = rate(reader, node, what)
    if found is not None and not isinstance(found.amount, Money):
        reader.fault(node, "E002", f"{what} should be in money, such as `400 USD per month`, not {found}")
        return None
    return found


COSTS: Map[str, Field] = {
    "build": may(money, "what it costs to build, once"),
    "run": may(_money_rate, "what it costs to run"),
}
FORECAST: Map[str, Field] = {
    "low": must(_money_rate, "what it earns at least"),
    "likely": must(_money_rate, "what it earns most likely"),
    "high": must(_money_rate, "what it earns at most"),
    "by": must(text, "who estimated it, or by which query"),
}


@reads(record_of(COSTS))
def _costs(reader: FieldReader, node: Node, what: str) -> Costs | None:
    values = reader.record(node, what, COSTS)
    return None if values is None else Costs(**values)


@reads(record_of(FORECAST))
def _forecast(reader: FieldReader, node: Node, what: str) -> Forecast | None:
    values = reader.record(node, what, FORECAST)
    if values is None:
        return None
    forecast = Forecast(**values)
    rates = (forecast.low, forecast.likely, forecast.high)
    yearly = [
        Fraction(one.amount.minor, one.per.microseconds) for one in rates if isinstance(one.amount, Money)
    ]
    if yearly != sorted(yearly):
        reader.fault(node, "E103", f"{what} should rise from low over likely to high")
    return forecast


@reads(map_of(named_shape("count rate"), COLUMN_NAME, "an action"))
def _capacity(reader: FieldReader, node: Node, what: str) -> dict[Named, Rate]:
    if isinstance(node, Scalar) and node.value is not None and reader.is_filled(node):
        said = f"says of each action how often it can be done, such as `{{ACTION: 200 per 7 d}}`, not {node.value!r}"
        reader.fault(node, "E103", f"{what} {said}")
        return {}
    found: dict[Named, Rate] = each(rate, COLUMN_NAME, noun="an action")(reader, node, what)
    for action, limit in found.items():
        if not isinstance(limit.amount, Decimal) or limit.amount < 0 or limit.amount % 1:
            reader.fault(
                action.line,
                "E002",
                f"{action} of {what} should be a whole number of rows per time, such as `200 per 7 d`, not {limit}",
            )
        elif not limit.amount:
            reader.fault(
                action.line,
                "E002",
                f"{action} of {what} is {limit}: it could never be done, and no design could be told from doing without it; leave "
                f"{action} out of `actions` and `pays`, or say how often it can be done",
            )
    return {action: limit for action, limit in found.items() if isinstance(limit.amount, Decimal)}


MONEY: Map[str, Field] = {
    "actions": may(
        columns,
        "what can be done; the first is what happens without us; default `none` and the action of `pays`",
    ),
    "assume": may(
        each(tree, COLUMN_NAME, noun="a constant"), "constants that `pays` may read, each an assumption"
    ),
    "pays": must(
        each(_pay, COLUMN_NAME, noun="an action"),
        "what each action pays: an expression, or one for each class and `otherwise`",
    ),
    "capacity": may(_capacity, "how often an action can be done"),
    "costs": may(_costs, "set against the money in the forecast only"),
    "forecast": may(_forecast, "the money that the design expects, and who says so"),
}


@kind(
    record_of(MONEY),
    "what the answers are worth: actions, what they pay given the truth, how often they can be done",
)
def read_money(reader: FieldReader, node: Node) -> MoneyBlock | None:
    """Read the block `money`; assumed constants are put into the pays."""
    values = reader.record(node, "block money", MONEY)
    if values is None:
        return None
    lines = key_lines(node)
    entries = node.entries if isinstance(node, Mapping) else ()
    for entry in (one.value for one in entries if one.key == "assume"):
        lines |= {f"assume.{name}": line for name, line in key_lines(entry).items()}
    if not all(reader.is_filled(one.value) for one in entries if one.key in {"actions", "assume", "pays"}):
        return None
    assumed: dict[Named, Tree] = values.pop("assume", {})
    constants = put_in_each_other(reader, assumed)
    written: dict[Named, Pay] = values.pop("pays")
    if not _are_short(reader, written, assumed):
        return None
    pays: dict[str, Pay] = {action: _with(pay, constants) for action, pay in written.items()}
    said = {name for entry in entries if entry.key == "pays" for name in key_lines(entry.value)}
    if "actions" not in values and ("actions" in lines or not said <= set(pays)):
        return None  # which actions there are cannot be told
    actions = values.pop("actions", None) or default_actions(
        reader, _read(pays), lines.get("pays", node.line)
    )
    block = MoneyBlock(actions, constants, pays, **values, line=node.line, lines=lines)
    # A pay that cannot be read is not missing.
    named = [*pays, *(name for name in said if name in actions)]
    check_actions(reader, actions, named, block.capacity, {**lines, "": node.line})
    return block


def _read(pays: Map[str, Pay]) -> dict[str, set[str]]:
    """Name what the pay of each action reads."""
    return {
        action: {name for tree in pay.trees().values() for name in names_in(tree)}
        for action, pay in pays.items()
    }


def _with(pay: Pay, constants: Map[str, Tree]) -> Pay:
    by_class = pay.by_class and {name: substitute(one, constants) for name, one in pay.by_class.items()}
    expression = pay.expression and substitute(pay.expression, constants)
    return Pay(by_class, expression, pay.line, pay.lines, pay.trees())


def _are_short(reader: FieldReader, pays: Map[Named, Pay], assumed: Map[Named, Tree]) -> bool:
    """Refuse pays that are too large with the constants put in."""
    trees = {
        f"{action} {name}": (pay, tree) for action, pay in pays.items() for name, tree in pay.trees().items()
    }
    definitions: dict[str, Tree] = {str(name): tree for name, tree in assumed.items()}
    grown = overgrown({**definitions, **{name: tree for name, (_, tree) in trees.items()}})
    for name in (name for name in grown if name in trees):
        message = f"pays of {name.strip()} is too large with its constants put in; write it shorter"
        reader.fault(trees[name][0].line, "E108", message)
    return not any(name in trees for name in grown)
