"""The same files in another process, folder and order of rows, on other threads, under another hash seed: the same models, to the bit.

From the source to what is served, by every learner. `bench/same_digests.py` changes one thing after the other, for all tasks and losses, on more rows.
"""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import same_digests
from project_folder import write_table
from same_digests import ENCODED, digests, one_of_each, write_waits

HELD, TUNED = "2024-02-05", "2024-01-24"
UNTUNED = ("words-logistic", "words-lightgbm")
"""They learn from train alone: nothing of them is stopped, calibrated or chosen on `tune`."""


def test_every_learner_learns_the_same_everywhere(tmp_path):
    here, there = tmp_path / "here", tmp_path / "elsewhere" / "deep"
    there.parent.mkdir()
    names = one_of_each()
    found = digests(write_waits(here), 1, names)
    settings = {"PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE"}
    tests = str(Path(same_digests.__file__).parent)
    done = subprocess.run(
        [sys.executable, same_digests.__file__, str(there), "5", "2", "1", *names],
        cwd=there.parent, env={**os.environ, **settings, "PYTHONPATH": tests}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    again = json.loads(done.stdout)
    assert [name for name in found if found[name] != again[name]] == []
    assert len(again) == len(found) >= 40
    data = [(folder / "data" / "trips.csv").read_text() for folder in (here, there)]
    assert data[0] != data[1]
    assert sorted(data[0].splitlines()) == sorted(data[1].splitlines())


def rewritten(path, since, until, change):
    """Change the rows of a table from one moment to another."""
    with path.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        if since <= row["at"] < until:
            row |= change(row)
    write_table(path, rows)


def another_trip(row):
    """Another line, a driver and words that nobody has met, other weather, and the other outcome."""
    other = {"line": "z", "driver": f"new-{row['trip']}", "note": "zebra zebra", "rain": 99, "stops": 50}
    return other | {"wait": 0 if float(row["wait"]) > 6 else 99}


def another_load(row):
    return {"weight": -1e12, "line": "b" if row["line"] == "a" else "a", "door": row["load"]}


def test_what_is_held_out_changes_no_fitted_bit(tmp_path):
    """Words, hashes, means of levels, levels, a search's choice, early stopping, calibration, a refit: of development rows only."""
    names = [*ENCODED, "sklearn-ridge-mean", "table-classes", "python-binary", "xgboost-quantile"]
    found = {}
    for place, since, until in (("as it is", "", ""), ("held", HELD, "9"), ("tuned", TUNED, HELD)):
        folder = write_waits(tmp_path / place)
        rewritten(folder / "data" / "trips.csv", since, until, another_trip)
        for events in (folder / "data").glob("loads-*.csv"):
            rewritten(events, since, until, another_load)
        found[place] = digests(folder, 1, names)
    usual, held, tuned = found.values()
    assert held == usual
    assert [name for name in ENCODED if tuned[name] == usual[name]] == list(UNTUNED)
