"""Each detector, on a history that it has to find and on one that it must not: here 1 to 4."""

from dataclasses import replace

import pytest

from design.traces.made_up import (
    EYES,
    entry,
    found_by,
    freeze,
    ledger,
    line_of,
    trace,
    verdict,
)
from wager.design.frozen.freeze import closure
from wager.design.traces.detectors import DETECTORS, detect

FROZEN = freeze()
JUDGED = verdict(FROZEN)
SECOND = freeze(day=1.5, on=(JUDGED,), hypothesis="H2")
AGAIN = verdict(SECOND, day=1.75, looks=2)
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


def test_an_honest_history_is_clean():
    assert detect(trace(FROZEN, JUDGED, SECOND, AGAIN)) == []
    assert detect(trace()) == []


def test_there_are_ten():
    assert list(DETECTORS) == list(range(1, 11))


# 1: verdict without freeze, freeze after the first look


def test_a_verdict_without_a_freeze_is_found():
    ((code, place, why),) = found_by(1, trace(replace(JUDGED, prev=())))
    assert (code, place) == ("E301", f"{JUDGED.hash}.yaml:7")
    assert "no freeze of it before" in why


def test_a_verdict_on_something_else_is_found_unless_it_says_so():
    other = verdict(replace(FROZEN, body={**FROZEN.body, "closure": "ff"}))
    ((code, _, why),) = found_by(1, trace(FROZEN, other))
    assert (code, "judged on something else" in why) == ("E301", True)
    graded = verdict(replace(FROZEN, body={**FROZEN.body, "closure": "ff"}), grade="X")
    assert found_by(1, trace(FROZEN, graded)) == []


@pytest.mark.parametrize("kind", ["verdict", "look"])
def test_a_freeze_after_the_first_look_is_found(kind):
    look = entry(kind, 0, {"verdict": {"word": "SHIP", "grade": "X"}, "closure": "", "objective": EYES})
    late = freeze(day=1, on=(look,))
    found = [one for one in found_by(1, trace(look, late)) if one[1].startswith(late.hash)]
    ((code, place, why),) = found
    assert (code, place, "frozen after its" in why) == ("E301", f"{late.hash}.yaml:6", True)


def test_a_freeze_after_a_look_that_only_the_ledger_knows_is_found():
    late = freeze(day=2)
    ((code, _, why),) = found_by(1, trace(late, records=ledger(JUDGED, late)))
    assert (code, "record 1 of the ledger" in why) == ("E301", True)


def test_two_branches_that_froze_in_two_forms_are_found():
    other = freeze(("by 100 EUR", "by 50 EUR"))
    ((code, _, why),) = found_by(1, trace(FROZEN, other))
    assert (code, "differ in goals" in why) == ("E301", True)


# 2: closure changed after freeze, with direction


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("by 100 EUR", "by 50 EUR", "E302", "goals G1: amount was weakened since from `100 EUR` to `50 EUR`"),
        ("more than 20 pp", "more than 30 pp", "E302", "was weakened"),
        (" without decreasing recall of late for any line by more than 20 pp", "", "E302", "was weakened"),
        ("timebox: 5 d", "timebox: 9 d", "E302", "timebox was weakened since from `5 d` to `9 d`"),
        ("goals: [G1, G2]", "goals: [G2]", "E302", "goals was weakened"),
        ("by 100 EUR", "by 150 EUR", "W302", "was strengthened"),
        ("says which rides are late", "tells late rides", "W302", "claim was reworded"),
    ],
)
def test_an_edit_after_the_freeze_is_found_with_its_direction(old, new, code, said):
    found = found_by(2, trace(FROZEN, edits=[(old, new)]))
    assert [one[0] for one in found] == [code]
    assert said in found[0][2]
    assert found[0][1].startswith("late-bus.md:")


def test_an_edit_names_the_line_on_which_it_stands():
    edit = ("by 100 EUR", "by 50 EUR")
    ((_, place, _),) = found_by(2, trace(FROZEN, edits=[edit]))
    assert place == line_of("by 50 EUR", edit)


def test_a_judged_hypothesis_that_is_changed_in_place_is_told_to_become_an_amendment():
    ((_, _, why),) = found_by(2, trace(FROZEN, JUDGED, edits=[("by 100 EUR", "by 50 EUR")]))
    assert "its verdict is about what was frozen" in why
    assert "wager.hypothesis H1.2" in why


def test_an_edit_of_a_model_names_its_file():
    ((code, place, _),) = found_by(2, trace(FROZEN, of_models={"by_line": "calibrate: isotonic\n"}))
    assert (code, place) == ("E302", "by-line.yaml:4")


def test_one_edit_that_two_frozen_ones_see_is_told_once():
    edits = [("by 100 EUR", "by 50 EUR"), ("matures: 1 d", "matures: 2 d")]
    known = trace(FROZEN, JUDGED, SECOND, edits=edits)
    (((code, _, why),), ((other, _, rows),)) = found_by(2, known), found_by(4, known)
    assert (code, other) == ("E302", "E304")
    for said in (why, rows):
        assert "H1 was frozen at 2026-01-05 UTC, H2 at 2026-01-06 12:00 UTC: " in said
        assert "the verdict on H1 is about what was frozen: restore that" in said


def test_a_frozen_block_that_is_gone_is_found():
    known = trace(FROZEN)
    without = replace(known.design, hypotheses={"H2": known.design.hypotheses["H2"]})
    ((code, _, why),) = found_by(2, replace(known, design=without))
    assert (code, "its block was removed" in why) == ("E302", True)
    void = entry("void", 1, {"why": "moot", "who": "Ann"}, on=(FROZEN,))
    assert found_by(2, replace(trace(FROZEN, void), design=without)) == []


