"""Delete the future and compare: what became known from a moment on must change no bit of the rows decided by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from wager.data.clocks import known_time, known_time_of
from wager.data.joins.reading import Reading
from wager.data.source import Source
from wager.expressions.tree import columns
from wager.features.building import Building, Chosen
from wager.features.exact import Integers
from wager.features.feature import Feature
from wager.features.place import Place
from wager.features.plan import Planned
from wager.features.python.pure import first_difference, told
from wager.features.stored import Stored
from wager.features.too_early import known_text
from wager.foundation.finding import Finding
from wager.foundation.moments import iso
from wager.workflow.proving.deleted import Clocks, Shortened, kept, own_rows, put_together, reads_of
from wager.workflow.proving.other_sides import OtherSides
from wager.workflow.proving.sample import Tried
from wager.workflow.wiring import Wiring

CODE = "E020"
"""Of a feature that changes when what became known later is deleted."""

CUTS = (2, 8)
"""So many times at least and at most the future is deleted, each time from another moment on: the more, the less there is to read."""

READ = 1_000_000
"""Rows of sources that are read for it, as far as the least number of times allows."""


@dataclass
class Experiment:
    """Deletes the future of some rows.

    Attributes
    ----------
    wiring : Wiring
    tried : Tried
        Columns and rows; the rows have moments of decision.
    features : mapping of str to Feature
    request : sequence of str
        Columns that come with the question.
    folder : Path
        Where shortened sources are written.
    """

    wiring: Wiring
    tried: Tried
    features: Mapping[str, Feature]
    request: Sequence[str]
    folder: Path
    _clocks: dict[str, Clocks] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Yield what changed, one finding a feature."""
        tried = self.tried
        full = Building(self.wiring.engine, tried.rows, tried.unit, tried.stored, self.wiring.progress)
        whole = full.computed(tried.planned)
        left = list(tried.planned)
        for cut in cuts(tried.rows, self.times()):
            self.wiring.progress(f"the future deleted from {iso(cut)}")
            before = np.flatnonzero(tried.rows.t <= cut)
            again = self.shortened(before, self.seen(left, cut), self.unit(left, cut)).computed(left)
            for column in [*left]:
                was = whole[column.key].take(pa.array(before))
                row = first_difference(was, again[column.key])
                if row is not None:
                    left.remove(column)
                    values = (was[row].as_py(), again[column.key][row].as_py())
                    yield self.finding(column, int(before[row]), cut, values)

    def times(self) -> int:
        """Say how many times to delete the future."""
        rows = sum(
            self.clocks(one).rows
            for one in {self.tried.unit.source.name: self.tried.unit, **self.tried.stored}.values()
        )
        return min(max(READ // max(rows, 1), CUTS[0]), CUTS[1])

    def shortened(
        self, rows: Integers, seen: Mapping[Place, Stored], unit: Stored | None = None
    ) -> Shortened:
        """Prepare to compute columns for some of the rows; `unit` is the rows alone, None the snapshot that they are of."""
        t, index = self.tried.rows.t[rows], self.tried.rows.index[rows]
        base, chosen = (self.tried.unit, Chosen(t, index)) if unit is None else (unit, Chosen(t, rows))
        return Shortened(self.wiring.engine, chosen, base, self.tried.stored, self.wiring.progress, seen=seen)

    def unit(self, planned: Sequence[Planned], cut: int) -> Stored:
        """Return the rows themselves without their future, and what they join without what came from a moment on."""
        read = dict.fromkeys(one for column in planned for one in column.joins)
        return self.others.without_future(self.own, read, cut)

    @cached_property
    def others(self) -> OtherSides:
        """What is joined, to be shortened."""
        return OtherSides(self.clocks, self.folder)

    @cached_property
    def own(self) -> Stored:
        """The rows themselves, each without what of it was not known before its decision."""
        unit = self.tried.unit
        return own_rows(unit, self.clocks(unit), self.tried.rows, self.request, self.folder)

    def clocks(self, stored: Stored) -> Clocks:
        """Return when the columns of a source became known."""
        return self._clocks.setdefault(stored.source.name, Clocks(self.wiring.engine, stored))

    def whole(self, planned: Sequence[Planned]) -> dict[Place, Stored]:
        """Leave whole what each aggregate reads."""
        return {place: self.tried.stored[place.source] for column in planned for place in column.places}

    def seen(self, planned: Sequence[Planned], cut: int) -> dict[Place, Stored]:
        """Shorten for each aggregate the source that it reads, and what that joins."""
        found, made = dict[Place, Stored](), dict[tuple[object, ...], Stored]()
        for place in dict.fromkeys(place for column in planned for place in column.places):
            stored = self.tried.stored[place.source]
            clocks, merges = self.clocks(stored), stored.versions and place.by_column
            keep = None if merges else clocks.all_known(reads_of(place, stored.source)) < cut
            key = (place.source, None if keep is None else np.packbits(keep).tobytes(), place.joins)
            if key not in made:
                if keep is None:
                    events = put_together(stored, clocks, cut, self.folder)
                else:
                    events = stored if keep.all() else kept(stored, keep, self.folder)
                made[key] = self.others.without_future(events, place.joins, cut)
            found[place] = made[key]
        return found

    def finding(self, column: Planned, row: int, cut: int, values: tuple[object, object]) -> Finding:
        """Say which feature changed, of which row, and by which column."""
        at = int(self.tried.rows.t[row])
        what, known, since = self.cause(column, row, cut)
        feature = self.features[column.name]
        was, now = (told(value, column.type) for value in values)
        source = self.tried.unit.source
        message = (
            f"feature {column.name} sees the future: for row {int(self.tried.rows.index[row]):,} of {source.name}, decided at T = "
            f"{iso(at)}, it is {was}, and {now} once what became known from {iso(since)} on is deleted; it reads {what}, known "
            f"{known}; correct the clocks of its source, or read what is known before T"
        )
        return Finding(feature.path, feature.line, CODE, message)

    def cause(self, column: Planned, row: int, cut: int) -> tuple[str, str, int]:
        """Find the column that makes the difference, of the row itself or of events; and from when on it was deleted."""
        rows, whole = np.array([row]), self.whole([column])
        wanted = self.shortened(rows, whole).computed([column])[column.key]

        def differs(seen: Mapping[Place, Stored], unit: Stored | None = None) -> bool:
            again = self.shortened(rows, seen, unit).computed([column])[column.key]
            return first_difference(wanted, again) is not None

        if differs(whole, self.own):
            return *self.of_the_row(column, row), int(self.tried.rows.t[row])
        if column.joins and differs(whole, self.unit([column], cut)):
            return *self.of_another(self.tried.unit.source, column.joins), cut
        cuts_of, stored = self.seen([column], cut), self.tried.stored
        for place in column.places:
            source = stored[place.source].source
            if place.joins and differs(
                whole | {place: replace(stored[place.source], others=cuts_of[place].others)}
            ):
                return *self.of_another(source, place.joins), cut
            if differs(whole | {place: cuts_of[place]}):
                names = reads_of(place, source)
                text = known_text(known_time_of(source, names), source)
                return f"{', '.join(names)} of {source.name}", text, cut
        return "what nothing of its definition names", "later", cut

    def of_another(self, source: Source, read: Sequence[Reading]) -> tuple[str, str]:
        """Name what is taken from another source, and when that is known there."""
        names = [name for one in read for name in one.names(source)]
        clocks = dict.fromkeys(known_text(one.known, source.others[one.other]) for one in read)
        return f"{', '.join(names)}, which {source.name} joins", " and ".join(clocks)

    def of_the_row(self, column: Planned, row: int) -> tuple[str, str]:
        """Name the column of the unit row that was known too late."""
        source, index = self.tried.unit.source, self.tried.rows.index[row]
        trees = [column.tree, *(tree for call in column.calls for tree in call.reads)]
        trees += [tree for place in column.places for tree in place.ours]
        read = dict.fromkeys(name for tree in trees for name in columns(tree) if name in source.columns)
        clocks = self.clocks(self.tried.unit)
        late = [name for name in read if clocks.known(name)[index] >= self.tried.rows.t[row]]
        if not late:
            return "what nothing of its definition names", "later"
        return f"{late[0]} of {source.name}", _known(source, late[0])


def _known(source: Source, name: str) -> str:
    return known_text(known_time(source, name), source)


def cuts(rows: Chosen, times: int) -> list[int]:
    """Choose moments from which on the future is deleted: decisions of rows early, late and last of all.

    Examples
    --------
    >>> cuts(Chosen(np.arange(10), np.arange(10)), 3)
    [3, 6, 9]
    """
    moments = np.unique(rows.t)
    places = [round((len(moments) - 1) * one / times) for one in range(1, times + 1)]
    return [int(moments[place]) for place in dict.fromkeys(places)] if len(moments) else []


def delete_the_future(
    wiring: Wiring, tried: Tried, features: Mapping[str, Feature], request: Sequence[str]
) -> list[Finding]:
    """Find features that change when what became known later is deleted (E020).

    Raises
    ------
    WagerError
        If a column cannot be computed.
    """
    with TemporaryDirectory(prefix="wager-") as folder:
        return list(Experiment(wiring, tried, features, request, Path(folder)).findings())
