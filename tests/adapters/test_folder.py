"""The folder of objects: written once, found by content, never torn."""

from __future__ import annotations

import hashlib
import os
import stat
import threading

import pytest

from wager.adapters.stores.folder import FolderObjects
from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError


def test_an_object_is_found_by_its_content(tmp_path):
    store = FolderObjects(tmp_path / "objects")
    digest = store.put_bytes(b"hello")
    assert digest == hashlib.sha256(b"hello").hexdigest()
    assert store.has(digest)
    assert store.path(digest).read_bytes() == b"hello"
    assert store.path(digest).relative_to(store.root).parts == (digest[:2], digest[2:])


def test_objects_are_read_only_and_nothing_else_is_left(tmp_path):
    store = FolderObjects(tmp_path)
    digest = store.put_bytes(b"x" * 3_000_000)
    assert stat.S_IMODE(store.path(digest).stat().st_mode) == 0o444
    assert [entry.name for entry in tmp_path.iterdir()] == [digest[:2]]


def test_a_file_is_copied(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(os.urandom(2_500_000))
    store = FolderObjects(tmp_path / "objects")
    digest = store.put_file(file)
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert store.put_file(file) == digest
    assert store.path(digest).read_bytes() == file.read_bytes()


def test_a_second_name_leads_to_the_same_bytes_and_the_first_stays(tmp_path):
    store = FolderObjects(tmp_path)
    name = "ab" * 32
    store.put_bytes(b"first", name=name)
    store.put_bytes(b"second", name=name)
    assert store.path(name).read_bytes() == b"first"
    assert store.path(hashlib.sha256(b"second").hexdigest()).read_bytes() == b"second"


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab", "AB" * 32, "", "a" * 63 + "/", "a" * 63 + "\n"])
def test_only_digests_become_paths(tmp_path, name):
    with pytest.raises(BadInputError):
        FolderObjects(tmp_path).path(name)


def test_a_missing_object_is_named(tmp_path):
    with pytest.raises(NotFoundError, match="a" * 64):
        FolderObjects(tmp_path).path("a" * 64)


def test_a_store_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError, match="cannot write into"):
        FolderObjects(tmp_path / "file" / "objects").put_bytes(b"x")


def test_many_writers_of_one_object(tmp_path):
    store = FolderObjects(tmp_path)
    threads = [threading.Thread(target=store.put_bytes, args=(b"same",)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_failed_copy_leaves_nothing(tmp_path):
    store = FolderObjects(tmp_path / "objects")
    with pytest.raises(UnavailableError):
        store.put_file(tmp_path / "absent")
    assert list((tmp_path / "objects").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be flushed there")
def test_every_folder_that_is_made_is_flushed_into_the_one_above(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr("wager.adapters.stores.folder.flush_folder", flushed.append)
    monkeypatch.setattr("wager.foundation.folders.flush_folder", flushed.append)
    digest = FolderObjects(tmp_path / "project" / ".wager" / "objects").put_bytes(b"hello")
    root = tmp_path / "project" / ".wager" / "objects"
    assert {tmp_path, root.parent.parent, root.parent, root, root / digest[:2]} == set(flushed)


def test_all_objects_are_listed_and_nothing_else(tmp_path):
    store = FolderObjects(tmp_path)
    assert list(store.names()) == []
    made = [store.put_bytes(bytes([number])) for number in range(20)]
    (tmp_path / ".new-0011").write_bytes(b"left behind by a kill")
    (tmp_path / made[0][:2] / "note.txt").write_text("somebody's")
    assert list(store.names()) == sorted(made)
