"""Versions made again: identical without the source files and anywhere; else the first stage that differs."""

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace

import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest

from rides import DESIGN, write_rides
from wager.audit.reproduce import Content, first_difference
from wager.data.manifest import load_snapshot, write_manifest
from wager.data.order import content_digest
from wager.data.time_parts import content_of
from wager.foundation.errors import BadInputError, NotFoundError, UsageError
from wager.foundation.fingerprint import canonical, digest
from wager.foundation.objects import read_object
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.registry.version import Version, keep_version, read_version
from wager.workflow.rebuilding.rebuild_version import rebuild
from wager.workflow.reproduce_version import objects_for, reproduce_version
from wager.workflow.versions.register_version import registered

TREES = """\
model: by-history
design: late-bus
features: [clock.hour, line, history.*]
algorithm: {lightgbm: {n_estimators: 12, learning_rate: 0.2}}
calibrate: isotonic
seed: 3
"""


def judged(folder, *hypotheses):
    """A project with the version of each hypothesis, and of the baseline that took the title; by model."""
    project = api.open(folder)
    for name in hypotheses:
        project.freeze("late-bus", name)
        project.judge("late-bus", name)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A table, a logistic regression, and a rule that holds the title; shared, not to be changed."""
    return judged(write_rides(tmp_path_factory.mktemp("made") / "rides"), "H1", "H2")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Trees with calibration, and a baseline that always does nothing; shared, not to be changed."""
    folder = write_rides(tmp_path_factory.mktemp("other") / "rides")
    (folder / "models" / "by-history.yaml").write_text(TREES)
    (folder / "designs" / "late-bus.md").write_text(
        DESIGN.replace("champion: evening", "champion: do_nothing")
    )
    return judged(folder, "H2")


def version_of(wiring, model) -> Version:
    (found,) = [one.id for one in wiring.registry.versions() if one.model == model]
    return read_version(wiring.objects, found)


def copied(folder, target):
    shutil.copytree(folder, target)
    return target


@pytest.mark.parametrize("model", ["by-line", "by-history", "evening"])
def test_a_version_is_made_again(made, model):
    wiring = open_folder(made)
    version = version_of(wiring, model)
    reproduced = reproduce_version(wiring, version.id[:8])
    assert (reproduced.identical, reproduced.differs) == (True, None)
    assert (reproduced.version, reproduced.model, reproduced.serves) == (version.id, model, "late-bus")
    assert list(reproduced.stages) == ["snapshot", "rows", "column", "fitted", "predictions"]
    assert reproduced.counts["rows"] == 1800
    assert reproduced.environment["folder"] == ""


@pytest.mark.parametrize("model", ["by-history", "do_nothing"])
def test_trees_and_a_single_action_are_made_again(other, model):
    wiring = open_folder(other)
    reproduced = reproduce_version(wiring, version_of(wiring, model).id, threads=1)
    assert (reproduced.identical, reproduced.differs) == (True, None)


