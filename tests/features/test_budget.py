"""A budget of memory: fewer columns and rows at a time give the same bits, and what does not fit says so."""

import random

import numpy as np
import pyarrow as pa
import pytest

from laws import feature_project as project
from laws.test_appended import ENGINE, Counting, Growing
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.data import store_parts
from wager.data.kept_table import keep_table
from wager.expressions.parse import parse
from wager.features import budget
from wager.features.cache import FeatureCache
from wager.features.matrix import build
from wager.foundation.errors import UnavailableError
from wager.foundation.machine import memory_of_machine, usual_budget


@pytest.fixture
def growing(tmp_path, monkeypatch):
    monkeypatch.setattr(store_parts, "ROWS", 40)
    monkeypatch.setattr(budget, "FEWEST", 8)
    return Growing(tmp_path)


def made(growing, trips, memory, features, names, place, engine=ENGINE):
    unit, ordered = growing.stored("trips", trips)
    at = ordered["at"].cast(pa.int64()).to_numpy() - 3 * project.HOUR
    rows = type("Rows", (), {"fingerprint": "x", "rule": "", "t": at, "index": np.arange(len(at))})
    return build(
        engine, FeatureCache(growing.folder / str(place) / "features"), rows, unit, names, features=features,
        stored={"trips": unit, "scores": growing.stored("scores", project.scores(80))[0]}, memory=memory,
    )  # fmt: skip


def test_pieces_of_rows_and_columns_give_the_same_bits(growing):
    trips = project.trips(600, 4)
    names = [name for name in growing.features if name.startswith("history.line_")] + ["line"]
    whole = made(growing, trips, None, growing.features, names, "whole")
    counting = Counting()
    cut = made(growing, trips, 190_000, growing.features, names, "cut", counting)
    assert [project.bits(cut.columns[name]) for name in names] == [
        project.bits(whole.columns[name]) for name in names
    ]
    assert len(counting.rows) > 4  # passes of the engine
    assert [cut.columns[name].type for name in names] == [whole.columns[name].type for name in names]


def test_a_window_without_an_end_that_does_not_fit_says_so(growing):
    features = project.features()
    trips = project.trips(600, 4)
    with pytest.raises(
        UnavailableError,
        match=r"feature history.line_load, and what is computed with it, would read \d+ events of trips at once, which takes "
        r"about \d+ kB; half of the memory, 20 kB, is for that. Raise `memory` under \[limits\] in wager.toml",
    ):
        made(growing, trips, 40_000, features, ["history.line_load"], "ever")


def large(rows=200_000):
    chance = random.Random(2)
    return pa.table({"a": [chance.randbytes(50).hex() for _ in range(rows)]})


def doubled(engine, texts):
    return engine.evaluate(texts, {"a": "text"}, {"b": parse("concat(a, a)")}, order=["b"])


def test_the_engine_takes_the_disk_where_memory_ends_and_says_what_fits_in_neither(tmp_path, monkeypatch):
    texts = large()
    wanted = doubled(DuckDBEngine(2), texts)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert doubled(DuckDBEngine(2, memory=60_000_000), texts).equals(wanted)
    with pytest.raises(
        UnavailableError, match=r"do not fit into the memory that the engine may take, half of `memory` under"
    ):
        doubled(DuckDBEngine(2, memory=2_000_000), texts)
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/proc/nowhere")
    with pytest.raises(
        UnavailableError, match=r"cannot be written to the disk: .*; make room there, name another place"
    ):
        doubled(DuckDBEngine(2, memory=8_000_000), texts)


def test_the_budget_of_the_machine():
    have = memory_of_machine()
    assert have > 10**8
    assert usual_budget() == have * 3 // 4


def test_an_index_that_is_kept_is_found(tmp_path):
    cache = FeatureCache(tmp_path / "features")
    keep_table(tmp_path / "rows" / "x.arrow", pa.table({"index": [3, 1]}))
    assert cache.index_of("x").tolist() == [3, 1]
    assert cache.index_of("y") is None
