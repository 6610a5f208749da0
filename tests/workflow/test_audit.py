"""Audit: a prediction, a version, a title; what they rest on is looked at again, also long after."""

import asyncio
import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import click
import pytest

from rides import write_rides
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, UsageError
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.audited.record import audited_lines
from wager.interfaces.cli.tables import WIDTH
from wager.project.opening import open_folder
from wager.registry.titles import Turn
from wager.serving.prediction_log import find_prediction, open_log
from wager.workflow.audit_target import audit_target
from wager.workflow.auditing.audit_prediction import as_logged
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.serve_titles import open_service

D = "late-bus"
ASKED = {"ride": 4000, "due": "2024-03-29 20:24 UTC", "line": "two", "rain": 2.5}
LIVE = {"ride": 4001, "due": "2024-03-29 18:00 UTC", "line": "two", "rain": None, "delay": 12.0}
DECIDED = datetime(2024, 3, 29, 19, 54, tzinfo=UTC)


def wired(folder, day="2026-01-05"):
    return open_folder(folder, clock=FixedClock(parse_moment(day)))


def asked(folder, *documents, day, events=()):
    """Ask a server for some predictions; before the last one, events come in."""

    async def ask():
        ids = []
        with open_service(wired(folder, day)) as service:
            for place, document in enumerate(documents):
                if events and place == len(documents) - 1:
                    await service.add_events("rides", list(events))
                _, identity, ticket = service.predict(D, document)
                await service.durable(ticket)
                ids.append(identity)
        return ids

    return asyncio.run(ask())


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Rides with two versions, a title that moved between them, and predictions of both; shared, not to be changed."""
    folder = write_rides(tmp_path_factory.mktemp("served") / "rides")
    freeze_hypothesis(wired(folder), D, "H2")
    judge_hypothesis(wired(folder, "2026-01-06"), D, "H2")
    registry = wired(folder).registry
    version = next(one.id for one in registry.versions() if one.hypothesis == "H2")
    by_rule = asked(folder, ASKED, day="2026-01-07")
    with registry.acting() as act:  # as `promote` does after SHIP
        act.seat(Turn(D, 2, version, parse_moment("2026-01-08 12:00"), "promoted", 1))
    ids = asked(folder, ASKED, ASKED, day="2026-01-09", events=[LIVE])
    return SimpleNamespace(folder=folder, version=version, by_rule=by_rule[0], before=ids[0], after=ids[1])


@pytest.fixture
def mine(served, tmp_path):
    """A copy that may be changed."""
    folder = tmp_path / "rides"
    shutil.copytree(served.folder, folder)
    return SimpleNamespace(**{**vars(served), "folder": folder})


def audited(served, target, **options):
    return audit_target(wired(served.folder, "2026-02-01"), target, **options).to_json()


def wrong(document):
    answered = document["version"]["checks"] if document["kind"] == "prediction" else []
    checks = document["checks"] + answered
    return [check["what"] for check in checks if not check["holds"]]


def test_the_parts_add_up_to_what_was_answered(served):
    found = audited(served, served.before)
    answer, shares = found["answer"], [found["base"], *(one["share"] for one in found["columns"])]
    assert found["passed"], found["checks"]
    assert answer["action"] in {"none", "warn"}
    assert_parts_add_up(found)
    likely = sum(share["probabilities"]["late"] for share in shares)
    assert likely == pytest.approx(answer["probabilities"]["late"], abs=1e-12)
    ahead = {name: Decimal(money) for name, money in answer["expected_money"].items()}
    assert Decimal(answer["ahead"]) == ahead[answer["action"]] - ahead[answer["over"]] >= 0


def test_the_rows_behind_a_feature_are_those_of_the_file(served):
    with (served.folder / "data" / "rides.csv").open() as file:
        rides = [row for row in csv.DictReader(file) if row["line"] == "two" and row["delay"]]
    counted = []
    for row in rides:
        due = datetime.fromisoformat(row["due"]).replace(tzinfo=UTC)
        arrived = due + timedelta(minutes=float(row["delay"]))
        if DECIDED - timedelta(days=2) <= due < DECIDED and arrived < DECIDED:
            counted.append((int(row["ride"]), float(row["delay"]) >= 5))
    found = audited(served, served.before, rows=3)
    column = next(one for one in found["columns"] if one["name"] == "history.line_late_2d")
    (behind,) = column["behind"]
    assert (behind["rows"], behind["live"], behind["by"]) == (len(counted), 0, {"line": "two"})
    newest = [(row["key"]["ride"], row["value"]) for row in behind["newest"]]
    assert newest == sorted(counted, reverse=True)[:3]
    assert column["value"] == pytest.approx(sum(late for _, late in counted) / len(counted))
    assert (column["means"], column["by"], column["again"]) == ("how often the line was late", "line", True)


def test_live_events_count_from_when_they_came(served):
    before, after = audited(served, served.before), audited(served, served.after)
    assert (before["live"], after["live"]) == ({"rides": 0}, {"rides": 1})

    def behind(document):
        columns = {one["name"]: one for one in document["columns"]}
        return columns["history.line_late_10d"]["behind"][0]

    assert behind(after)["rows"] == behind(before)["rows"] + 1
    assert {"ride": 4001} in [row["key"] for row in behind(after)["newest"] if row["live"]]
    assert after["passed"], wrong(after)


def test_a_prediction_names_who_stands_behind_it(served):
    found = audited(served, served.before)
    version = found["version"]
    assert version["version"] == served.version
    assert (found["title"]["number"], found["title"]["how"]) == (2, "promoted")
    assert version["hypothesis"]["claim"] == "what was late lately is late again"
    assert version["verdict"]["entry"] == version["verdict"]["path"].rpartition("/")[2].removesuffix(".yaml")
    assert version["freeze"]["at"] == "2026-01-05T00:00:00Z"
    assert version["environment"]["packages"] > 5
    assert found["request"]["due"] == "2024-03-29T20:24:00Z"
    assert found["decide_at"] == "2024-03-29T19:54:00Z"
    assert json.loads(json.dumps(found)) == found


def test_a_rule_is_explained_by_its_conditions(served):
    found = audited(served, served.by_rule)
    assert found["passed"], wrong(found)
    assert (found["base"], found["version"]["hypothesis"], found["answer"]["action"]) == (None, None, "warn")
    (condition,) = found["columns"]
    assert (condition["name"], condition["value"], condition["is"]) == ("warn", True, "clock.hour >= 17")


@pytest.mark.parametrize(
    "algorithm", ["table: {by: [line, clock.hour]}", "lightgbm: {n_estimators: 30}", "constant: {}"]
)
def test_every_kind_of_model_is_parted(tmp_path, algorithm):
    folder = write_rides(tmp_path / "rides")
    text = f"model: by-line\ndesign: {D}\nfeatures: [line, clock.*, history.*]\nalgorithm: {{{algorithm}}}\n"
    if not algorithm.startswith("lightgbm"):
        text = text.replace("features: [line, clock.*, history.*]\n", "")
    (folder / "models" / "by-line.yaml").write_text(text + "calibrate: sigmoid\n")
    found = audited(SimpleNamespace(folder=folder), answered(folder, "H1"))
    assert found["passed"], wrong(found)
    assert_parts_add_up(found)


def test_a_number_is_parted_too(tmp_path):
    folder = write_rides(tmp_path / "rides")
    edit(folder, "is: late\n", "is: coalesce(delay, 0.0)\nname: wait\n")
    edit(folder, "assume: {goodwill: 9 EUR, effort: 1 EUR}\n", "")
    edit(folder, "none: {late: -goodwill, otherwise: 0 EUR}", "none: -0.10 EUR * wait")
    edit(folder, "warn: {late: -effort, otherwise: -effort}", "warn: -0.30 EUR")
    edit(folder, "evening: {model: evening}\nchampion: evening", "champion: do_nothing")
    edit(
        folder,
        "over champion without decreasing recall of late for any line by more than 20 pp",
        "over champion",
    )
    edit(folder, "algorithm: logistic", "algorithm: linear", "models/by-history.yaml")
    found = audited(SimpleNamespace(folder=folder), answered(folder, "H2"))
    assert found["passed"], wrong(found)
    assert_parts_add_up(found)
    shares = [found["base"], *(one["share"] for one in found["columns"])]
    assert sum(share["value"] for share in shares) == pytest.approx(found["answer"]["value"])
    assert any("wait" in line for line in audited_lines(found))


def edit(folder, old, new, path=f"designs/{D}.md"):
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def answered(folder, hypothesis):
    """Judge a hypothesis, give its model the title, and ask it."""
    freeze_hypothesis(wired(folder), D, hypothesis)
    judge_hypothesis(wired(folder), D, hypothesis)
    registry = wired(folder).registry
    version = next(one.id for one in registry.versions() if one.hypothesis == hypothesis)
    with registry.acting() as act:
        act.seat(Turn(D, 2, version, parse_moment("2026-01-08"), "promoted", 1))
    return asked(folder, ASKED, day="2026-01-09")[0]


def assert_parts_add_up(found):
    shares = [found["base"], *(one["share"] for one in found["columns"])] if found["base"] else []
    for action, money in found["answer"]["expected_money"].items():
        assert sum(Decimal(share["money"][action]) for share in shares) == Decimal(money)
    assert shares or found["columns"]


def test_the_files_of_the_project_may_be_gone(mine):
    for part in ("data", "features", "models", "sources"):
        shutil.rmtree(mine.folder / part)
    shutil.rmtree(mine.folder / ".wager" / "versions")
    found = audited(mine, mine.after)
    assert found["passed"], wrong(found)
    assert found["columns"][0]["behind"] or found["columns"][1]["behind"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"features": {"clock.hour": 3}}, ["the answer", "the features"]),
        ({"action": "none"}, ["the answer"]),
        ({"expected": {"none": 0, "warn": -100}}, ["the answer"]),
    ],
)
def test_what_does_not_follow_is_said(mine, change, what):
    logged = find_prediction(mine.folder / ".wager" / "predictions", mine.before)
    said = as_logged(logged.prediction)
    if "features" in change:
        change = {"features": {**said.features, **change["features"]}}
    log = open_log(mine.folder / ".wager" / "predictions")
    log.session(logged.session, serves=D)
    other, _ = log.add(replace(said, **change), events=logged.events)
    log.sync()
    log.close()
    found = audited(mine, other)
    assert (found["passed"], wrong(found)) == (False, what)
    assert main(["-C", str(mine.folder), "audit", other]) == 1


def test_a_log_entry_that_is_gone_or_changed_is_said(mine):
    found = audited(mine, mine.version[:8])
    entry = mine.folder / found["verdict"]["path"]
    text = entry.read_text()
    entry.write_text(text.replace("INCONCLUSIVE", "SHIP"))
    assert wrong(audited(mine, mine.version[:8])) == ["the experiment log"]
    entry.unlink()
    assert wrong(audited(mine, mine.version[:8])) == ["the verdict"]
    assert audited(mine, mine.version[:8])["verdict"] is None


def test_an_object_that_is_damaged_is_said(mine):
    wiring = wired(mine.folder)
    held = audited(mine, mine.version)["objects"]["golden rows"]
    path = wiring.objects.path(held)
    content = bytearray(path.read_bytes())
    content[10] ^= 4
    path.chmod(0o644)
    path.write_bytes(content)
    found = audited(mine, mine.version)
    assert wrong(found) == ["the objects"]
    assert held in found["checks"][0]["said"]


def test_a_snapshot_that_is_damaged_is_no_explanation(mine):
    wiring = wired(mine.folder)
    manifest = json.loads(wiring.objects.path(audited(mine, mine.version)["snapshots"][0]["id"]).read_bytes())
    path = wiring.objects.path(manifest["body"]["files"][0][0])
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(BadInputError, match="damaged"):
        audited(mine, mine.before)


@pytest.mark.parametrize(
    ("at", "turns"),
    [
        (None, [2]),
        ("2026-01-05", []),
        ("2026-01-06", [1]),
        ("2026-01-08", [1, 2]),
        ("2026-01-08 11:59", [1]),
        ("2026-01-08 12:00", [2]),
        ("2026-01-09", [2]),
    ],
)
def test_who_held_the_title(served, at, turns):
    found = audited(served, D, at=at)
    assert [one["number"] for one in found["held"]] == turns
    assert [one["number"] for one in found["history"]] == [1, 2]
    assert [one["model"] for one in found["history"]] == ["evening", "by-history"]


@pytest.mark.parametrize("at", ["2026-02-30", "yesterday", "2026-01-05 25:00"])
def test_what_is_no_day_is_refused(served, at):
    with pytest.raises(UsageError, match="--at"):
        audited(served, D, at=at)


def test_a_version_is_found_by_its_beginning(served):
    found = audited(served, served.version[:10])
    assert (found["kind"], found["version"], found["passed"]) == ("version", served.version, True)
    assert [one["number"] for one in found["turns"]] == [2]
    assert set(found["hypothesis"]["goals"]) == {"G1", "G2"}
    assert found["model"]["algorithm"] == "logistic"


def test_what_is_not_there_is_named_with_what_is(served):
    with pytest.raises(NotFoundError, match=r"did you mean 'late-bus'.*by-history"):
        audited(served, "late-buss")
    with pytest.raises(NotFoundError, match="no prediction"):
        audited(served, "1-2c-0123456789abcdef")
    with pytest.raises(UsageError, match="goes with a title"):
        audited(served, served.version, at="2026-01-05")


def test_several_versions_that_begin_alike_are_listed(served):
    wiring = wired(served.folder)
    with pytest.raises(ConflictError, match="several"):
        audit_target(replace(wiring, registry=Alike(wiring.registry)), "abcd")


class Alike:
    """A registry whose versions all begin with `abcd`."""

    def __init__(self, registry):
        self.registry = registry

    def versions(self):
        return tuple(replace(one, id=f"abcd{one.id}") for one in self.registry.versions())

    def turns(self, serves=""):
        return () if serves else self.registry.turns()


def test_a_person_can_read_it(served):
    found = audited(served, served.before)
    lines = [click.unstyle(line) for line in audited_lines(found)]
    assert lines[0] == f"prediction {served.before}"
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) < 45
    text = "\n".join(lines)
    for told in (
        "% likely",
        "EUR over",
        "together",
        "known since",
        "older",
        "who stands behind it",
        "looked at again",
    ):
        assert told in text
    short = audited_lines(found, short=True)
    assert len(short) < 16
    assert short[1].startswith("  answer")
    assert text.count("known since") == 1
    assert "\n".join(audited_lines(found, rows=True)).count("known since") == 2


def test_the_command_prints_each_kind(served, capsys):
    for target, begins in ((served.after, "prediction"), (served.version[:12], "version"), (D, D)):
        assert main(["-C", str(served.folder), "audit", target]) == 0
        assert capsys.readouterr().out.startswith(begins)
        assert main(["-C", str(served.folder), "audit", target, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["format"] == 1
    assert main(["-C", str(served.folder), "audit", served.by_rule, "--short"]) == 0
    assert "moved by" in capsys.readouterr().out
    assert main(["-C", str(served.folder), "audit", "nobody"]) == 4
