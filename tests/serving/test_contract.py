"""What a request may hold: proven columns only, every fault at once, and no value repeated."""

import json

import pytest

from wager.data.json_values import Broken
from wager.data.source_file import read_source
from wager.design.blocks import read_design
from wager.foundation.errors import BadRequestError
from wager.serving.contract import Contract, contract_of

SOURCE = """\
source: rides
from: {path: rides.csv}
owner: timetable
key: [ride, day]
columns:
  ride: int
  due: time
  line: {type: category, values: [one, two]}
  fare: {type: money, range: 0 .. 100}
  rain: {type: float?, unit: mm}
  left: time?
  delay: {type: float?, unit: minute}
derive:
  day: day(due)
  arrived: due + minutes(coalesce(delay, 0))
  late: delay >= 5
event_time: due
known:
  due - 7 d: [ride, due, line, fare]
  due - 1 h: rain
  coalesce(left, due): left
  arrived: rest
"""

DESIGN = """\
---
design: late-bus
owner: timetable
---
# Late

```yaml wager.rows
each: ride
from: rides
decide_at: due - 30 min
```

```yaml wager.objective
is: late
matures: 1 d
```

```yaml wager.money
pays: {act: {late: 9 EUR, otherwise: -1 EUR}}
```
"""

GOOD = {"ride": 7, "due": "2024-05-01T18:00:00Z", "line": "one", "fare": "2.50", "rain": 0.5}


def source(text=SOURCE):
    found, findings = read_source(text, "sources/rides.yaml", currency="EUR", zone="UTC")
    assert [one for one in findings if one.is_error] == []
    return found


def design(**changes):
    text = DESIGN
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    found, findings = read_design(text, "designs/late-bus.md", currency="EUR")
    assert [str(one) for one in findings if one.is_error and one.code == "E106"] == []
    return found


def faults(contract, document):
    with pytest.raises(BadRequestError) as caught:
        contract.read(document)
    return [(column, rule) for column, rule, _ in caught.value.faults]


@pytest.fixture(scope="module")
def contract():
    return contract_of(source(), design())


def test_what_is_proven_before_the_decision_is_taken(contract):
    assert list(contract.columns) == ["ride", "due", "line", "fare", "rain"]
    assert {name: why.rule for name, why in contract.refused.items()} == {
        "day": "extra",
        "arrived": "extra",
        "late": "extra",
        "left": "not known",
        "delay": "not known",
    }


def test_what_nothing_proves_is_taken_only_where_a_model_reads_it():
    assert "left" in contract_of(source(), design(), used=["left"]).columns
    assert "delay" not in contract_of(source(), design(), used=["left"]).columns
    assert "left" not in contract_of(source(), design(), used=["day"]).columns


def test_requested_columns_come_with_the_question_and_all_are_those_known_by_then():
    asked = design(request=("decide_at: due - 30 min", "decide_at: due - 30 min\nrequest: [left]"))
    assert "left" in contract_of(source(), asked).columns
    everything = design(request=("decide_at: due - 30 min", "decide_at: due - 30 min\nrequest: all"))
    assert set(contract_of(source(), everything).columns) == {"ride", "due", "line", "fare", "rain"}


def test_assumed_clocks_leave_out_the_objective_and_what_is_written_afterwards():
    always = source(SOURCE.partition("known:")[0] + "known: {always: rest}\n")
    assert set(always.columns) - set(contract_of(always, design()).columns) == {"delay"}
    assert "delay" in contract_of(always, design(), used=["arrived"]).columns


def test_what_comes_after_the_decision_is_asked_for_only_by_name_and_never_if_it_is_the_outcome():
    after = source(
        SOURCE.replace("  arrived: rest", "  due + 1 d: [left, delay]").replace(
            "  coalesce(left, due): left\n", ""
        )
    )
    assert list(contract_of(after, design(), used=["left", "delay"]).columns) == [
        "ride",
        "due",
        "line",
        "fare",
        "rain",
    ]
    asked = design(request=("decide_at: due - 30 min", "decide_at: due - 30 min\nrequest: [left, delay]"))
    assert set(contract_of(after, asked).columns) == {"ride", "due", "line", "fare", "rain", "left"}


def test_what_is_never_known_is_not_taken():
    never = source(SOURCE.partition("known:")[0] + "known: {always: rest, null: [rain]}\n")
    contract = contract_of(never, design(), used=["rain"])
    assert list(contract.columns) == ["ride", "due", "line", "fare", "left"]
    with pytest.raises(BadRequestError, match="rain: it is known only after the decision; leave it out"):
        contract.read(GOOD)


def test_a_file_without_a_contract_takes_all_but_what_is_written_afterwards(tmp_path):
    from wager.project.opening import open_folder
    from wager.workflow.one_file import inferred_source

    (tmp_path / "rides.csv").write_text(
        "Ride No,due,line,left,late\n1,2024-05-01 10:00,one,2024-05-01 10:05,true\n2,2024-05-01 11:00,two,,false\n"
    )
    text = DESIGN.replace("from: rides", "from: rides.csv\nkey: ride_no\nafterwards: [left]").replace(
        "each: ride\n", ""
    )
    (tmp_path / "late-bus.md").write_text(text)
    alone, _ = read_design(text, "late-bus.md", currency="EUR")
    contract = contract_of(inferred_source(open_folder(tmp_path), alone), alone)
    row = contract.read({"ride_no": 3, "due": "2024-05-01 12:00", "line": "one"})
    assert list(row) == ["ride_no", "due", "line"]
    assert faults(contract, {**row, "due": "2024-05-01", "left": None, "late": True, "Ride No": 3}) == [
        ("left", "not known"),
        ("late", "not known"),
        ("Ride No", "extra"),
    ]


