"""Two plans of one hypothesis: which fields moved, and in which direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from wager.design.diff.change import DIRECTIONS, Change
from wager.design.diff.directions import direction
from wager.design.diff.fields import Fields, fields_of_plan
from wager.design.diff.goal_changes import classify_goal, goal_text
from wager.design.diff.said import said
from wager.foundation.amounts import Share

FOLLOWING = frozenset(("metrics", "slices", "baselines", "models", "goals"))
"""Parts of a plan that hold what its goals name: a name that comes or goes there follows from one that did elsewhere."""

SHARES = {"alpha": ("share", "power"), "online": ("arms", "explore"), "split": ("shares",)}
"""By kind of block: fields that are parts of a whole, and held as plain numbers."""


def classify_parts(
    old_plan: Mapping[str, Any], new_plan: Mapping[str, Any], *, zone: str = "UTC"
) -> tuple[Change, ...]:
    """Say what moved from one plan of a hypothesis to another.

    Parameters
    ----------
    old_plan, new_plan : mapping
        The JSON of `freeze.design_parts`, as a freeze entry keeps it under `plan`; other parts that a closure covers
        (`snapshots`, `columns`, `code`) may stand in it. Where the two are of different hypotheses, as an amendment
        and what it amends are, the new one's id is used.
    zone : str
        In which moments are shown.

    Returns
    -------
    tuple of Change
        Weakened ones first; empty only where the plans are equal.

    Examples
    --------
    >>> before = {"hypothesis": {"id": "H1", "timebox": {"duration": 432000000000}}}
    >>> after = {"hypothesis": {"id": "H1", "timebox": {"duration": 864000000000}}}
    >>> classify_parts(before, after)
    (Change(block='hypothesis', id='H1', field='timebox', direction='weakened', old='5 d', new='10 d'),)
    """
    name = new_plan.get("hypothesis", {}).get("id", "")
    old, new = (fields_of_plan(plan, name, zone) for plan in (old_plan, new_plan))
    found = [one for one in classify_fields(old, new) if one.field or one.block not in FOLLOWING]
    told = {one.block for one in found}
    found += [
        Change(part, "", "", "changed", "", "")
        for part in sorted({*old_plan, *new_plan})
        if old_plan.get(part) != new_plan.get(part) and not told
    ]
    return in_order(found)


def classify_fields(old: Fields, new: Fields) -> Iterator[Change]:
    """Say what moved between blocks that are spread over their fields; an added or removed block is one change."""
    for place in dict.fromkeys((*old, *new)):
        before, after = old.get(place), new.get(place)
        if before is None or after is None:
            came = before is None
            whole = summary(place[0], (after if came else before) or {})
            yield Change(
                *place, "", "added" if came else "removed", "" if came else whole, whole if came else ""
            )
        elif place[0] == "goals":
            yield from classify_goal(place[1], before, after)
        else:
            yield from _moved(place, before, after)


def in_order(changes: list[Change]) -> tuple[Change, ...]:
    """Order changes: what weakens first, else as they came."""
    return tuple(sorted(changes, key=lambda one: DIRECTIONS.index(one.direction)))


def summary(block: str, fields: Mapping[str, Any]) -> str:
    """Write a whole thing on one line."""
    if block == "goals":
        return goal_text(fields)
    if block in {"metrics", "baselines"} and len(fields) == 1:
        return said(next(iter(fields.values())))
    return ", ".join(f"{key}: {said(value)}" if key else said(value) for key, value in fields.items())


def _moved(place: tuple[str, str], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for field in dict.fromkeys((*before, *after)):
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        yield Change(
            *place,
            field,
            direction(place[0], field, old, new),
            *(_said(place[0], field, one) for one in (old, new)),
        )


def _said(block: str, field: str, value: Any) -> str:
    """Write a value; a part of a whole in per cent, as the document has it."""
    if field.partition(".")[0] in SHARES.get(block, ()) and isinstance(value, str):
        return str(Share(Decimal(value)))
    return said(value)
