"""Which way is weaker, for every field: the one table.

*Weaker* is what lets a verdict be had more cheaply than was promised: less asked, more harm borne, a weaker
baseline, a larger chance of error, more time, or another measure, whose figures cannot be held against the old ones.
What can be either way is `changed`; in a frozen field that counts as caught just the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from wager.design.as_json import as_json
from wager.design.diff.change import Direction
from wager.design.diff.said import said
from wager.design.sentences.monitor_words import parse_red

Rule = Callable[[Any, Any], Direction]


def size(value: Any) -> tuple[str, Decimal] | None:
    """Return the unit and the number of an amount; None for what is no amount.

    Examples
    --------
    >>> size({"money": -600, "currency": "USD"}), size("0.05"), size("evening")
    (('USD', Decimal('-600')), ('', Decimal('0.05')), None)
    """
    if isinstance(value, Mapping):
        return _size_of_unit(value)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        return "", Decimal(value)
    except InvalidOperation:
        return None


def _size_of_unit(value: Mapping[str, Any]) -> tuple[str, Decimal] | None:
    if "money" in value and "currency" in value:
        return value["currency"], Decimal(value["money"])
    if "rate" in value:
        amount = size(value["rate"])
        return amount and (f"{amount[0]} per time", amount[1] / value["per"])
    for unit in ("duration", "share", "change", "relative"):
        if unit in value:
            return unit, Decimal(value[unit])
    return None


def _larger(old: Any, new: Any) -> bool | None:
    """Tell whether the new amount is larger; None where the two cannot be compared."""
    before, after = size(old), size(new)
    if before is None or after is None or before[0] != after[0] or before[1] == after[1]:
        return None
    return after[1] > before[1]


def more_is_weaker(old: Any, new: Any) -> Direction:
    """Judge a margin, a timebox, an α: what was not limited and now is has become stronger."""
    if old is None or new is None:
        return "strengthened" if old is None else "weakened"
    larger = _larger(old, new)
    return "changed" if larger is None else "weakened" if larger else "strengthened"


def less_is_weaker(old: Any, new: Any) -> Direction:
    """Judge an amount asked, a power, a number of reviewers: *any amount* is the least."""
    if old in (None, "any") or new in (None, "any"):
        return "strengthened" if old in (None, "any") else "weakened"
    larger = _larger(old, new)
    return "changed" if larger is None else "strengthened" if larger else "weakened"


def fewer_is_weaker(old: Any, new: Any) -> Direction:
    """Judge a list of demands: what is gone weighs more than what is new."""
    before, after = ({said(item) for item in value or ()} for value in (old, new))
    return "weakened" if before - after else "strengthened" if after - before else "reworded"


def none_is_weaker(old: Any, new: Any) -> Direction:
    """Judge what is better there than not there: a seal."""
    if old in (None, "none") or new in (None, "none"):
        return "weakened" if new in (None, "none") else "strengthened"
    return "changed"


def clusters(old: Any, new: Any) -> Direction:
    """Judge in how many ways rows hang together: the fewer, the more each counts by itself.

    Examples
    --------
    >>> day, shop = {"column": "day"}, {"column": "shop"}
    >>> clusters([day, shop], day), clusters(None, day), clusters(day, shop)
    ('weakened', 'strengthened', 'changed')
    """
    before, after = (0 if one is None else len(one) if isinstance(one, list) else 1 for one in (old, new))
    return "changed" if before == after else "weakened" if after < before else "strengthened"


def baseline(old: Any, new: Any) -> Direction:
    """Judge whom a goal is proven against: doing nothing is the weakest there is."""
    if "do_nothing" in (old, new):
        return "weakened" if new == "do_nothing" else "strengthened"
    return "changed"


def answer(old: Any, new: Any) -> Direction:
    """Judge what a baseline is: one action for all is weaker than a model."""
    before, after = (value.startswith("always ") for value in (old, new))
    return "changed" if before == after else "weakened" if after else "strengthened"


def proof(old: Any, new: Any) -> Direction:  # noqa: ARG001 - a rule is told both
    """Judge `prove`: of its two words `at_least` asks more."""
    return "strengthened" if new == "at_least" else "weakened"


def part(old: Any, new: Any) -> Direction:
    """Judge the slice of a goal or guardrail: all values of a dimension ask more than one of them, or than their mean."""
    before, after = (bool(ref and ref["any"]) for ref in (old, new))
    if before != after:
        return "weakened" if before else "strengthened"
    if before and old["dimension"] == new["dimension"]:
        return "weakened" if new["any"] == "any other" else "strengthened"
    return "weakened" if new is None else "changed"


def verb(old: Any, new: Any) -> Direction:
    """Judge the verb: to keep asks less than to improve."""
    if "Keep" in (old, new):
        return "weakened" if new == "Keep" else "strengthened"
    return "changed" if "Improve" in (old, new) else "weakened"


def another(old: Any, new: Any) -> Direction:  # noqa: ARG001 - a rule is told both
    """Judge a metric: what is measured otherwise cannot be held against what was asked."""
    return "weakened"


def wording(old: Any, new: Any) -> Direction:  # noqa: ARG001 - a rule is told both
    """Pass over prose."""
    return "reworded"


def limit(old: Any, new: Any) -> Direction:
    """Judge when a monitor alarms: the farther off, the more harm is borne before somebody hears of it.

    Examples
    --------
    >>> limit("below -1000 USD", "below -5000 USD"), limit("9 pp below holdout", "5 pp below holdout")
    ('weakened', 'strengthened')
    """
    if old is None or new is None:
        return "strengthened" if old is None else "weakened"
    was, now = parse_red(old), parse_red(new)
    if (was.side, was.of_holdout) != (now.side, now.of_holdout):
        return "changed"
    farther = more_is_weaker if was.of_holdout or was.side == "above" else less_is_weaker
    return farther(as_json(was.amount), as_json(now.amount))


def either(old: Any, new: Any) -> Direction:  # noqa: ARG001 - a rule is told both
    """Say that it may be either."""
    return "changed"


RULES: Mapping[str, Mapping[str, Rule]] = {
    "document": {"appetite": more_is_weaker},
    "problem": dict.fromkeys(("what", "why_now", "scope", "no_gos"), wording),
    "rows": {"cluster": clusters},
    "split": {"seal": none_is_weaker, "holdout": none_is_weaker},
    "requirements": {
        "latency_p99": more_is_weaker,
        "retrain": more_is_weaker,
        "explain": none_is_weaker,
        **dict.fromkeys(("where", "consumers", "feedback"), wording),
    },
    "software": {"is": wording},
    "slices": {"values": fewer_is_weaker},
    "metrics": {"": another},
    "baselines": {"champion": baseline, "is": answer},
    "goals": {
        "verb": verb,
        "metric": another,
        "slice": part,
        "over": baseline,
        "prove": proof,
        "why": wording,
        "tradeoff": wording,
    },
    "hypothesis": {
        "claim": wording,
        "goals": fewer_is_weaker,
        "needs": fewer_is_weaker,
        "timebox": more_is_weaker,
        "power": less_is_weaker,
    },
    "alpha": {
        "total": more_is_weaker,
        "owned": more_is_weaker,
        "share": more_is_weaker,
        "power": less_is_weaker,
    },
    "stages": {"is": wording, "by": more_is_weaker, "exit": fewer_is_weaker},
    "online": {"goals": fewer_is_weaker},
    "launch": {"requires": fewer_is_weaker},
    "monitors": {"red": limit},
    "rollback": {"when": fewer_is_weaker, "within": more_is_weaker, "drill": more_is_weaker},
    "risks": dict.fromkeys(("what", "surface", "customer", "answer"), wording),
    "decisions": dict.fromkeys(("chose", "over", "because", "revisit"), wording),
    "tasks": {"question": wording, "benefit": wording, "timebox": more_is_weaker},
    "reviews": {"": less_is_weaker},
}
"""By kind of block and field; `""` is every other field of the kind. What is not here is `changed`."""


def direction(block: str, field: str, old: Any, new: Any) -> Direction:
    """Say in which direction a field moved.

    Parameters
    ----------
    block, field : str
        `alpha`, `share.H1`: the field is looked up whole, then by what stands before its first dot.
    old, new : JSON values
        They differ.

    Examples
    --------
    >>> direction("hypothesis", "timebox", {"duration": 5}, {"duration": 9})
    'weakened'
    >>> direction("rows", "where", None, {"column": "late"})
    'changed'
    """
    rules = RULES.get(block, {})
    rule = rules.get(field) or rules.get(field.partition(".")[0]) or rules.get("", either)
    return rule(old, new)
