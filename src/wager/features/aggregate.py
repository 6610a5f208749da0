"""What each aggregate means: its answer from the kernel's counts, sums and ranks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.features.exact import Exact, Floats, Integers, of_floats, of_integers, to_integers
from wager.features.finish_many import Sums, quantiles
from wager.features.kernel import Flags, Grouping, Spans, count, greatest, running, total
from wager.features.multiset import check_finite
from wager.features.sorted_values import least, united
from wager.features.state import FEWEST
from wager.features.wide import squares


@dataclass(frozen=True)
class Argument:
    """What is aggregated: one value for each event of the source, in the forms that answers need.

    Attributes
    ----------
    array : pa.Array
        In its physical form.
    """

    array: pa.Array

    @cached_property
    def valid(self) -> Flags:
        """True where there is a value; NaN is none."""
        present = pc.is_valid(self.array)
        if self.floating:
            present = pc.and_(present, pc.fill_null(pc.invert(pc.is_nan(self.array)), fill_value=False))
        return _numpy(present)

    @cached_property
    def true(self) -> Flags:
        """True where a condition holds."""
        return _numpy(pc.fill_null(self.array.cast(pa.bool_()), fill_value=False))

    @property
    def floating(self) -> bool:
        """True where the values are floats."""
        return bool(pa.types.is_floating(self.array.type))

    @cached_property
    def numbers(self) -> Exact:
        """The values as exact numbers, 0 where there is none."""
        values = _numpy(pc.fill_null(self.array, 0.0 if self.floating else 0))
        values = np.where(self.valid, values, 0)
        return of_floats(values) if self.floating else of_integers(values.astype(np.int64))

    @cached_property
    def ranked(self) -> tuple[pa.Array, Integers]:
        """The different values, ascending, and the rank of each event's among them."""
        if pa.types.is_float64(self.array.type) or pa.types.is_int64(self.array.type):
            return self._sorted()
        kept = self.array if self.valid.all() else pc.if_else(pa.array(self.valid), self.array, None)
        encoded = kept.dictionary_encode()
        order = pc.sort_indices(encoded.dictionary)
        rank = np.empty(len(order), np.int64)
        rank[_numpy(order)] = np.arange(len(order))
        codes = _numpy(pc.fill_null(encoded.indices, 0))
        return encoded.dictionary.take(order), rank[codes] if len(rank) else np.zeros(len(codes), np.int64)

    def _sorted(self) -> tuple[pa.Array, Integers]:
        """Rank numbers by sorting them: faster than to look each up among those before it."""
        values = _numpy(self.array if self.valid.all() else self.array.filter(pa.array(self.valid)))
        if values.dtype == np.float64:
            values = values + 0.0  # -0.0 equals 0.0: which came first would decide between their bits
        order = np.argsort(values)
        ascending = values[order]
        fresh = np.append(True, ascending[1:] != ascending[:-1])[: len(values)]
        rank = np.empty(len(values), np.int64)
        rank[order] = np.cumsum(fresh) - 1
        whole = np.zeros(len(self.array), np.int64)
        whole[self.valid] = rank
        return pa.array(ascending[fresh]), whole


@dataclass(frozen=True)
class Setting:
    """Everything around an argument that an answer needs.

    Attributes
    ----------
    grouping : Grouping
        Rows and events of one entity.
    spans : Spans
        The events that count, and for which rows, conditions included.
    at : ndarray of int64, shape (n_rows,)
        Prediction times of the rows.
    event_time : ndarray of int64, shape (n_events,)
        First clock of the events.
    order : ndarray of int64, shape (n_events,)
        Rank of each event in time, ties resolved.
    level : Decimal, optional
        Of a quantile.
    """

    grouping: Grouping
    spans: Spans
    at: Integers
    event_time: Integers
    order: Integers
    level: Decimal | None = None

    def back(self, answers: NDArray[Any]) -> NDArray[Any]:
        """Put answers into the rows' own order."""
        return self.grouping.back(answers)

    def latest(self) -> Integers:
        """Find the last event of each row, -1 where there is none."""
        return self._found(greatest(self.spans, self.order), np.argsort(self.order))

    def earliest(self) -> Integers:
        """Find the first event of each row, -1 where there is none."""
        reverse = len(self.order) - 1 - self.order
        return self._found(greatest(self.spans, reverse), np.argsort(reverse))

    def _found(self, rank: Integers, events: Integers) -> Integers:
        found = np.full(len(rank), -1, np.int64)
        found[rank >= 0] = events[rank[rank >= 0]]
        return self.back(found).astype(np.int64)


def answer(name: str, setting: Setting, argument: Argument | None) -> pa.Array:
    """Compute an aggregate for every row, in the rows' own order.

    Raises
    ------
    BadInputError
        If a sum leaves the range of its type.
    """
    if argument is None:
        return _WITHOUT[name](setting)
    return _WITH[name](setting, argument)


