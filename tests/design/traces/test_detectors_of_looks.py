"""Looks, the file drawer, and what was chosen or told after a look: detectors 5, 6, 8, 9 and 10."""

from dataclasses import replace

import pytest

from design.traces.made_up import (
    DAY,
    EYES,
    START,
    entry,
    found_by,
    freeze,
    ledger,
    line_of,
    models,
    trace,
    verdict,
)
from wager.design.frozen.freeze import design_parts
from wager.design.frozen.log_yaml import normal
from wager.design.models.model_file import read_model
from wager.foundation.moments import iso

FROZEN = freeze()
JUDGED = verdict(FROZEN)
SECOND = freeze(day=1.5, on=(JUDGED,), hypothesis="H2")
BLOCK = """```yaml wager.hypothesis H1.2
claim: a smaller goal
model: by-line
goals: [G1]
timebox: 5 d
next: {otherwise: STOP}
```

```yaml wager.alpha
"""
H12 = ("```yaml wager.alpha\n", BLOCK)


# 5: looks without a frozen hypothesis


def test_a_look_without_a_frozen_hypothesis_is_found_counted_and_charged():
    look = entry("look", 1, {"objective": EYES}, hypothesis="")
    found = found_by(5, trace(look, records=()))
    assert [(code, place) for code, place, _ in found] == [("E305", f"{look.hash}.yaml:7")]
    known = trace(FROZEN, JUDGED, entry("look", 2, {"objective": EYES}, on=(JUDGED,), hypothesis=""))
    assert "2 looks at these outcomes so far" in found_by(5, known)[0][2]
    mine = entry("look", 2, {"objective": EYES}, on=(JUDGED,))
    assert found_by(5, trace(FROZEN, JUDGED, mine)) == []


def test_a_look_that_only_the_ledger_knows_is_found():
    found = found_by(5, trace(records=ledger(JUDGED)))
    assert [code for code, _, _ in found] == ["E305"]
    assert "record 1 of the ledger" in found[0][2]


def test_looks_of_a_merged_branch_are_counted():
    left, right = verdict(FROZEN), replace(SECOND, prev=(FROZEN.hash,))
    other = verdict(right, day=1.8)
    ((code, place, why),) = found_by(5, trace(FROZEN, left, right, other))
    assert (code, place) == ("W305", f"{other.hash}.yaml:7")
    assert "it was look 2" in why


def test_looks_of_another_design_are_counted():
    theirs = replace(verdict(FROZEN, day=0.5), design="copy", hash="c0" * 16)
    assert [code for code, _, _ in found_by(5, trace(FROZEN, JUDGED, elsewhere=(theirs,)))] == ["W305"]


# 6: the file drawer


def test_a_frozen_hypothesis_that_is_never_concluded_is_found():
    ((code, place, why),) = found_by(6, trace(FROZEN, day=5))
    assert (code, place) == ("W306", line_of("timebox: 5 d"))
    assert "has no verdict" in why
    assert found_by(6, trace(FROZEN, day=4.9)) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("verdict", JUDGED.body),
        ("void", {"why": "moot", "who": "Ann"}),
        ("check-in", {"says": "stop", "why": "too slow", "who": "Ann"}),
    ],
)
def test_what_was_concluded_is_in_no_drawer(kind, body):
    assert found_by(6, trace(FROZEN, entry(kind, 3, body, on=(FROZEN,)), day=50)) == []


def test_a_check_in_gives_more_time():
    start = entry("start", -1, {"model": "by-line", "timebox": 5 * DAY})
    more = entry("check-in", 3, {"says": "continue", "why": "nearly", "who": "Ann"}, on=(FROZEN,))
    assert found_by(6, trace(start, FROZEN, more, day=7.9)) == []
    assert [code for code, _, _ in found_by(6, trace(start, FROZEN, more, day=8))] == ["W306"]


def test_a_holdout_of_the_future_is_waited_for():
    due = {"begin": iso(START), "end": iso(START + 59 * DAY), "due": iso(START + 60 * DAY)}
    frozen = entry("freeze", 0, {**FROZEN.body, "holdout": due})
    assert found_by(6, trace(frozen, day=59)) == []
    assert [code for code, _, _ in found_by(6, trace(frozen, day=60))] == ["W306"]


