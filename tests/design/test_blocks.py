from decimal import Decimal

import pytest

from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.frozen.freeze import changed, closure, design_parts
from wager.design.models.model_file import read_model
from wager.foundation.amounts import DAY, Duration

ONE_FILE = """---
design: bookings
owner: revenue
---
# Guests cancel late and the room stays empty

```yaml wager.rows
from: bookings.csv
key: booking_id
decide_at: booked_at
afterwards: [checked_in_at, refund]
```

```yaml wager.objective
is: cancelled
matures: 0 d
```

```yaml wager.money
pays: {act: {cancelled: 80 USD, otherwise: -15 USD}}
```

```yaml wager.hypothesis H1
model: lightgbm
goals: {G1: {goal: Increase money per 1000 rows by 500 USD over rule}}
timebox: 5 d
```
"""


@pytest.fixture
def one_file():
    design, findings = read_design(ONE_FILE, "designs/bookings.md", currency="USD")
    assert [str(one) for one in findings if one.is_error] == []
    return design, findings


def test_one_file_is_a_project_and_says_what_is_still_to_write(one_file):
    design, findings = one_file
    assert design.is_one_file
    assert design.rows.file == "bookings.csv"
    assert {one.code for one in findings} == {"I201"}
    said = " ".join(one.message for one in findings)
    assert "wager.alpha" in said
    assert "wager.goals" not in said


def test_one_file_gets_its_defaults(one_file):
    design = with_defaults(one_file[0])
    assert design.money.actions == ("none", "act")
    assert set(design.baselines.named) == {"do_nothing", "act_on_all", "rule"}
    assert design.baselines.named["act_on_all"].always == "act"
    assert design.baselines.champion == "rule"
    assert design.split.by_time
    assert design.split.shares == {"train": Decimal("0.6"), "tune": Decimal("0.2"), "holdout": Decimal("0.2")}
    assert design.money.pays["none"].by_class["otherwise"].value == 0
    assert design.hypotheses["H1"].edge("SHIP") == ("PROMOTE",)
    assert design.alpha.total == Decimal("0.05")
    assert design.goals["G1"].baseline == "rule"


def test_one_file_without_time_is_split_by_a_hash():
    design, _ = read_design(ONE_FILE.replace("decide_at: booked_at\n", ""), "designs/bookings.md")
    assert not with_defaults(design).split.by_time


def test_one_file_can_be_frozen(one_file):
    design = with_defaults(one_file[0])
    parts = design_parts(design, "H1", {})
    assert set(parts["models"]) == {"lightgbm", "rule"}
    assert closure(parts).hash == closure(parts).hash


def test_the_flights_design_is_read_as_it_is_meant(flights_design):
    design = flights_design.designs["flight-protect"]
    assert design.title == "Protect connections on flights that will be disrupted"
    assert design.appetite == Duration(30 * DAY)
    assert design.rows.source == "flights"
    assert design.objective.name == "disrupted"
    assert list(design.split.begin) == ["train", "tune", "holdout", "end"]
    assert design.split.begin["train"] == 1_357_016_400_000_000  # midnight in New York
    assert design.money.actions == ("none", "protect")
    assert set(design.money.pays["protect"].by_class) == {"disrupted", "otherwise"}
    assert design.hypotheses["H1"].next["ship"] == ("PROMOTE", "H2")
    assert design.goals["G1"].guards[1].margin == Decimal(50)
    assert design.monitors["M5"].watch.of == "weather"
    assert design.reviews == {"data_science": 1, "engineering": 1, "product": 1}


def parts_after(project, old="", new="", hypothesis="H1"):
    path = "designs/flight-protect.md"
    text = project.files[path]
    assert old in text
    project.check(path, text.replace(old, new, 1))
    design = with_defaults(project.designs["flight-protect"])
    return closure(design_parts(design, hypothesis, project.models)).parts


PROSE = [
    ("Desk agents rebook", "Agents rebook"),
    ("  why: pays for the build in one season", "  why: pays"),
    ("  tradeoff: alerts rise by up to 30\n", ""),
    ("build: 20k USD", "build: 30k USD"),
    ("seen_by: M1, answer: cap the alerts", "seen_by: M1, answer: fewer alerts"),
    ("timebox: 8 d", "timebox: 9 d"),
    ("model: delay-gbt-calibrated", "model: delay-gbt"),
    ("assume: {loss: 2000 USD, effort: 400 USD", "assume: {effort: 400 USD, loss: 2000 USD"),
    ("goals: [G2, G1]\ntimebox: 3 d", "goals: [G2]\ntimebox: 3 d"),
]


@pytest.mark.parametrize(("old", "new"), PROSE)
def test_prose_and_other_hypotheses_leave_a_freeze_as_it_was(projects, old, new):
    project = projects["flights"]
    assert changed(parts_after(project), parts_after(project, old, new)) == ()


