"""A comparison with a value that a category cannot take is named where it is written."""

import pytest

from wager.project.opening import open_folder
from wager.workflow.check_project import check_project


@pytest.mark.parametrize(
    ("path", "old", "new", "word"),
    [
        (
            "features/history.yaml",
            "disrupted: share(disrupted)",
            "disrupted: share(origin = 'Jfk')",
            "'Jfk'; did you mean 'JFK'?",
        ),
        ("models/evening-rule.yaml", "timetable.hour >= 19", "origin = 'BOS'", "'BOS'"),
        ("sources/flights.yaml", "disrupted: arr_delay", "disrupted: origin = 'NYC' or arr_delay", "'NYC'"),
        ("designs/flight-protect.md", "early: timetable.hour < 9", "early: origin = 'LGB'", "'LGB'"),
    ],
)
def test_what_can_never_hold_is_an_error(flights, path, old, new, word):
    file = flights / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    line = text[: text.index(old)].count("\n") + 1
    found = [one for one in check_project(open_folder(flights)).findings if one.code == "E105"]
    assert [(one.path, one.line) for one in found] == [(path, line)]
    assert word in found[0].message
    assert "EWR, JFK, LGA" in found[0].message
