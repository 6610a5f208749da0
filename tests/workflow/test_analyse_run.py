"""A run is analysed on development rows: what was planted is said, what is kept is found, and nothing of the holdout is read.

How often each plant is found, and a clean twin is told something, is measured by `bench/analysis.py`.
"""

import json

import pytest

from leaks.planted import plant
from plants import analysed, bad_shop, clean, world
from rides import write_rides
from wager.foundation.errors import NotFoundError, RefusedError, UsageError
from wager.interfaces import api
from wager.workflow.analysing.analyse_run import signs_of
from wager.workflow.analysing.opened import open_run

SMALL = 0.3


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    made = api.open(write_rides(tmp_path_factory.mktemp("analysed") / "rides"))
    for name in ("by-history", "by-line", "by-more", "evening"):
        made.run(name)
    return made


def said(found):
    return {one.about for one in found.next}


def test_a_slice_that_loses_money_is_named(tmp_path):
    found = analysed(tmp_path / "p", bad_shop(21))
    assert said(found) == {"slice"}
    against = {one.against: one for one in found.searches}
    (worst,) = against["do_nothing"].found
    assert worst.columns == ("shop",)
    assert worst.money.high < 0
    assert 0.01 < worst.share < 0.03
    assert worst.condition in found.next[0].said


def test_of_a_clean_twin_nothing_is_said(tmp_path):
    found = analysed(tmp_path / "p", clean(21))
    assert found.next == ()
    assert found.curve.doubling.low < 0 < found.curve.doubling.high
    assert found.ageing.lost.low < 0 < found.ageing.lost.high
    assert all(one.shuffled.low > 0 for one in found.importance)


def test_with_labels_permuted_every_interval_contains_chance(tmp_path):
    made = world(33, rows=SMALL)
    made.logit = made.chance.permutation(made.logit)  # so that nobody knows who buys
    found = analysed(tmp_path / "p", made)
    assert found.ranking["auc"].low < 0.5 < found.ranking["auc"].high
    figures = [one.shuffled for one in found.importance]
    figures += [found.complexity.gain, found.curve.doubling, found.ageing.lost, found.recalibrated.gain]
    assert all(one.low <= 0 <= one.high for one in figures)
    assert all(one.count == 0 for one in found.searches)
    assert said(found) <= {"too little data"}


def test_held_out_rows_are_not_read(tmp_path):
    """The same but for held-out labels: the same analysis, apart from what it took."""
    one, other = (world(5, rows=SMALL) for _ in range(2))
    held = other.day >= other.days["train"] + other.days["tune"]
    other.logit[held] = -other.logit[held]
    told = []
    for place, made in enumerate((one, other)):
        found = analysed(tmp_path / str(place), made).to_json()
        del found["run"], found["seconds"]  # the run follows from the snapshot, which has other rows
        for timed in (*found["curve"]["steps"], *found["importance"], found["complexity"]):
            del timed["seconds"]
        told.append(json.dumps(found))
    assert (tmp_path / "0/data/offers.csv").read_text() != (tmp_path / "1/data/offers.csv").read_text()
    assert told[0] == told[1]


def test_it_is_made_once_and_shown_with_its_run(project):
    assert project.show("run", "by-history").thing["analysis"] is None
    found = project.run("by-history").analysis
    kept = project.root / ".wager" / "analyses" / f"{found.run}.json"
    written = kept.read_text()
    assert project.run("by-history").analysis == found
    assert project.show("run", "by-history").thing["analysis"] == found.to_json()
    assert kept.read_text() == written
    kept.write_text(written.replace('"by-history"', '"by-luck"', 1))
    assert project.show("run", "by-history").thing["analysis"] is None  # it is not what was written
    again = project.run("by-history").analysis
    assert again.parts == found.parts
    assert again.importance[0].shuffled == found.importance[0].shuffled
    assert sum(part.money for part in found.parts) == pytest.approx(
        found.money.value * 100 * found.rows / 1000
    )


def test_features_are_left_out_one_by_one(project):
    found = project.show("run", "by-history", drop=True).thing["analysis"]
    assert all(one["dropped"] is not None for one in found["importance"])
    with pytest.raises(RefusedError, match="by-line reads no features that could be left out"):
        project.show("run", "by-line", drop=True)


def test_a_rule_has_no_features_and_is_analysed_all_the_same(project):
    found = project.run("evening").analysis
    assert found.importance == ()
    assert found.reliability == ()
    assert found.recalibrated is None
    assert len(found.mistakes) == 100
    assert found.mistakes[0].lost >= found.mistakes[-1].lost > 0
    assert set(found.mistakes[0].key) == {"ride"}
    assert found.mistakes_table().num_rows == 100


def test_two_runs_are_set_beside_each_other(project):
    found = project.compare("by-line", "by-history")
    (more,) = found.evidence.differences
    assert (more.name, more.against) == ("by-history", "by-line")
    own = found.b.money.value - found.a.money.value
    assert more.measures["money"].value == pytest.approx(own)
    assert sum(part.per_1000.value for part in found.changes) == pytest.approx(own)
    assert sum(part.rows for part in found.changes) == found.differ
    back = project.compare("by-history", "by-line")
    assert back.lost.count == found.won.count
    with pytest.raises(UsageError, match="are the same run"):
        project.compare("by-line", "by-line")
    with pytest.raises(NotFoundError, match="did you mean"):
        project.compare("by-line", "by-histori")


def test_what_a_run_followed_from_has_to_be_there(tmp_path):
    project = api.open(write_rides(tmp_path / "rides"))
    run = project.run("by-history", sample=300)
    assert run.analysis.curve.steps[-1].rows == 300  # as it was run
    changed = project.run("by-line", set={"table.prior": 9})
    assert project.show("run", changed.id[:9], analyse=True).thing["analysis"]["model"] == "by-line"
    path = project.root / "models" / "by-history.yaml"
    path.write_text(path.read_text().replace("seed: 3", "seed: 4"))
    assert project.show("run", run.id[:9]).thing["analysis"] is not None  # what is kept is shown
    (project.root / ".wager" / "analyses" / f"{run.id}.json").unlink()
    with pytest.raises(RefusedError, match="followed from other files than those of the project now"):
        project.show("run", run.id[:9], analyse=True)
    assert "followed from other files" in project.compare(run.id[:9], "by-line").why
    with pytest.raises(UsageError, match="only runs are analysed, and rides is a source"):
        project.show("source", "rides", analyse=True)


BOTH_SIDES = {"duplicates": (["W407"], ["W407"]), "group": ([], ["W406"])}


@pytest.mark.parametrize("kind", BOTH_SIDES)
def test_rows_on_both_sides_of_the_split_are_named(tmp_path, kind):
    """`wager run` looks for copies of rows; persons take as long as a fit, and are left to `check` and the analysis."""
    plant(tmp_path / "p", kind, "clocks", 7, leaks=True)
    project = api.open(tmp_path / "p")
    run = project.run("m")
    by_run, by_analysis = BOTH_SIDES[kind]
    assert [one.code for one in run.signs] == by_run
    assert [one["code"] for one in signs_of(open_run(project._wiring, run))] == by_analysis
    assert [one.code for one in project.check().findings if one.code.startswith("W4")] == by_analysis
