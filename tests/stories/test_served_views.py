"""A version that reads an offline view without `refresh` takes no title, and where it has one it does not answer."""

import sqlite3

import pytest

from stories.shipped import D, version_of_h1, write_shipped
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.serve_titles import open_service
from wager.workflow.versions.titles import next_turn

LINES = """\
source: lines
from: {sql: "select line, depot, since from lines", store: "file:data/lines.db"}
owner: garage
key: line
columns: {line: category, depot: category, since: time}
event_time: since
known: since
"""
RIDE = {"ride": 90000, "due": "2024-03-20T08:00:00Z", "line": "two", "rain": 0.5}


def judged(folder, more=""):
    write_shipped(folder)
    (folder / "sources/lines.yaml").write_text(LINES + more)
    (folder / "features/depot.yaml").write_text(
        "features: depot\nowner: o\nfrom: lines\nby: line\nover: ever\ntake: depot\n"
    )
    model = folder / "models/by-line.yaml"
    model.write_text(model.read_text().replace("clock.hour]", "clock.hour, depot.depot]"))
    with sqlite3.connect(folder / "data/lines.db") as database:
        database.execute("create table lines (line text, depot text, since text)")
        rows = [(line, "north", "2023-01-01 00:00:00") for line in ("one", "two")]
        database.executemany("insert into lines values (?, ?, ?)", rows)
    database.close()
    project = api.open(folder)
    project.freeze(D, "H1")
    assert project.judge(D, "H1").verdict == "SHIP"
    return project


def test_a_version_that_reads_a_view_live_is_not_promoted_and_not_served(tmp_path):
    project = judged(tmp_path / "rides")
    version = version_of_h1(project.root)
    said = "sources/lines.yaml:2: lines is an offline view that version .* give it `refresh`"
    with pytest.raises(RefusedError, match=said):
        project.promote(version)
    wiring = open_folder(project.root)
    with open_service(wiring) as service:
        before = service.predict(D, RIDE)[0].version
        with wiring.registry.acting() as act:  # past `promote`
            act.seat(next_turn(act.turns(D), version, wiring.clock.now(), "promoted", len(act.turns(D))))
        service.watch.look()
        (problem,) = service.ready()["problems"]
        assert "lines is an offline view" in problem
        assert service.predict(D, RIDE)[0].version == before != version


def test_with_a_refresh_it_is_promoted_and_answers_without_the_database(tmp_path):
    project = judged(tmp_path / "rides", "refresh: every 1 h\n")
    version = version_of_h1(project.root)
    assert project.promote(version).version == version
    (project.root / "data/lines.db").unlink()
    with open_service(open_folder(project.root)) as service:
        answer = service.predict(D, RIDE)[0]
    assert (answer.version, answer.features["depot.depot"]) == (version, "north")
