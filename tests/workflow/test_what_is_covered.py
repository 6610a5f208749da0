"""What a run's digest and a freeze cover, and what a freeze refuses: on a small project, one edit at a time."""

import pytest

from rides import write_rides
from wager.foundation.errors import BadInputError, ConflictError, RefusedError
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.run_model import run_model
from wager.workflow.take_snapshot import take_snapshot

D = "late-bus"
DESIGN = f"designs/{D}.md"
HISTORY = "models/by-history.yaml"
OTHER = "features/other.yaml"


@pytest.fixture
def folder(tmp_path):
    folder = write_rides(tmp_path / "rides")
    (folder / OTHER).write_text("features: other\nowner: timetable\ndefine: {busy: hour(due) >= 5}\n")
    return folder


def wired(folder, day="2026-01-05"):
    return open_folder(folder, clock=FixedClock(parse_moment(day)))


def edit(folder, path, old, new):
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


READS = {
    "a feature of a baseline's rule": ("models/evening.yaml", "clock.hour >= 17", "other.busy"),
    "a feature that chooses the training rows": (
        HISTORY,
        "algorithm: logistic",
        "algorithm: logistic\ntrain_on: other.busy",
    ),
    "a feature that weighs the training rows": (
        HISTORY,
        "algorithm: logistic",
        "algorithm: logistic\nweight: if(other.busy, 2, 1)",
    ),
}


@pytest.mark.parametrize("change", READS.values(), ids=READS)
def test_whatever_is_read_is_part_of_the_run_and_of_the_freeze(folder, change):
    edit(folder, *change)
    first = run_model(wired(folder), "by-history")
    freeze_hypothesis(wired(folder), D, "H2")
    edit(folder, OTHER, ">= 5", ">= 18")
    assert run_model(wired(folder), "by-history").id != first.id
    with pytest.raises(ConflictError, match="columns"):
        freeze_hypothesis(wired(folder), D, "H2")


def test_rules_of_the_same_actions_are_told_apart(folder):
    (folder / "models/busy.yaml").write_text(
        f"model: busy\ndesign: {D}\nalgorithm: {{rule: {{warn: other.busy}}}}\n"
    )
    edit(folder, DESIGN, "model: by-line", "model: busy")
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, OTHER, ">= 5", ">= 18")
    with pytest.raises(ConflictError, match="columns"):
        freeze_hypothesis(wired(folder), D, "H1")


def test_a_weight_may_come_from_another_source(folder):
    (folder / "data/fairs.csv").write_text("at,visitors\n2023-12-01 00:00,1.0\n2024-02-01 00:00,2.0\n")
    (folder / "sources/fairs.yaml").write_text(
        "source: fairs\nfrom: {path: data/fairs.csv}\nowner: town\nkey: at\ncolumns: {at: time, visitors: float}\n"
        "event_time: at\nknown: at\n"
    )
    (folder / "features/fairs.yaml").write_text(
        "features: fairs\nowner: town\nfrom: fairs\nby: all\nover: ever\ntake: [visitors]\n"
    )
    edit(folder, HISTORY, "algorithm: logistic", "algorithm: logistic\nweight: fairs.visitors")
    assert run_model(wired(folder), "by-history").snapshots.keys() == {"rides", "fairs"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("line: [one, two]", "line: [one, two]\nwet: {dry: rain < 1}"),
        ("do_nothing: {always: none}", "do_nothing: {always: none}\nbusy: {model: by-more}"),
    ],
)
def test_slices_and_baselines_that_no_goal_names_are_outside(folder, old, new):
    frozen = freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, DESIGN, old, new)
    again = freeze_hypothesis(wired(folder), D, "H1")
    assert again.already
    assert again.closure == frozen.closure


