"""`run --why`: each column, hit or miss, and because of what; `gc` and the limits of a project."""

import csv
import subprocess
import sys

import pytest

from rides import rides, write_rides
from wager.design.config import CACHE, read_config
from wager.foundation.errors import UsageError
from wager.interfaces import api
from wager.interfaces.cli.render.ran import column_lines


@pytest.fixture
def folder(tmp_path):
    return write_rides(tmp_path / "rides")


def told(run):
    return {one.name: one for one in run.columns}


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_each_column_says_why_it_was_computed(folder):
    project = api.open(folder)
    first = told(project.run("by-history"))
    assert set(first) == {"clock.hour", "history.line_late_2d", "history.line_late_10d"}
    assert {one.because for one in first.values()} == {("no column of this name was computed before",)}
    # Another model finds what is there.
    second = told(project.run("by-more"))
    assert [one.hit for one in second.values()] == [True, True, True, False]
    edit(folder / "features" / "clock.yaml", "hour(due)", "hour(due) + 1")
    edit(folder / "features" / "history.yaml", "[2 d, 10 d]", "[2 d, 10 d, 3 d]")
    third = told(api.open(folder).run("by-history"))
    assert third["clock.hour"].because == ("definition changed from `hour(due)` to `hour(due) + 1`",)
    assert third["history.line_late_2d"].hit
    assert not third["history.line_late_3d"].hit


def test_rows_that_were_there_are_not_said_to_be_made(folder):
    """What is said is of this run: the first makes all, the next none, one after a day came some, and one after a clean-up all."""
    project = api.open(folder)
    first = project.run("by-history")
    assert first.unit_rows.rows == first.unit_rows.of == 1800
    assert first.unit_rows.because == "no rows were made by this rule before"
    second = project.run("by-more")
    assert second.unit_rows.to_json() == {"made": 0, "rows": 1800, "because": ""}
    assert column_lines(second.to_json())[1] == "rows: all 1,800 there"
    assert column_lines(first.to_json())[1].startswith("rows: all 1,800 made; no rows were made")
    project.gc(cache="0")
    assert project.run("by-line").unit_rows.rows == 1800


def test_a_clock_an_entity_and_a_day_that_came(folder):
    api.open(folder).run("by-history")
    edit(folder / "sources" / "rides.yaml", "arrived: rest", "arrived + 1 h: rest")
    changed = told(api.open(folder).run("by-history"))
    reason, other = changed["history.line_late_2d"].because
    assert reason.startswith("known time in rides changed from `")
    assert other == "the rows are chosen by another rule"  # so is when the objective was known
    before = (folder / "data" / "rides.csv").read_text()
    more = [*rides(count=1815)]
    with (folder / "data" / "rides.csv").open("a", newline="") as file:
        writer = csv.DictWriter(file, list(more[0]), lineterminator="\n")
        writer.writerows(more[1800:])
    assert before.count("\n") == 1801
    project = api.open(folder)
    project.snapshot("rides")
    grown = told(project.run("by-history"))
    for one in grown.values():
        assert 0 < one.computed < one.rows / 10
        assert one.because == ("snapshot of rides: part 2024-03-31 new",)


def test_a_run_that_is_found_tells_its_columns_when_asked(folder):
    project = api.open(folder)
    project.run("by-history")
    found = project.run("by-history", why=True)
    assert (found.found, [one.hit for one in found.columns]) == (True, [True] * 3)
    assert project.run("by-history").columns == ()
    project.gc(cache="0")
    gone = project.run("by-history", why=True)
    assert {one.because for one in gone.columns} == {("its file was cleaned up, or is not what was written",)}


def test_the_command_says_it(folder):
    def wager(*arguments):
        command = [sys.executable, "-m", "wager", "-C", str(folder), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    code, out, _ = wager("run", "by-history", "--why")
    assert code == 0
    assert "columns: 0 cached, 3 computed\n  miss: no column of this name was computed before; all" in out
    assert "columns:" not in wager("run", "by-history")[1]
    code, out, _ = wager("gc", "--cache", "0")
    assert code == 0
    assert out.startswith("removed 6 files of the cache (")
    assert out.endswith("the cache holds 0 files (0 kB), and may hold 0 kB\n")
    code, _, said = wager("gc", "--cache", "20 gigs")
    assert (code, said) == (
        2, "wager: --cache: '20 gigs' is no size; expected a number, a space and kB, MB, GB, TB, such as `20 GB`, or 0\n",
    )  # fmt: skip


def test_the_limit_of_the_project_is_kept(folder):
    with (folder / "wager.toml").open("a") as file:
        file.write('\n[limits]\ncache = "50 kB"\nmemory = "1 GB"\n')
    project = api.open(folder)
    project.run("by-more")
    assert project._wiring.memory == 10**9
    left = sum(path.stat().st_size for path in (folder / ".wager" / "cache").rglob("*.arrow"))
    assert 0 < left <= 50_000
    assert project.gc().removed == 0
    with pytest.raises(UsageError, match="--cache: 'much' is no size"):
        project.gc(cache="much")


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (
            'cache = "20GB"',
            "cache of [limits]: '20GB' is no size; expected a number, a space and kB, MB, GB, TB",
        ),
        ("cache = 20", "cache should be a text in quotes, not 20"),
        ('memory = "10 MB"', "memory of [limits] is 10 MB; expected 200.0 MB or more"),
        ('disk = "1 GB"', "[limits] has no key 'disk'"),
    ],
)
def test_limits_that_are_wrong(limits, says):
    text = 'wager = 1\nname = "x"\ncurrency = "USD"\ntime_zone = "UTC"\n'
    config, (finding,) = read_config(f"{text}[limits]\n{limits}\n")
    assert (config, finding.line) == (None, 6)
    assert says in finding.message
    assert read_config(text)[0].cache == CACHE
