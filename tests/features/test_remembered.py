"""What columns followed from: a note a matrix, put together now and then, whoever else writes meanwhile."""

import json
import os
import subprocess
import sys

from wager.data import kept_table
from wager.features import remembered
from wager.features.cache import FeatureCache
from wager.features.clean_up import clean_up
from wager.features.remembered import NOTES, REMEMBERED, Remembered


def note(key, words="x"):
    return {"key": key, "rows": "r", "pieces": {"definition": words}}


def keys(folder, name):
    return [one["key"] for one in Remembered(folder).told(name)]


def test_the_latest_comes_first_and_the_last_few_are_kept(tmp_path):
    notes = Remembered(tmp_path / "n")
    assert notes.told("a") == []
    for day in range(60):
        notes.tell({"a": note(f"a{day}"), **({"b": note("b")} if day == 3 else {})})
        os.utime(
            max((tmp_path / "n").iterdir(), key=lambda path: path.stat().st_mtime_ns), ns=(day * 10**9,) * 2
        )
        assert notes.told("a")[0] == note(f"a{day}")
        assert len(list((tmp_path / "n").iterdir())) <= NOTES + 1
    assert keys(tmp_path / "n", "a") == [f"a{day}" for day in range(59, 59 - REMEMBERED, -1)]
    assert keys(tmp_path / "n", "b") == ["b"]


def test_what_is_told_again_is_the_latest(tmp_path):
    notes = Remembered(tmp_path)
    for stamp, name in enumerate(["1", "2", "1"]):
        notes.tell({"a": note(name)})
        for path in tmp_path.iterdir():
            if path.stat().st_mtime_ns > 10**15:
                os.utime(path, ns=(stamp, stamp))
    assert keys(tmp_path, "a") == ["1", "2"]


def test_definitions_that_are_shared_are_written_once(tmp_path):
    Remembered(tmp_path).tell({name: note(name, "long " * 500) for name in "abcdef"})
    (path,) = tmp_path.iterdir()
    assert path.stat().st_size < 5000
    assert Remembered(tmp_path).told("f") == [note("f", "long " * 500)]


def test_what_cannot_be_read_says_nothing(tmp_path):
    Remembered(tmp_path).tell({"a": note("1")})
    for place, content in enumerate(
        ["", "[]", "{", '{"columns": 3}', '{"pieces": [], "columns": [["a", {}, 0]]}', "null"]
    ):
        (tmp_path / f"{place}.json").write_text(content)
    (tmp_path / "folder.json").mkdir()
    assert keys(tmp_path, "a") == ["1"]


def test_processes_that_tell_at_once_lose_nothing(tmp_path):
    script = (
        "import sys; from pathlib import Path; from wager.features.remembered import Remembered\n"
        "for day in range(30): Remembered(Path(sys.argv[1])).tell("
        "{f'{sys.argv[2]} {day}': {'key': 'k', 'pieces': {}}})"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(who)]) for who in range(3)]
    assert [one.wait(timeout=120) for one in running] == [0] * 3
    found = Remembered(tmp_path)
    lost = [(who, day) for who in range(3) for day in range(30) if not found.told(f"{who} {day}")]
    assert lost == []
    assert not list(tmp_path.glob(".*"))


def test_a_note_that_goes_while_the_folder_is_listed_takes_no_other_with_it(tmp_path):
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    for day in range(NOTES + 4):
        Remembered(tmp_path).tell({f"a{day}": note("k")})
        assert all(keys(tmp_path, f"a{earlier}") == ["k"] for earlier in range(day + 1))


def test_what_another_process_removes_meanwhile_is_not_removed_again(tmp_path, monkeypatch):
    for day in range(NOTES):
        Remembered(tmp_path).tell({f"a{day}": note("k")})
    kept, *rest = sorted(tmp_path.iterdir())
    content = kept.read_bytes()

    kept.unlink()  # after it was listed
    write = Remembered._write

    def comes_again(notes, columns):
        kept.write_bytes(content)
        return write(notes, columns)

    monkeypatch.setattr(Remembered, "_write", comes_again)
    Remembered(tmp_path)._put_together([kept, *rest])
    assert all(keys(tmp_path, f"a{day}") == ["k"] for day in range(NOTES))


def test_the_names_of_one_file_go_together_and_count_once(tmp_path):
    folder = tmp_path / "features"
    kept_table.keep_file(folder / "old.arrow", b"1" * 1000)
    for name in "ab":
        os.link(folder / "old.arrow", folder / f"{name}.arrow")
    os.utime(folder / "old.arrow", (1, 1))
    kept_table.keep_file(folder / "new.arrow", b"2" * 500)
    made = clean_up(tmp_path, 1500)
    assert (made.removed, made.kept, made.kept_bytes) == (0, 2, 1500)
    made = clean_up(tmp_path, 1499)
    assert (made.removed, made.bytes, made.kept, made.kept_bytes) == (1, 1000, 1, 500)
    assert [path.name for path in folder.iterdir()] == ["new.arrow"]


def test_notes_of_the_layout_before_are_not_read_and_do_no_harm(tmp_path):
    cache = FeatureCache(tmp_path)
    old = tmp_path / "told" / ("0" * 32)
    old.mkdir(parents=True)
    (old / "key.json").write_text(json.dumps({"key": "x"}))
    assert cache.told("orders", "a") == ()
    assert not cache.knows("orders", "a", "x")
    assert remembered.REMEMBERED == 8
