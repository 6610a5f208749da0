"""The cache of a project's columns, and the snapshots that its columns were computed on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from wager.data.time_parts import differing
from wager.expressions.tree import Tree
from wager.features.cache import FeatureCache
from wager.features.computing import Told
from wager.features.follows import Asked, because, follows, nearest_to
from wager.features.snapshot_column import plain_columns
from wager.workflow.inputs import Inputs
from wager.workflow.unit import earlier_snapshot
from wager.workflow.wiring import Wiring


def feature_cache(wiring: Wiring) -> FeatureCache:
    """Return the computed columns of a project."""
    return FeatureCache(wiring.cache / "features", wiring.config.cache)


def told_of(wiring: Wiring, inputs: Inputs, trees: Mapping[str, Tree]) -> tuple[Told, ...]:
    """Say of each column whether it is in the cache, and why not; nothing is computed."""
    stored = inputs.all_stored
    unit = stored[inputs.unit.name]
    asked = Asked(inputs.rows_fingerprint, inputs.rows_rule)
    cache = feature_cache(wiring)
    found = []
    columns = {name: inputs.planner.planned(name, tree) for name, tree in trees.items()}
    stands = plain_columns(list(columns.values()), unit, np.empty(0, np.int64))
    for name, planned in columns.items():
        reasons: tuple[str, ...] = ()
        if planned.key not in stands and not cache.path(planned.key).is_file():
            now = follows(planned, asked, unit, stored)
            reasons = because(now, nearest_to(now, cache.told(now.unit, name)), partial(_differing, wiring))
        found.append(Told(name, 0, 0, reasons, stands=planned.key in stands))
    return tuple(found)


def _differing(wiring: Wiring, _: str, older: str, newer: str) -> str:
    was, now = (earlier_snapshot(wiring, held) for held in (older, newer))
    if was is None or now is None or not was.parts or not now.parts:
        return f"{older[:12]} became {newer[:12]}"
    return str(differing(was.parts, now.parts))
