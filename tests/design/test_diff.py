"""Which way is weaker, field by field, and how it is said."""

import pytest

from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.diff.canonical_text import canonical_text
from wager.design.diff.change import Change
from wager.design.diff.directions import direction
from wager.design.diff.documents import classify_documents, classify_prose
from wager.design.diff.parts import classify_parts
from wager.design.frozen.freeze import design_parts


def days(number):
    return {"duration": number * 86_400_000_000}


def usd(number):
    return {"money": number * 100, "currency": "USD"}


def of(dimension=None, value=None, every=None):
    return {"dimension": dimension, "value": value, "any": every}


@pytest.mark.parametrize(
    ("block", "field", "weak", "strong"),
    [
        ("hypothesis", "timebox", days(9), days(5)),
        ("hypothesis", "goals", ["G1"], ["G1", "G2"]),
        ("hypothesis", "needs", None, ["feed"]),
        ("hypothesis", "power", {"share": "0.7"}, {"share": "0.8"}),
        ("alpha", "total", "0.1", "0.05"),
        ("alpha", "owned", "0.03", "0.025"),
        ("alpha", "share.H1", "0.6", "0.5"),
        ("alpha", "power", "0.7", "0.8"),
        ("goals", "over", "do_nothing", "champion"),
        ("goals", "prove", "positive", "at_least"),
        ("goals", "verb", "Keep", "Increase"),
        ("goals", "slice", of(value="JFK"), of("origin", every="any")),
        ("goals", "slice", None, of("origin", every="any")),
        ("goals", "slice", of("origin", every="any other"), of("origin", every="any")),
        ("baselines", "champion", "do_nothing", "evening"),
        ("baselines", "is", "always none", "model evening-rule"),
        ("slices", "values", ["JFK"], ["EWR", "JFK"]),
        ("rows", "cluster", None, {"column": "day"}),
        ("rows", "cluster", {"column": "day"}, [{"column": "day"}, {"column": "shop"}]),
        ("rows", "cluster", None, [{"column": "day"}, {"column": "shop"}]),
        ("split", "seal", None, "ci"),
        ("split", "holdout", None, days(60)),
        ("document", "appetite", days(60), days(30)),
        ("requirements", "latency_p99", days(2), days(1)),
        ("requirements", "explain", "none", "per decision"),
        ("stages", "exit", ["G1"], ["G1", "G1 online"]),
        ("launch", "requires", ["verdict"], ["verdict", "reviews"]),
        ("monitors", "red", "below -5000 USD", "below -1000 USD"),
        ("monitors", "red", "above 5 h", "above 3 h"),
        ("monitors", "red", "9 pp below holdout", "5 pp below holdout"),
        ("rollback", "within", days(2), days(1)),
        ("reviews", "security", 1, 2),
        ("reviews", "security", None, 1),
        ("tasks", "timebox", days(2), days(1)),
    ],
)
def test_one_way_is_weaker_and_back_is_stronger(block, field, weak, strong):
    assert direction(block, field, strong, weak) == "weakened"
    assert direction(block, field, weak, strong) == "strengthened"


@pytest.mark.parametrize(
    ("block", "field", "old", "new"),
    [
        ("rows", "where", None, {"column": "late"}),
        ("objective", "matures", days(3), days(2)),
        ("money", "pays.none.late", usd(1), usd(2)),
        ("money", "capacity.act", None, {"rate": "5", "per": 1}),
        ("split", "begin.holdout", "2024-01-01", "2024-02-01"),
        ("hypothesis", "model", "a", "b"),
        ("hypothesis", "next.ship", ["PROMOTE"], ["STOP"]),
        ("goals", "over", "champion", "evening"),
        ("goals", "slice", of(value="JFK"), of(value="EWR")),
        ("snapshots", "flights", "aaaa", "bbbb"),
        ("monitors", "red", "below 1", "above 1"),
        ("monitors", "red", "above 5 %", "5 pp above holdout"),
    ],
)
def test_what_can_be_either_way_is_changed(block, field, old, new):
    assert direction(block, field, old, new) == direction(block, field, new, old) == "changed"


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ("goals", "why"),
        ("goals", "tradeoff"),
        ("risks", "what"),
        ("problem", "scope"),
        ("hypothesis", "claim"),
    ],
)
def test_words_are_reworded(block, field):
    assert direction(block, field, "one", "another") == "reworded"


def test_another_metric_is_weaker_both_ways():
    assert (
        direction("metrics", "metric", "auc", "brier") == direction("goals", "metric", "a", "b") == "weakened"
    )


def test_a_slice_that_is_dropped_is_weaker_and_one_that_comes_may_be_either():
    assert direction("goals", "slice", of(value="EWR"), None) == "weakened"
    assert direction("goals", "slice", None, of(value="EWR")) == "changed"


def plan(project, hypothesis, *edits):
    text = project.files["designs/flight-protect.md"]
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    design, _ = read_design(text, "designs/flight-protect.md", currency="USD", zone="America/New_York")
    return design_parts(with_defaults(design), hypothesis, project.models)


