"""What a closure covers, and what it leaves out, one edit at a time on the example designs."""

import pytest

from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.frozen.freeze import changed, closure, design_parts
from wager.design.models.model_file import read_model

DESIGNS = {"flights": "flight-protect", "mail": "attack-mail", "subscriptions": "keep-customers"}


def parts(projects, name, hypothesis, *edits):
    """Digests of a hypothesis' parts, with some texts replaced wherever they stand."""
    files = dict(projects[name].files)
    for old, new in edits:
        assert any(old in text for text in files.values()), old
        files = {path: text.replace(old, new) for path, text in files.items()}
    models = {
        path.rpartition("/")[2].removesuffix(".yaml"): read_model(text, path, currency="USD")[0]
        for path, text in files.items()
        if path.startswith("models/")
    }
    path = f"designs/{DESIGNS[name]}.md"
    design, findings = read_design(files[path], path, currency="USD", zone="America/New_York")
    assert not design.unread, findings
    return closure(design_parts(with_defaults(design), hypothesis, models)).parts


def moved(projects, name, hypothesis, *edits, before=()):
    return changed(
        parts(projects, name, hypothesis, *before), parts(projects, name, hypothesis, *before, *edits)
    )


@pytest.mark.parametrize(
    ("name", "hypothesis", "edit", "expected"),
    [
        ("flights", "H1", ("total: 0.05", "total: 0.06"), ("alpha",)),
        ("flights", "H1", ("H1: 40 %, H2: 40 %", "H1: 50 %, H2: 30 %"), ("alpha",)),
        ("flights", "H1", ("H2: 40 %, H3: 20 %", "H2: 30 %, H3: 30 %"), ()),
        ("flights", "H2", ("num_leaves: 63", "num_leaves: 31"), ("models",)),
        ("flights", "H1", ("num_leaves: 63", "num_leaves: 31"), ()),
        ("flights", "H2", ("more wind is never good news", "wind is never good news"), ()),
        ("flights", "H1", ("[EWR, JFK, LGA]", "[LGA, EWR, JFK]"), ()),
        ("flights", "H1", ("hour < 9", "hour < 8"), ()),
        ("flights", "H1", ("goals: [G1, G2]", "goals: [G2, G1]"), ()),
        ("flights", "H1", ("costs: {build: 20k", "costs: {build: 30k"), ()),
        ("flights", "H1", ("latency_p99: 50 ms", "latency_p99: 60 ms"), ()),
        ("flights", "H1", ("horizon: 56 d", "horizon: 28 d"), ()),
        ("mail", "H1", ("matures: 14 d", "matures: 7 d"), ("objective",)),
        ("mail", "H1", ("otherwise: CHECK_IN", "inconclusive: CHECK_IN, timeout: CHECK_IN"), ()),
        ("mail", "H1", ("classes: [safe, spam, phishing, fraud]", "classes: [safe, fraud, phishing, spam]"), ("objective",)),
        ("mail", "H1", ("role: recipient_role", "role: sender_domain"), ()),
        ("subscriptions", "H1", ("every: 30 d", "every: 60 d"), ("rows",)),
        ("subscriptions", "H1", ("persuaded: 15 %", "persuaded: 25 %"), ("money",)),
        ("subscriptions", "H1", ("persuaded", "won_over"), ()),
    ],
)  # fmt: skip
def test_each_edit_moves_its_own_part_and_no_other(projects, name, hypothesis, edit, expected):
    assert moved(projects, name, hypothesis, edit) == expected


def test_both_ways_of_clusters_are_covered_and_their_order_is_not(projects):
    one = "cluster: day(scheduled_departure)"
    both = (one, "cluster: [day(scheduled_departure), carrier]")
    assert moved(projects, "flights", "H1", both) == ("rows",)
    turned = ("[day(scheduled_departure), carrier]", "[carrier, day(scheduled_departure)]")
    assert moved(projects, "flights", "H1", turned, before=[both]) == ()
    other = ("[day(scheduled_departure), carrier]", "[day(scheduled_departure), origin]")
    assert moved(projects, "flights", "H1", other, before=[both]) == ("rows",)
    alone = ("[day(scheduled_departure), carrier]", "[day(scheduled_departure)]")
    assert parts(projects, "flights", "H1") == parts(projects, "flights", "H1", both, alone)


def test_a_value_that_the_data_may_have_brings_its_dimension_along(projects):
    """`for admin` names no dimension, and `role` takes its values from a column."""
    admin = ("decreasing net for newcomer new", "decreasing net for admin")
    assert moved(projects, "mail", "H3", ("role: recipient_role", "role: sender_domain"), before=[admin]) == (
        "slices",
    )


def test_a_ratio_is_what_it_means_however_it_is_spelt(projects):
    ratio = ("reach: recall of leaves", "reach: ratio of spend.usual+1 to spend.usual")
    spaced = ("ratio of spend.usual+1 to", "ratio of (spend.usual + 1) to")
    other = ("ratio of spend.usual+1 to", "ratio of spend.usual+2 to")
    assert moved(projects, "subscriptions", "H1", spaced, before=[ratio]) == ()
    assert moved(projects, "subscriptions", "H1", other, before=[ratio]) == ("metrics",)


def test_the_order_of_the_conditions_of_a_rule_is_part_of_it():
    """The first that holds decides."""
    head = "model: two\ndesign: d\nalgorithm:\n  rule:\n"
    one, other = "    hold: hour > 3\n", "    review: hour > 5\n"
    written = [read_model(head + rules, "two.yaml")[0].to_json() for rules in (one + other, other + one, one)]
    assert [model["parameters"].keys() for model in written[:2]] == [{"hold", "review"}] * 2
    assert closure(written[0]).hash != closure(written[1]).hash
    assert "order" not in written[2]