def test_nothing_but_the_store_is_needed(made, tmp_path, monkeypatch):
    """No data, no definitions, nothing computed before, another folder, another language, clock and seed."""
    store = tmp_path / "elsewhere" / "moved" / ".wager"
    store.mkdir(parents=True)
    for name in ("objects", "registry.db"):
        source = made / ".wager" / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, store / name)
    for name, value in {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "LANG": "tr_TR",
        "OMP_NUM_THREADS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    wiring = open_folder(store.parent)
    before = {path for path in store.rglob("*") if path.is_file()}
    for model in ("by-line", "by-history"):
        assert reproduce_version(wiring, version_of(wiring, model).id, threads=1).identical
    assert {path for path in store.rglob("*") if path.is_file()} == before
    assert [path.name for path in store.parent.iterdir()] == [".wager"]


REBUILD = """
import json, sys
from pathlib import Path
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.workflow.rebuilding.rebuild_version import rebuild
wiring = open_folder(Path(sys.argv[1]), threads=int(sys.argv[3]))
print(json.dumps(rebuild(wiring, read_version(wiring.objects, sys.argv[2])).to_json()["content"]))
"""


@pytest.mark.parametrize(("seed", "threads"), [("0", "1"), ("4242", "2")])
def test_hash_seed_and_threads_do_not_matter(other, seed, threads):
    version = version_of(open_folder(other), "by-history")
    around = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/New_York", "LC_ALL": "C"}
    command = [sys.executable, "-c", REBUILD, str(other), version.id, threads]
    done = subprocess.run(command, capture_output=True, check=True, env=around)
    assert Content(**json.loads(done.stdout)) == Content.of(version)


def test_code_and_data_of_today_do_not_matter(made, tmp_path):
    folder = copied(made, tmp_path / "edited")
    (folder / "features" / "history.yaml").write_text("features: history\nthis is: no feature file\n")
    (folder / "data" / "rides.csv").write_text("nothing,of,it\n1,2,3\n")
    (folder / "wager.toml").write_text(
        'wager = 1\nname = "rides"\ncurrency = "USD"\ntime_zone = "Asia/Tokyo"\n'
    )
    wiring = open_folder(folder)
    assert reproduce_version(wiring, version_of(wiring, "by-history").id).identical


def facts_of(version):
    return {one.name: getattr(version, one.name) for one in fields(version) if one.name != "id"}


def defined_anew(wiring, version, path, old, new):
    """The version as it would be, had its definitions said something else."""
    said = json.loads(read_object(wiring.objects, version.definitions))
    assert old in said["files"][path]
    said["files"][path] = said["files"][path].replace(old, new)
    held = wiring.objects.put_bytes(canonical(said))
    return keep_version(wiring.objects, **{**facts_of(version), "definitions": held})


@pytest.mark.parametrize(
    ("path", "old", "new", "stage", "name"),
    [
        ("files/designs/late-bus.md", "due - 30 min", "due - 31 min", "rows", ""),
        ("files/features/history.yaml", "2 d", "3 d", "column", "history.line_late_2d"),
        ("files/features/clock.yaml", "hour(due)", "hour(due) + 1", "column", "clock.hour"),
        (
            "files/models/by-history.yaml",
            "seed: 3",
            "seed: 3\ncalibrate: sigmoid",
            "fitted",
            "calibration.json",
        ),
        ("files/designs/late-bus.md", "goodwill: 9 EUR", "goodwill: 8 EUR", "predictions", ""),
    ],
)
def test_the_first_stage_that_differs_is_named(made, path, old, new, stage, name):
    """What follows from it differs as well, and is not what is named."""
    wiring = open_folder(made)
    version = version_of(wiring, "by-history")
    doctored = defined_anew(wiring, version, path, old, new)
    found = rebuild(wiring, doctored).content
    difference = first_difference(Content.of(doctored), found)
    assert (difference.stage, difference.column) == (stage, name)
    assert Content.of(doctored) == Content.of(version)


def test_a_snapshot_that_is_not_what_it_says_is_named(made):
    """Its manifest and files are whole, and yet it holds other values than those that its id stands for."""
    wiring = open_folder(made)
    version = version_of(wiring, "by-line")
    honest = load_snapshot(wiring.objects, version.snapshots["rides"])
    parts = (replace(honest.parts[0], content="ab" * 32), *honest.parts[1:])
    posing = replace(honest, parts=parts, content=content_of(parts))
    posing = replace(posing, id=digest(posing.logical()))
    wiring.objects.put_bytes(write_manifest(posing), name=posing.id)
    doctored = keep_version(wiring.objects, **{**facts_of(version), "snapshots": {"rides": posing.id}})
    difference = first_difference(Content.of(doctored), rebuild(wiring, doctored).content)
    assert (difference.stage, difference.column) == ("snapshot", "rides")
    assert (difference.expected, difference.found) == (posing.id, honest.id)


def test_a_difference_is_told_and_ends_with_exit_code_1(made, tmp_path, capsys):
    folder = copied(made, tmp_path / "rides")
    wiring = open_folder(folder)
    version = version_of(wiring, "by-line")
    columns = {name: dict(said) for name, said in version.columns.items()}
    columns["line"]["content"] = "cd" * 32
    doctored = keep_version(wiring.objects, **{**facts_of(version), "columns": columns})
    with wiring.registry.acting() as act:
        act.register(registered(doctored, 0))
    assert main(["-C", str(folder), "reproduce", doctored.id]) == 1
    assert capsys.readouterr().out.startswith("reproduce: different, first in column line\n")
    assert main(["-C", str(folder), "reproduce", doctored.id, "--json"]) == 1
    differs = json.loads(capsys.readouterr().out)["differs"]
    assert differs == {
        "stage": "column",
        "column": "line",
        "expected": "cd" * 32,
        "found": version.columns["line"]["content"],
    }
    assert main(["-C", str(folder), "reproduce", version.id]) == 0
    assert capsys.readouterr().out.startswith("reproduce: identical\n")


def test_a_damaged_or_missing_object_is_named(made, tmp_path):
    folder = copied(made, tmp_path / "rides")
    wiring = open_folder(folder)
    version = version_of(wiring, "by-line")
    (entry,) = load_snapshot(wiring.objects, version.snapshots["rides"]).files
    path = wiring.objects.path(entry.sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=entry.sha256):
        reproduce_version(wiring, version.id)
    path.unlink()
    with pytest.raises(NotFoundError, match=entry.sha256):
        reproduce_version(wiring, version.id)


def test_only_what_it_was_made_from_is_handed_over(made):
    wiring = open_folder(made)
    version = version_of(wiring, "by-line")
    given = set(objects_for(wiring, version))
    assert {version.id, version.definitions, *version.snapshots.values()} < given
    assert not given & {*version.artifact.values(), version.predictions["object"], version.golden}


def test_the_predictions_are_a_table_that_people_can_read(made):
    wiring = open_folder(made)
    version = version_of(wiring, "by-history")
    table = pq.read_table(io.BytesIO(read_object(wiring.objects, version.predictions["object"])))
    assert table.column_names == [
        "key 0",
        "t",
        "probability otherwise",
        "probability late",
        "action",
        "money",
    ]
    assert (content_digest(table), table.num_rows) == (
        version.predictions["content"],
        version.predictions["count"],
    )
    rides = arrow_csv.read_csv(made / "data" / "rides.csv").select(["ride", "delay"]).to_pydict()
    late = dict(zip(rides["ride"], (delay >= 5 for delay in rides["delay"]), strict=True))
    for row in table.to_pylist():
        paid = -100 if row["action"] == "warn" else -900 * late[row["key 0"]]
        assert (row["money"], row["probability otherwise"] + row["probability late"]) == (
            paid,
            pytest.approx(1),
        )


def test_an_unknown_version_and_a_wrong_number_of_threads_are_refused(made):
    wiring = open_folder(made)
    with pytest.raises(NotFoundError, match="no version and no title 'late-buss'; did you mean 'late-bus'"):
        reproduce_version(wiring, "late-buss")
    with pytest.raises(UsageError, match="threads is -1"):
        reproduce_version(wiring, "late-bus", threads=-1)