MEANING = [
    ("by 8000 USD", "by 7000 USD", {"goals"}),
    ("by more than 2 pp", "by more than 3 pp", {"goals"}),
    ("effort: 400 USD", "effort: 300 USD", {"money"}),
    ("timebox: 5 d", "timebox: 6 d", {"hypothesis"}),
    ("claim: the timetable alone", "claim: the timetable by itself", {"hypothesis"}),
    ("- 2 h", "- 3 h", {"rows"}),
    ("matures: 3 d", "matures: 4 d", {"objective"}),
    ("tune: 2013-09-01", "tune: 2013-09-02", {"split"}),
    ("origin: [EWR, JFK, LGA]", "origin: [EWR, JFK]", {"slices"}),
    ("lower is better", "higher is better", {"metrics"}),
    ("champion: evening", "champion: do_nothing", {"champion", "baselines", "models"}),
    ("{H1: 40 %", "{H1: 30 %", {"alpha"}),
]


@pytest.mark.parametrize(("old", "new", "parts"), MEANING)
def test_what_a_verdict_depends_on_changes_its_freeze(projects, old, new, parts):
    project = projects["flights"]
    assert set(changed(parts_after(project), parts_after(project, old, new))) == parts


def test_a_model_file_belongs_to_the_freeze(projects):
    project = projects["flights"]
    project.check()
    design = with_defaults(project.designs["flight-protect"])
    before = closure(design_parts(design, "H3", project.models))
    path = "models/delay-gbt.yaml"
    text = project.files[path]
    other, _ = read_model(text.replace("num_leaves: 63", "num_leaves: 31"), path)
    assert text.count("num_leaves: 63") == 1
    after = closure(design_parts(design, "H3", {**project.models, "delay-gbt": other}))
    assert changed(before.parts, after.parts) == ("models",)
    reordered, _ = read_model("# a remark\n" + text, path)
    assert closure(design_parts(design, "H3", {**project.models, "delay-gbt": reordered})) == before


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("shares: {train: 70 %, tune: 15 %, holdout: 15 %}", None),
        ("shares: {train: 70 %, tune: 15 %, holdout: 25 %}", "E002"),
        ("begin: {train: 2024-01-01, tune: 2024-06-01}\nholdout: after freeze for 60 d", None),
        ("begin: {train: 2024-01-01, tune: 2024-06-01}\nholdout: after freezing for 60 d", "E103"),
        ("begin: {train: 2024-01-01, tune: 2024-06-01, end: 2025-01-01}", "E102"),
        ("begin: {train: 2024-01-01, tune: 2024-06-01, holdout: 2024-05-01, end: 2025-01-01}", "E103"),
        ("seal: ci", "E102"),
    ],
)
def test_forms_of_split(block, code):
    text = ONE_FILE + f"\n```yaml wager.split\n{block}\n```\n"
    design, findings = read_design(text, "designs/bookings.md")
    assert [one.code for one in findings if one.is_error] == ([code] if code else [])
    assert design is not None


@pytest.mark.parametrize(
    ("every", "says"),
    [
        (
            "2 d",
            "every of block rows: '2 d' does not say `from` when on; write it such as `30 d from 2025-02-24`",
        ),
        ("2 d from", "'2 d from' does not say `from` when on"),
        ("from 2024-01-01", "'from 2024-01-01' does not say how often"),
        ("2 d from soon", "'soon' is no moment"),
        ("2 from 2024-01-01", "'2' is no duration"),
    ],
)
def test_a_cut_off_says_how_often_and_from_when_on(every, says):
    text = ONE_FILE.replace("decide_at: booked_at", f"by: guest\nevery: {every}")
    _, findings = read_design(text, "designs/bookings.md")
    assert [one.code for one in findings if says in one.message] == ["E002"], findings


def test_assumed_constants_may_read_each_other_but_not_in_a_circle():
    money = "assume: {a: 2 * b, b: 5 USD}\npays: {act: {cancelled: a, otherwise: -b}}"
    text = ONE_FILE.replace("pays: {act: {cancelled: 80 USD, otherwise: -15 USD}}", money)
    design, findings = read_design(text, "designs/bookings.md")
    assert not [one for one in findings if one.is_error]
    assert "column" not in str(design.money.pays["act"].by_class)
    _, findings = read_design(text.replace("b: 5 USD", "b: a / 2"), "designs/bookings.md")
    assert "E110" in {one.code for one in findings}


def test_a_block_that_stands_twice_and_an_id_that_stands_elsewhere():
    twice = ONE_FILE + "\n```yaml wager.objective\nis: x\nmatures: 1 d\n```\n"
    assert [(one.line, one.code) for one in read_design(twice, "designs/bookings.md")[1] if one.is_error] == [
        (29, "E107")
    ]
    _, findings = read_design(ONE_FILE, "designs/other.md")
    assert (2, "E104") in [(one.line, one.code) for one in findings]
