"""The short form of `make same-bits`: worlds by chance, every feature in all ways there are to compute it, no bit apart."""

import pytest

from laws import same_bits, worlds
from laws.world_definitions import ENTITIES, WINDOWS, definitions
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.data.contract import conform

WORLDS = range(5)
"""Each has a part of the definitions, by two of the entities."""


def small(seed):
    entities = list(ENTITIES)[seed % 2 :: 2]
    return worlds.world(seed, part=(seed, len(WORLDS)), entities=tuple(entities), events=50, asks=12)


@pytest.mark.parametrize("seed", WORLDS)
def test_every_way_to_compute_a_feature_gives_the_same_bits(tmp_path, seed):
    of = small(seed)
    tally = same_bits.Checks(tmp_path, of).run(same_bits.CHECKS)
    assert not tally.bits, tally.first
    cells = len(of.chosen) * len(of.entities) * len(WINDOWS) * len(of.asks)
    compared = {
        check: sum(count for (name, _), count in tally.values.items() if name == check)
        for check in same_bits.CHECKS
    }
    assert all(count >= cells / 2 for count in compared.values()), compared


def test_the_worlds_have_every_aggregate_and_what_makes_it_hard():
    every = [small(seed) for seed in WORLDS]
    assert {name for of in every for name in of.chosen} == set(definitions())
    assert {one.name for one in definitions().values()} == {
        "count", "sum", "mean", "min", "max", "stddev", "variance", "count_distinct", "first", "last", "time_since_last", "share", "quantile",
    }  # fmt: skip
    for of in every:
        keys = [(row["device"], row["number"]) for row in of.events if row["number"] is not None]
        assert len(set(keys)) < len(keys)  # corrections
        assert len({row["at"] for row in of.events}) < len(of.events) - 5  # ties
        assert any(None in row.values() for row in of.events)
        assert {ask["device"] for ask in of.asks} - {row["device"] for row in of.events}
    assert len({of.zone for of in every}) == 5
    assert any(of.refresh for of in every)


@pytest.mark.parametrize(("left", "right", "apart"), [(1.0, 1.0, 0), (0.0, -0.0, 1), (1, 1.0, 64), (None, 0, 64), (True, 1, 64)])  # fmt: skip
def test_bits_are_counted(left, right, apart):
    assert same_bits.bits_apart(left, right) == apart


@pytest.mark.parametrize("seed", range(10))
def test_a_snapshot_would_hold_them(seed):
    of = worlds.world(seed, part=(0, 40))
    for name, rows in (("events", of.events), ("prices", of.prices), ("asks", of.asks)):
        table, _ = worlds.table(of, name, rows)
        assert conform(DuckDBEngine(threads=1), [(name, table)], of.sources[name]).findings == ()
