import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.parse import parse
from wager.expressions.tree import Column
from wager.features.decision import Decision, Use
from wager.features.definition import read_features
from wager.features.link import link_features
from wager.features.rules import check_names, check_objective, check_uses
from wager.features.too_early_rows import sampled

TRIPS = """source: trips
from: {path: trips.parquet}
owner: ops
key: id
columns: {id: int, at: time, wait: float?, line: category, vehicle: category?, ended: time?, note: text?}
derive:
  left: at + minutes(coalesce(wait, 0))
  bad: wait > 10
event_time: at
known:
  at - 1 d: [id, at, line]
  left: [wait, vehicle]
  ended: rest
"""

FILES = {
    "vehicle": "features: vehicle\nowner: ops\nfrom: trips\nby: vehicle\nover: 1 d\ndefine: {wait: last(wait)}",
    "row": "features: row\nowner: ops\ndefine: {hour: hour(at), long: wait * 2, chained: vehicle.wait_1d + 1}",
    "line": "features: line\nowner: ops\nfrom: trips\nby: line\nover: 1 d\ndefine: {wait: mean(wait)}",
}
SOURCE = project.source(TRIPS, "trips")
DECISION = Decision(SOURCE, parse("at - 2 h"))


def features():
    files = [
        read_features(text, f"features/{name}.yaml", currency="USD", zone="UTC", sources={"trips": SOURCE})[0]
        for name, text in FILES.items()
    ]
    return link_features(files, {"trips": SOURCE})[0]


def used(name):
    return Use(name, Column(name), "E011", "models/m.yaml", 4)


def judge(*uses, decision=DECISION):
    return check_uses(uses, features(), decision)


def test_what_is_known_before_is_no_finding():
    assert judge(used("line"), used("row.hour"), used("line.wait_1d")) == ([], [])


def test_what_is_never_before_is_a_finding():
    decision = Decision(SOURCE, parse("at - 2 d"))
    (finding,), unproven = judge(used("row.hour"), decision=decision)
    assert not unproven
    assert str(finding) == (
        "models/m.yaml:4: E011 feature row.hour reads at, known at at - 1 d, which is not before the decision at "
        "at - 2 d in every row; leave it out of the model, or aggregate it over past events in a feature file"
    )


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("wait", "wait"),
        ("row.long", "feature row.long reads wait"),
        ("vehicle.wait_1d", "feature vehicle.wait_1d finds its events by vehicle"),
        ("row.chained", "feature vehicle.wait_1d finds its events by vehicle"),
    ],
)
def test_what_expressions_cannot_tell_is_left_to_data(name, reads):
    findings, (unproven,) = judge(used(name))
    assert not findings
    assert unproven.reads == reads


def test_a_column_that_the_row_does_not_have():
    stranger = project.source(
        TRIPS.replace("vehicle: category?, ", "").replace("wait, vehicle", "wait"), "trips"
    )
    uses = [used("row.hour"), used("vehicle.wait_1d"), used("row.chained")]
    (finding,) = check_names(uses, features(), stranger)
    assert str(finding).startswith(
        "features/vehicle.yaml:6: E106 feature vehicle.wait_1d, which models/m.yaml takes, reads 'vehicle', and rows of trips have no such column"
    )
    assert check_names(uses, features(), SOURCE) == []


def test_a_request_comes_with_its_columns():
    assert judge(used("wait"), decision=Decision(SOURCE, parse("at - 2 h"), {"wait"})) == ([], [])


def test_a_slice_and_pays_are_e014():
    slice_ = Use("slice lateness", parse("note = 'late'"), "E014", "designs/d.md", 30)
    _, (unproven,) = judge(slice_)
    assert (unproven.use.code, unproven.reads) == ("E014", "slice lateness reads note")
    assert judge(Use("pays of act", parse("bad_objective * 3"), "E014", "designs/d.md", 31)) == ([], [])


def test_an_objective_known_at_the_decision():
    (finding,) = check_objective(parse("line = 'A'"), "is_a", "designs/d.md", 9, DECISION)
    assert finding.code == "E016"
    assert "line at at - 1 d" in finding.message
    assert check_objective(parse("bad"), "bad", "designs/d.md", 9, DECISION) == []
    at_once = Decision(SOURCE, parse("at - 1 d"))
    assert check_objective(parse("line = 'A'"), "is_a", "designs/d.md", 9, at_once)


def test_a_sample_says_in_how_many_rows(tmp_path, monkeypatch):
    rows = [
        {"id": n, "at": project.START + n * project.HOUR, "wait": -300.0 if n == 3 else 5.0, "line": "A",
         "vehicle": None, "ended": None, "note": None}
        for n in range(10)
    ]  # fmt: skip
    monkeypatch.setitem(project.SOURCES, "trips", SOURCE)
    stored = project.stored(tmp_path, "trips", rows)
    _, unproven = judge(used("wait"), used("note"))
    wait, note = sampled(DuckDBEngine(threads=1), stored, unproven, DECISION)
    assert "known at left = at + minutes(coalesce(wait, 0)), which is not before" in wait.message
    assert "in 90 % of rows (9 of 10)" in wait.message
    assert "in every row" in note.message  # never known is too late as well
    assert sampled(DuckDBEngine(threads=1), stored, unproven[:1], DECISION, parse("id = 3")) == []


def test_what_one_clock_makes_late_in_one_file_is_told_once_with_all_places():
    at_once = Decision(SOURCE, parse("at - 1 d"))
    model = [used("id"), used("line"), Use("row.hour", Column("row.hour"), "E011", "models/m.yaml", 2)]
    pays = Use("pays of act", parse("id * 3"), "E014", "designs/d.md", 31)
    other = Use("slice line", Column("line"), "E014", "designs/d.md", 9)
    of_model, of_design = judge(*model, pays, other, decision=at_once)[0]
    assert (of_model.line, of_design.line) == (2, 9)
    assert of_model.message.startswith(
        "feature row.hour reads at; on line 4: id, line, known at at - 1 d, exactly at the decision at at - 1 d in every row"
    )
    assert of_design.message.startswith("slice line reads line; on line 31: pays of act reads id, known at")


def test_what_is_derived_from_the_request_alone_comes_with_it():
    asked = Decision(SOURCE, parse("at - 2 h"), request=("wait",))
    assert judge(used("wait"), used("bad"), decision=asked) == ([], [])
    findings, (unproven,) = judge(used("left"), used("vehicle"), decision=asked)
    assert findings == []
    assert unproven.column == "vehicle"
