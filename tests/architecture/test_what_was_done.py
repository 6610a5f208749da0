"""What was done before is told without what it took to do it."""

import subprocess
import sys

import pytest

CALLS = "import sys; from wager.interfaces.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
HEAVY = {"numpy", "pyarrow", "scipy", "duckdb", "lightgbm", "sklearn"}


@pytest.mark.parametrize(
    ("arguments", "needed"), [(["ls"], "wager.data.snapshot"), (["run", "by-history"], "wager.features.plan")]
)
def test_neither_numbers_nor_tables_are_loaded(rides, arguments, needed):
    done = subprocess.run(
        [sys.executable, "-c", CALLS, "-C", rides, *arguments, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert needed in loaded
    assert not loaded & HEAVY
