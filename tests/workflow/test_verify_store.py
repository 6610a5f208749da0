"""`verify` names what is damaged or gone, and who depends on it; what is whole it leaves alone.

`WAGER_FLIPS=1000` flips as many bits of the store; the short form flips fewer, with another seed.
"""

import json
import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields, replace

import pytest

from serving.made_up import prediction
from wager.design.frozen.log import read_log
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.registry.version import keep_version, read_version
from wager.serving.event_log import EventLog
from wager.serving.prediction_log import open_log
from wager.workflow.verify_store import verify_store
from wager.workflow.versions.register_version import registered

FLIPS = int(os.environ.get("WAGER_FLIPS", "60"))


@pytest.fixture(scope="module")
def served(rides, tmp_path_factory):
    """A project with a run, a verdict, a title, predictions and events; shared, not to be changed."""
    folder = tmp_path_factory.mktemp("served") / "rides"
    shutil.copytree(rides, folder)
    writer = open_log(folder / ".wager" / "predictions")
    writer.session({"version": "v1"}, serves="late-bus")
    for number in range(20):
        writer.add(prediction(number))
        writer.sync()
    writer.close()
    events = EventLog(folder / ".wager" / "events")
    events.add("rides", [{"ride": 1}, {"ride": 2}], 5)
    events.close()
    return folder


@pytest.fixture
def wiring(served, tmp_path):
    folder = tmp_path / "rides"
    shutil.copytree(served, folder)
    return open_folder(folder)


def change(path, content):
    path.chmod(0o600)
    path.write_bytes(content)


def flip(path, bit):
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    change(path, bytes(content))


def challenger(wiring):
    """Return the version that was judged."""
    return next(one for one in wiring.registry.versions() if one.hypothesis == "H1")


def test_a_whole_project_passes_and_says_what_was_looked_at(wiring):
    before = {path: path.stat().st_mtime_ns for path in wiring.root.rglob("*")}
    found = verify_store(wiring)
    assert found.damaged == ()
    assert found.passed
    assert found.checked == {
        "objects": len(list(wiring.objects.names())),
        "bytes": sum(path.stat().st_size for path in wiring.objects.root.rglob("*") if path.is_file()),
        "records": len(list(wiring.registry.ledger())),
        "versions": 2,
        "runs": 1,
        "log entries": 3,
        "predictions": 20,
        "events": 2,
        "writes cut off": 0,
    }
    assert {path: path.stat().st_mtime_ns for path in wiring.root.rglob("*")} == before


def test_a_project_without_a_store_passes_and_gets_none(tmp_path):
    (tmp_path / "wager.toml").write_text('wager = 1\nname = "new"\n')
    assert verify_store(open_folder(tmp_path)).passed
    assert [path.name for path in tmp_path.iterdir()] == ["wager.toml"]


def test_every_flipped_bit_of_the_objects_and_logs_is_named(wiring):
    chance = random.Random(FLIPS)
    files = [
        *sorted(wiring.objects.root.glob("*/*")),
        *sorted((wiring.root / "designs").glob("*.log/*.yaml")),
        *sorted(wiring.events.glob("*/*.log")),
        *sorted(wiring.predictions.glob("*.log")),
    ]
    entries, missed, same = read_log(wiring.root / "designs" / "late-bus.log"), [], 0
    for _ in range(FLIPS):
        path = chance.choice(files)
        whole, mode = path.read_bytes(), path.stat().st_mode
        bit = chance.randrange(len(whole) * 8)
        flip(path, bit)
        named = {one.where for one in verify_store(wiring).damaged}
        if path.relative_to(wiring.root).as_posix() not in named:
            # The 17th digit of a number can change without changing the number, and an entry is named by its values.
            same += path.suffix == ".yaml" and read_log(path.parent) == entries
            missed.append((path, bit))
        change(path, whole)
        path.chmod(mode)
    print(f"{FLIPS} bits flipped in {len(files)} files: {FLIPS - len(missed)} named, {same} said the same")
    assert len(missed) == same <= 1 + FLIPS / 100
    assert verify_store(wiring).passed


def test_who_depends_on_a_snapshot_is_named(wiring):
    version = read_version(wiring.objects, challenger(wiring).id)
    (snapshot,) = version.snapshots.values()
    holds = wiring.objects.path(snapshot)
    flip(holds, 77)
    damaged = {one.where: one for one in verify_store(wiring).damaged}
    one = damaged[holds.relative_to(wiring.root).as_posix()]
    assert one.what == "object"
    assert "not to its name" in one.why
    assert "restore it from a backup" in one.why
    needed = " ".join(one.needed_by)
    assert f"version {version.id[:12]} (by-line)" in one.needed_by
    assert "title late-bus" in needed
    assert "run " in needed


def test_the_file_of_a_snapshot_leads_to_its_snapshot(wiring):
    version = read_version(wiring.objects, challenger(wiring).id)
    manifest = json.loads(wiring.objects.path(version.snapshots["rides"]).read_bytes())
    parquet = manifest["body"]["files"][0][0]
    flip(wiring.objects.path(parquet), 4_000)
    (one,) = verify_store(wiring).damaged
    assert one.needed_by[0] == f"snapshot rides {version.snapshots['rides'][:12]}"
    assert one.needed_by[-1].startswith("title late-bus")


@pytest.mark.parametrize("what", ["manifest", "definitions", "golden rows", "predictions", "lock", "wager"])
def test_what_is_gone_is_named(wiring, what):
    version = read_version(wiring.objects, challenger(wiring).id)
    lost = version.objects()[what]
    wiring.objects.path(lost).unlink()
    damaged = [one for one in verify_store(wiring).damaged if one.where == lost]
    assert [one.what for one in damaged] == ["object"]
    assert "is not in the store" in damaged[0].why
    if what != "manifest":  # without it nobody knows what it was made of
        assert f"version {version.id[:12]} (by-line)" in damaged[0].needed_by


