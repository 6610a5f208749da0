"""What is asked of a source's events: aggregates, and whose events they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wager.data.clocks import KnownTime
from wager.expressions.table.row import FLOATS
from wager.expressions.tree import Tree, Type, Window
from wager.expressions.types import typed
from wager.features.kernel import NEVER
from wager.features.place import Place
from wager.features.state import TAKEN_AWAY, State, empty_state
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding

Entity = tuple[Any, ...]
"""The values of an entity's columns, none of them null."""


@dataclass(frozen=True)
class Asked:
    """One aggregate.

    Attributes
    ----------
    place : Place
        As it was planned.
    kind : Type or None
        Of what is aggregated; None where nothing is.
    """

    place: Place
    kind: Type | None

    @property
    def known(self) -> KnownTime:
        """When an event is known as far as this aggregate reads it."""
        return self.place.known

    @property
    def window(self) -> Window:
        """Which events count."""
        assert self.place.aggregate.over is not None
        return self.place.aggregate.over

    @property
    def is_sum(self) -> bool:
        """True where what left can be taken away from what entered."""
        return self.place.aggregate.name in TAKEN_AWAY

    def state(self) -> State:
        """Return the state over no events."""
        aggregate = self.place.aggregate
        return empty_state(aggregate.name, self.kind, aggregate.parameter)

    def finish(self, state: State, at: int) -> Any:
        """Answer as of a moment, in the physical form of the type: the mean of durations is a whole number again.

        Raises
        ------
        BadInputError
            If a sum leaves the range of its type; the message names the feature.
        """
        try:
            answer = state.finish(at)
        except BadInputError as error:
            raise self.fault(error) from error
        return answer if answer is None or self._physical is None else self._physical(answer)

    @cached_property
    def _physical(self) -> Callable[[Any], Any] | None:
        """Brings an answer into the physical form of its type, where it may be in another."""
        kind = self.place.type
        return round if kind == "duration" else float if kind in FLOATS else None

    def fault(self, error: BadInputError) -> BadInputError:
        """Say which feature cannot be computed."""
        feature = self.place.feature
        message = f"feature {feature.name}: {error}"
        return BadInputError.of([Finding(feature.path, feature.line, "E112", message)])

    def enter(self, event_time: int, known: int) -> int:
        """Return the instant after which an event counts."""
        return max(known, _later(event_time, self.window.near))

    def leave(self, event_time: int, replaced: int) -> int:
        """Return the last instant at which an event counts."""
        far = self.window.far
        return replaced if far is None else min(_later(event_time, far), replaced)


@dataclass(frozen=True)
class Group:
    """The aggregates over the events of one entity.

    Attributes
    ----------
    ours, theirs : tuple of Tree
        The entity, on the columns of the unit row and of the source.
    as_floats : tuple of bool
        For each of its columns whether whole numbers are compared with floats.
    asked : tuple of Asked
        The aggregates.
    """

    ours: tuple[Tree, ...]
    theirs: tuple[Tree, ...]
    as_floats: tuple[bool, ...]
    asked: tuple[Asked, ...]

    def entity(self, values: tuple[Any, ...]) -> Entity | None:
        """Name the entity of a row or of an event; None where a part of it is null."""
        if None in values:
            return None
        if True not in self.as_floats:
            return values
        return tuple(
            float(value) if as_float else value
            for value, as_float in zip(values, self.as_floats, strict=True)
        )


def groups(
    places: Iterable[Place], unit: Mapping[str, Type], source: Mapping[str, Type]
) -> tuple[Group, ...]:
    """Bring the aggregates over one source together by their entity.

    Parameters
    ----------
    places : iterable of Place
        The aggregates.
    unit, source : mapping of str to Type
        Stored columns of the unit rows' source, and columns of this one.
    """
    by_entity: dict[tuple[tuple[Tree, ...], tuple[Tree, ...]], list[Asked]] = {}
    for place in places:
        argument = place.aggregate.argument
        asked = Asked(place, None if argument is None else typed(argument, source)[1])
        by_entity.setdefault((place.ours, place.theirs), []).append(asked)
    return tuple(
        Group(ours, theirs, _as_floats(ours, theirs, unit, source), tuple(asked))
        for (ours, theirs), asked in by_entity.items()
    )


def _as_floats(
    ours: tuple[Tree, ...], theirs: tuple[Tree, ...], unit: Mapping[str, Type], source: Mapping[str, Type]
) -> tuple[bool, ...]:
    return tuple(
        typed(our, unit)[1] != typed(their, source)[1] for our, their in zip(ours, theirs, strict=True)
    )


def _later(instant: int, by: int) -> int:
    return instant if instant == NEVER else instant + by
