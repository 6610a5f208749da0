"""What is wrong with the file is said in our words, and what may never happen is refused by the database itself."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from wager.adapters.stores.sqlite import schema
from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.foundation.errors import BadInputError, UnavailableError


def open_raw(registry):
    return closing(sqlite3.connect(registry.path, isolation_level=None))


def test_a_locked_registry_is_waited_for_and_then_named(filled):
    hasty = SqliteRegistry(filled.path, wait_seconds=0.05)
    with open_raw(filled) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnavailableError, match=r"registry\.db stays locked by another process"):
            hasty.acting().__enter__()
        other.execute("ROLLBACK")
    with hasty.acting() as act:
        act.note("verdict", 1, {})
    assert filled.faults() == ()


def test_a_newer_schema_is_refused_and_left_as_it_is(filled):
    with open_raw(filled) as other:
        other.execute("PRAGMA user_version = 2")
    before = filled.path.read_bytes()
    said = r"has schema 2, and this wager knows 1; use a newer wager"
    with pytest.raises(BadInputError, match=said):
        filled.turns()
    with pytest.raises(BadInputError, match=said):
        filled.acting().__enter__()
    assert [fault for fault in filled.faults() if "use a newer wager" in fault]
    assert filled.path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough" * 100, b"SQLite format 3\0"])
def test_what_is_no_registry_is_named(empty, content):
    empty.path.parent.mkdir(parents=True)
    empty.path.write_bytes(content)
    for ask in (empty.turns, empty.versions, lambda: list(empty.ledger()), empty.acting().__enter__):
        with pytest.raises(BadInputError, match=r"the registry .*registry\.db is damaged"):
            ask()
    assert len(empty.faults()) == 1
    assert empty.path.read_bytes() == content


def test_another_database_is_not_taken_for_a_registry(empty):
    empty.path.parent.mkdir(parents=True)
    with open_raw(empty) as other:
        other.execute("CREATE TABLE turns (serves)")
    with pytest.raises(BadInputError, match="does not say that it is a registry of wager"):
        empty.turns()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    blocked = SqliteRegistry(tmp_path / "file" / "registry.db")
    with pytest.raises(UnavailableError, match="check space and rights"):
        blocked.acting().__enter__()
    folder = SqliteRegistry(tmp_path)
    with pytest.raises(UnavailableError, match="cannot be read or written"):
        folder.turns()
    assert len(folder.faults()) == 1


FULL = """
import resource, signal, sys
from pathlib import Path
from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.foundation.errors import UnavailableError
registry, most = SqliteRegistry(Path(sys.argv[1])), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
told, said = 0, ""
while not said:
    try:
        with registry.acting() as act:
            act.note("verdict", told, {"long": "x" * 900})
        told += 1
    except UnavailableError as error:
        said = str(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
faults = registry.faults()
with registry.acting() as act:
    act.note("verdict", told, {})
print(told, len(list(registry.ledger())), registry.faults() + faults, said, sep="\\n")
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
@pytest.mark.parametrize("most", [0, 3_000, 20_000, 45_000, 47_000, 61_440, 100_000])
def test_a_full_disk_is_named_and_nothing_is_half_written(tmp_path, most):
    # Wherever the space ends, in the journal or in the file: what was told to be done stays, and it works again after.
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "registry.db", str(most)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told, there, faults, said = done.stdout.splitlines()
    assert int(there) == int(told) + 1
    assert faults == "()"
    assert "registry.db" in said
    assert "space" in said
    assert [path.name for path in tmp_path.iterdir()] == ["registry.db"]


SPILLED = """
import resource, signal, sys
from pathlib import Path
from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.foundation.errors import UnavailableError
registry = SqliteRegistry(Path(sys.argv[1]))
with registry.acting() as act:
    act.note("verdict", 0, {})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
try:
    with registry.acting() as act:
        act.note("verdict", 1, {})
        try:
            act.note("verdict", 2, {"long": "x" * (8 << 20)})
        except UnavailableError as error:
            print(error)
        if sys.argv[2] == "goes on":
            act.note("verdict", 3, {})
except UnavailableError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(len(list(registry.ledger())), registry.faults())
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
@pytest.mark.parametrize("then", ["goes on", "ends"])
def test_an_act_that_the_full_disk_took_back_does_not_end_well(tmp_path, then):
    # More than fits into memory is written before the end; where that fails, SQLite forgets all steps of the act.
    done = subprocess.run(
        [sys.executable, "-c", SPILLED, tmp_path / "registry.db", then],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    step, act, left = done.stdout.splitlines()
    assert "check space" in step
    assert "took back all of this transaction; nothing was written" in act
    assert left == "1 ()"


FORBIDDEN = [
    "UPDATE ledger SET body = '{}' WHERE number = 2",
    "UPDATE versions SET verdict = 'SHIP'",
    "UPDATE turns SET version = (SELECT id FROM versions LIMIT 1)",
    "DELETE FROM ledger WHERE number = (SELECT max(number) FROM ledger)",
    "DELETE FROM versions",
    "DELETE FROM turns WHERE number = 5",
    'REPLACE INTO turns SELECT serves, number, version, 0, how, "before", record FROM turns WHERE number = 5',
    "REPLACE INTO versions SELECT id, serves, design, '', model, verdict, entry, at, record FROM versions",
    "REPLACE INTO ledger SELECT number, kind, 0, body, previous, hash FROM ledger WHERE number = 14",
    "REPLACE INTO ledger SELECT 15, kind, at, body, hash, previous FROM ledger WHERE number = 14",
    "INSERT INTO ledger VALUES (16, 'verdict', 0, '{}', '', printf('%064d', 1))",
    "INSERT INTO ledger VALUES (15, 'verdict', 0, '{}', printf('%064d', 0), printf('%064d', 1))",
    "INSERT INTO turns VALUES ('protect', 7, printf('%064d', 0), 0, 'promoted', 0, 14)",
    "INSERT INTO turns VALUES ('protect', 6, printf('%064d', 0), 0, 'promoted', 0, 13)",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_itself_forbids(filled, statement):
    before = (filled.versions(), filled.turns(), list(filled.ledger()))
    # As somebody else's connection would be: none of our settings but the keys.
    with open_raw(filled) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute("PRAGMA foreign_keys = ON").connection.execute(statement)
    assert (filled.versions(), filled.turns(), list(filled.ledger())) == before
    assert filled.faults() == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE turns SET version = 'bb' || substr(version, 3) WHERE number = 4", "is not what record"),
        ("UPDATE turns SET serves = 'menu' WHERE number = 5", "refers to a row of versions"),
        ("UPDATE versions SET verdict = 'REFUTED' WHERE at = 6", "of versions is not what record"),
        ("UPDATE ledger SET body = replace(body, 'SHIP', 'STOP') WHERE number = 9", "record 9 of the ledger is not"),
        ("UPDATE ledger SET at = at + 1 WHERE number = 9", "record 9 of the ledger is not what was written"),
        ("DELETE FROM turns WHERE number = 5", "and turns has no such row"),
        ("DELETE FROM ledger WHERE number = 5", "follows record 4; expected 5"),
        ("DELETE FROM ledger WHERE number = 14", "refers to a row of ledger that is not there"),
        ("INSERT INTO turns SELECT serves, 6, version, 60, how, 5, 99 FROM turns WHERE number = 5", "what record 99"),
        ("DROP TRIGGER turns_next", "its schema is not what was written, at trigger turns_next"),
        ("CREATE TABLE more (x)", "its schema is not what was written, at table more"),
    ],
)  # fmt: skip
def test_whoever_gets_around_the_database_is_found(filled, change, named):
    with open_raw(filled) as other:
        for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            if not change.startswith(("DROP", "CREATE")):
                other.execute(f"DROP TRIGGER {name}")
        other.execute(change)
        for statement in schema.STATEMENTS:
            if statement.startswith("CREATE TRIGGER") and not change.startswith(("DROP", "CREATE")):
                other.execute(statement)
    assert any(named in fault for fault in filled.faults()), filled.faults()


def test_a_record_behind_a_damaged_one_is_not_written(filled):
    with open_raw(filled) as other:
        other.execute("DROP TRIGGER ledger_no_update")
        other.execute("UPDATE ledger SET body = replace(body, 'protect', 'protecd') WHERE number = 14")
    with (
        pytest.raises(BadInputError, match="record 14 of the ledger is not what was written"),
        filled.acting() as act,
    ):
        act.note("verdict", 1, {})
    with open_raw(filled) as other:
        assert other.execute("SELECT max(number) FROM ledger").fetchone() == (14,)


def test_a_row_whose_record_was_changed_is_not_believed(filled):
    with open_raw(filled) as other:
        other.execute("DROP TRIGGER ledger_no_update")
        other.execute("UPDATE ledger SET at = at + 1 WHERE number = 14")
    with pytest.raises(BadInputError, match=r"\('protect', 5\) of turns is not what the ledger says"):
        filled.turns("protect")


def test_a_page_that_lost_its_last_row_does_not_give_the_title_to_who_held_it_before(filled):
    with open_raw(filled) as other:
        (root,) = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'turns'").fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    content, count = (
        bytearray(filled.path.read_bytes()),
        (root - 1) * size + 4,
    )  # how many rows the page says it has
    assert content[count] == 6
    content[count] = 5
    filled.path.write_bytes(content)
    with pytest.raises(BadInputError, match="the table turns and its index do not hold the same rows"):
        filled.turns("protect")


def test_what_cannot_even_be_decoded_is_damage(filled):
    # The driver fails over the message of SQLite, which repeats the name of what it cannot read.
    content = filled.path.read_bytes()
    assert content.count(b"turns_nextturns") == 1
    content = content.replace(b"turns_nextturns", b"turns_nex\xf4turns")
    filled.path.write_bytes(content.replace(b"CREATE TRIGGER turns_next", b"CREAXE TRIGGER turns_next"))
    with pytest.raises(BadInputError, match="can't decode byte"):
        filled.turns()
    assert any("can't decode byte" in fault for fault in filled.faults())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind who runs this")
def test_rights_that_are_missing_are_named(filled):
    filled.path.chmod(0)
    with pytest.raises(UnavailableError, match="check space and rights"):
        filled.turns()
