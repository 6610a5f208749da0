"""Freeze, judge, log, next: a verdict once, on what was pinned, and the edge that was written beforehand."""

import re

import pytest

from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.next_step import next_step
from wager.workflow.read_log import read_log

D = "flight-protect"


@pytest.fixture
def folder(few_flights):
    return few_flights


def wired(folder, day="2026-01-05"):
    return open_folder(folder, clock=FixedClock(parse_moment(day)))


def edit(folder, old, new, path=f"designs/{D}.md"):
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_nothing_is_judged_before_it_is_frozen(folder):
    with pytest.raises(RefusedError, match="wager freeze flight-protect H1"):
        judge_hypothesis(wired(folder), D, "H1")
    assert not (folder / "designs" / f"{D}.log").exists()


def test_a_verdict_is_given_once_and_kept(folder):
    frozen = freeze_hypothesis(wired(folder), D, "H1")
    judged = judge_hypothesis(wired(folder, "2026-01-06"), D, "H1")
    again = judge_hypothesis(wired(folder, "2026-01-09"), D, "H1")
    assert (frozen.already, judged.already, again.already) == (False, False, True)
    assert again.judgement == judged.judgement
    assert again.evidence.to_json() == judged.evidence.to_json()
    assert again.at == judged.at == "2026-01-06T00:00:00Z"
    assert [entry.kind for entry in read_log(wired(folder), D).entries] == ["freeze", "verdict"]
    assert judged.looks == 1


def test_the_verdict_names_money_reasons_and_what_follows(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    judged = judge_hypothesis(wired(folder), D, "H1")
    assert judged.verdict in {"SHIP", "HARM", "REFUTED", "INCONCLUSIVE"}
    assert judged.judgement.reasons
    assert judged.judgement.against.keys() == {"evening", "do_nothing"}
    assert judged.judgement.money.low < judged.judgement.money.value < judged.judgement.money.high
    assert judged.judgement.clusters == 61
    assert judged.judgement.grade == "C"
    due = next_step(wired(folder), D)
    following = [target for target in judged.follows if target.startswith("H")]
    assert due.hypothesis == (following[0] if following else None)


def test_each_look_at_the_same_outcomes_is_counted(folder):
    for name in ("H1", "H2"):
        edit_models_to_be_quick(folder)
        freeze_hypothesis(wired(folder), D, name)
    looks = [judge_hypothesis(wired(folder), D, name).looks for name in ("H1", "H2")]
    assert looks == [1, 2]


def edit_models_to_be_quick(folder):
    file = folder / "models" / "delay-gbt.yaml"
    file.write_text(
        file.read_text().replace("n_estimators: 2000", "n_estimators: 3").replace(", early_stopping: 50", "")
    )


def test_an_edit_after_the_freeze_is_named_and_nothing_is_read(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "by 8000 USD", "by 1000 USD")
    with pytest.raises(RefusedError, match=r"goals changed since"):
        judge_hypothesis(wired(folder), D, "H1")
    with pytest.raises(ConflictError, match="goals"):
        freeze_hypothesis(wired(folder), D, "H1")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("loss: 2000 USD", "loss: 3000 USD", "money"),
        ("tune: 2013-09-01", "tune: 2013-09-15", "split"),
        ("is: disrupted ", "is: disrupted and distance > 0\nname: disrupted ", "objective"),
        ("timebox: 5 d", "timebox: 6 d", "hypothesis"),
        ("champion: evening", "champion: do_nothing", "champion"),
    ],
)
def test_what_the_verdict_depends_on_is_pinned(folder, old, new, part):
    before = freeze_hypothesis(wired(folder), D, "H1").parts
    edit(folder, old, new)
    with pytest.raises(ConflictError, match=part):
        freeze_hypothesis(wired(folder), D, "H1")
    assert part in before


def test_a_share_of_alpha_that_is_raised_later_is_refused(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "H1: 40 %, H2: 40 %", "H1: 70 %, H2: 10 %")
    with pytest.raises(RefusedError, match="alpha changed since"):
        judge_hypothesis(wired(folder), D, "H1")


def test_shares_of_alpha_that_others_give_each_other_do_not_matter(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "H2: 40 %, H3: 20 %", "H2: 30 %, H3: 30 %")
    assert judge_hypothesis(wired(folder), D, "H1").judgement.alpha == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Desk agents rebook", "Agents rebook"),
        ("timebox: 8 d", "timebox: 7 d"),
        ("why: pays for the build in one season", "why: it pays"),
        ("what: agents learn", "what: the agents learn"),
    ],
)
def test_prose_and_other_hypotheses_are_outside(folder, old, new):
    frozen = freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, old, new)
    again = freeze_hypothesis(wired(folder), D, "H1")
    assert again.already
    assert again.closure == frozen.closure


