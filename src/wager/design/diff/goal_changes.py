"""Two forms of one goal: its amount against its verb, and its guardrails one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wager.design.diff.change import Change
from wager.design.diff.directions import direction, less_is_weaker, more_is_weaker, part
from wager.design.diff.said import said

Guard = Mapping[str, Any]


def classify_goal(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Say what moved in a goal.

    Parameters
    ----------
    name : str
        Its id.
    old, new : mapping
        Its fields; `guards` is a list.
    """
    for field in dict.fromkeys((*old, *new)):
        before, after = old.get(field), new.get(field)
        if before == after or field == "guards":
            continue
        if field == "amount":
            rule = more_is_weaker if new["verb"] == "Keep" else less_is_weaker
            yield Change("goals", name, field, rule(before, after), _amount(before), _amount(after))
        else:
            way = direction("goals", field, before, after)
            yield Change("goals", name, field, way, said(before), said(after))
    yield from _guards(name, old.get("guards", ()), new.get("guards", ()))


def goal_text(fields: Mapping[str, Any]) -> str:
    """Write a goal as the sentence that it was."""
    where = f" for {said(fields['slice'])}" if fields.get("slice") else ""
    amount, over = _amount(fields["amount"]), fields["over"]
    keeps = fields["verb"] == "Keep"
    rest = f"{where} within {amount} of {over}" if keeps else f" by {amount}{where} over {over}"
    guards = " and ".join(guard_text(guard) for guard in fields.get("guards", ()))
    return f"{fields['verb']} {said(fields['metric'])}{rest} {guards}".rstrip()


def _guards(name: str, old: Sequence[Guard], new: Sequence[Guard]) -> Iterator[Change]:
    """Find for each guardrail what it became: the same test with another margin, else the same harm on another slice."""
    left, right = list(old), list(new)
    for same in (_test, _harm):
        for before in tuple(left):
            after = next((one for one in right if same(one) == same(before)), None)
            if after is not None:
                left.remove(before)
                right.remove(after)
                yield from _guard(name, before, after)
    for gone in left:
        yield Change("goals", name, _harm(gone), "weakened", guard_text(gone), "")
    for come in right:
        yield Change("goals", name, _harm(come), "strengthened", "", guard_text(come))


def _guard(name: str, old: Guard, new: Guard) -> Iterator[Change]:
    field = _harm(old)
    if old["slice"] != new["slice"]:
        way = part(old["slice"], new["slice"])
        yield Change("goals", name, f"{field}, slice", way, said(old["slice"]), said(new["slice"]))
    if old["margin"] != new["margin"]:
        way = more_is_weaker(old["margin"], new["margin"])
        yield Change("goals", name, f"{field}, margin", way, said(old["margin"]), said(new["margin"]))


def _harm(guard: Guard) -> str:
    return f"without {guard['direction']} {said(guard['metric'])}"


def _test(guard: Guard) -> str:
    return f"{_harm(guard)} for {said(guard['slice'])}"


def guard_text(guard: Guard) -> str:
    """Write a guardrail as it stands in a sentence."""
    where = f" for {said(guard['slice'])}" if guard["slice"] else ""
    return f"{_harm(guard)}{where} by more than {said(guard['margin'])}"


def _amount(value: Any) -> str:
    return "any amount" if value == "any" else said(value)