FAULTS = {
    "an outcome as a feature": ("H2", HISTORY, "[clock.hour,", "[clock.hour, delay,", "E011 delay"),
    "a slice by the outcome": (
        "H1",
        DESIGN,
        "line: [one, two]",
        "line: [one, two]\nend: {late: delay > 5}",
        "E014 slice",
    ),
    "an objective of the past": ("H1", DESIGN, "is: late\n", "is: line = 'one'\nname: late\n", "E016"),
    "another unit": ("H1", DESIGN, "by more than 20 pp", "by more than 20", "E002"),
    "a bare percentage": ("H1", DESIGN, "by more than 20 pp", "by more than 20 %", "W109"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_check_finds_is_not_frozen(folder, fault):
    hypothesis, path, old, new, said = fault
    edit(folder, path, old, new)
    with pytest.raises(RefusedError, match=said):
        freeze_hypothesis(wired(folder), D, hypothesis)
    assert not (folder / "designs" / f"{D}.log").exists()


def test_what_is_wrong_with_another_model_does_not_matter(folder):
    edit(folder, HISTORY, "[clock.hour,", "[clock.hour, delay,")
    assert not freeze_hypothesis(wired(folder), D, "H1").already


def test_data_that_comes_after_the_freeze_changes_nothing(folder):
    frozen = freeze_hypothesis(wired(folder), D, "H1")
    file = folder / "data" / "rides.csv"
    file.write_text(file.read_text() + "99999,2024-03-31 00:00,one,1.0,20\n")
    taken = take_snapshot(wired(folder))
    assert taken.results[0].changed
    judged = judge_hypothesis(wired(folder), D, "H1")
    assert not judged.already
    assert judged.judgement.rows == 399
    assert freeze_hypothesis(wired(folder), D, "H1").entry == frozen.entry
    assert freeze_hypothesis(wired(folder), D, "H2").snapshots != frozen.snapshots


def test_of_two_branches_that_froze_differently_neither_is_judged(folder):
    first = freeze_hypothesis(wired(folder), D, "H1")
    kept = (folder / first.path).read_bytes()
    (folder / first.path).unlink()
    (folder / ".wager/registry.db").unlink()  # the other branch was made in another clone
    edit(folder, DESIGN, "by 100 EUR", "by 1 EUR")
    freeze_hypothesis(wired(folder), D, "H1")
    (folder / first.path).write_bytes(kept)
    with pytest.raises(ConflictError, match="frozen 2 times"):
        judge_hypothesis(wired(folder), D, "H1")


def test_taking_a_log_entry_away_does_not_let_one_freeze_in_another_form(folder):
    first = freeze_hypothesis(wired(folder), D, "H1")
    (folder / first.path).unlink()
    again = freeze_hypothesis(wired(folder), D, "H1")  # the same form: nothing is gained by it
    assert again.closure == first.closure
    (folder / again.path).unlink()
    edit(folder, DESIGN, "by 100 EUR", "by 1 EUR")
    with pytest.raises(ConflictError, match=rf"its log entry is gone; restore {first.path}"):
        freeze_hypothesis(wired(folder), D, "H1")


def test_an_entity_of_two_types_is_refused_with_its_line(folder):
    (folder / "data/stops.csv").write_text("at,line,crowd\n2024-01-01 00:00,1,1.0\n")
    (folder / "sources/stops.yaml").write_text(
        "source: stops\nfrom: {path: data/stops.csv}\nowner: town\nkey: at\n"
        "columns: {at: time, line: int, crowd: float}\nevent_time: at\nknown: at\n"
    )
    (folder / "features/stops.yaml").write_text(
        "features: stops\nowner: town\nfrom: stops\nby: line\nover: ever\ntake: [crowd]\n"
    )
    edit(folder, HISTORY, "[clock.hour,", "[clock.hour, stops.crowd,")
    with pytest.raises(BadInputError, match=r"features/stops.yaml:6: E109 feature stops.crowd compares line"):
        run_model(wired(folder), "by-history")


def test_a_bare_algorithm_that_reads_the_outcome_is_found(folder):
    edit(folder, DESIGN, "model: by-line", "model: logistic")
    found = [str(one) for one in check_project(wired(folder)).findings if one.is_error]
    assert any("E011 delay, late, known at arrived" in one for one in found)
    with pytest.raises(RefusedError, match="E011 delay"):
        freeze_hypothesis(wired(folder), D, "H1")


def test_a_constant_is_run_and_judged(folder):
    edit(folder, DESIGN, "model: by-line", "model: constant")
    freeze_hypothesis(wired(folder), D, "H1")
    assert judge_hypothesis(wired(folder), D, "H1").judgement.rows == 399


@pytest.mark.parametrize("algorithm", ["table", "python"])
def test_what_cannot_be_made_is_not_frozen(folder, algorithm):
    edit(folder, DESIGN, "model: by-line", f"model: {algorithm}")
    with pytest.raises((BadInputError, RefusedError), match=algorithm):
        freeze_hypothesis(wired(folder), D, "H1")


def test_a_learner_of_numbers_is_not_frozen_for_a_class(folder):
    edit(
        folder,
        "models/by-line.yaml",
        "{table: {by: [line, clock.hour], prior: 5}}",
        "linear\nfeatures: [clock.hour]",
    )
    with pytest.raises(RefusedError, match=r"by-line\.yaml:3: E103 `linear` answers numbers.*logistic.*late"):
        freeze_hypothesis(wired(folder), D, "H1")
