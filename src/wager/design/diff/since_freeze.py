"""Which fields of a frozen hypothesis moved: away from what its freeze pinned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wager.design.as_json import as_json
from wager.design.design_record import Design
from wager.design.diff.change import Change
from wager.design.diff.parts import classify_parts
from wager.design.frozen.freeze import design_parts
from wager.design.frozen.log import Entry
from wager.design.models.model_file import ModelFile
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import digest

Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """One thing that moved, and the frozen hypotheses whose plan it is part of.

    Attributes
    ----------
    change : Change
    frozen : tuple of str
        Empty where it is in no frozen plan, or moved to what was frozen.
    """

    change: Change
    frozen: tuple[str, ...] = ()


def frozen_in(log: Iterable[Entry]) -> dict[str, Entry]:
    """Find the freeze of each hypothesis that was not given up since, in the order of the log."""
    found: dict[str, Entry] = {}
    for entry in log:
        if entry.kind == "freeze":
            found[entry.hypothesis] = entry
        elif entry.kind == "void":
            found.pop(entry.hypothesis, None)
    return found


def plan_of(design: Design, hypothesis: str, models: Mapping[str, ModelFile], alpha: Decimal) -> Plan | None:
    """Return what a version of a design says of a hypothesis; None where it is not there, or not whole."""
    chosen = design.hypotheses.get(hypothesis)
    if chosen is None or not set(chosen.goals) <= set(design.goals):
        return None
    try:
        return design_parts(design, hypothesis, models, alpha=alpha)
    except BadInputError:
        return None


def moved_from(entry: Entry, old: Plan | None, new: Plan | None, *, zone: str = "UTC") -> tuple[Change, ...]:
    """Say what moved away from what an entry pinned.

    Parameters
    ----------
    entry : Entry
        The freeze.
    old : mapping or None
        The plan in the older version; None takes the frozen one.
    new : mapping or None
        The plan in the newer version.
    zone : str
        In which moments are shown.
    """
    name = entry.hypothesis
    if new is None:
        return (Change("hypothesis", name, "", "removed", str(entry.body["claim"]), ""),)
    pinned = entry.body["parts"]
    moved = [part for part, value in new.items() if pinned.get(part) != digest(as_json(value))]
    before = old if old is not None else entry.body.get("plan")
    if before is None:
        return tuple(Change(part, "", "", "changed", "", "") for part in moved)
    # The hypothesis names itself in other parts; where it did not move itself, both sides have the new one.
    told = {"hypothesis": new["hypothesis"]}
    return classify_parts(
        told | {part: before[part] for part in moved if part in before},
        told | {part: new[part] for part in moved},
        zone=zone,
    )


def with_frozen(changes: Iterable[Change], moves: Mapping[str, Iterable[Change]]) -> tuple[Moved, ...]:
    """Put together what moved in a document and what of it is frozen.

    Parameters
    ----------
    changes : iterable of Change
        In the document.
    moves : mapping of str to iterable of Change
        By frozen hypothesis, as `moved_from` says them.
    """
    by_place: dict[tuple[str, str, str], list[str]] = {}
    told: dict[tuple[str, str, str], Change] = {}
    for name, moved in moves.items():
        for one in moved:
            by_place.setdefault(one.place, []).append(name)
            told.setdefault(one.place, one)
    found = []
    for one in changes:
        place = _place_in_plan(one, told)
        told.pop(place, None)
        found.append(Moved(one, tuple(by_place.get(place, ()))))
    rest = [Moved(one, tuple(by_place[place])) for place, one in told.items()]
    return tuple(sorted((*found, *rest), key=lambda one: not one.frozen))


def _place_in_plan(one: Change, told: Mapping[tuple[str, str, str], Change]) -> tuple[str, str, str]:
    """Find where a plan has a field: a hypothesis' own power takes the place of that of the block `alpha`."""
    if one.block == "hypothesis" and one.field == "power" and ("alpha", "", "power") in told:
        return "alpha", "", "power"
    return one.place
