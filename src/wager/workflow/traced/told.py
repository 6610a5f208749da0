"""Write stories of features as JSON values, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from wager.audit.values import shown
from wager.expressions.tree import Type
from wager.features.traced.chosen import Event, Unused
from wager.features.traced.counted import Counted
from wager.features.traced.parts import Part
from wager.features.traced.story import Story
from wager.foundation.amounts import places
from wager.foundation.moments import iso

Document = dict[str, Any]


_LONG = 10**18
"""Whole numbers from here on are rounded: nobody reads hundreds of digits."""


@dataclass(frozen=True)
class Telling:
    """How values are written.

    Attributes
    ----------
    currency : str
        Of money.
    """

    currency: str

    def stories(self, told: Iterable[Story]) -> list[Document]:
        """Write features in the order in which they were computed."""
        return [self.story(one) for one in told]

    def story(self, told: Story) -> Document:
        """Write one feature: what it reads, its aggregates, its expressions, its value."""
        feature = told.feature
        return {
            "feature": feature.name,
            "is": told.text,
            "path": feature.path,
            "line": feature.line,
            "unit": feature.unit or "",
            "means": feature.means or "",
            "reads": [
                {
                    "name": one.name,
                    "value": self.value(one.value, one.type),
                    "type": one.type,
                    "is": one.definition,
                }
                for one in told.reads
            ],
            "of": [self._part(one) for one in told.of],
            "counted": [self._counted(one) for one in told.counted],
            "parts": [self._part(one) for one in told.parts],
            "value": self.value(told.value, told.type),
            "type": told.type,
        }

    def value(self, value: Any, kind: Type) -> Any:
        """Write one value; money with its currency."""
        text = shown(value, kind, self.currency)
        return f"{text} {self.currency}" if kind == "money" and text is not None else text

    def _part(self, one: Part) -> Document:
        return {"is": one.text, "value": self.value(one.value, one.type), "type": one.type}

    def _counted(self, one: Counted) -> Document:
        return {
            "is": one.text,
            "of": one.argument,
            "from": one.source,
            "snapshot": one.snapshot,
            "by": {name: self.value(value, one.by_types[name]) for name, value in one.by.items()},
            "begin": _moment(one.begin),
            "end": _moment(one.end),
            "rows": one.rows,
            "of_entity": one.of_entity,
            "used": one.used,
            "empty": one.empty,
            "unused": [
                {"reason": why.reason, "rows": why.rows, "nearest": self._unused(why, one)}
                for why in one.unused
            ],
            "newest": [self._event(event, one, so_far=True) for event in one.events],
            "state": {name: self._held(name, value, one) for name, value in one.state.items()},
            "value": self.value(one.value, one.type),
            "type": one.type,
        }

    def _unused(self, why: Unused, one: Counted) -> Document:
        """Write an event that does not count; what came of it is told only where it was known at the moment."""
        said = self._event(why.nearest, one)
        told = {"unknown": ("known",), "replaced": ("known", "value"), "condition": ("known", "value")}
        return {key: said[key] for key in ("key", "happened", *told.get(why.reason, ()))}

    def _event(self, event: Event, one: Counted, *, so_far: bool = False) -> Document:
        kind = one.argument_type
        said: Document = {
            "key": {
                name: self.value(value, one.key[name]) for name, value in zip(one.key, event.key, strict=True)
            },
            "happened": _moment(event.happened),
            "known": "never" if event.never else _moment(event.known),
            "value": None if kind is None else self.value(event.value, kind),
        }
        return {**said, "so_far": self.value(event.so_far, one.type)} if so_far else said

    def _held(self, name: str, value: Any, one: Counted) -> Any:
        """Write what a state holds: money in whole units, durations in seconds, and their squares; rounded where it is no count."""
        if not isinstance(value, Fraction):
            return value
        unit = {"money": 10 ** places(self.currency), "duration": 1_000_000}.get(one.argument_type or "", 1)
        scaled = value / unit ** (2 if name == "squares" else 1)
        if scaled.denominator == 1 and abs(scaled) < _LONG:
            return int(scaled)
        try:
            return float(scaled)
        except OverflowError:  # a square of a double may lie beyond all of them
            return f"{Decimal(int(scaled)):.6e}"


def _moment(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)
