from types import SimpleNamespace

import numpy as np
import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.parse import parse
from wager.features.cache import FeatureCache
from wager.features.matrix import build
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError

TRIPS = [
    {"id": number, "at": project.START + number * project.HOUR, "done": project.START + number * project.HOUR,
     "line": "A", "stop": 1, "late": late, "load": load, "note": None}
    for number, (late, load) in enumerate([(2**62, 1.5e308), (2**62, 1.5e308), (5, 3.0), (7, None), (0, 0.5)])
]  # fmt: skip


def of(definition, over="7 d"):
    head = f"features: f\nowner: ops\nfrom: trips\nby: line\nover: {over}\ndefine:\n"
    return project.features({"f": head + "".join(f"  {line}\n" for line in definition)})


def made(folder, features, wanted, *, trips=TRIPS, rows=None, stored=None):
    unit = project.stored(folder, "trips", trips)
    return build(
        DuckDBEngine(threads=1),
        FeatureCache(folder / "cache"),
        project.unit_rows(trips) if rows is None else rows,
        unit,
        wanted,
        features=features,
        stored={"trips": unit} if stored is None else stored,
    )


def test_columns_features_and_expressions_on_both(tmp_path):
    features = of(["n: count()", "since: time_since_last()"])
    wanted = {"line": parse("line"), "n": parse("f.n_7d"), "many": parse("f.n_7d > 0 and stop = 1")}
    matrix = made(tmp_path, features, wanted)
    assert matrix.columns["line"].to_pylist() == ["A"] * 5
    assert matrix.columns["n"].to_pylist() == [0, 0, 0, 0, 1]  # decided three hours before
    assert matrix.columns["many"].to_pylist() == [False] * 4 + [True]
    assert matrix.types == {"line": "text", "n": "int", "many": "bool"}
    since = made(tmp_path, features, ["f.since_7d"])
    assert since.columns["f.since_7d"].to_pylist() == [None] * 4 + [1 / 24]
    assert since.names == ("f.since_7d",)
    # A model reads days; an expression compares a duration with a duration.
    long_ago = made(
        tmp_path, features, {"long": parse("f.since_7d >= 1 h"), "longer": parse("f.since_7d > 1 h")}
    )
    assert [long_ago.columns[name].to_pylist()[-1] for name in ("long", "longer")] == [True, False]


def test_a_sum_that_leaves_its_range_names_the_feature(tmp_path):
    features = of(["whole: sum(late)", "real: sum(load)"])
    later = [row | {"at": row["at"] + 9 * project.HOUR, "id": row["id"] + 9} for row in TRIPS]
    trips = TRIPS + later
    with pytest.raises(
        BadInputError, match=r"features/f.yaml:7: E112 feature f.whole_7d: a sum of integers leaves"
    ):
        made(tmp_path, features, ["f.whole_7d"], trips=trips)
    with pytest.raises(
        BadInputError,
        match=r"features/f.yaml:8: E112 feature f.real_7d: a sum or a variance of floats lies beyond",
    ):
        made(tmp_path, features, ["f.real_7d"], trips=trips)


def test_a_python_feature_whose_files_were_not_read_is_refused(tmp_path):
    text = "features: f\nowner: ops\npython: {x: {call: 'f.py:x', reads: [late]}}\n"
    with pytest.raises(BadInputError, match=r"the files behind f.py:x were not read"):
        made(tmp_path, project.features({"f": text}), ["f.x"])


def test_what_does_not_exist(tmp_path):
    with pytest.raises(NotFoundError, match=r"no column and no feature 'f\.n_7'; did you mean 'f\.n_7d'"):
        made(tmp_path, of(["n: count()"]), ["f.n_7"])
    with pytest.raises(NotFoundError, match="run `wager snapshot trips`"):
        made(tmp_path, of(["n: count()"]), ["f.n_7d"], stored={})


def test_rows_without_a_moment_have_no_past(tmp_path):
    rows = SimpleNamespace(fingerprint="x", t=np.zeros(5, np.int64), index=np.arange(5))
    assert made(tmp_path, of(["n: count()"]), ["line"], rows=rows).rows == 5
    with pytest.raises(RefusedError, match=r"f\.n_7d looks back"):
        made(tmp_path, of(["n: count()"]), ["f.n_7d"], rows=rows)


def test_no_rows_at_all(tmp_path):
    rows = SimpleNamespace(fingerprint="none", t=np.zeros(0, np.int64), index=np.zeros(0, np.int64))
    matrix = made(
        tmp_path,
        of(["n: count()", "m: max(note)", "l: mean(stop)"]),
        ["f.n_7d", "f.m_7d", "f.l_7d"],
        rows=rows,
    )
    assert [len(values) for values in matrix.columns.values()] == [0, 0, 0]


def test_no_events_at_all(tmp_path):
    features = of(["n: count()", "m: max(note)", "f: first(load)", "l: mean(load)", "s: time_since_last()"])
    unit, empty = project.stored(tmp_path, "trips", TRIPS), project.stored(tmp_path, "trips", [])
    matrix = build(
        DuckDBEngine(threads=1), FeatureCache(tmp_path / "cache"), project.unit_rows(TRIPS), unit, list(features),
        features=features, stored={"trips": empty},
    )  # fmt: skip
    assert {name: set(values.to_pylist()) for name, values in matrix.columns.items()} == {
        "f.n_7d": {0}, "f.m_7d": {None}, "f.f_7d": {None}, "f.l_7d": {None}, "f.s_7d": {None},
    }  # fmt: skip
