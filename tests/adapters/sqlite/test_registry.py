"""The registry keeps what it is told, all of an act or nothing, and its ledger says the same."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from wager.adapters.stores.sqlite import opening
from wager.foundation.errors import ConflictError, NotFoundError
from wager.foundation.ledger import broken_links
from wager.registry.registry import Registered
from wager.registry.titles import Turn, held_at, holder

FIRST, SECOND, OTHER = "aa" * 32, "bb" * 32, "cc" * 32


def test_where_nothing_was_written_reading_finds_nothing_and_makes_nothing(empty, tmp_path):
    assert (empty.versions(), empty.turns(), empty.turns("protect"), empty.faults()) == ((), (), (), ())
    assert list(empty.ledger()) == []
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_the_database_is_loaded_before_there_is_one(tmp_path):
    script = (
        "import sys; from pathlib import Path; from wager.adapters.stores.sqlite.registry import SqliteRegistry; "
        "registry = SqliteRegistry(Path(sys.argv[1]) / 'registry.db'); registry.turns(); list(registry.ledger()); "
        "registry.faults(); registry.versions(); print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_what_was_registered_and_seated_is_found_again(filled):
    assert [(one.id, one.serves, one.at) for one in filled.versions()] == [
        (FIRST, "protect", 5), (SECOND, "protect", 6), (OTHER, "menu", 7),
    ]  # fmt: skip
    turns = filled.turns("protect")
    assert [turn.number for turn in turns] == [1, 2, 3, 4, 5]
    assert holder(turns) == Turn("protect", 5, SECOND, 50, "promoted", 4)
    assert held_at(turns, 29) == turns[1]
    assert filled.turns("nobody") == ()
    assert [(turn.serves, turn.number) for turn in filled.turns()] == [
        ("menu", 1), *(("protect", number) for number in range(1, 6)),
    ]  # fmt: skip
    assert filled.faults() == ()


def test_the_ledger_says_what_the_tables_say(filled):
    records = list(filled.ledger())
    assert list(broken_links(records)) == []
    assert [record.body for record in records if record.kind == "version"] == [
        one.to_json() for one in filled.versions()
    ]
    seated = [record.body for record in records if record.kind == "title"]
    assert sorted(seated, key=lambda body: (body["serves"], body["number"])) == [
        turn.to_json() for turn in filled.turns()
    ]
    assert [record.number for record in filled.ledger(since=11)] == [12, 13, 14]
    assert [record.body["entry"] for record in records if record.kind == "verdict"][1] == "éé"


def test_a_long_ledger_is_read_to_its_end(empty):
    with empty.acting() as act:
        for number in range(2_300):
            act.note("verdict", number, {})
    assert [record.number for record in empty.ledger()] == list(range(1, 2_301))


def test_registering_again_changes_nothing(filled):
    before = (filled.versions(), list(filled.ledger()))
    with filled.acting() as act:
        act.register(Registered(FIRST, "protect", "flight-protect", "H9", "other", "", "", 99))
    assert (filled.versions(), list(filled.ledger())) == before


def test_an_act_that_fails_leaves_nothing(filled):
    before = (filled.versions(), filled.turns(), list(filled.ledger()))

    def fail_in_the_middle():
        with filled.acting() as act:
            act.note("verdict", 1, {})
            act.seat(Turn("protect", 6, FIRST, 60, "promoted", 5))
            assert len(act.turns("protect")) == 6
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert (filled.versions(), filled.turns(), list(filled.ledger())) == before


def test_a_step_that_fails_leaves_nothing_where_the_act_goes_on(filled):
    with filled.acting() as act:
        with pytest.raises(ConflictError, match="refuses"):
            act.seat(Turn("protect", 6, FIRST, 60, "stolen", 5))
        act.note("verdict", 61, {"word": "REFUTED"})
    assert len(filled.turns("protect")) == 5
    assert [record.kind for record in filled.ledger(since=14)] == ["verdict"]
    assert filled.faults() == ()


def test_an_act_sees_what_it_wrote(filled):
    with filled.acting() as act:
        noted = act.note("freeze", 1, {"entry": "x"})
        assert act.records("freeze") == (noted,)
        assert act.turns("protect") == filled.turns("protect")
        assert act.turns("nobody") == ()


@pytest.mark.parametrize(
    ("turn", "error", "said"),
    [
        (Turn("protect", 5, FIRST, 60, "promoted", 4), ConflictError, "turn 5 at 'protect' does not follow turn 5"),
        (Turn("protect", 7, FIRST, 60, "promoted", 5), ConflictError, "turn 7 at 'protect' does not follow turn 5"),
        (Turn("protect", 6, OTHER, 60, "promoted", 5), ConflictError, "was made for 'menu' and cannot hold"),
        (Turn("protect", 6, "dd" * 32, 60, "promoted", 5), NotFoundError, "register it first"),
        (Turn("new", 2, FIRST, 60, "vacant", 0), ConflictError, "was made for 'protect'"),
        (Turn("protect", 6, FIRST, 60, "vacant", 0), ConflictError, "CHECK constraint failed"),
        (Turn("protect", 6, FIRST, 60, "promoted", 6), ConflictError, "CHECK constraint failed"),
    ],
)  # fmt: skip
def test_a_turn_that_contradicts_is_refused(filled, turn, error, said):
    before = filled.turns()
    with pytest.raises(error, match=said), filled.acting() as act:
        act.seat(turn)
    assert filled.turns() == before
    assert filled.faults() == ()


def test_who_comes_second_waits_and_sees_the_first(filled):
    def reach():
        with filled.acting() as act:
            turns = act.turns("protect")
            act.seat(Turn("protect", len(turns) + 1, FIRST, 60, "promoted", len(turns)))

    threads = [threading.Thread(target=reach) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [turn.number for turn in filled.turns("protect")] == list(range(1, 14))
    assert filled.faults() == ()


def test_a_reader_sees_the_state_before_while_somebody_writes(filled):
    with filled.acting() as act:
        act.seat(Turn("protect", 6, FIRST, 60, "promoted", 5))
        if opening.JOURNAL == "wal":
            assert len(filled.turns("protect")) == 5
        with closing(sqlite3.connect(filled.path)) as other:
            assert other.execute("SELECT count(*) FROM turns WHERE serves = 'protect'").fetchone() == (5,)
    assert len(filled.turns("protect")) == 6


@pytest.mark.skipif(os.name == "nt", reason="rights are not kept that way there")
def test_only_its_owner_reads_it_and_nothing_else_is_left(filled):
    assert stat.S_IMODE(filled.path.stat().st_mode) == 0o600
    assert [path.name for path in filled.path.parent.iterdir()] == ["registry.db"]


def test_a_connection_is_as_safe_as_it_is_meant_to_be(filled):
    expected = {"synchronous": {"FULL": 2, "EXTRA": 3}[opening.SYNCHRONOUS], "journal_mode": opening.JOURNAL}
    expected |= {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
    }
    with opening.reading(filled._engine, filled.path) as connection:
        for name, value in expected.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value, name


def test_a_write_ahead_log_is_used_only_where_it_is_safe():
    repaired = sqlite3.sqlite_version_info >= (3, 51, 3)
    chosen = opening.JOURNAL, opening.SYNCHRONOUS
    assert chosen == (("wal", "FULL") if repaired else ("delete", "EXTRA"))


def test_rows_and_their_count_come_from_different_pages(filled):
    # A page that lost a row cannot hide it: the count is taken from an index.
    with closing(sqlite3.connect(filled.path)) as other:
        for name in ("ledger", "versions", "turns"):
            counted = other.execute(f"EXPLAIN QUERY PLAN SELECT count(*) FROM {name}").fetchone()[3]
            read = other.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {name}").fetchone()[3]
            assert "INDEX" in counted
            assert "INDEX" not in read


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be flushed there")
def test_every_folder_that_is_made_is_flushed_into_the_one_above(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr("wager.foundation.folders.flush_folder", flushed.append)
    monkeypatch.setattr("wager.adapters.stores.sqlite.opening.flush_folder", flushed.append)
    opening.make_file(tmp_path / "project" / ".wager" / "registry.db", 1)
    assert set(flushed) == {tmp_path, tmp_path / "project", tmp_path / "project" / ".wager"}
    assert flushed[-1] == tmp_path / "project" / ".wager"  # the file's own name comes last


def test_many_who_make_the_file_at_once_share_one(empty):
    def note(number):
        with empty.acting() as act:
            act.note("verdict", number, {})

    threads = [threading.Thread(target=note, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(record.at for record in empty.ledger()) == list(range(8))
    assert [path.name for path in empty.path.parent.iterdir()] == ["registry.db"]
