"""The second clock: known times, and what can be proven of them."""

from __future__ import annotations

import pytest

from wager.data.clocks import known_time, known_time_of, proves_before
from wager.data.known import ALWAYS, NEVER, SEEN
from wager.data.rules import link_sources
from wager.data.source_file import read_source
from wager.expressions.parse import parse
from wager.expressions.tree import Column
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError

TEXT = """source: s
from: {path: s.csv}
owner: o
key: id
columns:
  id: int
  at: time
  wait: {type: float, range: 0 ..}
  lead: {type: int, range: 10 .. 90}
  late: float?
  fixed: text
  gone: text
derive:
  sum: wait + lead
  done: at + minutes(late)
  both: concat(fixed, gone)
  plain: length(fixed)
  own: late > 1
event_time: at
known:
  at - 1 d: [id, at]
  at + minutes(wait): wait
  always: fixed
  null: gone
  done: rest
  at + 2 d: own
"""


@pytest.fixture(scope="module")
def source():
    source, findings = read_source(TEXT, "sources/s.yaml", currency="USD", zone="UTC")
    assert [one.code for one in findings] == ["W108"]
    return source


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("id", "at - 1 d"),
        ("lead", "done"),
        ("sum", "greatest(at + minutes(wait), done)"),
        ("done", "greatest(at - 1 d, done)"),
        ("own", "at + 2 d"),
    ],
)
def test_known_times(source, column, known):
    assert to_text(known_time(source, column)) == known


def test_always_and_never(source):
    assert known_time(source, "fixed") == ALWAYS
    assert known_time(source, "plain") == ALWAYS
    assert known_time(source, "both") == NEVER
    assert known_time_of(source, ()) == ALWAYS
    assert to_text(known_time_of(source, ("fixed", "id"))) == "at - 1 d"


def test_unknown_columns_have_no_clock(source):
    with pytest.raises(BadInputError, match="did you mean 'late'"):
        known_time(source, "lat")


def test_a_snapshot_clock_is_a_column_of_the_snapshot_and_a_joined_column_is_known_when_ours_are():
    text = TEXT.replace("always: fixed", "snapshot: fixed").replace(
        "event_time", "join: {t: {by: id, take: x}}\nevent_time"
    )
    source, _ = read_source(text, "sources/s.yaml", currency="USD", zone="UTC")
    other, _ = read_source(
        "source: t\nfrom: {path: t.csv}\nowner: o\nkey: id\ncolumns: {id: int, x: int, at: time}\nknown: at",
        "sources/t.yaml", currency="USD", zone="UTC",
    )  # fmt: skip
    linked, findings = link_sources({"s": source, "t": other})
    assert not findings
    assert known_time(source, "fixed") == Column(SEEN)
    assert source.stored_types()[SEEN] == "time"
    assert known_time(linked["s"], "t.x") == known_time_of(linked["s"], ("id", source.event_time))


@pytest.mark.parametrize(
    ("known", "decided", "proven"),
    [
        ("at - 61 min", "at", True),
        ("at - 1 h", "at", None),
        ("at - 59 min", "at", None),
        ("at", "at", False),
        ("at - 1 h", "at - 1 h", False),
    ],
)
def test_what_is_served_by_refresh_is_known_up_to_one_cadence_later(known, decided, proven):
    text = "source: s\nfrom: {path: s.csv}\nowner: o\nkey: id\ncolumns: {id: int, at: time}\nknown: at\nrefresh: every 1 h"
    source, _ = read_source(text, "sources/s.yaml", currency="USD", zone="UTC")
    assert proves_before(parse(known), parse(decided), source) is proven


@pytest.mark.parametrize(
    ("known", "decided", "proven"),
    [
        ("at - 1 min", "at", True),
        ("at", "at", False),
        ("at + 1 min", "at", False),
        ("at - 2 h", "at - 2 h", False),
        ("at - 3 h + 30 min", "at - 2 h", True),
        ("at + minutes(late)", "at", None),
        ("done - 1 h", "done", True),
        ("at + minutes(wait)", "at", False),
        ("at - minutes(wait)", "at + 1 h", True),
        ("at - minutes(wait)", "at", None),
        ("at - minutes(lead)", "at - 5 min", True),
        ("at - minutes(lead)", "at - 2 h", False),
        ("at - minutes(lead)", "at - 1 h", None),
        ("at + minutes(coalesce(lead, 0))", "at", False),
        ("at - hours(2)", "at - 1 h", True),
        ("if(late is null, at - 2 h, at - 3 h)", "at - 1 h", True),
        ("if(late is null, at, at - 3 h)", "at - 1 h", None),
        ("if(late is null, at, at + 3 h)", "at - 1 h", False),
        ("if(late is null, at, at + 3 h) - 1 d", "at", True),
        ("greatest(at - 2 d, at - 1 d)", "at", True),
        ("greatest(at - 2 d, at + 1 d)", "at", False),
        ("greatest(at - 2 d, done)", "at", None),
        ("case(late > 1, at - 1 d, late > 2, null, at - 2 d)", "at", None),
        ("2013-01-01", "2013-01-02", True),
        ("at", "2013-01-02", None),
        ("null", "at", False),
        ("at - 1 d", "if(late > 1, at, done)", None),
        ("at - minutes(abs(late))", "at + 1 s", None),
        ("at - minutes(abs(coalesce(late, 0)))", "at + 1 s", True),
    ],
)
def test_proofs(source, known, decided, proven):
    assert proves_before(parse(known), parse(decided), source) is proven


def test_always_is_before_and_never_is_not(source):
    assert proves_before(ALWAYS, parse("at"), source) is True
    assert proves_before(NEVER, parse("at"), source) is False


def test_sums_of_many_choices_end(source):
    many = "at" + " + if(late > 1, 1 h, 2 h)" * 40
    assert proves_before(parse(many), parse("at"), source) in {None, False}


@pytest.mark.parametrize(
    ("wait", "known", "proven"),
    [
        ("float", "at + minutes(wait)", True),
        ("float?", "at + minutes(wait)", None),
        ("float?", "at + minutes(coalesce(wait, 0))", True),
        ("float?", "greatest(at - 1 d, at + minutes(wait))", None),
        ("float?", "at + minutes(wait) + 3 h", False),
    ],
)
def test_what_may_be_null_is_never_known_and_proves_nothing(wait, known, proven):
    text = f"""source: s
from: {{path: s.csv}}
owner: o
key: id
columns: {{id: int, at: time, wait: {{type: {wait}, range: -60 .. 60}}}}
event_time: at
known: {known}
"""
    source, findings = read_source(text, "sources/s.yaml", currency="USD", zone="UTC")
    assert findings == []
    assert proves_before(known_time(source, "wait"), parse("at + 2 h"), source) is proven


def test_what_the_decision_itself_needs_is_not_null():
    text = TEXT.replace("late: float?", "late: {type: float?, range: -60 .. 60}")
    source, _ = read_source(text, "sources/s.yaml", currency="USD", zone="UTC")
    assert proves_before(parse("at + minutes(late)"), parse("at + minutes(late) + 1 min"), source)
