"""A holdout that comes after the freeze: what of it can be wrong before anything runs."""

from pathlib import Path

import pytest

from wager.design.blocks import read_design
from wager.design.rules import check_design

DESIGN = Path("examples/flights/designs/flight-protect.md")
BEGIN = "begin: {train: 2013-01-01, tune: 2013-09-01, holdout: 2013-11-01, end: 2014-01-01}"


def found_with(split):
    text = DESIGN.read_text()
    assert BEGIN in text
    text = text.replace(BEGIN, split)
    design, findings = read_design(text, DESIGN.as_posix(), currency="USD", zone="America/New_York")
    more = [] if design is None else check_design(design, {}, {}, {})
    first = text[: text.index(split)].count("\n") + 1
    lines = range(first, first + split.count("\n") + 1)
    return [(one.code, one.message) for one in (*findings, *more) if one.line in lines and one.is_error]


def test_a_holdout_of_sixty_days_is_fine():
    assert found_with("begin: {train: 2013-01-01, tune: 2013-09-01}\nholdout: after freeze for 60 d") == []


@pytest.mark.parametrize(
    ("split", "code", "said"),
    [
        (
            "begin: {train: 2013-01-01, tune: 2013-09-01}\nholdout: after freeze for 2 d",
            "E103",
            "only after 3 d",
        ),
        (
            "begin: {train: 2013-01-01, tune: 2013-09-01}\nholdout: after freeze for 60 d\nseal: ci",
            "E101",
            "leave `seal` out",
        ),
        (
            "begin: {train: 2013-01-01, tune: 2013-09-01, holdout: 2013-11-01, end: 2014-01-01}\nlooks: 5",
            "E101",
            "`looks` goes with `holdout: after freeze for 60 d`",
        ),
        (
            "begin: {train: 2013-01-01, tune: 2013-09-01}\nholdout: after freeze for 60 d\nlooks: 0",
            "E103",
            "looks",
        ),
        (
            "begin: {train: 2013-01-01, tune: 2013-09-01}\nholdout: after freeze for 60 d\nlooks: 201",
            "E103",
            "should be 200 at most, not 201",
        ),
        ("begin: {train: 2013-01-01, tune: 2013-09-01}\nholdout: for 60 d", "E103", "after freeze for 60 d"),
        ("begin: {train: 2013-01-01, tune: 2013-09-01}", "E102", "after freeze for 60 d"),
        (f"{BEGIN}\nholdout: after freeze for 60 d", "E101", "is not written"),
    ],
)
def test_what_cannot_judge_is_at_fault(split, code, said):
    assert [message for each, message in found_with(split) if each == code and said in message]
