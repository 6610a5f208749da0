"""Offline views: a query to a database in a file, pinned by the snapshot, named by source and line when it fails."""

import sqlite3

import duckdb
import pytest

from wager.adapters.stores.warehouse import FileWarehouse
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.workflow.take_snapshot import take_snapshot

SOURCE = """source: scores
from: {sql: "select domain, score, scored_at from vendor.scores where score >= 0", store: "file:data/warehouse.db"}
owner: vendor
key: domain
columns: {domain: category, score: {type: money, range: 0 .. 100}, scored_at: time}
event_time: scored_at
known: scored_at + 15 min
"""
ROWS = [
    ("a.org", "1.25", "2024-01-01 10:00:00"),
    ("b.org", "99.5", "2024-01-01 11:00:00"),
    ("a.org", "2.00", "2024-01-02 10:00:00"),
]


def filled_duckdb(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema vendor")
        connection.execute(
            "create table vendor.scores (domain text, score decimal(9, 2), scored_at timestamp)"
        )
        connection.executemany("insert into vendor.scores values (?, ?, ?)", ROWS)


def filled_sqlite(path):
    with sqlite3.connect(path) as connection:
        connection.execute("create table scores (domain text, score text, scored_at text)")
        connection.executemany("insert into scores values (?, ?, ?)", ROWS)
    connection.close()


@pytest.fixture
def project(tmp_path):
    (tmp_path / "wager.toml").write_text('wager = 1\nname = "p"\ncurrency = "USD"\ntime_zone = "UTC"\n')
    (tmp_path / "sources").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "sources" / "scores.yaml").write_text(SOURCE)
    filled_duckdb(tmp_path / "data" / "warehouse.db")
    return tmp_path


def taken(folder):
    wiring = open_folder(folder, clock=FixedClock(parse_moment("2024-03-01")), threads=1)
    (result,) = take_snapshot(wiring).results
    return result


def change(folder, old, new):
    path = folder / "sources" / "scores.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_snapshot_pins_the_rows_that_a_query_gave(project):
    first = taken(project)
    assert (first.snapshot.rows, first.snapshot.versions, first.changed) == (3, True, True)
    again = taken(project)
    assert (again.snapshot.id, again.changed) == (first.snapshot.id, False)
    with duckdb.connect(str(project / "data" / "warehouse.db")) as connection:
        connection.execute("update vendor.scores set score = 7 where domain = 'b.org'")
    third = taken(project)
    assert third.changed
    assert third.snapshot.id != first.snapshot.id


def test_sqlite_gives_the_same_snapshot(project):
    first = taken(project)
    (project / "data" / "warehouse.db").unlink()
    filled_sqlite(project / "data" / "warehouse.db")
    change(project, "vendor.scores where score >= 0", "scores")
    assert taken(project).snapshot.id == first.snapshot.id


def test_the_environment_says_where_the_database_is(project, monkeypatch):
    change(project, "file:data/warehouse.db", "env:WAREHOUSE")
    with pytest.raises(
        NotFoundError, match="source scores: the environment has no WAREHOUSE; set it to a file"
    ):
        taken(project)
    monkeypatch.setenv("WAREHOUSE", f"duckdb://{project}/data/warehouse.db")
    assert taken(project).snapshot.rows == 3
    monkeypatch.setenv("WAREHOUSE", "postgresql://me:secret@db/vendor")
    with pytest.raises(RefusedError, match=r"env:WAREHOUSE is a database by postgresql \(E113\)") as refused:
        taken(project)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("select domain", "select domian", r"sources/scores.yaml:2: E112 source scores: the query cannot be run: .*domian"),
        ("select domain, score, scored_at from vendor.scores where score >= 0", "delete from vendor.scores", "should be one SELECT"),
        ("score >= 0", "score >= 0; drop table vendor.scores", "should be one SELECT"),
        ("from vendor.scores where score >= 0", "from read_csv('/etc/passwd')", "cannot be run"),
        ("select domain, score", "select domain as d, score", "E111 the query has no column 'domain'; it has d, score"),
        ("0 .. 100}", "0 .. 50}", "E112 column score: 1 of 3 values lie outside 0 .. 50, first in row 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_said_at_its_line(project, old, new, says):
    change(project, old, new)
    with pytest.raises(BadInputError, match=says):
        taken(project)


def test_a_query_to_sqlite_only_reads(tmp_path):
    filled_sqlite(tmp_path / "a.db")
    for sql, says in (
        ("drop table scores", "not authorized"),
        (f"attach '{tmp_path}/b.db' as b", "not authorized"),
        ("select 1; select 2", "one statement"),
        ("select", "incomplete|syntax"),
    ):
        with pytest.raises(BadInputError, match=says):
            FileWarehouse().query("file:a.db", sql, tmp_path)
    assert FileWarehouse().query("file:a.db", "select count(*) as n from scores", tmp_path)[
        "n"
    ].to_pylist() == [3]


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "a.db").write_text("domain,score\n")
    with pytest.raises(BadInputError, match=r"a\.db is no database of DuckDB or SQLite"):
        FileWarehouse().query("file:a.db", "select 1", tmp_path)
    with pytest.raises(NotFoundError, match=r"file:b\.db: there is no such file"):
        FileWarehouse().query("file:b.db", "select 1", tmp_path)


def test_mixed_values_of_sqlite_become_text(tmp_path):
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("create table t (x)")
        connection.executemany("insert into t values (?)", [(1,), ("b",), (None,), (2.5,), (b"\xff",)])
    connection.close()
    found = FileWarehouse().query("file:a.db", "select x from t", tmp_path)
    assert found["x"].to_pylist() == ["1", "b", None, "2.5", "\ufffd"]


@pytest.mark.parametrize("refresh", [False, True])
def test_a_server_runs_no_query_for_a_request(refresh):
    from types import SimpleNamespace

    from wager.data.source_file import read_source
    from wager.workflow.versions.load_predictor import _demand_copy

    text = SOURCE + ("refresh: every 1 h\n" if refresh else "")
    source, findings = read_source(text, "sources/scores.yaml", currency="USD", zone="UTC")
    assert not findings
    if refresh:
        _demand_copy(SimpleNamespace(id="v" * 20), source)
        return
    with pytest.raises(
        RefusedError, match=r"sources/scores.yaml:2: scores is an offline view .* give it `refresh`"
    ):
        _demand_copy(SimpleNamespace(id="v" * 20), source)
