"""What is told of declared slices and of a scan: each with its interval, or why there is none."""

from dataclasses import replace

import pytest

from interfaces.told_verdicts import GOAL, SCAN, SLICES, in_slice, judged
from wager.verdict.words.page import sections


def parts(**more):
    return {part.name: part for part in sections(judged(GOAL["proven"], **more).basis)}


def test_slices_and_scan_stand_behind_what_could_have_been_found():
    names = list(parts(slices=SLICES, scan=SCAN))
    assert names[names.index("detects") :][:4] == ["detects", "slices", "scan", "untested"]
    assert not {"slices", "scan"} & set(parts())


def test_a_slice_without_an_interval_says_why_in_its_place():
    same = in_slice("SWF", 0.0, 0.0, "not told apart", None, 300, "no row differs, so there is no telling")
    *_, few, alike = parts(slices=(*SLICES, same))["slices"].rows
    assert few == ("origin HPN", "12", "", "", "not enough rows", "")
    assert alike == ("origin SWF", "300", "0.00 USD", "no row differs", "not told apart", "")


def test_only_what_was_tested_is_counted_as_tested():
    assert "; 2 tested together (Holm, 5 %)" in parts(slices=SLICES)["slices"].title


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"looked": 0}, "no slice is large enough"),
        (
            {"columns": 1, "looked": 1},
            "among 1 slice of 1 column that nobody declared none is found in which",
        ),
        ({"left_out": 1_200}, "(1,200 more were not looked at)"),
    ],
)
def test_a_scan_that_found_nothing_says_how_far_it_looked(more, said):
    part = parts(scan=replace(SCAN, **more, count=0, found=()))["scan"]
    assert part.rows == ()
    assert said in part.facts[0][1]


def test_of_many_that_were_found_the_worst_are_told_and_all_are_counted():
    part = parts(scan=replace(SCAN, count=20, found=SCAN.found * 20))["scan"]
    assert len(part.rows) == 5
    assert part.title.startswith("found, not tested: in 20 of 40 slices")
    assert "up to 5 % is chance" in part.facts[0][1]
