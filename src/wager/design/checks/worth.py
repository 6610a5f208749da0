"""Money: what the actions pay tells them apart, thresholds agree with it, and somebody said what it will be worth."""

from __future__ import annotations

from collections.abc import Mapping as Map
from decimal import Decimal

from wager.design.checks.scene import Scene
from wager.expressions.constant import exact

Amounts = Map[str, tuple[Decimal, ...]]
"""What each action pays in each class, in minor units."""

TIMELESS = (
    "block money: `capacity` counts what is decided in one period, and the design has no moment of decision; say in "
    "`rows` when each row is decided (`decide_at`), or leave `capacity` out"
)


def check_worth(scene: Scene) -> None:
    """Check the block `money` as a whole."""
    if "money" not in scene.design.unread:
        _forecast(scene)
        _dominated(scene)
        _capacity(scene)


def _forecast(scene: Scene) -> None:
    design = scene.design
    if design.money.forecast is None and not (design.is_one_file or design.stands_alone):
        scene.fault(
            design.money.line,
            "W114",
            "the block money has no `forecast`; estimate what it will be worth, such as `forecast: {low: 1k "
            f"{scene.currency or 'USD'} per year, likely: …, high: …, by: who estimated it}}`",
        )


def _capacity(scene: Scene) -> None:
    """Refuse a capacity where nobody can tell what falls into one period."""
    rows, money = scene.design.rows, scene.design.money
    if money.capacity and "rows" not in scene.design.unread and rows.decide_at is None and rows.every is None:
        scene.fault(money.lines.get("capacity", money.line), "E102", TIMELESS)


def constant_amounts(scene: Scene) -> Amounts | None:
    """Compute what each action pays in each class; None where that depends on the row, or is not all there.

    Of a binary objective the class comes first and `otherwise` second.
    """
    classes = scene.classes()
    pays = scene.design.money.pays
    if classes is None or set(pays) != set(scene.design.money.actions):
        return None
    if any(name not in {*classes, "otherwise"} for pay in pays.values() for name in pay.by_class or {}):
        return None  # said by itself: what is meant by it is missing
    found: dict[str, tuple[Decimal, ...]] = {}
    for action in scene.design.money.actions:
        by_class, same = pays[action].by_class or {}, pays[action].expression
        trees = [by_class.get(name, by_class.get("otherwise", same)) for name in classes]
        amounts = [None if tree is None else exact(tree) for tree in trees]
        if any(amount is None for amount in amounts):
            return None
        found[action] = tuple(amount for amount in amounts if amount is not None)
    return found


def _dominated(scene: Scene) -> None:
    """Refuse an action that is never worth more than another one, whatever is true (Elkan's conditions).

    An action with a capacity dominates none: where it runs out, the other one is the next best.
    """
    amounts = constant_amounts(scene) or {}
    money = scene.design.money
    for action in (*money.actions[1:], money.actions[0]):
        free = [other for other in amounts if other != action and other not in money.capacity]
        better = next((other for other in free if _beats(amounts[other], amounts[action])), None)
        if better is None:
            continue
        if action == money.actions[0]:
            advice = f"always taking {better} would need no model"
        else:
            advice = f"{action} would never be taken"
        scene.fault(
            money.pays[action].line,
            "E012",
            f"whatever is true, {action} pays no more than {better}, so {advice}; a right answer should pay more "
            "than a wrong one: check the signs and amounts in `pays`",
        )
        return


def _beats(theirs: tuple[Decimal, ...], mine: tuple[Decimal, ...]) -> bool:
    return all(there >= here for there, here in zip(theirs, mine, strict=True))


def implied_thresholds(scene: Scene) -> dict[str, Decimal]:
    """Find the probability of the objective from which each action has the highest expected pay.

    Returns
    -------
    dict of str to Decimal
        Of the actions that are best somewhere above 0. Empty unless the objective is binary, the pays are constants
        and no capacity keeps the best action from being taken.

    References
    ----------
    .. [1] C. Elkan, "The Foundations of Cost-Sensitive Learning", IJCAI 2001, equation 2.
    """
    amounts = constant_amounts(scene)
    if amounts is None or scene.objective_kind() != "binary" or scene.design.money.capacity:
        return {}
    lines = {action: (otherwise, true - otherwise) for action, (true, otherwise) in amounts.items()}
    found: dict[str, Decimal] = {}
    for action, (start, slope) in lines.items():
        others = [line for line in lines.values() if line != (start, slope)]
        flatter = [(there - start) / (slope - rise) for there, rise in others if rise < slope]
        steeper = [(start - there) / (rise - slope) for there, rise in others if rise > slope]
        below = any(there > start for there, rise in others if rise == slope)
        least = max(flatter, default=Decimal(0))
        if not below and 0 < least < min([*steeper, Decimal(1)]):
            found[action] = least
    return found
