"""The future of other sources deleted: of what is joined, of views that are renewed now and then, and for generated rows."""

import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from rides import DESIGN, SOURCE, write_rides
from wager.data.joins import other
from wager.features import events, kernel
from wager.foundation.moments import ALWAYS
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.proving import prove_features as proving
from wager.workflow.read_project import read_definitions

FLEET = """\
source: fleet
from: {path: data/fleet.csv}
owner: garage
key: line
columns: {line: category, since: time, told: time, checked: time, age: float, kind: category}
event_time: since
known: {told: [line, since, age], checked: rest}
"""
SCORES = """\
source: scores
from: {sql: "select line, score, at from scores", store: "file:data/scores.db"}
owner: vendor
key: line
columns: {line: category, score: float, at: time}
event_time: at
known: at
refresh: every 6 h
"""
FEATURES = {
    "buses": "features: buses\nowner: o\nfrom: rides\nby: line\nover: 10 d\ndefine: {old: mean(fleet.age), "
    "kinds: last(fleet.kind), both: sum(fleet.age where fleet.kind < 'h'), rides: count()}\n",
    "kinds": "features: kinds\nowner: o\nfrom: rides\nby: fleet.kind\nover: 10 d\ndefine: {rides: count()}\n",
    "own": "features: own\nowner: o\ndefine: {aged: fleet.age * 2, named: fleet.kind}\n",
    "vendor": "features: vendor\nowner: o\nfrom: scores\nby: line\nover: ever\ntake: score\n",
}
EVERY = (
    DESIGN.replace("design: late-bus", "design: late-line")
    .replace("each: ride\n", "each: line\nby: line\nevery: 2 d from 2024-01-05\n")
    .replace("decide_at: due - 30 min\ncluster: day(due)\n", "")
    .replace("is: late\nmatures: 1 d", "name: often\nis: count(where late over next 1 d) > 3\nmatures: 1 d")
)


def of_one_line(chance, times, late):
    """Moments in the months of the rides: when something holds, and when that is known."""
    start = datetime(2023, 12, 25, tzinfo=UTC)
    for minutes in chance.sample(range(40 * 1440), times):
        at = start + timedelta(minutes=minutes)
        yield at, [at + timedelta(hours=chance.choice(late)) for _ in range(2)]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = write_rides(tmp_path_factory.mktemp("elsewhere") / "rides")
    join = "join: {fleet: {by: line, take: [age, kind]}}\nderive:"
    (root / "sources/rides.yaml").write_text(SOURCE.replace("derive:", join))
    for name, text in {"fleet": FLEET, "scores": SCORES}.items():
        (root / f"sources/{name}.yaml").write_text(text)
    for name, text in FEATURES.items():
        (root / f"features/{name}.yaml").write_text(text)
    (root / "designs/late-line.md").write_text(EVERY)
    chance, lines = random.Random(8), ["line,since,told,checked,age,kind"]
    with sqlite3.connect(root / "data/scores.db") as database:
        database.execute("create table scores (line text, score real, at text)")
        for line in ("one", "two"):
            for at, (told, checked) in of_one_line(chance, 60, (-30, 0, 50, 90)):
                moments = ",".join(f"{one:%Y-%m-%d %H:%M}" for one in (at, told, checked))
                lines.append(f"{line},{moments},{chance.randrange(12)},{chance.choice('abcdefghijklmn')}")
            for at, _ in of_one_line(chance, 400, (0,)):
                score = chance.random()
                database.execute(
                    "insert into scores values (?, ?, ?)", (line, score, f"{at:%Y-%m-%d %H:%M:%S}")
                )
    database.close()
    (root / "data/fleet.csv").write_text("\n".join(lines) + "\n")
    api.open(root).snapshot()
    return root


@pytest.fixture
def root(written, tmp_path):
    return shutil.copytree(written, tmp_path / "rides")


def proven(root, design="late-bus"):
    """What the experiments say of every feature that the rows of a design have columns for."""
    wiring = open_folder(root)
    definitions = read_definitions(wiring)
    names = [
        name for name in definitions.features if name.split(".")[0] in ("buses", "kinds", "own", "vendor")
    ]
    if design == "late-line":  # a line and a cut-off are all that its rows hold
        names = [name for name in names if name.startswith("buses")]
    found = proving.prove_features(wiring, definitions, definitions.design(design), names)
    assert all(one.code == "E020" for one in found), found
    return {one.message.split()[1]: one.message for one in found}


def test_what_sees_only_the_past_of_other_sources_is_not_accused(root):
    assert proven(root) == {}
    assert proven(root, "late-line") == {}


def test_a_join_that_shows_what_is_not_known_yet_is_found(root, monkeypatch):
    monkeypatch.setattr(other, "served", lambda learned, _: np.full_like(learned, ALWAYS + 1))
    found = proven(root)
    assert set(found) == {
        "buses.old_10d", "buses.kinds_10d", "buses.both_10d", "kinds.rides_10d", "own.aged", "own.named",
    }  # fmt: skip
    assert "it reads fleet.age, which rides joins, known at told; correct" in found["buses.old_10d"]
    assert "it reads fleet.kind, which rides joins, known at checked; correct" in found["buses.kinds_10d"]
    assert "it reads fleet.age, which rides joins, known at told; correct" in found["own.aged"]
    assert set(proven(root, "late-line")) == {"buses.old_10d", "buses.kinds_10d", "buses.both_10d"}


def test_of_two_clocks_on_the_other_side_the_one_that_is_forgotten_is_found(root, monkeypatch):
    """What was told is not what was checked: the row stays, and only the column that could not be seen goes."""
    right = other.clock
    monkeypatch.setattr(
        other, "clock", lambda known, source: right(type(known)("told"), source) if source.name == "fleet" else right(known, source)
    )  # fmt: skip
    found = proven(root)
    assert {"buses.kinds_10d", "own.named"} <= set(found)
    assert not {"buses.old_10d", "own.aged", "vendor.score"} & set(found)


def test_a_view_that_is_read_before_its_copy_is_renewed_is_found(root, monkeypatch):
    monkeypatch.setattr(events, "refresh_of", lambda _: None)
    found = proven(root)
    assert set(found) == {"vendor.score"}
    assert "score, line of scores, known at at" in found["vendor.score"]


def test_of_generated_rows_the_future_is_deleted_too(root, monkeypatch):
    right = kernel.enters
    monkeypatch.setattr(kernel, "enters", lambda *given: np.zeros_like(right(*given)))
    assert "buses.rides_10d" in proven(root, "late-line")


def test_a_joined_source_without_a_snapshot_is_not_taken_by_a_check(root):
    (root / ".wager/snapshots/fleet.json").unlink()
    assert proven(root) == {}
    assert not (root / ".wager/snapshots/fleet.json").exists()
