"""Where data come, only rows that may see them are computed, and every column has the bits of a computing from scratch."""

import random
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.adapters.stores.folder import FolderObjects
from wager.data import store_parts
from wager.data.contract import in_order, keys_and_checks, repeated
from wager.data.kept_table import keep_table
from wager.data.manifest import load_snapshot
from wager.data.store_parts import Laid, store_snapshot
from wager.features.cache import FeatureCache
from wager.features.matrix import build
from wager.features.python.attach import with_code
from wager.features.stored import Stored
from wager.foundation.errors import NotFoundError
from wager.foundation.fingerprint import digest

ENGINE = DuckDBEngine(threads=1)
BOUNDED = {"history": project.HISTORY.replace(", ever]", "]"), "score": project.SCORE, "row": project.ROW}


class Counting:
    """An engine that counts the rows that it returns."""

    def __init__(self):
        self.rows = []

    def evaluate(self, *arguments, **named):
        found = ENGINE.evaluate(*arguments, **named)
        self.rows.append(found.num_rows)
        return found


class Growing:
    """A store in which the sources of the project grow, and a cache beside it."""

    def __init__(self, folder):
        self.folder, self.objects = folder, FolderObjects(folder / "objects")
        self.before, self.only = {}, None
        self.features = project.features(BOUNDED)

    def stored(self, name, rows):
        source = project.SOURCES[name]
        kinds = source.stored_types()
        table = pa.table(
            {
                column: pa.array(
                    [row[column] for row in rows], pa.int64() if kind == "time" else project.ARROW[kind]
                ).cast(project.ARROW[kind])
                for column, kind in kinds.items()
            }
        )
        computed = keys_and_checks(ENGINE, table, source)
        versions = bool(repeated([computed[key] for key in source.key], table.num_rows).any())
        ordered, events = in_order(table, source, computed)
        laid = Laid(ordered, events, versions)
        made = store_snapshot(self.objects, laid, source, "", self.before.get(name))
        self.before[name] = made
        return Stored.of(source, made), ordered

    def find(self, held):
        try:
            return load_snapshot(self.objects, held)
        except NotFoundError:
            return None

    def matrix(self, trips, scores, cache=None, engine=ENGINE, names=None):
        unit, ordered = self.stored("trips", trips)
        at = ordered["at"].cast(pa.int64()).to_numpy() - 3 * project.HOUR
        chosen = np.flatnonzero([self.only is None or one in self.only for one in ordered["id"].to_pylist()])
        order = chosen[np.argsort(at[chosen], kind="stable")]
        rows = SimpleNamespace(
            fingerprint=digest([unit.snapshot, "rule", sorted(self.only or ())]),
            rule="rule",
            t=at[order],
            index=order.astype(np.int64),
        )
        cache = FeatureCache(self.folder / "cache" / "features") if cache is None else cache
        keep_table(
            cache.folder.parent / "rows" / f"{rows.fingerprint}.arrow", pa.table({"index": rows.index})
        )
        return build(
            engine, cache, rows, unit, names or [*self.features, "line", "at"], features=self.features,
            stored={"trips": unit, "scores": self.stored("scores", scores)[0]}, find=self.find,
        )  # fmt: skip


@pytest.fixture
def growing(tmp_path, monkeypatch):
    monkeypatch.setattr(store_parts, "ROWS", 40)
    return Growing(tmp_path)


def same(growing, found, trips, scores, place):
    wanted = growing.matrix(trips, scores, FeatureCache(growing.folder / f"fresh{place}" / "features"))
    assert wanted.keys == found.keys
    assert wanted.names == found.names
    for name in wanted.names:
        assert project.bits(wanted.columns[name]) == project.bits(found.columns[name]), name
        assert wanted.columns[name].type == found.columns[name].type
    return wanted


def until(rows, column, hours):
    return [row for row in rows if row[column] < project.START + hours * project.HOUR]


