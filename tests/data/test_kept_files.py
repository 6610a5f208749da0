"""Tables that came at once lie in one file with several names; each is found, checked and replaced as if it were alone."""

import os
import random

import pyarrow as pa
import pytest

from wager.data import kept_files, kept_table
from wager.data.kept_chain import Growth, KeptChain
from wager.data.kept_files import Kept, KeptFiles

KEYS = [f"{place:064}" for place in range(5)]


def some(rows=3):
    return [
        Kept(
            key,
            pa.table({"value": pa.array([place] * rows if place % 2 else [f"{place}"] * rows)}),
            {"of": place},
        )
        for place, key in enumerate(KEYS)
    ]


def said(folder, key):
    found = KeptFiles(folder).read(key)
    return None if found is None else (found.table.to_pydict(), found.said, found.rows, found.types)


def test_tables_of_one_length_share_a_file(tmp_path):
    files = KeptFiles(tmp_path)
    longer = Kept("longer", pa.table({"value": [1.5] * 4}), {})
    files.write_all([*some(), longer])
    assert len({path.stat().st_ino for path in tmp_path.iterdir()}) == 2
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted([*KEYS, "longer"])
    for one in some():
        found = files.read(one.key)
        assert (found.table, found.said, found.rows) == (one.table, one.said, 3)
        assert found.types == one.table.schema.types
        assert files.size(one.key) == files.path(one.key).stat().st_size // len(KEYS)
    assert files.size("longer") == files.path("longer").stat().st_size
    assert files.size("none") == 0
    assert not list(tmp_path.glob(".*"))


def test_a_name_that_is_not_in_the_file_is_no_table(tmp_path):
    KeptFiles(tmp_path).write_all(some())
    os.link(tmp_path / f"{KEYS[0]}.arrow", tmp_path / "other.arrow")
    assert said(tmp_path, "other") is None


def test_a_large_table_has_a_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_files, "SHARED_BYTES", 60)
    KeptFiles(tmp_path).write_all(some())
    assert 1 < len({path.stat().st_ino for path in tmp_path.iterdir()}) <= len(KEYS)
    assert [said(tmp_path, one.key)[:2] for one in some()] == [
        (one.table.to_pydict(), one.said) for one in some()
    ]


@pytest.mark.parametrize("given", [0, 1, 3])
def test_where_a_file_has_one_name_only_each_has_its_own(tmp_path, monkeypatch, given):
    links = iter(range(100))
    link = os.link

    def refuse(*names):
        if next(links) >= given:
            raise PermissionError("no links here")
        link(*names)

    monkeypatch.setattr(os, "link", refuse)
    KeptFiles(tmp_path).write_all(some())
    assert [said(tmp_path, one.key)[:2] for one in some()] == [
        (one.table.to_pydict(), one.said) for one in some()
    ]
    assert len({path.stat().st_ino for path in tmp_path.iterdir()}) == len(KEYS)
    assert not list(tmp_path.glob(".*"))


def test_a_flipped_bit_is_a_miss_under_every_name_and_is_written_anew(tmp_path):
    KeptFiles(tmp_path).write_all(some())
    path = tmp_path / f"{KEYS[2]}.arrow"
    content, chance = path.read_bytes(), random.Random(3)
    for _ in range(50):
        place = chance.randrange(len(content))
        broken = bytearray(content)
        broken[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(broken))
        kept_table._seen.clear()
        assert [said(tmp_path, key) for key in KEYS] == [None] * len(KEYS)
    held = [os.open(path, os.O_RDONLY)]  # who has the file open keeps what is in it
    KeptFiles(tmp_path).write_all(some())
    assert [said(tmp_path, one.key)[1] for one in some()] == [one.said for one in some()]
    assert os.read(held[0], 10**6) == bytes(broken)
    os.close(held[0])
    assert not list(tmp_path.glob(".*"))


def test_what_an_earlier_wager_would_misread_has_another_mark(tmp_path):
    files = KeptFiles(tmp_path)
    files.write_all(some())
    files.write(some()[0])
    marks = [(tmp_path / f"{key}.arrow").read_bytes()[-12:-4] for key in KEYS[:2]]
    assert marks == [b"wagercrc", b"wagercr2"]


def test_columns_that_grow_together_are_one_file_and_merge_into_one(tmp_path):
    chain = KeptChain(tmp_path)
    whole = {key: list(range(place, place + 30)) for place, key in enumerate("abc")}
    for name, values in whole.items():
        chain.write(f"{name}0", pa.table({"value": values}))
    for day in range(1, 40):
        before = {path: path.read_bytes() for path in tmp_path.iterdir()}
        grown = []
        for name, values in whole.items():
            fresh = [day, ord(name)]
            grown.append(Growth(f"{name}{day}", f"{name}{day - 1}", len(values), pa.table({"value": fresh})))
            values += fresh
        assert chain.extend_all(grown) == [True] * 3
        assert {path: path.read_bytes() for path in before} == before
        added = {path.stat().st_ino for path in tmp_path.iterdir() if path not in before}
        assert len(added) == 1
        for name, values in whole.items():
            assert KeptChain(tmp_path).read(f"{name}{day}")["value"].to_pylist() == values
    lost = Growth("d1", "d0", 1, pa.table({"value": [1]}))
    assert chain.extend_all([lost, Growth("a40", "a39", 5, pa.table({"value": [7]}))]) == [False, True]
    assert chain.read("a40")["value"].to_pylist() == [*whole["a"][:5], 7]


def test_files_tell_which_first_rows_two_tables_share(tmp_path):
    chain = KeptChain(tmp_path)
    chain.write("a", pa.table({"n": [1, 2, 3]}))
    chain.write("other", pa.table({"n": [1, 2, 3]}))
    chain.extend("b", "a", 3, pa.table({"n": [4]}))
    chain.extend("c", "b", 4, pa.table({"n": [5]}))
    chain.extend("cut", "b", 2, pa.table({"n": [9]}))
    assert [chain.shared("b", "a"), chain.shared("c", "b"), chain.shared("c", "a")] == [3, 4, 3]
    assert chain.shared("cut", "a") == 2
    assert [
        chain.shared(*one) for one in [("c", "other"), ("a", "b"), ("a", "a"), ("cut", "b"), ("c", "gone")]
    ] == [None] * 5


def test_of_a_table_in_few_bytes_only_what_is_asked_for_is_read(tmp_path):
    chain = KeptChain(tmp_path, small=True)
    table = pa.table({"t": range(1000, 2000), "s": [str(n) for n in range(1000)], "k": range(1000)})
    chain.write("a", table)
    chain.extend("b", "a", 1000, pa.table({"t": [5], "s": pa.array([None], pa.string()), "k": [-(2**62)]}))
    found = chain.columns("b")
    assert (found.num_rows, found.column_names) == (1001, ["t", "s", "k"])
    assert found["k"].to_pylist() == [*range(1000), -(2**62)]
    assert "s" not in found.pieces[0][0].file._columns
    chain.path("a").unlink()
    assert found["s"].to_pylist()[-2:] == ["999", None]  # what was opened stays what it is
    assert found.followed_by(pa.table({"k": [1], "s": ["x"], "t": [2]})).table().to_pylist()[-1] == {
        "t": 2,
        "s": "x",
        "k": 1,
    }
    assert found.none().schema.types == [pa.int64(), pa.string(), pa.int64()]