GUARD = " by more than 2 pp"
ONE = "goals", "G1", "without decreasing recall, margin"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ((GUARD, " by more than 3 pp"), [Change(*ONE, "weakened", "2 pp", "3 pp")]),
        ((GUARD, " by more than 1 pp"), [Change(*ONE, "strengthened", "2 pp", "1 pp")]),
        ((GUARD, " by more than rel 2 %"), [Change(*ONE, "changed", "2 pp", "rel 2 %")]),
        (
            ("any origin", "any part_of_day"),
            [
                Change("goals", "G1", "without decreasing recall, slice", "changed", "any origin", "any part_of_day"),
            ],
        ),
        (
            ("\n    and without increasing alerts by more than 50", ""),
            [
                Change(
                    "goals",
                    "G1",
                    "without increasing alerts",
                    "weakened",
                    "without increasing alerts by more than 50",
                    "",
                )
            ],
        ),
        (("Increase net by 8000 USD over champion", "Keep net within 8000 USD of champion"),
         [Change("goals", "G1", "verb", "weakened", "Increase", "Keep")]),
        (("by 8000 USD", "by any amount"), [Change("goals", "G1", "amount", "weakened", "8000 USD", "any amount")]),
        (("holdout: 2013-11-01", "holdout: 2013-12-01"),
         [Change("split", "", "begin.holdout", "changed", "2013-11-01", "2013-12-01")]),
    ],
)  # fmt: skip
def test_goals_are_told_part_by_part(flights_design, edit, expected):
    found = classify_parts(
        plan(flights_design, "H1"), plan(flights_design, "H1", edit), zone="America/New_York"
    )
    assert list(found) == expected


def test_a_margin_of_keep_is_weaker_when_it_is_wider(flights_design):
    keep = ("Increase net by 8000 USD over champion", "Keep net within 500 USD of champion")
    old = plan(flights_design, "H1", keep)
    new = plan(flights_design, "H1", keep, ("within 500 USD", "within 700 USD"))
    assert [one.direction for one in classify_parts(old, new)] == ["weakened"]
    assert [one.direction for one in classify_parts(new, old)] == ["strengthened"]


def test_what_the_workflow_adds_to_a_plan_is_told_too(flights_design):
    part = plan(flights_design, "H1")
    old, new = (
        {**part, "snapshots": {"flights": name}, "code": {"lightgbm": "4"}} for name in ("aaaa", "bbbb")
    )
    assert classify_parts(old, new) == (Change("snapshots", "", "flights", "changed", "aaaa", "bbbb"),)
    assert classify_parts(part, old)[0].direction == "added"
    assert classify_parts(old, old) == ()


def test_an_amendment_is_held_against_what_it_amends(flights_design):
    old, new = plan(flights_design, "H1"), plan(flights_design, "H1", ("by 8000 USD", "by 4000 USD"))
    new = {**new, "hypothesis": {**new["hypothesis"], "id": "H1.2"}}
    assert [one.place for one in classify_parts(old, new)] == [("goals", "G1", "amount")]


def both(project, *edits):
    text = project.files["designs/flight-protect.md"]
    edited = text
    for old, new in edits:
        assert old in edited
        edited = edited.replace(old, new)
    designs = [
        with_defaults(read_design(one, "flight-protect.md", currency="USD")[0]) for one in (text, edited)
    ]
    return classify_documents(*designs, text, edited)


def test_documents_tell_what_came_and_went(flights_design):
    gone = "R3: {what: schedule format changes, surface: scores, customer: wrong alerts, seen_by: M3, answer: rollback}\n"
    found = both(flights_design, (gone, ""), ("security: no new", "security: one new"), ("product: 1\n", ""))
    assert [(*one.place, one.direction) for one in found] == [
        ("reviews", "", "product", "weakened"),
        ("risks", "R3", "", "removed"),
        ("requirements", "", "security", "changed"),
    ]


def test_answers_on_privacy_are_changed_and_shares_are_in_per_cent(flights_design):
    moved = both(flights_design, ("privacy: no personal data", "privacy: names of passengers"), ("H1: 40 %", "H1: 50 %"), ("H2: 40 %", "H2: 30 %"))  # fmt: skip
    assert [(one.field, one.direction, one.old, one.new) for one in moved if one.block != "prose"] == [
        ("share.H1", "weakened", "40 %", "50 %"),
        ("privacy", "changed", "no personal data", "names of passengers"),
        ("share.H2", "strengthened", "40 %", "30 %"),
    ]


def test_an_assumption_is_told_by_the_pays_that_it_moves(flights_design):
    moved = both(flights_design, ("saved: 60 %", "saved: 80 %"))
    assert [(one.field, one.direction) for one in moved] == [("pays.protect.disrupted", "changed")]
    assert "0.6" in moved[0].old
    assert "0.8" in moved[0].new
    renamed = both(flights_design, ("effort", "work"))
    assert {one.direction for one in renamed} == {"reworded"}


def test_prose_is_compared_by_paragraphs_however_they_are_wrapped():
    old = "# A title\n\nOne two\nthree.\n\n```text\nas it is\n```\n"
    assert list(classify_prose(old, "# A title\n\nOne\ntwo three.\n\n\n```text\nas it is\n```\n")) == []
    (moved,) = classify_prose(old, old.replace("three", "four"))
    assert moved == Change("prose", "A title", "", "reworded", "One two three.", "One two four.")
    (long,) = classify_prose("word " * 40 + "end", "word " * 40 + "stop")
    assert (long.old, long.new) == ("… word word end", "… word word stop")


@pytest.mark.parametrize("name", ["flights", "mail", "subscriptions"])
def test_the_canonical_text_follows_meaning_only(projects, name):
    path = next(path for path in projects[name].files if path.endswith(".md"))
    text = projects[name].files[path]

    def canonical(written):
        return canonical_text(written, read_design(written, path, currency="USD")[0])

    assert canonical(
        text.replace("\n```yaml wager.alpha\ntotal: 0.05", "\n```yaml wager.alpha\n# so\ntotal:   5 %")
    ) == canonical(text)
    fewer = [
        line
        for line in canonical(text).splitlines()
        if line not in canonical(text.replace("timebox: 5 d", "timebox: 6 d"))
    ]
    assert {line.rpartition(" timebox")[2] for line in fewer} == {": 5 d"}
    assert "  #" in text
    assert "  #" not in canonical(text)
    unread = text.replace("total: 0.05", "total: [")
    assert "total: [" in canonical(unread)
