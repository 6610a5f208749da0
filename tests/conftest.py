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