def _count_rows(setting: Setting) -> pa.Array:
    return pa.array(setting.back(count(setting.spans)))


def _time_since_last(setting: Setting) -> pa.Array:
    event = setting.latest()
    since = setting.at - setting.event_time[event] if len(setting.event_time) else setting.at
    return pa.array(since, mask=event < 0)


def _count(setting: Setting, argument: Argument) -> pa.Array:
    return pa.array(setting.back(count(setting.spans.only(argument.valid))))


def _sum(setting: Setting, argument: Argument) -> pa.Array:
    spans = setting.spans.only(argument.valid)
    numbers = total(spans, argument.numbers)
    found = Sums(count(spans), numbers, []).totals() if argument.floating else to_integers(numbers)
    return pa.array(setting.back(found))


def _mean(setting: Setting, argument: Argument) -> pa.Array:
    spans = setting.spans.only(argument.valid)
    return _finished(setting, Sums(count(spans), total(spans, argument.numbers), []), 1, Sums.means)


def _variance(setting: Setting, argument: Argument) -> pa.Array:
    return _finished(setting, _sums(setting, argument), FEWEST, lambda sums: sums.spreads(root=False))


def _stddev(setting: Setting, argument: Argument) -> pa.Array:
    return _finished(setting, _sums(setting, argument), FEWEST, lambda sums: sums.spreads(root=True))


def _sums(setting: Setting, argument: Argument) -> Sums:
    spans = setting.spans.only(argument.valid)
    numbers = argument.numbers
    found = [running(spans, limb) for limb in squares(numbers.take(spans.events))]
    return Sums(count(spans), total(spans, numbers), found)


def _finished(setting: Setting, sums: Sums, fewest: int, finish: Callable[[Sums], Floats]) -> pa.Array:
    enough = np.flatnonzero(sums.count >= fewest)
    found = np.zeros(len(sums.count))
    found[enough] = finish(sums.take(enough))
    return pa.array(setting.back(found), mask=setting.back(sums.count) < fewest)


def _count_distinct(setting: Setting, argument: Argument) -> pa.Array:
    _, rank = argument.ranked
    return pa.array(setting.back(count(united(setting.spans.only(argument.valid), rank))))


def _quantile(setting: Setting, argument: Argument) -> pa.Array:
    assert setting.level is not None
    spans = setting.spans.only(argument.valid)
    distinct, rank = argument.ranked
    check_ends(distinct)
    counted = count(spans)
    rows = np.flatnonzero(counted)
    values = _numpy(distinct)
    found = np.zeros(len(counted))
    found[rows] = quantiles(
        counted[rows], Fraction(setting.level), lambda place: values[least(spans, rank, rows, place)]
    )
    return pa.array(setting.back(found), mask=setting.back(counted) == 0)


def _share(setting: Setting, argument: Argument) -> pa.Array:
    spans = setting.spans.only(argument.valid)
    counted = setting.back(count(spans))
    return _ratio(setting.back(count(spans.only(argument.true))), counted)


def _ratio(above: NDArray[Any], below: NDArray[Any]) -> pa.Array:
    empty = below == 0
    return pa.array(above / np.where(empty, 1, below), mask=empty)


def _extreme(setting: Setting, argument: Argument, *, least: bool) -> pa.Array:
    distinct, rank = argument.ranked
    spans = setting.spans.only(argument.valid)
    last = len(distinct) - 1
    best = setting.back(greatest(spans, last - rank if least else rank)).astype(np.int64)
    return distinct.take(pa.array(last - best if least else best, mask=best < 0))


def _min(setting: Setting, argument: Argument) -> pa.Array:
    return _extreme(setting, argument, least=True)


def _max(setting: Setting, argument: Argument) -> pa.Array:
    return _extreme(setting, argument, least=False)


def _first(setting: Setting, argument: Argument) -> pa.Array:
    event = setting.earliest()
    return argument.array.take(pa.array(event, mask=event < 0))


def _last(setting: Setting, argument: Argument) -> pa.Array:
    event = setting.latest()
    return argument.array.take(pa.array(event, mask=event < 0))


_WITHOUT: dict[str, Callable[[Setting], pa.Array]] = {
    "count": _count_rows,
    "time_since_last": _time_since_last,
}
_WITH: dict[str, Callable[[Setting, Argument], pa.Array]] = {
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "stddev": _stddev,
    "variance": _variance,
    "count_distinct": _count_distinct,
    "quantile": _quantile,
    "share": _share,
    "min": _min,
    "max": _max,
    "first": _first,
    "last": _last,
}


def check_ends(distinct: pa.Array) -> None:
    """Refuse values, ascending, of which one is infinite."""
    for end in (distinct[:1], distinct[-1:]):
        for value in end.to_pylist():
            check_finite(value)


def _numpy(array: pa.Array) -> NDArray[Any]:
    return cast("NDArray[Any]", array.to_numpy(zero_copy_only=False))