@pytest.mark.parametrize(
    "edit",
    [
        ("# Warn passengers", "# Tell passengers"),
        ("why: pays for the display", "why: it pays"),
        ("what was late lately", "what was late of late"),
        ("a new season", "another season"),
    ],
)
def test_prose_and_other_hypotheses_are_no_edit(edit):
    assert [one for number in (2, 4) for one in found_by(number, trace(FROZEN, edits=[edit]))] == []


def test_giving_up_does_not_hide_what_was_judged():
    void = entry("void", 1.5, {"why": "moot", "who": "Ann"}, on=(FROZEN,))
    known = trace(FROZEN, JUDGED, void, edits=[("by 100 EUR", "by 50 EUR")])
    assert [code for code, _, _ in found_by(2, known)] == ["E302"]


# 3: amendment after a look


def test_an_amendment_gets_no_alpha_that_nobody_gave_it():
    ((code, place, why),) = found_by(3, trace(FROZEN, JUDGED, edits=[H12]))
    assert (code, place) == ("E303", line_of("wager.hypothesis H1.2", H12))
    assert "H1.2 has no α" in why
    assert "0 % by now" in why


def test_an_amendment_of_nothing_is_found():
    edit = (H12[0], H12[1].replace("H1.2", "H7.2"))
    ((code, _, why),) = found_by(3, trace(edits=[edit]))
    assert (code, "there is no H7" in why) == ("E303", True)


def test_alpha_that_was_frozen_is_not_given_away_again():
    share = ("H1: 50 %, H2: 50 %", "H1: 10 %, H2: 50 %, H1.2: 40 %")
    ((code, place, why),) = found_by(3, trace(FROZEN, JUDGED, edits=[H12, share]))
    assert (code, place) == ("E303", line_of("share:", H12, share))
    assert "H2, H1.2 are given 90 % of α, and what was frozen leaves 50 %" in why


def test_an_amendment_out_of_what_was_not_given_away_is_clean():
    small = ("H1: 50 %, H2: 50 %", "H1: 50 %, H2: 30 %")
    more = ("H1: 50 %, H2: 50 %", "H1: 50 %, H2: 30 %, H1.2: 20 %")
    first = freeze(small)
    assert found_by(3, trace(first, verdict(first), edits=[H12, more])) == []


def test_a_success_that_hands_its_alpha_on_has_spent_none():
    second = freeze(day=1.5, on=(verdict(FROZEN, "SHIP"),), hypothesis="H2")
    second = replace(second, body={**second.body, "alpha": "0.05"})
    assert found_by(3, trace(FROZEN, verdict(FROZEN, "SHIP"), second)) == []


@pytest.mark.parametrize(
    ("more", "fresh", "found"),
    [
        ({}, False, ["not marked as post-hoc", "is graded C"]),
        ({"post_hoc": "H1"}, False, ["is graded C"]),
        ({"post_hoc": "H1", "objective": "b2"}, True, []),
        # another question of the same moments
        ({"post_hoc": "H1", "objective": "b2"}, False, ["is graded C"]),
        ({"post_hoc": "H1", "grade": "X"}, False, []),
    ],
)
def test_a_verdict_on_an_amendment_is_marked_and_exploratory_unless_its_rows_are_fresh(more, fresh, found):
    edits = [H12, ("H1: 50 %, H2: 50 %", "H1: 50 %, H2: 30 %, H1.2: 20 %")]
    if fresh:
        edits += [("holdout: 2024-03-11, end: 2024-04-01}", "holdout: 2024-04-01, end: 2024-05-01}")]
    first = freeze(edits[1])
    judged = verdict(first)
    amended = freeze(*edits, day=1.5, on=(judged,), hypothesis="H1.2")
    known = trace(first, judged, amended, verdict(amended, day=1.75, looks=2, **more), edits=edits)
    whys = [why for _, _, why in found_by(3, known)]
    assert len(whys) == len(found)
    assert all(text in why for text, why in zip(found, whys, strict=True))


# 4: snapshot, filter, label


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cluster: day(due)", "cluster: day(due)\nwhere: line = 'one'"),
        ("is: late", "is: delay >= 10\nname: late"),
        ("matures: 1 d", "matures: 2 d"),
        ("holdout: 2024-03-11", "holdout: 2024-03-15"),
    ],
)
def test_a_filter_or_label_that_was_changed_after_the_freeze_is_found(old, new):
    found = found_by(4, trace(FROZEN, edits=[(old, new)]))
    assert {code for code, _, _ in found} == {"E304"}
    assert found_by(2, trace(FROZEN, edits=[(old, new)])) == []


def test_a_source_that_was_changed_after_the_freeze_is_found():
    parts = {"rows as read": "a", "columns": {"line": "b"}}
    frozen = freeze(parts=parts)
    same, other = (closure({"rows as read": text}).parts for text in ("a", "z"))
    assert found_by(4, trace(frozen, digests={"H1": same})) == []
    ((code, place, why),) = found_by(4, trace(frozen, digests={"H1": other}))
    assert (code, place) == ("E304", "rides.yaml:1")
    assert "a derived column, a clock or the key" in why


def test_a_verdict_on_other_snapshots_is_found():
    other = verdict(FROZEN, snapshots={"rides": "6b"})
    ((code, _, why),) = found_by(4, trace(FROZEN, other))
    assert (code, "other snapshots of rides" in why) == ("E304", True)
    assert found_by(4, trace(FROZEN, verdict(FROZEN, snapshots={"rides": "5a"}))) == []
