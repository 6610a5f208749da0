"""Functions in a matrix: the same bits for many rows and for one, and an edit computes that column alone."""

from types import SimpleNamespace

import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.parse import parse
from wager.features.cache import FeatureCache
from wager.features.matrix import build
from wager.features.online.online import Online
from wager.features.python.attach import code_files, with_code
from wager.features.traced.story import OneRow, Teller
from wager.foundation.errors import BadInputError

TRIPS, SCORES = project.trips(), project.scores()
ENGINE = DuckDBEngine(threads=2)
MADE = """\
features: made
owner: ops
tags: [by hand]
python:
  ratio: {call: 'features/made.py:ratio', reads: [load, history.line_load_1d], unit: x, means: its share, tags: [money]}
  label: {call: 'features/made.py:label', reads: [line, stop, late, bad], type: category}
  whole: {call: 'features/made.py:whole', reads: [late, stop], type: int}
  truth: {call: 'features/made.py:truth', reads: [bad], type: bool}
  later: {call: 'features/other.py:later', reads: [at, row.ago], type: time}
  day: {call: 'features/other.py:day', reads: [at], type: date}
  again: {call: 'features/other.py:again', reads: [made.ratio, made.later, history.line_mean_1d]}
"""
MODULE = """\
import numpy as np
from features import scale

def ratio(load, all_):
    return scale.UNIT * np.nan_to_num(load) / all_

def label(line, stop, late, bad):
    return [None if a is None else f"{a}-{b:g}-{c:g}-{d:g}" for a, b, c, d in zip(line, stop, late, bad)]

def whole(late, stop):
    return late * 2 + np.where(np.isnan(stop), 1, stop)

def truth(bad):
    return np.where(np.isnan(bad), np.nan, 1 - bad)
"""
OTHER = """\
import numpy as np

def later(at, ago):
    return at + ago

def day(at):
    return at.astype("datetime64[D]")

def again(ratio, later, mean):
    return np.where(np.isnan(ratio), mean, ratio) + (later.astype("int64") % 7)
"""
SUM = """\
features: sum
owner: ops
define:
  of: made.ratio * 2 + coalesce(made.again, 0)
  long: length(made.label)
"""
FILES = {**project.FILES, "made": MADE, "sum": SUM}
NAMES = [
    "made.ratio",
    "made.label",
    "made.whole",
    "made.truth",
    "made.later",
    "made.day",
    "made.again",
    "sum.of",
    "sum.long",
]


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "features"
    folder.mkdir()
    for name, text in {"made": MODULE, "other": OTHER, "scale": "UNIT = 100.0\n"}.items():
        (folder / f"{name}.py").write_text(text)
    (tmp_path / "uv.lock").write_text("numpy 2\n")
    return tmp_path


def features(root):
    found, findings = with_code(project.features(FILES), root)
    assert not findings
    return found


def stored(root):
    return {"trips": project.stored(root, "trips", TRIPS), "scores": project.stored(root, "scores", SCORES)}


def matrix(root, names=NAMES, rows=None, engine=ENGINE):
    held = stored(root)
    return build(
        engine, FeatureCache(root / "cache"), rows or project.unit_rows(TRIPS), held["trips"], names,
        features=features(root), stored=held,
    )  # fmt: skip


def test_one_row_at_a_time_has_the_bits_of_the_matrix_and_so_has_its_trace(root):
    whole, held = matrix(root), stored(root)
    online = Online(ENGINE, held["trips"], held, features(root), {name: parse(name) for name in NAMES})
    rows = project.unit_rows(TRIPS)
    stored_columns = held["trips"].source.stored_types()
    differing = 0
    for place in range(0, len(rows.t), 3):
        row = {name: TRIPS[rows.index[place]][name] for name in stored_columns}
        found = online.values(row, int(rows.t[place]))
        differing += sum(
            project.bits(whole.columns[name][place : place + 1]) != _bits(found[name]) for name in NAMES
        )
    assert differing == 0
    told = Teller(ENGINE, OneRow(held["trips"], int(rows.index[77]), int(rows.t[77])), features(root), held)
    for name in NAMES:
        assert project.bits(whole.columns[name][77:78]) == _bits(told.value(name))
    assert [whole.types[name] for name in NAMES] == [
        "float", "text", "int", "bool", "time", "date", "float", "float", "int",
    ]  # fmt: skip
    assert all(len(set(whole.columns[name].to_pylist())) > 1 for name in NAMES)


