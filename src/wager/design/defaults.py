"""What a design leaves out and still has: all that a project of one file does not say (formats.md, section 11)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from wager.design.blocks import Design
from wager.design.hypotheses.alpha import Alpha
from wager.design.kinds.judging import Baseline, Baselines
from wager.design.kinds.split import Split
from wager.design.kinds.worth import MoneyBlock, Pay
from wager.expressions.parse import parse
from wager.expressions.tree import Literal, walk

FIFTHS = {"train": Decimal("0.6"), "tune": Decimal("0.2"), "holdout": Decimal("0.2")}
BEST_SPLIT = "rule"
"""A bare `rule`, without conditions: the best single split, found on train."""


def with_defaults(design: Design) -> Design:
    """Fill in what is not said.

    Returns
    -------
    Design
        With `alpha`; in a project of one file also with `split`, `baselines`, what follows each verdict, and
        the pay of doing nothing.
    """
    design = replace(design, alpha=design.alpha or Alpha())
    if not design.is_one_file:
        return design
    hypotheses = {
        name: one if one.next else replace(one, next={"ship": ("PROMOTE",), "otherwise": ("CHECK_IN",)})
        for name, one in design.hypotheses.items()
    }
    return replace(
        design,
        split=design.split or default_split(design),
        money=paid_whole(design.money),
        baselines=_baselines(design),
        hypotheses=hypotheses,
    )


def default_split(design: Design) -> Split:
    """Take the last fifth as holdout and the fifth before it as tune: along time, or without any by a hash of the key."""
    return Split(shares=dict(FIFTHS), by_time=design.rows.decide_at is not None)


def _baselines(design: Design) -> Baselines:
    actions = design.money.actions
    always = {
        "do_nothing": Baseline("do_nothing", always=actions[0]),
        "act_on_all": Baseline("act_on_all", always=actions[-1]),
    }
    named = {**always, BEST_SPLIT: Baseline(BEST_SPLIT, model=BEST_SPLIT)}
    written = design.baselines
    return Baselines(
        {**named, **(written.named if written else {})}, written.champion if written else BEST_SPLIT
    )


def paid_whole(block: MoneyBlock) -> MoneyBlock:
    """Add what doing nothing pays, where that is not said: nothing."""
    first = block.actions[0]
    if first in block.pays:
        return block
    currency = next((found for pay in block.pays.values() if (found := _currency(pay))), "USD")
    zero = parse(f"0 {currency}", currency=currency)
    by_class = any(pay.by_class is not None for pay in block.pays.values())
    nothing = Pay({"otherwise": zero} if by_class else None, None if by_class else zero, block.line)
    return replace(block, pays={first: nothing, **block.pays})


def _currency(pay: Pay) -> str | None:
    literals = (node for tree in pay.trees().values() for node in walk(tree) if isinstance(node, Literal))
    return next((literal.currency for literal in literals if literal.currency), None)
