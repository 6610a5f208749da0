"""A search: every trial a run, chosen by money, found again, independent of processes; nothing held out is looked at."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from rides import write_rides
from wager.foundation.errors import BadInputError
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.run_model import run_model
from wager.workflow.runs import read_final, read_model, trials_folder
from wager.workflow.searching import settle

SEARCH = """\
model: sought
design: late-bus
features: [clock.hour, history.*, line, rain]
algorithm: {lightgbm: {n_estimators: 30, early_stopping: 5}}
calibrate: sigmoid
search:
  folds: 2
  over: {lightgbm.num_leaves: [3, 15]}
seed: 3
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_rides(tmp_path_factory.mktemp("sought") / "rides")


@pytest.fixture(scope="module")
def sought(folder):
    """A run whose model file has a search, in two processes."""
    (folder / "models" / "sought.yaml").write_text(SEARCH)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "processes_for", lambda *_: 2)
        return run_model(open_folder(folder, threads=1), "sought")


def files(folder):
    return {path.stem: path for path in trials_folder(open_folder(folder)).glob("*.json")}


def test_the_trial_that_earns_most_is_chosen_and_each_is_a_run(folder, sought):
    found = sought.searched
    assert len(found.trials) == 2
    assert found.best.money.value == max(one.money.value for one in found.trials)
    assert {one.run for one in found.trials} == set(files(folder))
    project = api.open(folder)
    shown = project.show("run", found.trials[0].run)
    assert shown.thing["trial"] == {
        "parameters": {"n_estimators": 30, "early_stopping": 5, "num_leaves": 3}, "share": 1, "folds": 2,
    }  # fmt: skip
    listed = project.ls()
    assert listed.trials == 2
    assert [run["model"] for run in listed.runs].count("sought") == 1


def test_a_fixed_parameter_is_what_the_search_would_have_fitted(folder, sought):
    """What was chosen, given as a parameter, is the same model; and nothing is searched any more."""
    leaves = sought.searched.best.parameters["num_leaves"]
    fixed = run_model(open_folder(folder, threads=1), "sought", changes={"lightgbm.num_leaves": leaves})
    assert fixed.searched is None
    assert fixed.id != sought.id
    assert fixed.fitted == sought.fitted


def test_what_was_tried_is_found_and_one_process_finds_the_same(folder, sought):
    wiring = open_folder(folder, threads=1)
    before = {name: path.read_bytes() for name, path in files(folder).items()}
    (wiring.runs / f"{sought.id}.json").unlink()
    lost = sought.searched.trials[1].run
    files(folder)[lost].unlink()
    again = run_model(wiring, "sought")
    assert [one.found for one in again.searched.trials] == [True, False]
    assert again.fitted == sought.fitted
    for name, path in files(folder).items():
        new, old = json.loads(path.read_bytes()), json.loads(before[name])
        assert new["evidence"] == old["evidence"]


def test_refit_shows_one_model_and_serves_another(folder, sought):
    (folder / "models" / "again.yaml").write_text("model: again\nextends: sought\nrefit: true\n")
    wiring = open_folder(folder, threads=1)
    run = run_model(wiring, "again")
    assert all(one.found for one in run.searched.trials)  # the trials of one are those of the other
    shown, final = read_model(wiring, run), read_final(wiring, run)
    assert shown.digest == sought.fitted
    assert final.digest == run.fitted != shown.digest
    assert final.fitted.rounds == shown.fitted.rounds
    assert final.calibration == shown.calibration
    assert run.evidence.money == sought.evidence.money


def held_out_changed(folder):
    """Change every row of the holdout: its features and its outcomes."""
    path = folder / "data" / "rides.csv"
    head, *lines = path.read_text().splitlines()
    names = head.split(",")
    changed = []
    for line in lines:
        row = dict(zip(names, line.split(","), strict=True))
        if row["due"] >= "2024-03-11":
            row |= {"line": "two" if row["line"] == "one" else "one", "rain": "9.9"}
            row["delay"] = "0" if row["delay"] and float(row["delay"]) >= 5 else "25"
        changed.append(",".join(row[name] for name in names))
    path.write_text("\n".join([head, *changed]) + "\n")


def test_a_changed_held_out_row_changes_no_fitted_bit(tmp_path, sought):
    """Search, early stopping, calibration, refit, levels of categories, thresholds, baselines: of development rows only."""
    folder = write_rides(tmp_path / "rides")
    held_out_changed(folder)
    (folder / "models" / "sought.yaml").write_text(SEARCH + "refit: true\n")
    wiring = open_folder(folder, threads=1)
    run = run_model(wiring, "sought")
    assert run.snapshots != sought.snapshots  # other data, and yet:
    assert read_model(wiring, run).digest == sought.fitted
    old, new = (json.loads(json.dumps(one.searched.to_json())) for one in (sought, run))
    for one in (*old["trials"], *new["trials"]):
        del one["run"], one["seconds"], one["found"]
    assert old == new
    assert [(one.name, one.described, one.money, one.gain) for one in run.beside] == [
        (one.name, one.described, one.money, one.gain) for one in sought.beside
    ]
    assert run.evidence.thresholds == sought.evidence.thresholds


def test_parameters_that_are_refused_are_said(folder):
    (folder / "models" / "wrong.yaml").write_text(
        SEARCH.replace("model: sought", "model: wrong").replace("[3, 15]", "[1]")
    )
    said = r"a trial of the search, on fold [12] of the development rows: lightgbm refuses"
    with pytest.raises(BadInputError, match=said):
        run_model(open_folder(folder, threads=1), "wrong")


def test_a_killed_search_goes_on_where_it_was(tmp_path):
    folder = write_rides(tmp_path / "rides")
    (folder / "models" / "sought.yaml").write_text(SEARCH.replace("[3, 15]", "[3, 4, 5, 6, 8, 10, 12, 15]"))
    process = subprocess.Popen(
        [sys.executable, "-m", "wager", "-C", str(folder), "run", "sought"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    while process.poll() is None and not files(folder):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = set(files(folder))
    assert there
    assert len(list((folder / ".wager").glob(".search-*"))) == 1  # what was killed could not tidy up
    run = run_model(open_folder(folder, threads=1), "sought")
    assert {one.run for one in run.searched.trials if one.found} >= there
    assert len(run.searched.trials) == 8
    assert not list((folder / ".wager").glob(".search-*"))
