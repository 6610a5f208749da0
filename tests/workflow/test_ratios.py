"""A ratio of two expressions, from the sentence to the verdict; and what `check` says of those that mean nothing."""

import csv

import numpy as np
import pytest

from rides import DESIGN, write_rides
from wager.foundation.errors import RefusedError
from wager.interfaces import api

RATIO = "ratio of if(action = 'warn', clock.hour, 0) to clock.hour + 1"
GOAL = "goal: Increase net by 100 EUR over champion"
JUDGED = "2024-03-11 00:30"  # half an hour after the first decision


def written(folder, *edits):
    """Write the project with an edited design."""
    root, text = write_rides(folder), DESIGN
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (root / "designs" / "late-bus.md").write_text(text, "utf-8")
    return root


def judged_on(root):
    """Hours and lines of the rides that judge."""
    with (root / "data" / "rides.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["due"] >= JUDGED]
    return np.array([int(row["due"][11:13]) for row in rows]), np.array([row["due"][:10] for row in rows])


def test_a_ratio_is_measured_from_end_to_end(tmp_path):
    root = written(
        tmp_path / "rides",
        ("net: money per 1000 rides", f"net: money per 1000 rides\nburden: {RATIO}, lower is better"),
        (
            "by more than 20 pp",
            "by more than 20 pp and without increasing burden for any line by more than 90 pp",
        ),
    )
    project = api.open(root)
    assert not [one for one in project.check().findings if one.code.startswith("E")]
    project.freeze("late-bus", "H1")
    judged = project.judge("late-bus", "H1").to_json()
    found = {one["name"]: one for one in judged["evidence"]["contenders"]}
    hours, days = judged_on(root)
    # `evening` warns from 17 o'clock on: the ratio can be counted by hand.
    part, whole = np.where(hours >= 17, hours, 0), hours + 1
    burden = found["evening"]["measures"]["burden"]
    assert burden["value"] == pytest.approx(part.sum() / whole.sum())
    _, clusters = np.unique(days, return_inverse=True)
    moved = np.bincount(clusters, weights=part - burden["value"] * whole) / whole.sum()
    groups = burden["clusters"]
    assert burden["se"] == pytest.approx(np.sqrt(groups / (groups - 1) * (moved**2).sum()))
    assert burden["rows"] == len(hours)
    assert found["do_nothing"]["measures"]["burden"]["value"] == 0
    tests = [one for one in judged["judgement"]["guards"] if "burden" in one["sentence"]]
    assert [one["slice"] for one in tests] == ["line one", "line two"]
    assert {one["result"] for one in tests} <= {"proven", "open", "beyond", "below"}


def test_what_a_ratio_reads_is_pinned(tmp_path):
    root = written(tmp_path / "rides", (GOAL, f"goal: Increase {RATIO} by 0.1 over champion"))
    project = api.open(root)
    project.freeze("late-bus", "H1")
    clock = root / "features" / "clock.yaml"
    clock.write_text(clock.read_text().replace("hour(due)", "hour(due + 1 h)"))
    with pytest.raises(RefusedError, match="columns"):
        project.judge("late-bus", "H1")


@pytest.mark.parametrize(
    ("ratio", "code", "said"),
    [
        ("ratio of if(action = 'warn', clock.our, 0) to clock.hour", "E106", "did you mean 'clock.hour'"),
        ("ratio of if(action = 'warn', 1, 0) to prediction", "E106", "'prediction'"),
        ("ratio of if(action = 'warn', 9 EUR, 0 EUR) to clock.hour", "E109", "counted in the same"),
        ("ratio of action to clock.hour", "E109", "gives text"),
        ("ratio of clock.hour to rain", "E103", "the same whoever decides"),
    ],
)
def test_ratios_that_mean_nothing_are_named(tmp_path, ratio, code, said):
    root = written(tmp_path / "rides", (GOAL, f"goal: Increase {ratio} by 0.1 over champion"))
    found = [one for one in api.open(root).check().findings if one.code == code]
    line = next(
        n for n, text in enumerate((root / "designs/late-bus.md").read_text().split("\n"), 1) if ratio in text
    )
    assert [one.line for one in found] == [line]
    assert said in found[0].message


def test_a_named_ratio_is_checked_where_it_is_written(tmp_path):
    metric = ("net: money per 1000 rides", "net: money per 1000 rides\nwet: ratio of rainy to clock.hour")
    found = [
        one for one in api.open(written(tmp_path / "rides", metric)).check().findings if one.code == "E106"
    ]
    assert len(found) == 1
    assert "metric wet reads 'rainy'" in found[0].message
    assert "did you mean 'rain'" in found[0].message


def test_a_column_by_the_name_of_an_answer_is_ambiguous(tmp_path):
    root = written(tmp_path / "rides", (GOAL, f"goal: Increase {RATIO} by 0.1 over champion"))
    source = root / "sources" / "rides.yaml"
    source.write_text(
        source.read_text().replace("  late: delay >= 5", "  late: delay >= 5\n  action: delay > 9")
    )
    found = [one.message for one in api.open(root).check().findings if one.code == "E107"]
    assert len(found) == 1
    assert "reads `action`" in found[0]


def test_rows_without_a_value_are_no_figure(tmp_path):
    edit = (
        "net: money per 1000 rides",
        "net: money per 1000 rides\nwet: ratio of if(action = 'warn', rain, 0) to rain",
    )
    project = api.open(written(tmp_path / "rides", edit))
    found = project.run("by-line").to_json()["evidence"]["contenders"][0]["measures"]["wet"]
    assert found["value"] is None
    assert "has no value in" in found["reason"]
    assert "coalesce(x, 0)" in found["reason"]


def test_average_precision_and_calibration_are_judged_by(tmp_path):
    """There are 20 days: enough for the one, and too few for the other, which says so."""
    goal = (
        "goal: Increase average_precision by 0.01 over lines without increasing calibration by more than 0.01"
    )
    root = written(
        tmp_path / "rides",
        ("champion: evening", "lines: {model: by-line}\nchampion: evening"),
        (f"{GOAL} without decreasing recall of late for any line by more than 20 pp", goal),
        (
            "goals: [G1, G2]\ntimebox: 5 d\nnext: {ship: PROMOTE,",
            "goals: [G1]\ntimebox: 5 d\nnext: {ship: PROMOTE,",
        ),
    )
    project = api.open(root)
    project.freeze("late-bus", "H2")
    judgement = project.judge("late-bus", "H2").to_json()["judgement"]
    precision, calibrated = judgement["goals"][0]["estimate"], judgement["guards"][0]
    assert precision["low"] < precision["value"] < precision["high"]
    assert calibrated["result"] == "unmeasured"
    assert "20 clusters are too few" in calibrated["why"]
