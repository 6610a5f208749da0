"""Examples of features that read another source: rows of each in one `given`."""

import json

import pytest

from rides import SOURCE, write_rides
from wager.foundation.errors import BadInputError
from wager.interfaces import api

FLEET = """\
source: fleet
from: {path: data/fleet.csv}
owner: garage
key: line
columns: {line: category, since: time, told: time, age: {type: float, unit: year}}
event_time: since
known: told
"""
DRIVERS = """\
source: drivers
from: {path: data/drivers.csv}
owner: garage
key: line
columns: {line: category, name: category}
known: snapshot
"""
JOIN = "join:\n  fleet: {by: line, take: age}\n  drivers: {by: line, take: name}\n"
BUSES = """\
features: buses
owner: timetable
from: rides
by: line
define:
  old: share(late where fleet.age > 5 over 10 d)
  driver: last(drivers.name over 10 d)
"""
EXAMPLE = """\
tests:
  at: 2024-01-05 12:00
  row: {line: one}
  given:
    rides:
      - {ride: 1, due: 2024-01-03 08:00, line: one, delay: 9}
      - {ride: 2, due: 2024-01-04 08:00, line: one, delay: 1}
      - {ride: 3, due: 2024-01-04 09:00, line: two, delay: 9}
    fleet:
      - {line: one, since: 2024-01-01, told: 2024-01-02, age: 9}
      - {line: one, since: 2024-01-04, told: 2024-01-06, age: 2}   # in force, and not known yet
    drivers: {line: one, name: ann, first seen: 2024-01-02}
  expect: {buses.old: 0.5, buses.driver: ann}
"""
CLOCK = """\
features: often
owner: timetable
define: {much: buses.old > 0.4}
tests:
  at: 2024-01-05 12:00
  row: {line: one}
  given:
    rides: {ride: 1, due: 2024-01-03 08:00, line: one, delay: 9}
    fleet: {line: one, since: 2024-01-01, told: 2024-01-02, age: 9}
  expect: {often.much: true}
"""


@pytest.fixture
def buses(tmp_path):
    root = write_rides(tmp_path / "rides")
    (root / "sources" / "rides.yaml").write_text(SOURCE.replace("derive:", JOIN + "derive:"))
    (root / "sources" / "fleet.yaml").write_text(FLEET)
    (root / "sources" / "drivers.yaml").write_text(DRIVERS)

    def write(*edits, more=""):
        text = BUSES + EXAMPLE
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        (root / "features" / "buses.yaml").write_text(text)
        (root / "features" / "often.yaml").write_text(more or "features: often\nowner: o\ndefine: {x: 1}\n")
        return api.open(root)

    return write


def test_rows_of_the_joined_source_are_read_as_of_the_moment(buses):
    tested = buses().test()
    assert [(one.feature, one.found, one.why) for one in tested.outcomes] == [
        ("buses.old", 0.5, ""), ("buses.driver", "ann", "")
    ]  # fmt: skip
    assert tested.passed


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "told: 2024-01-06",
            "told: 2024-01-05",
            1.0,
        ),  # the newer bus is known: the ride of the fourth does not count
        (
            "told: 2024-01-02, age: 9}",
            "told: 2024-01-05 12:00, age: 9}",
            None,
        ),  # known at the moment is too late
        ("    fleet:\n", "    fleet: []\n    # \n", None),
    ],
)
def test_what_is_given_of_the_other_source_decides(buses, old, new, found):
    edits = [(old, new)]
    if "fleet: []" in new:
        edits += [("      - {line: one, since: 2024-01-01, told: 2024-01-02, age: 9}\n", ""),
                  ("      - {line: one, since: 2024-01-04, told: 2024-01-06, age: 2}", "     ")]  # fmt: skip
    outcome = buses(*edits).test("buses.old").outcomes[0]
    assert (outcome.result, outcome.found) == ("failed", found)


def test_without_rows_of_it_the_other_source_is_empty(buses):
    text = EXAMPLE[EXAMPLE.index("    fleet:") : EXAMPLE.index("  expect")]
    outcomes = buses((text, "")).test().outcomes
    assert [one.found for one in outcomes] == [None, None]


def test_when_a_row_was_first_seen_decides_where_the_snapshot_is_the_clock(buses):
    found = buses(("first seen: 2024-01-02", "first seen: 2024-01-06")).test("buses.driver").outcomes[0]
    assert (found.result, found.found) == ("failed", None)


def test_a_file_without_events_names_the_sources_of_the_features_that_it_reads(buses):
    assert buses(more=CLOCK).test("often").passed
    with pytest.raises(BadInputError, match=":5: E102 a test needs the key 'at'"):
        buses(more=CLOCK.replace("  at: 2024-01-05 12:00\n", "")).test()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    fleet:\n", "    flet:\n", "16: E106 `given`: there is no source 'flet'; did you mean 'fleet'?"),
        ("age: 9}", "agee: 9}", "17: E106 an event of `given`: fleet has no column 'agee'; did you mean 'age'?"),
        (", first seen: 2024-01-02", "", "19: E102 an event of `given` of drivers needs `first seen`: the moment of the snapshot in which the row first was"),
        ("first seen: 2024-01-02", "first seen: soon", "19: E103 an event of `given`: column first seen: 'soon' is no time"),
        ("line: one, delay: 9}", "fleet.age: 3, line: one, delay: 9}", "13: E103 an event of `given`: no file of rides holds fleet.age; give rows of fleet too: `given: {rides: [rows], fleet: [rows]}`"),
        ("buses.old: 0.5, buses.driver: ann", "other.x: 1", "20: E106 expect: this file defines no feature 'other.x'"),
    ],
)  # fmt: skip
def test_what_is_wrongly_written_is_said(buses, old, new, said):
    with pytest.raises(BadInputError) as caught:
        buses((old, new)).test()
    assert f"features/buses.yaml:{said}" in str(caught.value)


def test_rows_that_nothing_reads_are_refused(buses):
    with pytest.raises(BadInputError) as caught:
        buses(more=CLOCK.replace("expect: {often.much: true}", "expect: {often.one: 1}").replace("{much: buses.old > 0.4}", "{one: 1}")).test()  # fmt: skip
    said = "`given` has rows of {}, and nothing that is expected reads that source; leave them out"
    for name in ("rides", "fleet"):
        assert f"features/often.yaml:5: E106 {said.format(name)}" in str(caught.value)


def test_a_list_where_an_event_has_values_is_no_source(buses):
    text = EXAMPLE[EXAMPLE.index("  given:") : EXAMPLE.index("  expect")]
    with pytest.raises(BadInputError, match="E103 an event of `given`: ride should be a single value"):
        buses((text, "  given: {ride: [1], line: [one]}\n")).test()


def test_editors_take_both_forms(buses):
    import jsonschema

    from wager.workflow.begin.schemas import schemas

    shape = schemas()["feature.json"]
    document = {"features": "a", "owner": "o", "tests": {"row": {"y": 1}, "expect": {"a.x": 1}}}
    for given in ({"x": 1}, [{"x": 1}], [], {"a": [{"x": 1}], "b": {"x": 1}}):
        document["tests"]["given"] = given
        jsonschema.validate(json.loads(json.dumps(document)), shape)
    document["tests"]["given"] = {"a": [1]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, shape)
