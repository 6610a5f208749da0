"""A promotion is all or nothing: processes that promote, roll back and read are killed at random moments.

`WAGER_KILLS=200` kills as many; the short form kills fewer, with another seed.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wager.adapters.stores.sqlite.registry import SqliteRegistry

KILLS = int(os.environ.get("WAGER_KILLS", "25"))
SERVES = "flight-protect"


@pytest.mark.skipif(os.name == "nt", reason="nothing can be forked there")
def test_a_title_has_one_holder_whoever_is_killed(tmp_path):
    script = Path(__file__).with_name("contest.py")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), str(tmp_path), str(KILLS), str(KILLS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    registry = SqliteRegistry(tmp_path / "registry.db")
    turns = registry.turns(SERVES)
    assert registry.faults() == ()
    assert (tmp_path / "violations").read_text() == ""
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    noted = [record.body for record in registry.ledger() if record.kind == "title"]
    assert noted == [turn.to_json() for turn in turns]
    acknowledged = [line.split(" ", 2) for line in (tmp_path / "acknowledged").read_text().splitlines()]
    there = {(str(turn.number), turn.version, turn.how) for turn in turns}
    assert {tuple(one) for one in acknowledged} <= there
    # Each kill may hide one turn that was done and not yet told of; nobody was told of the same one twice.
    assert len(turns) - KILLS - 6 <= len(acknowledged) == len({number for number, *_ in acknowledged})
    leftover = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("registry"))
    print(
        f"{KILLS} kills, {len(turns)} turns, {len(acknowledged)} acknowledged, one holder; files {leftover}"
    )
