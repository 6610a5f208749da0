"""The clocks of a source on the columns that its snapshot holds, and the instants that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wager.data.clocks import KnownTime
from wager.data.known import Always, Never
from wager.data.source import Source
from wager.expressions.tree import Column, Tree
from wager.foundation.moments import ALWAYS, NEVER

if TYPE_CHECKING:
    import pyarrow as pa

    from wager.data.order import Integers


def event_time(source: Source) -> Tree:
    """Return the first clock of a source on its stored columns."""
    assert source.event_time is not None
    return source.inline(Column(source.event_time))


def key_trees(source: Source) -> tuple[Tree, ...]:
    """Return the key of a source on its stored columns."""
    return tuple(source.inline(Column(column)) for column in source.key)


def clock(known: KnownTime, source: Source) -> Tree | None:
    """Return a known time on the stored columns; None where it is `always` or never."""
    return None if isinstance(known, Always | Never) else source.inline(known)


def instants(values: pa.Array) -> Integers:
    """Return what a clock gives; null is never."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.fill_null(values.cast(pa.int64()), NEVER).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def constant(known: KnownTime) -> int:
    """Return the instant of a known time that is none of the columns."""
    return ALWAYS if isinstance(known, Always) else NEVER


def served(learned: Integers, every: int | None) -> Integers:
    """Return when values can be seen: after the first refresh that follows the moment at which they came to be known.

    Parameters
    ----------
    learned : ndarray of int64
        When values came to be known.
    every : int or None
        Microseconds between two refreshes, which are counted from 1970-01-01 UTC; None is live.

    Examples
    --------
    >>> import numpy as np
    >>> served(np.array([0, 59, 60]), 60)
    array([ 60,  60, 120])
    """
    import numpy as np

    if every is None:
        return learned
    known = (learned > ALWAYS) & (learned < NEVER - every)
    return np.where(known, (learned // every + 1) * every, learned)


def served_at(learned: int, every: int | None) -> int:
    """Return when one value can be seen, as `served` does."""
    if every is None or not ALWAYS < learned < NEVER - every:
        return learned
    return (learned // every + 1) * every


def refresh_of(source: Source) -> int | None:
    """Return how often the served copy of a source is renewed, in microseconds."""
    return None if source.refresh is None else source.refresh.microseconds