@pytest.mark.parametrize("seed", range(4))
def test_days_that_are_appended(growing, seed):
    trips, scores = project.trips(500, seed), project.scores(80, seed + 50)
    drawn, computed = random.Random(seed), []
    for place, hours in enumerate([48, 60, 72, 73, 96]):
        some, marks = until(trips, "at", hours), until(scores, "scored", hours)
        if place == 2:  # some that should have come before, and some that were wrong
            late = [row | {"id": row["id"] + 1000, "line": "A"} for row in drawn.sample(some, 3)]
            some = [
                row | {"late": 7} if drawn.random() < 0.02 else row for row in some if drawn.random() < 0.98
            ] + late
        found = growing.matrix(some, marks)
        same(growing, found, some, marks, place)
        told = [one for one in found.told if not one.stands]
        computed.append(sum(one.computed for one in told) / sum(one.rows for one in told))
        again = growing.matrix(some, marks)
        assert again.computed == ()
        assert [project.bits(again.columns[name]) for name in again.names] == [
            project.bits(found.columns[name]) for name in found.names
        ]
    assert computed[0] == 1.0
    assert computed[3] < 0.6  # an hour came, and the day that it is in


def test_an_appended_day_computes_its_rows_and_leaves_the_files_of_the_others(growing):
    trips = project.trips(900, 3)
    scores = [row for row in project.scores(200, 4) if row["scored"] >= project.START]
    some, marks = until(trips, "at", 72), until(scores, "scored", 72)
    names = [name for name in growing.features if name.startswith(("history", "row.ago"))]
    first = growing.matrix(some, marks, names=names)
    files = {path: path.read_bytes() for path in (growing.folder / "cache" / "features").glob("*.arrow")}
    engine = Counting()
    second = growing.matrix(until(trips, "at", 96), marks, engine=engine, names=names)
    new = second.rows - first.rows
    assert 150 < new < 300
    history = {one.name: one for one in second.told}
    assert {history[name].computed for name in names if name != "row.ago"} == {new}
    assert history["row.ago"].computed == new
    assert history["history.line_trips_2h"].because == ("snapshot of trips: part 2023-11-17 new",)
    for path, content in files.items():
        assert path.read_bytes() == content
    # What was added holds the new rows and nothing else.
    added = [path for path in (growing.folder / "cache" / "features").glob("*.arrow") if path not in files]
    assert len(added) == len(names)
    own = [FeatureCache(growing.folder / "cache" / "features").chain.own(path.stem) for path in added]
    assert {one.table.num_rows for one in own} == {new}
    # Events are read as far back as the widest window reaches: a day and a quarter, which begins in a file of 40 rows.
    reached = len(until(trips, "at", 96)) - len(until(trips, "at", 72 - 30 - 24))
    assert max(engine.rows) <= reached < len(until(trips, "at", 96)) * 0.85


def test_a_chain_of_days_is_one_file_again_before_it_is_long(growing):
    trips, scores = project.trips(300, 5), project.scores(20, 6)
    for hours in range(30, 96, 3):
        found = growing.matrix(until(trips, "at", hours), scores, names=["history.line_load_2h", "line"])
    same_names = growing.matrix(
        trips, scores, FeatureCache(growing.folder / "x" / "features"), names=["history.line_load_2h"]
    )
    assert project.bits(found.columns["history.line_load_2h"]) == project.bits(
        growing.matrix(
            until(trips, "at", 93),
            scores,
            FeatureCache(growing.folder / "y" / "features"),
            names=["history.line_load_2h"],
        ).columns["history.line_load_2h"]
    )
    assert len(same_names.columns) == 1


def test_a_segment_that_is_gone_or_was_written_anew(growing):
    trips, scores = project.trips(400, 9), project.scores(20, 6)
    names = ["history.line_load_2h"]
    cache = FeatureCache(growing.folder / "cache" / "features")
    keys = []
    for hours in (48, 72, 96):
        found = growing.matrix(until(trips, "at", hours), scores, names=names)
        keys.append(found.keys[names[0]])
    wanted = project.bits(found.columns[names[0]])
    # The second file, which held the second day, now holds both days: its rows are found all the same.
    second = cache.read(keys[1])
    cache.write(keys[1], second)
    assert project.bits(cache.read(keys[2])) == wanted
    cache.path(keys[0]).unlink()
    assert cache.read(keys[2]) is None
    again = growing.matrix(trips, scores, names=names)
    assert project.bits(again.columns[names[0]]) == wanted
    assert again.told[0].because == ("its file was cleaned up, or is not what was written",)


