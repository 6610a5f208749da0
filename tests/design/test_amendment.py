"""Amendments: how they are called, and the α that they own."""

from decimal import Decimal

import pytest

from design.traces.made_up import document
from wager.design.blocks import read_design
from wager.design.hypotheses.alpha import Alpha, owned

BLOCK = "```yaml wager.hypothesis {}\nclaim: again\nmodel: by-line\ngoals: [G1]\ntimebox: 5 d\nnext: {{otherwise: {}}}\n```\n"


def read(name, target="STOP", share=""):
    edits = [("```yaml wager.alpha\n", BLOCK.format(name, target) + "```yaml wager.alpha\n")]
    if share:
        edits.append(("share: {H1: 50 %, H2: 50 %}", share))
    found, findings = read_design(document(*edits), "designs/late-bus.md", currency="EUR")
    return found, [f"{one.code} {one.message}" for one in findings if one.is_error]


@pytest.mark.parametrize("name", ["H1.2", "H1.10", "H2.1", "H1-b.2"])
def test_an_amendment_has_a_number_behind_a_dot(name):
    found, faults = read(name, share=f"share: {{H1: 50 %, {name}: 10 %}}")
    assert faults == []
    assert name in found.hypotheses
    assert found.alpha.share_of(name) == Decimal("0.1")


@pytest.mark.parametrize("name", ["H1.", "H1.x", "H1.2.3", ".2", "1.2"])
def test_nothing_else_stands_behind_the_dot(name):
    _, faults = read(name)
    assert faults
    assert "E104" in faults[0]


def test_an_edge_may_lead_to_an_amendment():
    found, faults = read("H1.3", "H1.2")
    assert faults == []
    assert found.hypotheses["H1.3"].edge("ship") == ("H1.2",)


def test_equal_parts_leave_an_amendment_nothing():
    found, _ = read("H1.2")
    assert owned(found.hypotheses, Alpha()) == {"H1": Decimal("0.025"), "H2": Decimal("0.025"), "H1.2": 0}


def test_an_amendment_inherits_nothing():
    found, _ = read("H1.2", share="share: {H1: 50 %, H2: 30 %, H1.2: 20 %}")
    hypotheses = dict(found.hypotheses)
    first = hypotheses["H1"]
    hypotheses["H1"] = type(first)(**{**vars(first), "next": {"ship": ("H1.2", "H2")}})
    parts = owned(hypotheses, found.alpha, {"H1": "SHIP"})
    assert parts == {"H1": Decimal("0.025"), "H2": Decimal("0.040"), "H1.2": Decimal("0.010")}
