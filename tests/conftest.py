"""What many tests share: a copy of the example project, a copy of a project that is already snapshotted."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def flights(tmp_path):
    """A fresh copy of the flights project, without any snapshot."""
    folder = tmp_path / "flights"
    shutil.copytree(ROOT / "examples" / "flights", folder, ignore=shutil.ignore_patterns(".wager", "*.log"))
    return folder
