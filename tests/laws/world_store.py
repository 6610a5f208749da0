"""A world whose snapshots grow in a store, with a cache of features beside it: what comes later is computed, the rest is found."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pyarrow as pa

from laws import worlds
from wager.adapters.stores.folder import FolderObjects
from wager.data import store_parts
from wager.data.contract import in_order, keys_and_checks, repeated
from wager.data.kept_table import keep_table
from wager.data.manifest import load_snapshot
from wager.data.store_parts import Laid, store_snapshot
from wager.features.cache import FeatureCache
from wager.features.matrix import build
from wager.features.stored import Stored
from wager.foundation.fingerprint import digest

ROWS = 20
"""In one file of a snapshot, so that a small world has several."""


class Growing:
    """The store of a world.

    Parameters
    ----------
    engine : Engine
    folder : Path
        Which is not there yet.
    of : World
    """

    def __init__(self, engine, folder, of):
        self.engine, self.of = engine, of
        self.objects, self.cache = FolderObjects(folder / "objects"), FeatureCache(folder / "features")
        self.rows, self.before = folder / "rows", {}

    def stored(self, name, rows):
        """Take a snapshot after the one before it; also return its rows in their order."""
        source = self.of.sources[name]
        table, _ = worlds.table(self.of, name, rows)
        computed = keys_and_checks(self.engine, table, source)
        versions = bool(repeated([computed[key] for key in source.key], table.num_rows).any())
        ordered, events = in_order(table, source, computed)
        with patch.object(store_parts, "ROWS", ROWS):
            made = store_snapshot(
                self.objects, Laid(ordered, events, versions), source, "", self.before.get(name)
            )
        self.before[name] = made
        return Stored.of(source, made), ordered

    def matrix(self, events, prices, asks):
        """All features by the number of the row, and how many values were computed anew, of how many."""
        unit, ordered = self.stored("asks", asks)
        at = ordered["when"].cast(pa.int64()).to_numpy()
        order = np.argsort(at, kind="stable").astype(np.int64)
        identity = digest([unit.snapshot, "rule"])
        rows = SimpleNamespace(fingerprint=identity, rule="rule", t=at[order], index=order)
        keep_table(self.rows / f"{identity}.arrow", pa.table({"index": order}))
        held = {"events": self.stored("events", events)[0], "prices": self.stored("prices", prices)[0]}
        found = build(
            self.engine, self.cache, rows, unit, self.of.names, features=self.of.features, stored=held,
            find=lambda snapshot: load_snapshot(self.objects, snapshot),
        )  # fmt: skip
        numbers = [ordered["id"][place].as_py() for place in order.tolist()]
        columns = {
            name: dict(zip(numbers, found.columns[name].to_pylist(), strict=True)) for name in self.of.names
        }
        return columns, sum(one.computed for one in found.told), sum(one.rows for one in found.told)
