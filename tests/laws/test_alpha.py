"""α over the decision graph: whatever is frozen, judged, added and taken out, in whatever order, no more is spent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.design.hypotheses.alpha import Alpha, handed_on, heirs, owned
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.foundation.amounts import Duration

DUST = Decimal("1e-20")
NAMES = ("H1", "H2", "H3", "H1.2", "H4", "H5", "H6")
WORDS = ("SHIP", "REFUTED", "HARM", "INCONCLUSIVE")


def hypothesis(name, *ship):
    return Hypothesis(name, "", "m", ("G1",), Duration(0), next={"ship": (*ship, "PROMOTE")})


@st.composite
def histories(draw):
    """Draw a graph whose edges lead on only, and what happens to it: hypotheses come, are frozen, judged and taken out."""
    graph = {}
    for place, name in enumerate(NAMES):
        later = NAMES[place + 1 :]
        graph[name] = hypothesis(
            name, *draw(st.lists(st.sampled_from(later), max_size=2, unique=True)) if later else ()
        )
    steps = st.tuples(
        st.sampled_from(("add", "freeze", "judge", "take out")),
        st.sampled_from(NAMES),
        st.sampled_from(WORDS),
    )
    return graph, draw(st.lists(steps, min_size=8, max_size=40))


def shares():
    """Draw what `share` says: nothing, or parts that add up to no more than all."""
    parts = st.lists(st.integers(0, 100), min_size=len(NAMES), max_size=len(NAMES))
    given_away = parts.map(
        lambda found: {n: Decimal(p) / max(sum(found), 1) for n, p in zip(NAMES, found, strict=True)}
    )
    return st.one_of(st.none(), given_away)


@given(histories(), st.lists(shares(), min_size=1, max_size=4))
def test_what_was_frozen_never_exceeds_the_total_but_by_what_successes_hand_on(history, written):
    graph, steps = history
    there, frozen, verdicts, handed = {}, {}, {}, set()
    total = Alpha().total
    for number, (what, name, word) in enumerate(steps):
        alpha = Alpha(share=written[number % len(written)])  # `share` is edited as one goes
        if what == "add" and name not in frozen:
            there[name] = graph[name]
        if what == "take out":
            there.pop(name, None)
        now = owned(there, alpha, verdicts, frozen)
        assert all(part >= 0 for part in now.values())
        assert all(now[one] == frozen[one] for one in there if one in frozen)
        if what == "freeze" and name in there:
            frozen.setdefault(name, now[name])
        if what == "judge" and name in frozen:
            verdicts.setdefault(name, word)
        handed |= {one for one in there if verdicts.get(one) == "SHIP" and heirs(there, one)}
        recycled = sum((frozen[one] for one in handed), Decimal(0))
        assert sum(frozen.values(), Decimal(0)) <= total + recycled + DUST
        # What is open, and what failed, never owns more than the total at one time.
        assert sum((frozen[one] for one in frozen.keys() - handed), Decimal(0)) <= total + DUST


def test_hypotheses_that_are_added_share_what_is_left():
    two = {name: hypothesis(name) for name in ("H1", "H2")}
    frozen = {"H1": Decimal("0.025")}
    more = two | {name: hypothesis(name) for name in ("H3", "H4")}
    found = owned(more, Alpha(), {"H1": "REFUTED"}, frozen)
    assert found["H1"] == Decimal("0.025")
    assert {name: round(found[name], 9) for name in ("H2", "H3", "H4")} == dict.fromkeys(
        ("H2", "H3", "H4"), Decimal("0.008333333")
    )
    spent = frozen | {"H2": Decimal("0.025")}
    assert owned(more, Alpha(), {}, spent)["H3"] == 0
    gone = {"H3": hypothesis("H3")}  # taking the others out of the document brings nothing back
    assert owned(gone, Alpha(), {}, spent) == {"H3": 0}


def test_what_a_success_hands_on_to_a_draft_is_spoken_for():
    graph = {"H1": hypothesis("H1", "H2"), "H2": hypothesis("H2"), "H3": hypothesis("H3")}
    found = owned(graph, Alpha(), {"H1": "SHIP"}, {"H1": Decimal("0.025")})
    assert found == {"H1": Decimal("0.025"), "H2": Decimal("0.0375"), "H3": Decimal("0.0125")}


# Bretz, Maurer, Brannath & Posch 2009; the example of the vignette of the R package graphicalMCP.
WEIGHTS = (0.5, 0.5, 0, 0)
TRANSITIONS = ((0, 0.5, 0.5, 0), (0.5, 0, 0, 0.5), (0, 1, 0, 0), (1, 0, 0, 0))
P_VALUES = (0.018, 0.01, 0.105, 0.006)


def test_the_published_example_of_the_graphical_procedure():
    names = ("H1", "H2", "H3", "H4")
    weights = {name: Decimal(str(weight)) for name, weight in zip(names, WEIGHTS, strict=True)}
    rows = [{to: Decimal(str(part)) for to, part in zip(names, row, strict=True)} for row in TRANSITIONS]
    edges = dict(zip(names, rows, strict=True))
    p_values = dict(zip(names, map(str, P_VALUES), strict=True))
    adjusted, order, worst = {}, [], Decimal(0)
    while weights:
        ratio = {name: Decimal(p_values[name]) / weight for name, weight in weights.items() if weight}
        first = min(ratio, key=ratio.__getitem__)
        worst = adjusted[first] = max(worst, min(ratio[first], Decimal(1)))
        order.append(first)
        weights, edges = handed_on(weights, edges, first)
    assert [round(float(adjusted[name]), 3) for name in names] == [0.024, 0.020, 0.105, 0.024]
    assert {name for name, p in adjusted.items() if p <= Decimal("0.025")} == {"H1", "H2", "H4"}
    assert order[:3] in (["H2", "H1", "H4"], ["H2", "H4", "H1"])


@pytest.mark.parametrize("order", [("H2", "H1", "H4"), ("H2", "H4", "H1")])
def test_the_order_of_successes_does_not_matter(order):
    names = ("H1", "H2", "H3", "H4")
    weights = dict(zip(names, map(Decimal, ("0.5", "0.5", "0", "0")), strict=True))
    edges = {
        name: {to: Decimal(str(part)) for to, part in zip(names, row, strict=True)}
        for name, row in zip(names, TRANSITIONS, strict=True)
    }
    for name in order:
        weights, edges = handed_on(weights, edges, name)
    assert round(weights["H3"], 20) == 1