def _bits(value):
    return [value.hex() if isinstance(value, float) else value]


def test_some_of_the_rows_have_the_bits_that_they_have_among_all(root):
    rows, whole = project.unit_rows(TRIPS), matrix(root)
    some = slice(11, 200, 7)
    part = matrix(root, rows=SimpleNamespace(fingerprint="part", t=rows.t[some], index=rows.index[some]))
    for name in NAMES:
        assert project.bits(part.columns[name]) == project.bits(whole.columns[name])[some]


@pytest.mark.parametrize(
    ("file", "old", "new", "computed"),
    [
        ("features/other.py", "% 7", "% 5", {"made.later", "made.day", "made.again", "sum.of"}),
        ("features/scale.py", "100.0", "50.0", {"made.ratio", "made.label", "made.whole", "made.truth", "made.again", "sum.of", "sum.long"}),
        ("uv.lock", "2", "3", set(NAMES)),
        ("features/unused.py", "", "x = 1", set()),
    ],
)  # fmt: skip
def test_an_edit_computes_what_follows_from_the_file_and_nothing_else(root, file, old, new, computed):
    names = [*NAMES, "history.line_load_1d", "row.hour"]
    matrix(root, names)
    assert matrix(root, names).computed == ()
    path = root / file
    path.write_text((path.read_text() if path.exists() else "").replace(old, new) if old else new)
    again = matrix(root, names)
    assert set(again.computed) == computed
    for one in again.told:
        if not one.hit:
            assert any(f"the file {file} changed" in why for why in one.because), one
    (path.write_text(path.read_text().replace(new, old)) if old else path.unlink())
    assert matrix(root, names).computed == ()  # what was computed before is still there


def test_what_is_read_is_planned_so_that_events_are_found_through_functions(root):
    spy = project.Spy(ENGINE)
    first = matrix(root, ["made.again"], engine=spy)
    assert spy.calls
    assert first.names == ("made.again",)
    assert code_files(features(root).values()) == (
        "features/made.py", "features/other.py", "features/scale.py", "uv.lock",
    )  # fmt: skip


def test_a_function_that_looks_at_other_rows_is_never_in_a_matrix(root):
    path = root / "features/made.py"
    path.write_text(path.read_text().replace("late * 2 +", "late - np.nanmean(late) +"))
    with pytest.raises(BadInputError, match=r"features/made.py:10: E(114|021) feature made.whole"):
        matrix(root, ["made.whole"])
    assert matrix(root, ["made.truth"]).rows == len(TRIPS)  # the others of the file are what they were


def test_what_could_not_be_read_is_refused_again_where_it_is_needed(root):
    (root / "features/scale.py").write_text("UNIT =\n")
    found, findings = with_code(project.features(FILES), root)
    assert [str(one).partition(": ")[0] for one in findings] == ["features/scale.py:1"]
    held = stored(root)
    rows = project.unit_rows(TRIPS)
    with pytest.raises(BadInputError, match=r"features/scale.py:1: E108 this is not Python"):
        build(ENGINE, FeatureCache(root / "c"), rows, held["trips"], ["sum.of"], features=found, stored=held)
    assert build(
        ENGINE, FeatureCache(root / "c"), rows, held["trips"], ["made.day"], features=found, stored=held
    ).rows


def test_tags_unit_and_meaning_are_said_as_for_others(root):
    one = features(root)["made.ratio"]
    assert (one.tags, one.unit, one.means) == (("by hand", "money"), "x", "its share")
