"""A look is charged to the outcome on its rows: whoever reads one of them again pays, in whatever words."""

import shutil

import pyarrow as pa
import pytest

from rides import MODELS, write_copy
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.interfaces.cli.render.judged import judged_lines
from wager.project.opening import open_folder
from wager.workflow.judging.read_rows import ReadRows, kept_rows

D = "late-bus"
WHERE = ("decide_at: due - 30 min\n", "decide_at: due - 30 min\nwhere: ride != 1500\n")
SPLIT = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
EARLIER = "begin: {train: 2024-01-01, tune: 2024-02-01, holdout: 2024-02-19, end: 2024-03-10}"


@pytest.fixture
def judged(rides, tmp_path):
    """A copy of the project whose H1 is judged."""
    return shutil.copytree(rides, tmp_path / "rides")


def looks_of_copy(folder, *edits, name="copy", hypothesis="H1"):
    """Copy the design under another name, with edits, and judge a hypothesis of the copy."""
    write_copy(folder, name, *edits)
    project = api.open(folder)
    project.freeze(name, hypothesis)
    return project.judge(name, hypothesis).looks


@pytest.mark.parametrize(
    ("edits", "looks"),
    [
        ([], 2),
        ([WHERE], 2),  # one row of the holdout less
        ([("is: late\n", "is: late and ride >= 0\nname: late\n")], 2),
        ([("is: late\n", "is: delay >= 6\nname: late\n")], 2),  # the same column read, at another place
        ([(SPLIT, EARLIER)], 1),
        ([(SPLIT, EARLIER.replace("2024-03-10", "2024-03-13"))], 2),  # some days of both
    ],
)
def test_a_copy_of_a_design_pays_for_the_rows_that_were_read(judged, edits, looks):
    assert looks_of_copy(judged, *edits) == looks


def test_each_copy_pays_for_all_before_it_and_so_does_another_model(judged):
    assert looks_of_copy(judged, WHERE, name="second") == 2
    assert looks_of_copy(judged, (SPLIT, EARLIER), name="third") == 1
    project = api.open(judged)
    project.freeze("second", "H2")
    assert project.judge("second", "H2").looks == 3


LESS = ("total: 0.05", "total: 0.04")


def test_alpha_that_other_designs_spent_on_the_same_outcomes_is_gone(judged):
    """The first design spent 0.025 of 0.05 on H1; whoever asks again of the same rows has what is left."""
    looks_of_copy(judged, name="second")
    assert api.open(judged).judge("second", "H1").judgement.alpha == 0.025
    with pytest.raises(RefusedError, match=r"0\.025 by late-bus, 0\.025 by second was spent"):
        looks_of_copy(judged, name="third")
    assert len([one for one in api.open(judged).log("third").entries if one.kind == "verdict"]) == 0
    assert looks_of_copy(judged, (SPLIT, EARLIER), name="fourth") == 1  # other rows


def test_what_is_left_may_be_less_than_what_was_frozen(judged):
    looks_of_copy(judged, LESS, name="second")
    given = api.open(judged).judge("second", "H1")
    assert given.judgement.alpha == 0.015
    said = " ".join("\n".join(judged_lines(given.to_json())).split())
    assert "α 0.025 was spent by late-bus" in said


def test_without_the_log_the_ledger_says_what_was_spent(judged):
    (judged / "designs" / f"{D}.md").unlink()
    shutil.rmtree(judged / "designs" / f"{D}.log")
    for model in MODELS:
        (judged / "models" / f"{model}.yaml").unlink()
    looks_of_copy(judged, LESS, name="second")
    assert api.open(judged).judge("second", "H1").judgement.alpha == 0.015


def test_a_design_that_is_gone_still_counts(judged):
    (judged / "designs" / f"{D}.md").unlink()
    shutil.rmtree(judged / "designs" / f"{D}.log")
    for model in MODELS:
        (judged / "models" / f"{model}.yaml").unlink()
    assert looks_of_copy(judged, WHERE) == 2


def test_rows_that_the_store_no_longer_holds_count_as_shared(judged):
    (entry,) = (one for one in api.open(judged).log(D).entries if one.kind == "verdict")
    path = open_folder(judged).objects.path(entry.body["read"])
    path.chmod(0o600)
    path.unlink()
    assert looks_of_copy(judged, (SPLIT, EARLIER)) == 2


def test_a_verdict_that_did_not_say_what_it_read_is_read_by_its_answers(judged):
    objects = open_folder(judged).objects
    (entry,) = (one for one in api.open(judged).log(D).entries if one.kind == "verdict")
    now = kept_rows(objects, entry.body)
    old = kept_rows(objects, {"version": entry.body["version"], "objective": entry.body["objective"]})
    assert now.truth is not None
    assert old.truth is None
    assert old.keys.equals(now.keys)
    assert (now.shares(old), old.shares(now)) == (True, True)
    assert kept_rows(objects, {}) is None
    assert kept_rows(objects, {"read": "0" * 64}) is None


def read(outcome, keys, truth=None, **more):
    table = pa.table({"key 0": keys, **({} if truth is None else {"truth": truth}), **more})
    return ReadRows.of(table, frozenset(outcome.split()))


HALF = [number % 2 == 0 for number in range(200)]
RARE = [number == 7 for number in range(200)]


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (read("late", range(200, 400), HALF), False),  # no row
        (read("late", [199, 500], [True, False]), True),  # one row, the same column
        (read("late rain", range(200), RARE), True),  # one column of two
        (read("gone", range(200), HALF), True),  # the same truth by another column
        (read("gone", range(200), [not one for one in HALF]), True),  # and by other names
        (read("gone", range(200), [*HALF[:-1], not HALF[-1]]), True),  # but for one row
        (read("gone", range(200), RARE), False),  # another outcome
        (read("gone", range(200)), True),  # sealed: it cannot be told
        (read("", range(200), RARE), True),  # nobody knows what it reads
        (read("gone", range(200), RARE, **{"key 1": range(200)}), True),  # keys that cannot be compared
    ],
)
def test_rows_and_outcome_are_shared_or_it_cannot_be_told(other, shared):
    mine = read("late", range(200), HALF)
    assert mine.shares(other) == other.shares(mine) == shared


def test_keys_of_several_columns_and_null_are_compared_whole():
    one = read("late", ["a", None], [True, False], **{"key 1": [1, 2]})
    assert one.shares(read("late", [None], [True], **{"key 1": [2]}))
    assert not one.shares(read("late", ["a", None], [True, True], **{"key 1": [2, 1]}))
