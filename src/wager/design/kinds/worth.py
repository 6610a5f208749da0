"""What the answers are worth: actions, what they pay given the truth, how often they can be done."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal

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
    text,
    tree,
)
from wager.expressions.tree import Tree, substitute
from wager.expressions.tree import columns as columns_of
from wager.foundation.amounts import Money, Rate
from wager.foundation.keys import COLUMN_NAME
from wager.foundation.yaml_file import Mapping, Node

DEFAULT_ACTIONS = ("none", "act")


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
        Line of each key of the block.
    """

    actions: tuple[str, ...]
    assume: dict[str, Tree]
    pays: dict[str, Pay]
    capacity: dict[str, Rate] = field(default_factory=dict)
    costs: Costs | None = None
    forecast: Forecast | None = None
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


def _pay(reader: FieldReader, node: Node, what: str) -> Pay | None:
    if isinstance(node, Mapping):
        by_class = each(tree, COLUMN_NAME, noun="a class")(reader, node, what)
        return Pay(by_class, None, node.line, key_lines(node)) if by_class else None
    expression = reader.tree(node, what)
    return None if expression is None else Pay(None, expression, node.line, {"": node.line})


def _money_rate(reader: FieldReader, node: Node, what: str) -> Rate | None:
    found: Rate | None = rate(reader, node, what)
    if found is not None and not isinstance(found.amount, Money):
        reader.fault(node, "E002", f"{what} should be in money, such as `400 USD per month`, not {found}")
        return None
    return found


def _costs(reader: FieldReader, node: Node, what: str) -> Costs | None:
    values = reader.record(node, what, {"build": may(money), "run": may(_money_rate)})
    return None if values is None else Costs(**values)


def _forecast(reader: FieldReader, node: Node, what: str) -> Forecast | None:
    fields = {
        "low": must(_money_rate),
        "likely": must(_money_rate),
        "high": must(_money_rate),
        "by": must(text),
    }
    values = reader.record(node, what, fields)
    if values is None:
        return None
    forecast = Forecast(**values)
    rates = (forecast.low, forecast.likely, forecast.high)
    yearly = [one.amount.minor / one.per.days for one in rates if isinstance(one.amount, Money)]
    if yearly != sorted(yearly):
        reader.fault(node, "E103", f"{what} should rise from low over likely to high")
    return forecast


def _capacity(reader: FieldReader, node: Node, what: str) -> dict[Named, Rate]:
    found: dict[Named, Rate] = each(rate, COLUMN_NAME, noun="an action")(reader, node, what)
    for action, limit in found.items():
        if not isinstance(limit.amount, Decimal) or limit.amount < 0:
            reader.fault(
                action.line,
                "E002",
                f"{action} of {what} should be a number of rows per time, such as `200 per 7 d`",
            )
    return {action: limit for action, limit in found.items() if isinstance(limit.amount, Decimal)}


MONEY: Map[str, Field] = {
    "actions": may(columns),
    "assume": may(each(tree, COLUMN_NAME, noun="a constant")),
    "pays": must(each(_pay, COLUMN_NAME, noun="an action")),
    "capacity": may(_capacity),
    "costs": may(_costs),
    "forecast": may(_forecast),
}


def read_money(reader: FieldReader, node: Node) -> MoneyBlock | None:
    """Read the block `money`; assumed constants are put into the pays."""
    values = reader.record(node, "block money", MONEY)
    if values is None:
        return None
    lines = key_lines(node)
    constants = _constants(reader, values.pop("assume", {}))
    written: dict[Named, Pay] = values.pop("pays")
    pays: dict[str, Pay] = {action: _with(pay, constants) for action, pay in written.items()}
    default = tuple(pays) if len(pays) == 1 and next(iter(pays.values())).expression else DEFAULT_ACTIONS
    actions = values.pop("actions", default)
    block = MoneyBlock(actions, constants, pays, **values, line=node.line, lines=lines)
    _check_actions(reader, block)
    return block


def _with(pay: Pay, constants: Map[str, Tree]) -> Pay:
    by_class = pay.by_class and {name: substitute(one, constants) for name, one in pay.by_class.items()}
    expression = pay.expression and substitute(pay.expression, constants)
    return Pay(by_class, expression, pay.line, pay.lines, pay.trees())


def _constants(reader: FieldReader, assumed: dict[Named, Tree]) -> dict[str, Tree]:
    """Put constants into each other; a circle is a fault and what is in it is left out."""
    done: dict[str, Tree] = {}
    waiting = dict(assumed)
    while waiting:
        ready = [name for name, one in waiting.items() if not set(columns_of(one)) & set(waiting)]
        for name in ready:
            done[name] = substitute(waiting.pop(name), done)
        if not ready:
            name = next(iter(waiting))
            reader.fault(name.line, "E110", f"assume of block money: {', '.join(waiting)} stand in a circle")
            break
    for name, one in ((name, one) for name, one in done.items() if isinstance(name, Named)):
        unknown = columns_of(one)
        if unknown:
            reader.fault(
                name.line, "E106", f"assume of block money: {name} reads {unknown[0]!r}, which is no constant"
            )
    return done


def _check_actions(reader: FieldReader, block: MoneyBlock) -> None:
    """Check that pays and capacity speak of the actions, and of all of them."""
    from wager.foundation.errors import nearest

    pays_line = block.lines.get("pays", block.line)
    for name, where in [(name, "pays") for name in block.pays] + [
        (name, "capacity") for name in block.capacity
    ]:
        if name not in block.actions:
            line = name.line if isinstance(name, Named) else pays_line
            reader.fault(
                line,
                "E106",
                f"{where} of block money: {name!r} is no action{nearest(name, block.actions)}; actions are {', '.join(block.actions)}",
            )
    unpaid = [action for action in block.actions if action not in block.pays]
    if "actions" not in block.lines and block.actions == DEFAULT_ACTIONS:
        unpaid = [action for action in unpaid if action != block.actions[0]]
    for action in unpaid:
        reader.fault(pays_line, "E102", f"pays of block money needs the action {action!r}")
    if len(set(block.actions)) < len(block.actions):
        reader.fault(block.lines.get("actions", block.line), "E107", "actions of block money names one twice")