@pytest.mark.parametrize("what", ["evidence", "read"])
def test_what_a_verdict_read_and_found_is_missed_where_it_was_given(wiring, what):
    entry = next(one for one in read_log(wiring.root / "designs" / "late-bus.log") if one.kind == "verdict")
    lost = entry.body["read"] if what == "read" else entry.body["evidence"]["object"]
    name = f"verdict {entry.hash[:12]} on H1 of late-bus"
    whole = wiring.objects.path(lost).read_bytes()
    flip(wiring.objects.path(lost), 77)
    (altered,) = verify_store(wiring).damaged
    assert "not to its name" in altered.why
    assert altered.needed_by == (name,)
    wiring.objects.path(lost).unlink()
    (gone,) = verify_store(wiring).damaged
    assert (gone.where, gone.needed_by) == (lost, (name,))
    wiring.objects.put_bytes(whole)
    assert verify_store(wiring).damaged == ()


def test_a_clone_without_a_store_misses_nothing_of_it(wiring):
    shutil.rmtree(wiring.store)
    assert verify_store(open_folder(wiring.root)).damaged == ()


def test_a_changed_row_of_the_registry_is_named_with_the_titles(wiring):
    with closing(sqlite3.connect(wiring.store / "registry.db", isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER versions_no_update")
        raw.execute("UPDATE versions SET verdict = 'SHIP' WHERE verdict <> ''")
    damaged = verify_store(wiring).damaged
    assert {one.what for one in damaged} == {"registry"}
    assert {one.where for one in damaged} == {".wager/registry.db"}
    assert any("is not what record" in one.why for one in damaged)
    assert all(one.needed_by == ("title late-bus",) for one in damaged)


def test_a_registry_that_cannot_be_read_hides_nothing_else(wiring):
    objects = [wiring.objects.path(name) for name in list(wiring.objects.names())[:3]]
    for path in objects:
        flip(path, 9)
    change(wiring.store / "registry.db", b"gone" * 1000)
    named = {one.where for one in verify_store(wiring).damaged}
    assert {path.relative_to(wiring.root).as_posix() for path in objects} | {".wager/registry.db"} <= named


def test_a_version_that_says_something_else_than_its_line_is_named(wiring):
    whole = read_version(wiring.objects, challenger(wiring).id)
    facts = {one.name: getattr(whole, one.name) for one in fields(whole) if one.name != "id"}
    other = keep_version(wiring.objects, **{**facts, "model": "by-more"})
    with wiring.registry.acting() as act:
        act.register(registered(replace(other, model="by-line", hypothesis="H2"), 9))
    (one,) = verify_store(wiring).damaged
    assert (one.what, one.where) == ("version", other.id[:12])
    assert "its manifest and the registry differ in hypothesis, model" in one.why


def test_an_entry_that_the_ledger_knows_is_missed(wiring):
    entry = challenger(wiring).entry
    (path,) = wiring.root.glob(f"designs/late-bus.log/{entry}.yaml")
    path.unlink()
    (one,) = verify_store(wiring).damaged
    assert (one.what, one.where) == ("log entry", f"designs/late-bus.log/{entry}.yaml")
    assert "was removed: record 4 of the ledger knows it (verdict of H1); restore it from git" in one.why
    assert one.needed_by[0] == f"version {challenger(wiring).id[:12]} (by-line)"


def test_an_entry_that_was_changed_is_named_with_its_version(wiring):
    entry = challenger(wiring).entry
    (path,) = wiring.root.glob(f"designs/late-bus.log/{entry}.yaml")
    path.write_text(path.read_text().replace("INCONCLUSIVE", "SHIP", 1))
    (one,) = verify_store(wiring).damaged
    assert (one.what, one.where) == ("log entry", f"designs/late-bus.log/{entry}.yaml")
    assert one.needed_by[0] == f"version {challenger(wiring).id[:12]} (by-line)"


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"artifact": {"a": 1}, "snapshots": {}}', b"\xff"])
def test_a_run_that_cannot_be_read_is_named(wiring, content):
    (path,) = wiring.runs.glob("*.json")
    path.write_bytes(content)
    (one,) = verify_store(wiring).damaged
    assert (one.what, one.where) == ("run", path.relative_to(wiring.root).as_posix())
    assert "delete it and run again" in one.why


def test_the_face_says_no_and_names_it(wiring, capsys):
    assert main(["-C", str(wiring.root), "verify"]) == 0
    assert capsys.readouterr().out.endswith("20 predictions, 2 events\nnothing is damaged\n")
    name = challenger(wiring).id
    flip(wiring.objects.path(name), 3)
    assert main(["-C", str(wiring.root), "verify"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f".wager/objects/{name[:2]}/{name[2:]}: object: its bytes hash to ")
    assert said[-1] == "1 thing is damaged"
    assert main(["-C", str(wiring.root), "verify", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document == api.open(wiring.root).verify().to_json()
    assert (document["format"], document["passed"], len(document["damaged"])) == (1, False, 1)


def test_a_registry_that_was_lost_is_missed(wiring):
    judged = [one for one in wiring.registry.versions() if one.hypothesis]
    (wiring.store / "registry.db").unlink()
    found = [one for one in verify_store(open_folder(wiring.root)).damaged if one.what == "registry"]
    assert len(found) == len(judged) > 0
    assert all(one.id[:12] in " ".join(each.why for each in found) for one in judged)
    assert "restore it from a backup" in found[0].why
    assert found[0].needed_by == ("title late-bus",)