# 8: exclusions and winsorising after a look


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("cluster: day(due)", "cluster: day(due)\nwhere: line = 'one'"), "other rows are left out"),
        (("late: -goodwill,", 'late: "greatest(-goodwill, -5 EUR)",'), "other amounts are cut off"),
    ],
)
def test_exclusions_and_winsorising_chosen_after_a_look_are_found(edit, said):
    later = freeze(edit, day=1.5, on=(JUDGED,), hypothesis="H2")
    ((code, place, why),) = found_by(8, trace(FROZEN, JUDGED, later))
    assert (code, place, said in why) == ("E308", f"{later.hash}.yaml:7", True)
    before = freeze(edit, day=0.5, on=(FROZEN,), hypothesis="H2")
    assert found_by(8, trace(FROZEN, before, verdict(FROZEN, on=(before,)))) == []


def test_an_action_may_be_named_as_the_key_of_an_operator():
    called = [("[none, warn]", "[none, call]"), ("  warn: {late: -effort", "  call: {late: -effort")]
    first = freeze(*called)
    judged = verdict(first)
    later = freeze(*called, day=1.5, on=(judged,), hypothesis="H2")
    assert found_by(8, trace(first, judged, later, edits=called)) == []
    cut = ("call: {late: -effort,", 'call: {late: "greatest(-effort, -5 EUR)",')
    other = freeze(*called, cut, day=1.5, on=(judged,), hypothesis="H2")
    assert [code for code, _, _ in found_by(8, trace(first, judged, other, edits=called))] == ["E308"]


def test_a_filter_for_rows_that_nobody_saw_is_clean():
    fresh = ("holdout: 2024-03-11, end: 2024-04-01}", "holdout: 2024-04-01, end: 2024-05-01}")
    edits = (fresh, ("cluster: day(due)", "cluster: day(due)\nwhere: line = 'one'"))
    later = freeze(*edits, day=1.5, on=(JUDGED,), hypothesis="H2")
    assert found_by(8, trace(FROZEN, JUDGED, later)) == []


TEXT = "model: by-line-2\ndesign: late-bus\nalgorithm: {table: {by: [line, clock.hour], prior: 5}}\n"


def asking_again(added):
    """Return H1 judged, and its amendment a draft with a model of its own."""
    known = trace(FROZEN, JUDGED, edits=[(H12[0], BLOCK.replace("model: by-line", "model: by-line-2"))])
    other = known.models | {"by-line-2": read_model(TEXT + added, "models/by-line-2.yaml")[0]}
    asked = normal(design_parts(known.design, "H1.2", other))
    return replace(known, models=other, plans={**known.plans, "H1.2": asked})


@pytest.mark.parametrize(
    ("number", "added", "code"),
    [(8, "train_on: line = 'two'\n", "W308"), (10, "policy: {threshold: {warn: 0.3}}\n", "W310")],
)
def test_a_model_that_is_chosen_after_a_look_is_found(number, added, code):
    known = asking_again(added)
    ((found, place, why),) = found_by(number, known)
    assert (found, place) == (code, "by-line-2.yaml:4")
    assert "after those outcomes had been seen" in why
    assert found_by(number, asking_again("")) == []
    assert found_by(number, replace(known, settled={"models/by-line-2.yaml": JUDGED.at - 1})) == []
    assert found_by(number, replace(known, log=(FROZEN,))) == []


def test_another_algorithm_has_a_threshold_of_its_own():
    known = trace(FROZEN, JUDGED, of_models={"by_history": "policy: {threshold: {warn: 0.3}}\n"})
    assert found_by(10, known) == []
    assert models()["by-line"].algorithm != models()["by-history"].algorithm


# 9: an undeclared slice told as a win


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The model wins at JFK.", True),
        ("At JFK\nit earned +12 EUR more.", True),
        ("JFK is an airport.", False),
        ("The model wins. JFK is an airport.", False),
        ("It wins on line one.", False),
        ("Everybody gains at JFKs.", False),
    ],
)
def test_an_undeclared_slice_that_is_told_as_a_win_is_found(sentence, found):
    edits = [("# Warn passengers of a late bus\n", f"# Warn passengers of a late bus\n\n{sentence}\n")]
    known = trace(FROZEN, JUDGED, edits=edits, categories={"line": ("one", "two"), "origin": ("JFK", "LGA")})
    places = [(code, place) for code, place, _ in found_by(9, known)]
    assert places == ([("W309", line_of(sentence.splitlines()[0], *edits))] if found else [])
    assert found_by(9, replace(known, log=(FROZEN,))) == []  # before a verdict it is a hope


def test_words_of_small_letters_count_only_with_their_column():
    edits = [("# Warn passengers of a late bus\n", "# A bus\n\nOn line two it wins. One wins, two lose.\n")]
    known = trace(FROZEN, JUDGED, edits=edits)
    bare = replace(known, design=replace(known.design, slices={}))
    ((code, _, why),) = found_by(9, bare)
    assert (code, "line two" in why) == ("W309", True)
