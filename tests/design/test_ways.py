"""Every way through the graph, against a walk written in another form: one verdict for each hypothesis, all products."""

from decimal import Decimal
from itertools import product

import pytest

from design.test_plan import DIAMOND, graph, hypothesis
from wager.design.hypotheses.alpha import Alpha
from wager.design.hypotheses.graph import longest
from wager.design.hypotheses.hypothesis import VERDICTS
from wager.design.hypotheses.ways import LISTED, Done, ways

DAYS = {name: one.timebox.days for name, one in DIAMOND.items()}


def walked(hypotheses, first, given):
    """Follow one verdict for each hypothesis to the end."""
    path, name = [], first
    while name:
        path.append((name, given[name]))
        name = next((to for to in hypotheses[name].edge(given[name]) if to in hypotheses), "")
    return tuple(path)


def all_walked(hypotheses, first):
    names = list(hypotheses)
    return {
        walked(hypotheses, first, dict(zip(names, verdicts, strict=True)))
        for verdicts in product(VERDICTS, repeat=len(names))
    }


def spelled_out(found):
    """Take the branches apart again: one verdict a step."""
    return {
        tuple(zip((step.hypothesis for step in way.steps), verdicts, strict=True))
        for way in found.listed
        for verdicts in product(*(step.verdicts for step in way.steps))
    }


def test_every_way_is_there_once_and_no_other():
    found = ways(DIAMOND, Alpha(), DAYS, {})
    assert spelled_out(found) == all_walked(DIAMOND, "H1")
    assert found.count == len(found.listed) == len(set(found.listed))


def test_the_longest_is_marked_and_agrees_with_check():
    found = ways(DIAMOND, Alpha(), DAYS, {})
    names, length = longest(DIAMOND)
    assert (found.worst.names, found.worst.days) == (names, length.days)
    assert found.worst.days == max(way.days for way in found.listed)
    assert found.worst in found.listed


def test_a_success_hands_alpha_on_along_the_way_and_a_failure_does_not():
    alpha = Alpha(share={"H1": Decimal("0.5"), "H2": Decimal("0.3"), "H4": Decimal("0.2")})
    found = {spelled: way for way in ways(DIAMOND, alpha, DAYS, {}).listed for spelled in spelled_out_of(way)}
    shipped = found[("H1", "ship"), ("H2", "ship"), ("H4", "ship")]
    # Bretz et al.: what is freed goes where the edge leads. 0.025, 0.015 + 0.025, 0.01 + 0.04.
    assert [step.alpha for step in shipped.steps] == [Decimal("0.025"), Decimal("0.040"), Decimal("0.050")]
    failed = found[("H1", "ship"), ("H2", "harm"), ("H4", "ship")]
    assert [step.alpha for step in failed.steps] == [Decimal("0.025"), Decimal("0.040"), Decimal("0.010")]
    around = found[("H1", "refuted"), ("H3", "ship"), ("H4", "ship")]
    assert [step.alpha for step in around.steps] == [Decimal("0.025"), 0, Decimal("0.010")]


def spelled_out_of(way):
    return [
        tuple(zip(way.names, verdicts, strict=True)) for verdicts in product(*(s.verdicts for s in way.steps))
    ]


def test_no_way_spends_more_than_there_is():
    total = Alpha().total
    for way in ways(DIAMOND, Alpha(), DAYS, {}).listed:
        # What a success hands on is spent once more only because it was not spent in vain.
        wasted = sum(step.alpha for step in way.steps if step.verdicts != ("ship",))
        assert wasted <= total


def test_what_has_happened_is_one_branch_with_what_it_took():
    found = ways(DIAMOND, Alpha(), DAYS, {"H1": Done("ship", 2.0)})
    assert all(way.steps[0].done and way.steps[0].verdicts == ("ship",) for way in found.listed)
    assert spelled_out(found) == {one for one in all_walked(DIAMOND, "H1") if one[0] == ("H1", "ship")}
    assert found.worst.days == 2 + 8 + 2
    # Half of α went to H2 with the success; that is so on every way that is left.
    assert {way.steps[1].alpha for way in found.listed} == {Decimal("0.0250")}


def test_a_wide_graph_is_counted_and_its_longest_way_found_without_walking_all_of_it():
    layers = 24
    wide = graph(
        *(
            hypothesis(f"H{n}", 1 + n % 3, ship=f"PROMOTE H{n + 1}", refuted=f"H{n + 1}", otherwise="STOP")
            for n in range(layers)
        ),
        hypothesis(f"H{layers}", 1, otherwise="STOP"),
    )
    found = ways(wide, Alpha(), {name: one.timebox.days for name, one in wide.items()}, {})
    # f(n) = 2 f(n+1) + 1, f(24) = 1 branch
    expected = 1
    for _ in range(layers):
        expected = 2 * expected + 1
    assert found.count == expected
    assert len(found.listed) == LISTED
    assert found.worst.days == sum(one.timebox.days for one in wide.values())


@pytest.mark.parametrize("nothing", [{}])
def test_no_hypothesis_no_way(nothing):
    found = ways(nothing, Alpha(), {}, {})
    assert (found.listed, found.count, found.worst) == ((), 0, None)