def test_versions_of_a_key_leave_only_what_was_decided_before_they_were_known(growing):
    """Scores are versions of a line: a newer one replaces the older from the moment at which it is known."""
    trips = project.trips(200, 2)
    marks = [
        {"line": "A", "scored": project.START + hours * project.HOUR, "score": float(hours)}
        for hours in (1, 20, 50)
    ]
    names = ["score.score", "score.change_12h"]
    growing.matrix(trips, marks[:2], names=names)
    found = growing.matrix(trips, marks, names=names)
    after = project.START + 50 * project.HOUR + 45 * project.MINUTE
    t = np.array([row["at"] for row in trips]) - 3 * project.HOUR
    assert {one.computed for one in found.told} == {int((t > after).sum())}
    wanted = growing.matrix(trips, marks, FeatureCache(growing.folder / "z" / "features"), names=names)
    assert [project.bits(found.columns[name]) for name in names] == [
        project.bits(wanted.columns[name]) for name in names
    ]


def test_an_older_snapshot_that_is_gone_is_not_believed(growing):
    trips, scores = project.trips(200, 2), project.scores(20, 6)
    growing.matrix(until(trips, "at", 72), scores, names=["row.hour"])
    (growing.folder / "objects").rename(growing.folder / "elsewhere")
    growing.before.clear()
    found = growing.matrix(trips, scores, names=["row.hour"])
    assert found.told[0].computed == found.rows
    assert "became" in found.told[0].because[0]


def test_a_day_that_went_and_the_first_events_of_a_day_that_changed(growing):
    trips, scores = project.trips(500, 12), project.scores(80, 13)
    growing.matrix(trips, scores)

    def of_day(row):
        return (row["at"] - project.START) // project.DAY

    without = [row for row in trips if of_day(row) != 2]
    same(growing, growing.matrix(without, scores), without, scores, "went")
    growing.before.clear()
    growing.matrix(trips, scores)
    first = next(row["at"] for row in trips if of_day(row) == 2)
    changed = [row | {"late": 8, "load": 3.25, "line": "A"} if row["at"] == first else row for row in trips]
    assert changed != trips
    same(growing, growing.matrix(changed, scores), changed, scores, "changed")
    fewer = [row for row in scores if (row["scored"] - project.START) // project.DAY != 1]
    assert len(fewer) < len(scores)
    same(growing, growing.matrix(changed, fewer), changed, fewer, "fewer")


OWN = """features: own
owner: ops
python:
  x: {call: 'features/own.py:given', reads: [late, history.line_load_2h]}
"""
CODE = """
import numpy as np

def given(late, load):
    with open(%r, "a") as file:
        file.write(f"{len(late)} ")
    return np.sqrt(np.abs(np.nan_to_num(late))) * load
"""


def test_a_function_is_given_the_rows_that_came(growing, tmp_path):
    """By contract it is a function of its row: rows that stay have the values that they had."""
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "own.py").write_text(CODE % str(tmp_path / "calls"))
    features = project.features({**BOUNDED, "own": OWN})
    growing.features, findings = with_code(features, tmp_path)
    assert not findings
    trips, scores = project.trips(500, 3), project.scores(20, 4)
    some = until(trips, "at", 72)
    first = growing.matrix(some, scores, names=["own.x", "late"])
    (tmp_path / "calls").write_text("")
    found = growing.matrix(trips, scores, names=["own.x", "late"])
    called = [int(one) for one in (tmp_path / "calls").read_text().split()]
    assert max(called) == found.told[0].computed <= found.rows - first.rows + 60
    assert found.told[0].computed < found.rows / 2
    wanted = growing.matrix(
        trips, scores, FeatureCache(tmp_path / "fresh" / "features"), names=["own.x", "late"]
    )
    for name in wanted.names:
        assert project.bits(wanted.columns[name]) == project.bits(found.columns[name])


@pytest.mark.parametrize("seed", range(2))
def test_rows_whose_outcome_comes_later_stand_between_those_that_were_there(growing, seed):
    trips, scores = project.trips(400, seed + 20), project.scores(60, seed + 70)
    drawn, known = random.Random(seed), set()
    growing.features = {
        name: one
        for name, one in growing.features.items()
        if name.startswith(("history.line_", "score", "row"))
    }
    for place, hours in enumerate([48, 60, 96]):
        some, marks = until(trips, "at", hours), until(scores, "scored", hours)
        known |= {row["id"] for row in some if drawn.random() < 0.6}
        growing.only = {row["id"] for row in some if row["id"] in known}
        found = growing.matrix(some, marks)
        assert found.rows == len(growing.only)
        same(growing, found, some, marks, place)
