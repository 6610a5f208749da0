"""A project whose source joins another: fitted, frozen, judged, served and audited; the joined data are part of all of it."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from rides import SOURCE, write_rides
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.registry.titles import Turn
from wager.workflow.audit_target import audit_target
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.inputs import gather_inputs
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.read_project import read_definitions
from wager.workflow.serve_titles import open_service

D = "late-bus"
ASKED = {"ride": 4000, "due": "2024-03-29 20:24 UTC", "line": "two", "rain": 2.5}
FLEET = """\
source: fleet
from: {path: data/fleet.csv}
owner: garage
key: line
columns: {line: category, since: time, told: time, age: {type: float, unit: year}, kind: category}
event_time: since
known: told
"""
JOIN = "join:\n  fleet: {by: line, take: [age, kind]}\n"
HISTORY = """\
features: buses
owner: timetable
from: rides
by: line
over: 10 d
define:
  old: {is: share(late where fleet.age > 5), means: how often an old bus of the line was late}
  age: mean(fleet.age)
"""


def written(folder, rows):
    lines = [",".join(map(str, row)) for row in rows]
    (folder / "data" / "fleet.csv").write_text("line,since,told,age,kind\n" + "\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = write_rides(tmp_path_factory.mktemp("joined") / "rides")
    (folder / "sources" / "rides.yaml").write_text(SOURCE.replace("derive:", JOIN + "derive:"))
    (folder / "sources" / "fleet.yaml").write_text(FLEET)
    (folder / "features" / "buses.yaml").write_text(HISTORY)
    model = folder / "models" / "by-history.yaml"
    model.write_text(model.read_text().replace("history.*]", "history.*, buses.*, fleet.age, fleet.kind]"))
    chance, rows, start = random.Random(4), [], datetime(2023, 12, 20, tzinfo=UTC)
    for _ in range(30):
        since = start + timedelta(days=chance.randrange(100), hours=chance.randrange(24))
        told = since + timedelta(hours=chance.choice([-48, 0, 5, 100]))
        rows.append(
            (
                chance.choice(["one", "two"]),
                f"{since:%Y-%m-%d %H:%M}",
                f"{told:%Y-%m-%d %H:%M}",
                chance.randrange(12),
                chance.choice("ab"),
            )
        )
    written(folder, rows)
    return folder


def wired(folder, day="2026-01-05"):
    return open_folder(folder, clock=FixedClock(parse_moment(day)))


def test_the_joined_source_is_part_of_what_a_freeze_pins_and_of_every_key(folder):
    wiring = wired(folder)
    definitions = read_definitions(wiring)
    assert not [one for one in definitions.findings if one.is_error]
    design = definitions.designs[D]
    inputs = gather_inputs(wiring, definitions, design, ["buses.old_10d", "history.line_late_2d"])
    assert set(inputs.snapshots) == {"rides", "fleet"}
    assert inputs.stored("rides").others["fleet"].snapshot == inputs.snapshots["fleet"].id
    freeze_hypothesis(wiring, D, "H2")
    (said,) = (path.read_text() for path in (folder / "designs" / f"{D}.log").glob("*.yaml"))
    assert inputs.snapshots["fleet"].id in said


def test_it_is_judged_served_with_live_rows_of_both_and_audited(folder):
    judge_hypothesis(wired(folder, "2026-01-06"), D, "H2")
    wiring = wired(folder, "2026-01-07")
    version = next(one.id for one in wiring.registry.versions() if one.hypothesis == "H2")
    with wiring.registry.acting() as act:
        act.seat(
            Turn(
                D, len(wiring.registry.turns(D)) + 1, version, parse_moment("2026-01-06 12:00"), "promoted", 1
            )
        )
    ids = []

    async def serve():
        with open_service(wiring) as service:

            async def ask():
                _, identity, ticket = service.predict(D, ASKED)
                await service.durable(ticket)
                ids.append(identity)

            await ask()
            told = {"since": "2024-03-28 00:00 UTC", "told": "2024-03-29 06:00 UTC", "age": 11.5, "kind": "b"}
            await service.add_events("fleet", [{"line": "two", **told}])
            await ask()
            late = {"ride": 4001, "due": "2024-03-29 18:00 UTC", "line": "two", "rain": None, "delay": 12.0}
            await service.add_events("rides", [late])
            await ask()

    asyncio.run(serve())
    seen = []
    for identity in ids:
        found = audit_target(wired(folder, "2026-02-01"), identity).to_json()
        assert found["passed"], [check for check in found["checks"] if not check["holds"]]
        assert {one["source"] for one in found["snapshots"]} == {"rides", "fleet"}
        columns = {one["name"]: one for one in found["columns"]}
        assert all(one["again"] for one in columns.values()), columns
        seen.append(
            (
                columns["fleet.age"]["value"],
                columns["fleet.kind"]["value"],
                columns["buses.age_10d"]["behind"][0]["live"],
            )
        )
        assert columns["fleet.age"]["unit"] == "year"
    assert seen[1][:2] == seen[2][:2] == (11.5, "b") != seen[0][:2]
    assert [live for *_, live in seen] == [0, 0, 1]


def test_other_joined_data_make_other_columns(folder):
    wiring = wired(folder)
    definitions = read_definitions(wiring)
    design = definitions.designs[D]

    def keys(wiring):
        names = ["buses.old_10d", "history.line_late_2d", "fleet.age"]
        inputs = gather_inputs(wiring, definitions, design, names, {})
        from wager.expressions.tree import Column

        return inputs.keys({name: Column(name) for name in names}), inputs.rows_fingerprint

    before, rows = keys(wiring)
    text = (folder / "data" / "fleet.csv").read_text()
    (folder / "data" / "fleet.csv").write_text(text + "one,2024-01-05 00:00,2024-01-05 00:00,3,a\n")
    from wager.workflow.take_snapshot import take_snapshot

    take_snapshot(wiring, ["fleet"])
    after, again = keys(wiring)
    assert before["buses.old_10d"] != after["buses.old_10d"]
    assert before["fleet.age"] != after["fleet.age"]
    assert before["history.line_late_2d"] == after["history.line_late_2d"]  # it reads nothing of the fleet
    assert rows == again
