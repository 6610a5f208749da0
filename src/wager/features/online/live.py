"""Events that came after the snapshot of their source: each counts from the moment at which it was known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.known import Always
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Tree
from wager.features import kernel
from wager.features.events import Events
from wager.features.online.asked import Asked
from wager.features.online.chosen import Gone
from wager.features.online.standing import Standing, StoredRanks, deciding, rank
from wager.features.online.versions import Key, StoredKeys, Version, replace_older
from wager.features.stored import Stored, clock, event_time, key_trees
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding


class LiveEvents:
    """The events of one source that came since its snapshot.

    Parameters
    ----------
    engine : Engine
        Reads what else must be known of the snapshot.
    stored : Stored
        The source with its snapshot.
    events : Events
        What was read of it.
    """

    def __init__(self, engine: Engine, stored: Stored, events: Events) -> None:
        self._engine, self._stored, self._events = engine, stored, events
        self._asked: list[Asked] = []
        self._knowns: list[KnownTime] = []
        self._read: dict[Tree, Callable[[Mapping[str, Any]], Any]] = {}
        self._gone: dict[KnownTime, dict[int, int]] = {}
        self._chains: dict[Key, list[Version]] = {}
        self._keys: StoredKeys | None = None
        self._ranks = StoredRanks(engine, stored)

    def gone(self, known: KnownTime) -> Gone:
        """Return the events of the snapshot that live ones have replaced, and from when on; it grows."""
        return self._gone.setdefault(known, {})

    def standing(self, event: int) -> Standing:
        """Return the place of an event of the snapshot in its order."""
        return Standing(event, lambda: self._ranks(event))

    def serve(self, asked: Sequence[Asked]) -> None:
        """Tell which aggregates take up the events."""
        source = self._stored.source
        self._asked = list(asked)
        self._knowns = list(dict.fromkeys(one.place.known for one in asked))
        trees = [*deciding(self._stored), *(clock(known, source) for known in self._knowns)]
        for one in asked:
            trees += [one.place.aggregate.argument, one.place.aggregate.where, *one.place.theirs]
        types = source.stored_types()
        self._read = {
            tree: row_function(tree, types, source.zone) for tree in dict.fromkeys(trees) if tree is not None
        }

    def add(self, row: Mapping[str, Any]) -> None:
        """Take up an event.

        Raises
        ------
        BadInputError
            If an expression cannot be computed for it, or its value cannot be summed; nothing is taken up then.
        """
        values = {tree: read(row) for tree, read in self._read.items()}
        decides = tuple(values[tree] for tree in deciding(self._stored))
        version = self._version(Standing(None, lambda: rank(decides)), values)
        for asked in self._asked:
            try:
                asked.check(version)
            except BadInputError as error:
                feature = asked.place.feature
                message = f"feature {feature.name}: {error}"
                raise BadInputError.of([Finding(feature.path, feature.line, "E112", message)]) from error
        changed = self._replaced(version)
        for asked in self._asked:
            asked.take(version)
            for older in changed.get(asked.place.known, ()):
                asked.replace(older)

    def _version(self, standing: Standing, values: dict[Tree, Any]) -> Version:
        return Version(standing, values, {known: self._clocks(known, values) for known in self._knowns})

    def _clocks(self, known: KnownTime, values: Mapping[Tree, Any]) -> tuple[int, int]:
        source = self._stored.source
        second = clock(known, source)
        if second is None:
            since = kernel.ALWAYS if isinstance(known, Always) else kernel.NEVER
        else:
            since = _instant(values[second])
        return (since if source.event_time is None else _instant(values[event_time(source)])), since

    def _replaced(self, version: Version) -> dict[KnownTime, list[Version]]:
        """Put an event among the versions of its key; return those that are replaced at another moment than before."""
        key = tuple(version.values[tree] for tree in key_trees(self._stored.source))
        if not key or None in key:
            return {}
        chain = self._chain(key)
        chain.append(version)
        found = {}
        for known in self._knowns:
            found[known] = [older for older in replace_older(chain, known) if older is not version]
            for older in found[known]:
                if older.standing.event is not None:
                    self._gone.setdefault(known, {})[older.standing.event] = older.replaced[known]
        return found

    def _chain(self, key: Key) -> list[Version]:
        if key not in self._chains:
            if self._keys is None:
                self._keys = StoredKeys(self._engine, self._stored)
            self._chains[key] = [self._of_snapshot(event) for event in self._keys.events(key)]
        return self._chains[key]

    def _of_snapshot(self, event: int) -> Version:
        events = self._events
        version = Version(
            self.standing(event),
            {tree: events.values[tree][event].as_py() for tree in self._read if tree in events.values},
            {
                known: (int(events.event_time(known)[event]), int(events.known(known)[event]))
                for known in self._knowns
            },
        )
        version.replaced = {known: int(events.replaced(known)[event]) for known in self._knowns}
        return version


def _instant(value: int | None) -> int:
    return kernel.NEVER if value is None else value
