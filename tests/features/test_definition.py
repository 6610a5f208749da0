import pytest

from wager.data.source_file import read_source
from wager.expressions.tree import Aggregate, Window, aggregates
from wager.features.definition import read_features
from wager.features.link import link_features

HOUR = 3_600_000_000
DAY = 24 * HOUR

FLIGHTS = """source: flights
from: {path: flights.parquet}
owner: ops
key: [carrier, flight, scheduled]
columns:
  scheduled: time
  landed: time?
  carrier: category
  flight: int
  origin: category
  dest: category
  fare: money?
  delay: float?
  cancelled: bool
derive:
  late: delay >= 30
event_time: scheduled
known: {scheduled - 30 d: [scheduled, carrier, flight, origin, dest], landed: rest}
"""

PLACES = """source: places
from: {path: places.csv}
owner: ops
key: place
columns: {place: category, runways: int}
known: always
"""


def sources():
    found = {}
    for text, path in ((FLIGHTS, "sources/flights.yaml"), (PLACES, "sources/places.yaml")):
        source, findings = read_source(text, path, currency="USD", zone="UTC")
        assert not [finding for finding in findings if finding.is_error], findings
        found[source.name] = source
    return found


def read(text, name="f"):
    text = f"features: {name}\nowner: ops\n{text}"
    return read_features(text, f"features/{name}.yaml", currency="USD", zone="UTC", sources=sources())


def names(text):
    file, findings = read(text)
    assert not findings
    return list(file.features)


def codes(text):
    return [(finding.line, finding.code) for finding in read(text)[1]]


def test_names_say_entity_and_window_only_where_there_are_several_or_the_file_gives_them():
    head = "from: flights\n"
    assert names(head + "by: origin+dest\nover: 7 d\ndefine: {n: count()}") == ["f.n_7d"]
    assert names(head + "by: [origin]\nover: [7 d]\ndefine: {n: count()}") == ["f.n_7d"]
    assert names(
        head + "by: [carrier, origin+dest]\nover: [1 d, 60 d .. 30 d, ever]\ndefine: {n: count()}"
    ) == [
        "f.carrier_n_1d",
        "f.carrier_n_60d_30d",
        "f.carrier_n",
        "f.origin_dest_n_1d",
        "f.origin_dest_n_60d_30d",
        "f.origin_dest_n",
    ]
    assert names(head + "by: origin\nover: [1 d, 7 d]\ndefine: {n: count(over 90 min)}") == ["f.n"]
    assert names(head + "by: all\nover: 24 h\ntake: delay\ndefine: {n: count()}") == ["f.delay", "f.n_24h"]
    assert names("define: {x: flight + 1}") == ["f.x"]


def test_windows_and_the_condition_of_the_file_go_into_each_aggregate():
    file, findings = read(
        "from: flights\nby: carrier\nwhere: not cancelled\nover: 3 h\n"
        "define:\n  drop: first(delay over 6 h) - last(delay)\n  late: share(late where flight > 5)"
    )
    assert not findings
    first, last = aggregates(file.features["f.drop_3h"].tree)
    assert (first.over, last.over) == (Window(6 * HOUR), Window(3 * HOUR))
    assert first.where == last.where is not None
    (share,) = aggregates(file.features["f.late_3h"].tree)
    assert share.where.operator == "and"
    assert file.features["f.late_3h"].line == 9


def test_types():
    file, findings = read(
        "from: flights\nby: carrier\nover: 1 d\ndefine:\n  n: count()\n  fare: sum(fare)\n  m: mean(flight)\n"
        "  since: time_since_last()\n  dest: last(dest)\n  per: sum(fare) / count()"
    )
    assert not findings
    types = {name.removeprefix("f."): feature.type for name, feature in file.features.items()}
    assert types == {
        "n_1d": "int", "fare_1d": "money", "m_1d": "float", "since_1d": "duration", "dest_1d": "text", "per_1d": "money",
    }  # fmt: skip


