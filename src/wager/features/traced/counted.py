"""One aggregate of one row: the state of the events that count, event by event, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa

from wager.data.engine import Engine
from wager.expressions.tree import Aggregate, Type, Window
from wager.expressions.types import typed
from wager.expressions.write import to_text
from wager.features.kept import Kept
from wager.features.multiset import Multiset
from wager.features.online.asked import Asked
from wager.features.place import Place
from wager.features.state import RowCount, Share, State, Summed, ValueCount, Variance
from wager.features.stored import Stored
from wager.features.traced.chosen import Chosen, Event, Unused
from wager.features.value import is_value
from wager.foundation.errors import BadInputError


@dataclass(frozen=True)
class Counted:
    """One aggregate of one row.

    Attributes
    ----------
    text : str
        As it is written, its window and condition put in.
    source, snapshot : str
        Whose events.
    by : dict of str to value
        The columns of the source, and what each had to equal.
    by_types : dict of str to Type
        Of these.
    begin, end : int or None
        Event times that count lie in [begin, end); None for `ever`, and where the source has no event time.
    argument : str
        What is aggregated; empty where nothing is.
    argument_type : Type or None
    key : dict of str to Type
        Columns of the source's key.
    rows, of_entity, used, empty : int
        Events of the source, those of the entity, those that count, and those among these without a value.
    unused : tuple of Unused
        Why the others of the entity do not count.
    events : tuple of Event
        The newest few that count, in the order of time, each with the answer up to it.
    state : dict of str to value
        What the state holds in the end.
    value : value
        The answer, in physical form.
    type : Type
    """

    text: str
    source: str
    snapshot: str
    by: dict[str, Any]
    by_types: dict[str, Type]
    begin: int | None
    end: int | None
    argument: str
    argument_type: Type | None
    key: dict[str, Type]
    rows: int
    of_entity: int
    used: int
    empty: int
    unused: tuple[Unused, ...]
    events: tuple[Event, ...]
    state: dict[str, Any]
    value: Any
    type: Type


@dataclass(frozen=True)
class Asking:
    """An aggregate, and the row that it is computed for.

    Attributes
    ----------
    place : Place
        The aggregate, planned for the row's source.
    written : Aggregate
        The same, as it stands in the definition.
    ours : sequence of pa.Array
        The row's side of the entity, one value each.
    at : int
        The moment.
    newest : int
        How many of the events to describe.
    """

    place: Place
    written: Aggregate
    ours: Sequence[pa.Array]
    at: int
    newest: int


def count_events(engine: Engine, stored: Stored, asking: Asking) -> Counted:
    """Add the events that count for a row to a state, one after the other.

    Parameters
    ----------
    engine : Engine
        Reads the snapshot.
    stored : Stored
        The source.
    asking : Asking
        What is counted, for which row.

    Raises
    ------
    BadInputError
        If a value cannot be summed exactly; the message names the feature.
    """
    place, written, ours, at = asking.place, asking.written, asking.ours, asking.at
    source, aggregate, entity = stored.source, place.aggregate, place.feature.entity
    assert entity is not None
    assert aggregate.over is not None
    chosen = Chosen(engine, stored, place, ours, at)
    argument = aggregate.argument
    asked = Asked(place, None if argument is None else typed(argument, source.types())[1])
    state, shown = _added(chosen, asked, asking.newest)
    begin, end = (None, None) if source.event_time is None else _bounds(aggregate.over, at)
    values = [chosen.value(int(event)) for event in chosen.counted] if argument is not None else []
    return Counted(
        to_text(written),
        source.name,
        stored.snapshot,
        {name: array[0].as_py() for name, array in zip(entity.theirs, ours, strict=True)},
        {name: source.types()[name] for name in entity.theirs},
        begin,
        end,
        "" if written.argument is None else to_text(written.argument),
        asked.kind,
        {name: source.types()[name] for name in source.key},
        chosen.rows,
        chosen.of_entity,
        len(chosen.counted),
        sum(not is_value(value) for value in values),
        chosen.unused(),
        shown,
        held(state),
        asked.finish(state, at),
        place.type,
    )


def _bounds(window: Window, at: int) -> tuple[int | None, int | None]:
    return None if window.far is None else at - window.far, at - window.near


def _added(chosen: Chosen, asked: Asked, newest: int) -> tuple[State, tuple[Event, ...]]:
    state, shown = asked.state(), []
    first_shown = len(chosen.counted) - newest
    for number, event in enumerate(map(int, chosen.counted)):
        try:
            state.add(chosen.value(event), chosen.standing(event))
        except BadInputError as error:
            raise asked.fault(error) from error
        if number >= first_shown:
            shown.append(chosen.event(event, _so_far(asked, state, chosen.at)))
    return state, tuple(shown)


def _so_far(asked: Asked, state: State, at: int) -> Any:
    try:
        return asked.finish(state, at)
    except BadInputError:  # a sum on its way may leave the range that it comes back to
        return None


def held(state: State) -> dict[str, Any]:
    """Say what a state holds: counts and exact sums as they are added up, nothing rounded but for the reader.

    Examples
    --------
    >>> from wager.features.state import empty_state
    >>> state = empty_state("mean", "float")
    >>> for value in (0.5, None, 1.0):
    ...     state.add(value, (0,))
    >>> held(state)
    {'values': 2, 'sum': Fraction(3, 2)}
    """
    if isinstance(state, Kept):
        return {"rows": len(state.events)}
    if isinstance(state, Multiset):
        return {"values": sum(state.times.values()), "distinct": len(state.times)}
    assert isinstance(state, Summed)
    if isinstance(state, RowCount):
        return {"rows": state.count}
    found: dict[str, Any] = {"values": state.count}
    if isinstance(state, Share):
        return {**found, "true": state.total}
    if isinstance(state, ValueCount):
        return found
    found["sum"] = Fraction(state.total, 1 << state.fraction_bits)
    if isinstance(state, Variance):
        found["squares"] = Fraction(state.squares, 1 << 2 * state.fraction_bits)
    return found
