"""The number tried is remembered: pinned by a freeze, in the verdict, and said where it is shown."""

import shutil

from wager.design.frozen.log import log_folder, read_log
from wager.interfaces import api
from wager.interfaces.cli.render.judged import judged_lines


def test_a_freeze_pins_the_search_and_the_verdict_says_among_how_many(rides, tmp_path):
    folder = shutil.copytree(rides, tmp_path / "rides")
    file = folder / "models" / "by-history.yaml"
    file.write_text(file.read_text() + "search: {folds: 2, over: {logistic.C: [0.001, 1.0]}}\n")
    project = api.open(folder)
    project.freeze("late-bus", "H2")
    judged = project.judge("late-bus", "H2")
    assert judged.tried == 2
    frozen, verdict = (
        next(one for one in read_log(log_folder(folder / "designs" / "late-bus.md")) if one.kind == kind and one.hypothesis == "H2")
        for kind in ("freeze", "verdict")
    )  # fmt: skip
    assert frozen.body["tried"] == verdict.body["tried"] == 2
    assert frozen.body["plan"]["models"]["by-history"]["search"]["over"] == {"logistic.C": ["0.001", "1"]}
    assert any("among 2 by money on development rows" in line for line in judged_lines(judged.to_json()))
    run = project.run("by-history")
    assert all(one.found for one in run.searched.trials)  # what the verdict tried, a run finds
    file.write_text(file.read_text().replace("1.0]", "1.0, 9.0]"))
    again = project.judge("late-bus", "H2")
    assert again.tried == 2
    assert "models" in again.moved


def test_runs_with_other_keys_are_tried_too(rides, tmp_path):
    """Two besides the file's own; the same once more is no other, nor is a sample; what comes after the freeze chose nothing."""
    folder = shutil.copytree(rides, tmp_path / "rides")
    project = api.open(folder)
    for strength in (0.01, 0.1, 0.1):
        project.run("by-history", set={"logistic.C": strength})
    project.run("by-line", set={"table.prior": 50})  # of another model
    project.freeze("late-bus", "H2")
    project.run("by-history", set={"logistic.C": 9})
    judged = project.judge("late-bus", "H2")
    assert judged.tried == 3
    assert any("among 3 by money on development rows" in line for line in judged_lines(judged.to_json()))