def test_without_a_moment_of_decision_all_but_the_outcome_is_taken():
    timeless = design(time=("decide_at: due - 30 min\n", ""))
    assert set(contract_of(source(), timeless).columns) == {"ride", "due", "line", "fare", "rain", "left"}


def test_the_columns_of_the_decision_and_of_the_key_are_taken():
    moved = design(later=("due - 30 min", "left - 1 d"))
    assert list(contract_of(source(), moved).columns) == ["ride", "due", "left"]


def test_a_good_request_becomes_physical_values(contract):
    assert contract.read(GOOD) == {
        "ride": 7,
        "due": 1_714_586_400_000_000,
        "line": "one",
        "fare": 250,
        "rain": 0.5,
    }
    without = {name: value for name, value in GOOD.items() if name != "rain"}
    assert contract.read(without) == {**contract.read(GOOD), "rain": None}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"ride": None}, [("ride", "null")]),
        ({"ride": "7"}, [("ride", "type")]),
        ({"rain": float("nan")}, [("rain", "finite")]),
        ({"fare": 100.5}, [("fare", "range")]),
        ({"line": "three"}, [("line", "values")]),
        ({"delay": 3.5}, [("delay", "not known")]),
        ({"late": True}, [("late", "extra")]),
        ({"lien": "one"}, [("lien", "extra")]),
        ({"ride": True, "lien": 1, "due": 5}, [("ride", "type"), ("due", "type"), ("lien", "extra")]),
    ],
)
def test_each_fault_names_its_column_and_rule(contract, change, found):
    assert faults(contract, {**GOOD, **change}) == found


def test_all_that_is_missing_is_said_at_once(contract):
    assert faults(contract, {}) == [(name, "missing") for name in ("ride", "due", "line", "fare")]
    with pytest.raises(BadRequestError, match="line: it is missing; expected a text"):
        contract.read({})


def test_the_nearest_name_is_suggested(contract):
    with pytest.raises(BadRequestError, match="lien: rides takes no such column; did you mean 'line'"):
        contract.read({**GOOD, "lien": "one"})


@pytest.mark.parametrize("document", [None, [], [GOOD], "ride", 7, float("nan")])
def test_only_an_object_is_a_row(contract, document):
    assert faults(contract, document) == [("document", "type")]


def test_values_are_not_repeated(contract):
    secret = "my secret"
    document = {name: [secret] for name in contract.columns} | {"delay": secret, "late": secret, "x": secret}
    with pytest.raises(BadRequestError) as caught:
        contract.read(document)
    assert len(caught.value.faults) == 8
    assert secret not in json.dumps([str(caught.value), caught.value.faults])


def test_thousands_of_wrong_names_are_one_short_answer(contract):
    with pytest.raises(BadRequestError) as caught:
        contract.read({**GOOD, **{f"{'z' * 5000}\n{number}": 1 for number in range(5000)}})
    assert len(caught.value.faults) == 21
    assert len(str(caught.value)) < 5000
    assert "4980 further names" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_column_that_was_renamed_says_its_name():
    from dataclasses import replace

    unit = source()
    renamed = replace(
        unit, columns={**unit.columns, "line": replace(unit.columns["line"], written="Bus Line")}
    )
    with pytest.raises(BadRequestError, match="Bus Line: this column is called line here"):
        contract_of(renamed, design()).read({**GOOD, "Bus Line": "one"})


def test_events_are_whole_rows():
    contract = Contract.event(source())
    row = contract.read({**GOOD, "left": "2024-05-01 18:05", "delay": 7})
    assert row["delay"] == 7.0
    assert list(row) == list(source().columns)
    assert faults(contract, {**GOOD, "late": True}) == [("late", "extra")]


def test_an_event_has_a_key_and_a_time():
    text = SOURCE.replace("event_time: due", "event_time: left").replace(
        "key: [ride, day]", "key: [ride, arrived]"
    )
    text = text.replace("arrived: due +", "arrived: left +")
    contract = Contract.event(source(text))
    assert contract.read({**GOOD, "left": "2024-05-01"})["left"] is not None
    assert faults(contract, GOOD) == [("arrived", "null"), ("left", "null")]


def test_an_event_whose_key_cannot_be_computed_is_refused():
    text = SOURCE.replace("key: [ride, day]", "key: [twice, day]").replace(
        "derive:", "derive:\n  twice: ride * 2"
    )
    assert faults(Contract.event(source(text)), {**GOOD, "ride": 2**62}) == [("twice", "range")]


def test_a_reason_is_a_sentence(contract):
    for why in contract.refused.values():
        assert isinstance(why, Broken)
        assert why.expected.endswith("leave it out")
