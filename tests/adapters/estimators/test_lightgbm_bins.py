"""Kept bins: the same trees with and without them, whoever kept them, and nothing in them but the matrix."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial

import lightgbm
import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators import kinds
from wager.adapters.estimators import lightgbm_bins, lightgbm_pieces
from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.adapters.estimators.lightgbm import LightGBM
from wager.adapters.estimators.lightgbm_bins import LEAST, Asked, KeptBins, described
from wager.adapters.estimators.lightgbm_layout import Layout
from wager.adapters.estimators.lightgbm_pieces import FORMAT
from wager.project.opening import open_folder
from wager.training.estimator import Sample

SMALL = kinds.SMALL["lightgbm"]
HALF = kinds.ROWS // 2


def rows(task, seed=11):
    found, score = kinds.columns(kinds.ROWS, seed)
    return Sample(found, kinds.truth_of(task, score), np.linspace(0.5, 2, kinds.ROWS))


def digest(folder, task=kinds.BINARY, given=None, settings=None, tune=None, seed=3, encode=None):
    bins = None if folder is None else KeptBins(folder, least=0)
    learner = LightGBM(SMALL | (settings or {}), seed, 1, encode=encode or {}, bins=bins)
    files = learner.fit(task, given or rows(task), tune).to_files()
    return hashlib.sha256(json.dumps({name: files[name].decode() for name in files}).encode()).hexdigest()


def kept(folder):
    return sorted(folder.glob("*.arrow"))


@pytest.mark.parametrize("name", kinds.TASKS)
def test_trees_are_the_same_with_bins_and_without(tmp_path, name):
    task = kinds.TASKS[name]
    bare = digest(None, task)
    assert [digest(tmp_path, task) for _ in range(3)] == [bare] * 3
    assert len(kept(tmp_path)) == 1
    assert list(tmp_path.iterdir()) == kept(tmp_path), "no file of the library's is left behind"


def test_trees_that_tune_stops_are_the_same(tmp_path):
    settings, tune = {"n_estimators": 40, "early_stopping": 3}, rows(kinds.BINARY, 12)
    bare = digest(None, settings=settings, tune=tune)
    assert [digest(tmp_path, settings=settings, tune=tune) for _ in range(2)] == [bare] * 2
    assert len(kept(tmp_path)) == 1, "what only says when to stop is not kept"


def test_sparse_words_and_means_of_categories_are_the_same(tmp_path):
    words = [f"w{place % 40} v{place % 290}" for place in range(kinds.ROWS)] * 2
    found, score = kinds.columns(kinds.ROWS * 2)
    given = Sample(found | {"words": pa.array(words)}, kinds.truth_of(kinds.BINARY, score))
    encode = {"words": {"tfidf": {"top": 400}}, "place": {"target": 5}}
    bare = digest(None, given=given, encode=encode)
    assert [digest(tmp_path, given=given, encode=encode) for _ in range(2)] == [bare] * 2
    assert len(kept(tmp_path)) == 1


def test_one_file_serves_all_that_only_grow_other_trees(tmp_path):
    other = rows(kinds.BINARY)
    asked = [
        {},
        {"settings": {"num_leaves": 15, "learning_rate": 0.3, "reg_lambda": 2.0, "colsample_bytree": 0.5}},
        {"given": replace(other, truth=1 - other.truth)},
        {"given": replace(other, weight=None)},
        {"task": kinds.NUMBERS["quantile"]},
        {"task": kinds.CLASSES},
    ]
    for one in asked:
        assert digest(tmp_path, **one) == digest(None, **one)
        assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"max_bin": 15},
        {"min_child_samples": 5},
        {"zero_as_missing": True},
        {"use_missing": False},
        {"seed": 4},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_decides_bins_makes_others(tmp_path, settings):
    seed = settings.get("seed", 3)
    settings = {name: value for name, value in settings.items() if name != "seed"}
    digest(tmp_path)
    assert digest(tmp_path, settings=settings, seed=seed) == digest(None, settings=settings, seed=seed)
    assert len(kept(tmp_path)) == 2


def test_one_other_value_or_order_makes_other_bins(tmp_path):
    given = rows(kinds.BINARY)
    x1 = given.columns["x1"].to_numpy().copy()
    x1[7] += 1e-9
    back = {name: column.take(pa.array(range(kinds.ROWS)[::-1])) for name, column in given.columns.items()}
    for columns in (given.columns, given.columns | {"x1": pa.array(x1)}, back):
        asked = replace(given, columns=columns)
        assert digest(tmp_path, given=asked) == digest(None, given=asked)
    assert len(kept(tmp_path)) == 3


def test_nothing_of_outcomes_or_weights_is_kept(tmp_path):
    given = rows(kinds.BINARY)
    others = [given, replace(given, truth=1 - given.truth), replace(given, weight=None)]
    for place, one in enumerate(others):
        digest(tmp_path / str(place), given=one)
    assert len({kept(tmp_path / str(place))[0].read_bytes() for place in range(3)}) == 1


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "folder"])
def test_what_is_damaged_is_made_again(tmp_path, damage):
    bare = digest(tmp_path)
    (path,) = kept(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes({"flipped": content, "cut": content[:-9], "empty": b""}[damage])
    assert [digest(tmp_path) for _ in range(2)] == [bare] * 2


def test_a_cache_that_cannot_be_written_changes_nothing(tmp_path):
    (tmp_path / "bins").write_text("not a folder")
    assert digest(tmp_path / "bins") == digest(None)


def test_only_what_takes_time_is_kept(tmp_path):
    learner = LightGBM(SMALL, 3, 1, bins=KeptBins(tmp_path / "bins"))
    learner.fit(kinds.BINARY, rows(kinds.BINARY), None)
    assert kinds.ROWS * 7 < LEAST
    assert not (tmp_path / "bins").exists()


def test_bins_of_earlier_matrices_go_first(tmp_path, monkeypatch):
    digest(tmp_path)
    (first,) = kept(tmp_path)
    os.utime(first, (1, 1))
    monkeypatch.setattr(lightgbm_bins, "MOST_BYTES", first.stat().st_size * 3 // 2)
    digest(tmp_path, settings={"max_bin": 15})
    (second,) = kept(tmp_path)
    assert second != first


def test_another_process_reads_what_this_one_kept(tmp_path):
    bare = digest(tmp_path)
    (path,) = kept(tmp_path)
    before = path.stat()
    code = "import sys; from pathlib import Path; from adapters.estimators import test_lightgbm_bins as t; print(t.digest(Path(sys.argv[1])))"
    paths = os.pathsep.join(sys.path)
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": "5"}
    command = [sys.executable, "-c", code, str(tmp_path)]
    found = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert found.stdout.strip() == bare
    assert (path.stat().st_ino, kept(tmp_path)) == (before.st_ino, [path]), "it was read, not written again"


def test_a_project_keeps_bins_in_its_cache(tmp_path):
    folder = open_folder(tmp_path).cache / "bins"
    learner = open_folder(tmp_path).estimators.at(tmp_path / "elsewhere").make("lightgbm", {})
    assert learner.bins == KeptBins(folder)
    assert EstimatorCatalogue().make("lightgbm", {}).bins is None


def test_columns_that_matrices_share_are_kept_once(tmp_path, monkeypatch):
    monkeypatch.setattr(lightgbm_pieces, "APART", 1 << 8)
    given = rows(kinds.BINARY)
    changed = replace(given, columns=given.columns | {"x1": pa.array(given.columns["x1"].to_numpy() ** 2)})
    bare = [digest(None, given=one) for one in (given, changed)]
    assert digest(tmp_path, given=given) == bare[0]
    pieces = set((tmp_path / f"pieces-{FORMAT}").iterdir())
    assert [digest(tmp_path, given=one) for one in (changed, given, changed)] == [bare[1], bare[0], bare[1]]
    assert len(kept(tmp_path)) == 2
    new = set((tmp_path / f"pieces-{FORMAT}").iterdir()) - pieces
    assert 1 <= len(new) <= 2 < len(pieces), "the bins of x1, and what the library says of all columns"
    for damage in (lambda path: path.write_bytes(b"x" * 99), lambda path: path.unlink()):
        damage(max(pieces, key=lambda path: path.stat().st_size))
        assert [digest(tmp_path, given=one) for one in (given, changed)] == bare


class Unread(dict):
    """Columns that nobody may read."""

    def __getitem__(self, name):
        raise AssertionError(name)


def test_bins_of_columns_that_are_named_are_found_without_reading_them(tmp_path):
    given = rows(kinds.BINARY)
    numbers = {name: column for name, column in given.columns.items() if pa.types.is_floating(column.type)}
    named = replace(given, columns=numbers, identities={name: name for name in numbers})
    bare = digest(None, given=named)
    assert [digest(tmp_path, given=named) for _ in range(2)] == [bare] * 2
    doubled = numbers | {"x1": pa.array(given.columns["x1"].to_numpy() * 2)}
    other = replace(named, columns=doubled, identities=named.identities | {"x1": "those"})
    assert digest(tmp_path, given=other) == digest(None, given=other)
    assert len(kept(tmp_path)) == 2
    table = Layout.learn(named)
    bins, said = KeptBins(tmp_path, least=0), described(table.levels, {"seed": 3})
    shape = (kinds.ROWS, table.width)
    bins.binned(Asked(lightgbm, shape, partial(table.matrix_to_fit, named), said, table.identities(named)))
    again = bins.binned(Asked(lightgbm, shape, lambda _: Unread()["x1"], said, table.identities(named)))
    assert again.num_data() == kinds.ROWS


def named(given, changes=None):
    """Columns that say what they follow from, some of them others; without those that the library leaves out."""
    columns = {name: column for name, column in given.columns.items() if name not in {"same", "empty"}}
    columns |= {name: values for name, (values, _) in (changes or {}).items()}
    identities = {name: f"{name}, first" for name in columns}
    identities |= {name: said for name, (_, said) in (changes or {}).items()}
    return replace(given, columns=columns, identities=identities)


def squared(given, name="x1"):
    return {name: (pa.array(given.columns[name].to_numpy() ** 2), "squared")}


def test_only_a_changed_column_is_binned(tmp_path, monkeypatch):
    given = replace(rows(kinds.BINARY), weight=None)
    changed = named(given, squared(given))
    fewer = {name: column for name, column in changed.columns.items() if name != "whole"}
    asked = [
        ({"given": changed}, ["x1"]),
        ({"given": changed, "settings": {"num_leaves": 5}}, []),
        ({"given": replace(changed, columns=fewer)}, []),
        ({"given": named(given)}, []),
    ]
    bare = [digest(None, **one) for one, _ in asked]
    digest(tmp_path, given=named(given))
    written, write = [], Layout._write

    def noted(layout, to, place, columns):
        written.append(layout.names[place])
        write(layout, to, place, columns)

    monkeypatch.setattr(Layout, "_write", noted)
    for (one, new), expected in zip(asked, bare, strict=True):
        written.clear()
        assert digest(tmp_path, **one) == expected
        assert written == new


def test_a_column_that_was_damaged_is_binned_again(tmp_path):
    given = replace(rows(kinds.BINARY), weight=None)
    changed = named(given, squared(given))
    bare = digest(None, given=changed)
    for damage in (lambda path: path.write_bytes(b"x" * 99), lambda path: path.unlink()):
        digest(tmp_path, given=named(given))
        for path in kept(tmp_path):
            path.unlink()
        damage(next((tmp_path / f"columns-{FORMAT}").iterdir()))
        assert digest(tmp_path, given=changed) == bare


def sparse(chance, share=0.8):
    return pa.array(np.where(chance.random(kinds.ROWS) < share, 0, chance.normal(size=kinds.ROWS) + 2))


@pytest.mark.parametrize("settings", [{}, {"extra_trees": True}], ids=["", "extra trees"])
def test_columns_of_one_definition_are_not_taken_for_each_other(tmp_path, settings):
    chance = np.random.default_rng(1)
    same, first, second = sparse(chance), *(pa.array(chance.normal(size=kinds.ROWS)) for _ in range(2))
    truth = rows(kinds.BINARY).truth
    for between, said in ((first, "x"), (second, "y")):
        columns, identities = {"a": same, "b": between, "c": same}, {"a": "m", "b": said, "c": "m"}
        given = Sample(columns, truth, None, None, identities)
        assert digest(tmp_path, given=given, settings=settings) == digest(
            None, given=given, settings=settings
        )


def test_a_column_under_another_name_stands_elsewhere(tmp_path):
    """Which columns share a group depends on their order, and that is the order of names."""
    chance = np.random.default_rng(0)
    many = 30_000
    full, between = pa.array(chance.integers(0, 30, many).astype(float)), pa.array(chance.normal(size=many))
    rare = np.zeros(many)
    rare[0] = 1
    truth = full.to_numpy() / 10 + between.to_numpy() + 50 * rare
    task, settings = kinds.NUMBERS["mean"], {"min_data_in_leaf": 1}
    for full_name, rare_name in (("a", "c"), ("d", "b")):
        columns = {full_name: full, "bb": between, rare_name: pa.array(rare)}
        identities = {full_name: "full", "bb": "between", rare_name: "rare"}
        given = Sample(columns, truth, None, None, identities)
        bare = digest(None, task, given, settings)
        assert digest(tmp_path, task, given, settings) == bare


def test_what_may_decide_of_several_columns_binds_all(tmp_path):
    given = replace(rows(kinds.BINARY), weight=None)
    for settings in ({"zero_as_missing": True}, {"use_missing": False}, {"linear_lambda": 0.5}):
        folder = tmp_path / next(iter(settings))
        for one in (named(given), named(given, squared(given))):
            assert digest(folder, given=one, settings=settings) == digest(None, given=one, settings=settings)
        assert not (folder / f"columns-{FORMAT}").exists()


def test_a_group_of_many_columns_is_read_once(tmp_path, monkeypatch):
    chance = np.random.default_rng(4)
    columns = {f"e{place}": sparse(chance) for place in range(12)} | {
        "x": pa.array(chance.normal(size=kinds.ROWS))
    }
    given = Sample(columns, rows(kinds.BINARY).truth, None, None, {name: name for name in columns})
    digest(tmp_path, given=given)
    other = columns | {"x": pa.array(chance.normal(size=kinds.ROWS))}
    changed = replace(given, columns=other, identities=given.identities | {"x": "other"})
    bare = digest(None, given=changed)
    read, content = [], lightgbm_pieces.KeptPieces._content
    monkeypatch.setattr(
        lightgbm_pieces.KeptPieces, "_content", lambda kept, one: read.append(one) or content(kept, one)
    )
    assert digest(tmp_path, given=changed) == bare
    assert len(read) <= 3


def test_columns_go_together_only_where_they_were_binned_alike(tmp_path):
    given = replace(rows(kinds.BINARY), weight=None)
    changed = named(given, squared(given))
    digest(tmp_path, given=named(given), settings={"max_bin": 15})
    assert digest(tmp_path, given=changed) == digest(None, given=changed)
    limited = {"monotone_constraints": {"x1": 1}}
    for one in (named(given), changed):
        assert digest(tmp_path, given=one, settings=limited) == digest(None, given=one, settings=limited)
