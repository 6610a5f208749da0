"""What `ls` finds, and that it asks no engine."""

import json
import resource
import subprocess
import sys

from machine import slowness
from rides import write_rides
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.workflow.list_things import list_things

CPU_SECONDS = 1.0


def test_a_project_is_listed_from_its_files_and_its_log(rides):
    listed = list_things(open_folder(rides)).to_json()
    (design,) = listed["designs"]
    states = [(one["hypothesis"], one["state"], one["verdict"]) for one in design["hypotheses"]]
    assert states == [("H1", "judged", states[0][2]), ("H2", "draft", None)]
    assert states[0][2] in {"SHIP", "HARM", "REFUTED", "INCONCLUSIVE"}
    (source,) = listed["sources"]
    assert (source["rows"], source["first"]) == (1800, "2024-01-01T00:00:00Z")
    assert {one["file"]: one["count"] for one in listed["features"]} == {"clock": 1, "history": 4}
    assert {one["model"]: one["extends"] for one in listed["models"]}["by-more"] == "by-history"
    (run,) = listed["runs"]
    assert (run["model"], run["money"]["unit"], run["each"]) == ("by-history", "EUR", "ride")
    assert (listed["runs_in_all"], listed["errors"]) == (1, 0)


def test_a_fresh_project_has_neither_snapshots_nor_runs(tmp_path):
    listed = list_things(open_folder(write_rides(tmp_path / "rides")))
    assert listed.sources[0]["snapshot"] is None
    assert listed.runs == ()
    assert not (tmp_path / "rides" / ".wager").exists()


def test_what_is_broken_is_counted_and_left_out(tmp_path):
    folder = write_rides(tmp_path / "rides")
    (folder / "models" / "by-line.yaml").write_text("model: by-line\nalgorithm: [")
    (folder / ".wager" / "runs").mkdir(parents=True)
    (folder / ".wager" / "runs" / "0f.json").write_text("{")
    listed = list_things(open_folder(folder))
    assert "by-line" not in {one["model"] for one in listed.models}
    (broken,) = listed.unread
    assert (broken["kind"], broken["name"], broken["errors"]) == ("model", "by-line", 1)
    assert listed.errors
    assert listed.runs == ()


def test_what_is_not_filled_in_is_listed(tmp_path, capsys):
    (tmp_path / "wager.toml").write_text('wager = 1\nname = "own"\ncurrency = "EUR"\ntime_zone = "UTC"\n')
    assert main(["-C", str(tmp_path), "new", "design", "routing"]) == 0
    capsys.readouterr()
    (design,) = list_things(open_folder(tmp_path)).unread
    assert (design["kind"], design["name"], design["errors"]) == ("design", "routing", 0)
    assert design["to_fill"] > 10
    assert main(["-C", str(tmp_path), "ls"]) == 0
    assert (
        f"design routing  {design['to_fill']} places to fill in  `wager check designs/routing.md`"
        in capsys.readouterr().out
    )


def test_ls_is_quick(rides):
    took = []
    for _ in range(6):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "wager", "-C", rides, "ls", "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert json.loads(done.stdout)["project"] == "rides"
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    # The least of several: other work on the machine only ever adds.
    assert min(took) <= CPU_SECONDS * slowness()