def test_a_table_without_events_needs_no_window():
    file, findings = read("from: places\nby: origin = place\ntake: [runways]")
    assert not findings
    feature = file.features["f.runways"]
    assert feature.tree == Aggregate("last", feature.tree.argument, None, Window(None))
    assert feature.entity.ours == ("origin",)
    assert codes("from: places\nby: origin = place\nover: 7 d\ntake: [runways]") == [(5, "E109")]


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("from: flihgts\nby: carrier\nover: 1 d\ndefine: {n: count()}", (3, "E106"), "did you mean 'flights'"),
        ("from: flights\nby: carier\nover: 1 d\ndefine: {n: count()}", (4, "E106"), "did you mean 'carrier'"),
        ("from: flights\nby: origin = runways\nover: 1 d\ndefine: {n: count()}", (4, "E106"), "flights has no"),
        ("from: places\nby: flight = place\ntake: runways", (4, "E109"), "one type"),
        ("from: flights\nby: carrier\nover: 7\ndefine: {n: count()}", (5, "E002"), "window"),
        ("from: flights\nby: carrier\nover: next 7 d\ndefine: {n: count()}", (5, "E109"), "future"),
        ("from: flights\nby: carrier\nover: 7 d .. 9 d\ndefine: {n: count()}", (5, "E002"), "larger"),
        ("from: flights\nby: carrier\ndefine: {n: count(over next 7 d)}", (5, "E109"), "future"),
        ("from: flights\nby: carrier\ndefine:\n  n: count()", (6, "E102"), "window"),
        ("from: flights\nover: 1 d\ndefine:\n  n: count()", (6, "E102"), "`by`"),
        ("define:\n  n: count(over 1 d)", (4, "E109"), "`from`"),
        ("from: flights\nby: carrier\nover: 1 d\ndefine:\n  n: mean(dleay)", (7, "E106"), "did you mean 'delay'"),
        ("from: flights\nby: carrier\nover: 1 d\ndefine:\n  n: mean(dest)", (7, "E109"), "not a text"),
        ("from: flights\nby: carrier\nover: 1 d\ndefine:\n  n: count(where delay)", (7, "E109"), "condition"),
        ("from: flights\nby: carrier\nover: 1 d\nwhere: dest = 5\ndefine:\n  n: count()", (6, "E109"), "where"),
        ("from: flights\nby: carrier\nover: 1 d\ndefine:\n  n: max(mean(delay))", (7, "E108"), "nest"),
        ("from: flights\nby: carrier\nover: 1 d\ntake: [delay, dset]", (6, "E106"), "did you mean 'dest'"),
        ("from: flights\nby: carrier\nover: [1 d, 2 d]\ntake: [delay]", (6, "E107"), "one window"),
        ("from: flights\nby: carrier\nover: 1 d\ntake: n\ndefine:\n  n: count()", (6, "E106"), "no column"),
        ("from: flights\nby: carrier\nover: ever\ntake: delay\ndefine:\n  delay: mean(delay)", (8, "E107"), "twice"),
        ("define:\n  x: flihgt + 1", (4, "E106"), "did you mean 'flight'"),
        ("define:\n  x: flight +", (4, "E108"), "value"),
        ("define:\n  Xy: flight", (4, "E104"), "name"),
        ("define:\n  x: {iz: flight}", (4, "E101"), "it has is"),
        ("defines: {x: flight}\ndefine: {x: flight}", (3, "E101"), "did you mean 'define'"),
        ("over: 7 d\ndefine: {x: flight}", (3, "E102"), "from"),
        ("python:\n  x: {call: a.py, reads: [flight]}", (4, "E103"), "file:function"),
        ("python:\n  x: {call: 'a.py:f', reads: [flite]}", (4, "E106"), "flite"),
    ],
)  # fmt: skip
def test_faults_stand_on_their_line(text, expected, words):
    _, findings = read(text)
    assert (findings[0].line, findings[0].code) == expected, findings
    assert {finding.line for finding in findings} == {expected[0]}, findings
    assert words in findings[0].message


def test_a_file_without_its_owner_or_with_another_name():
    arguments = {"currency": "USD", "zone": "UTC", "sources": sources()}
    _, findings = read_features("features: f\ndefine: {x: flight}", "features/f.yaml", **arguments)
    assert [finding.code for finding in findings] == ["E102"]
    _, findings = read_features("features: g\nowner: a\ndefine: {x: flight}", "features/f.yaml", **arguments)
    assert [finding.code for finding in findings] == ["E104"]
    file, findings = read_features("features: [", "features/f.yaml", **arguments)
    assert file is None
    assert [finding.code for finding in findings] == ["E000"]


TESTED = """from: flights
by: carrier
over: 1 d
define: {late: share(late)}
tests:
  - at: 2013-05-02 12:00
    row: {carrier: UA}
    given:
      - {carrier: UA, delay: 55}
    expect: {f.late_1d: 1.0}
"""


def test_examples_are_read():
    file, findings = read(TESTED)
    assert not findings
    (test,) = file.tests
    assert test.given == {"flights": ({"carrier": "UA", "delay": 55},)}
    assert test.line == 8


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("at: 2013-05-02", "at: 2013-05-42", (8, "E002")),
        ("row: {carrier", "row: {carier", (9, "E106")),
        ("- {carrier: UA, delay", "- {carrier: UA, dleay", (11, "E106")),
        ("f.late_1d", "f.late_2d", (12, "E106")),
        ("expect", "expects", (12, "E101")),
    ],
)
def test_faults_in_examples(old, new, expected):
    _, findings = read(TESTED.replace(old, new))
    assert (findings[0].line, findings[0].code) == expected or expected in [
        (finding.line, finding.code) for finding in findings
    ]


def test_features_of_features_are_typed_when_all_files_are_there():
    base, _ = read("from: flights\nby: carrier\nover: 1 d\ndefine: {delay: mean(delay)}", "base")
    more, findings = read("define:\n  double: base.delay_1d * 2\n  wrong: base.dealy_1d\n", "more")
    assert not findings
    features, findings = link_features([base, more], sources())
    assert features["more.double"].type == "float"
    assert [(finding.line, finding.code) for finding in findings] == [(5, "E106")]
    assert "did you mean 'base.delay_1d'" in findings[0].message


def test_a_circle_is_found():
    one, _ = read("define: {a: two.b + 1}", "one")
    two, _ = read("define: {b: one.a + 1}", "two")
    features, findings = link_features([one, two], sources())
    assert not features
    assert [finding.code for finding in findings] == ["E110"]