def test_a_changed_source_that_is_snapshotted_anew_voids_the_freeze(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "coalesce(dep_delay, 0)", "coalesce(dep_delay, 1)", "sources/flights.yaml")
    with pytest.raises(RefusedError, match="changed since"):
        judge_hypothesis(wired(folder), D, "H1")


def test_a_damaged_log_is_named(folder):
    entry = freeze_hypothesis(wired(folder), D, "H1")
    file = folder / entry.path
    file.chmod(0o644)
    file.write_text(file.read_text().replace("delay-table", "delay-tabel"))
    logged = read_log(wired(folder), D)
    assert not logged.passed
    assert any(entry.entry in finding.path or entry.entry in finding.message for finding in logged.findings)
    with pytest.raises(BadInputError, match=entry.entry):
        judge_hypothesis(wired(folder), D, "H1")


def test_unknown_designs_and_hypotheses(folder):
    with pytest.raises(NotFoundError, match="did you mean 'flight-protect'"):
        freeze_hypothesis(wired(folder), "flight-protec", "H1")
    with pytest.raises(NotFoundError, match="it has H1, H2, H3"):
        freeze_hypothesis(wired(folder), D, "H9")


def test_three_who_judge_at_once_give_one_verdict(folder):
    import subprocess
    import sys

    called = [sys.executable, "-m", "wager", "-C", str(folder)]
    subprocess.run([*called, "freeze", D, "H1"], check=True, capture_output=True)
    command = [*called, "judge", D, "H1"]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    printed = {one.communicate()[0] for one in started}
    assert [one.returncode for one in started] == [0, 0, 0]
    assert [entry.kind for entry in read_log(wired(folder), D).entries] == ["freeze", "verdict"]
    assert all(re.search(rb"looks +1", text) for text in printed)


def test_a_verdict_can_be_read_after_things_have_changed(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    judged = judge_hypothesis(wired(folder), D, "H1")
    edit(folder, "by 8000 USD", "by 1000 USD")
    again = judge_hypothesis(wired(folder), D, "H1")
    assert (again.already, again.moved) == (True, ("goals",))
    assert again.judgement == judged.judgement


def test_what_has_no_holdout_is_not_frozen(folder):
    edit(folder, "holdout: 2013-11-01, end: 2014-01-01", "holdout: 2015-11-01, end: 2016-01-01")
    with pytest.raises(RefusedError, match="the holdout has no rows"):
        freeze_hypothesis(wired(folder), D, "H1")
    assert not (folder / "designs" / f"{D}.log").exists()


def test_a_clock_that_was_set_back_gives_no_second_deadline(folder):
    freeze_hypothesis(wired(folder, "2026-03-05T12:00Z"), D, "H1")
    with pytest.raises(RefusedError, match="set the clock right"):
        judge_hypothesis(wired(folder, "2026-03-04"), D, "H1")
    with pytest.raises(RefusedError, match="set the clock right"):
        freeze_hypothesis(wired(folder, "2026-03-05T11:40Z"), D, "H2")
    assert judge_hypothesis(wired(folder, "2026-03-05T11:55Z"), D, "H1").verdict  # clocks of two machines


def test_another_method_of_verdicts_judges_no_earlier_freeze(folder, monkeypatch):
    freeze_hypothesis(wired(folder), D, "H1")
    monkeypatch.setattr("wager.workflow.judging.case.METHOD", 0)
    with pytest.raises(RefusedError, match=r"statistics changed since.*judge with the one that froze it"):
        judge_hypothesis(wired(folder), D, "H1")


def test_what_was_frozen_out_of_turn_says_so(folder):
    assert freeze_hypothesis(wired(folder), D, "H2").due == ("H1",)
    assert freeze_hypothesis(wired(folder), D, "H1").due == ("H1",)


def test_a_freeze_from_which_nothing_ran_starts_the_timebox(folder):
    freeze_hypothesis(wired(folder, "2026-01-05"), D, "H1")
    with pytest.raises(RefusedError, match="5 d, ended at 2026-01-10"):
        judge_hypothesis(wired(folder, "2026-02-05"), D, "H1")
