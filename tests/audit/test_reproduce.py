"""The first difference between what a version says and what was found, whatever else differs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.audit.reproduce import STAGES, Content, first_difference

MADE = Content(
    {"flights": "s1", "weather": "s2"},
    "r",
    {"hour": "c1", "line": "c2"},
    {"fitted.json": "f1", "tree.txt": "f2"},
    "f",
    "p",
)


@pytest.mark.parametrize(
    ("found", "stage", "name"),
    [
        (replace(MADE, snapshots={"flights": "s1", "weather": "x"}), "snapshot", "weather"),
        (replace(MADE, rows="x"), "rows", ""),
        (replace(MADE, columns={"hour": "c1", "line": "x"}), "column", "line"),
        (replace(MADE, columns={"hour": "c1"}), "column", "line"),
        (replace(MADE, columns={**MADE.columns, "day": "new"}), "column", "day"),
        (replace(MADE, artifact={"fitted.json": "f1", "tree.txt": "x"}, fitted="x"), "fitted", "tree.txt"),
        (replace(MADE, fitted="x"), "fitted", ""),
        (replace(MADE, predictions="x"), "predictions", ""),
    ],
)
def test_a_single_difference_is_named(found, stage, name):
    difference = first_difference(MADE, found)
    assert (difference.stage, difference.column) == (stage, name)
    assert difference.expected != difference.found


def test_equal_contents_have_no_difference():
    assert first_difference(MADE, replace(MADE, columns={"line": "c2", "hour": "c1"})) is None


@given(st.sets(st.sampled_from(list(range(9))), min_size=1))
def test_the_first_of_several_is_named(spoiled):
    """Whatever set of parts is spoiled, the one that all others follow from is named."""
    parts = list(MADE.parts())
    assert [STAGES.index(stage) for stage, _, _ in parts] == sorted(
        STAGES.index(stage) for stage, _, _ in parts
    )

    def held(place):
        return "x" if place in spoiled else parts[place][2]

    found = Content(
        {"flights": held(0), "weather": held(1)},
        held(2),
        {"hour": held(3), "line": held(4)},
        {"fitted.json": held(5), "tree.txt": held(6)},
        held(7),
        held(8),
    )
    difference = first_difference(MADE, found)
    assert (difference.stage, difference.column, difference.expected) == parts[min(spoiled)]
