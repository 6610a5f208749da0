from decimal import Decimal

from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.graph import circle, in_order, longest, starts, unanswered
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.foundation.amounts import DAY, Duration


def hypothesis(name, days=1, **following):
    return Hypothesis(
        name,
        "",
        "m",
        ("G1",),
        Duration(days * DAY),
        next={key: tuple(to.split()) for key, to in following.items()},
    )


def graph(*hypotheses):
    return {one.id: one for one in hypotheses}


DIAMOND = graph(
    hypothesis("H1", 5, ship="PROMOTE H2", refuted="H3", otherwise="STOP"),
    hypothesis("H2", 8, ship="PROMOTE H4", otherwise="H4"),
    hypothesis("H3", 1, otherwise="H4"),
    hypothesis("H4", 2, otherwise="STOP"),
)


def test_the_longest_path_counts_every_timebox_on_it():
    assert longest(DIAMOND) == (("H1", "H2", "H4"), Duration(15 * DAY))
    assert longest({}) == ((), Duration(0))


def test_order_and_starts():
    order = in_order(DIAMOND)
    assert order[0] == "H1"
    assert order[-1] == "H4"
    assert starts(DIAMOND) == ("H1",)


def test_circles_and_open_ends():
    assert circle(DIAMOND) == ()
    assert set(circle(graph(hypothesis("A", ship="B"), hypothesis("B", harm="A")))) == {"A", "B"}
    assert circle(graph(hypothesis("A", ship="A"))) == ("A",)
    assert unanswered(hypothesis("A", ship="STOP", harm="STOP")) == ("refuted", "inconclusive", "timeout")
    assert unanswered(DIAMOND["H1"]) == ()


def test_alpha_is_shared_equally_where_nothing_is_said():
    assert sum(owned(DIAMOND, Alpha()).values()) == Decimal("0.05")


def test_a_success_hands_its_alpha_on_and_a_failure_does_not():
    alpha = Alpha(share={"H1": Decimal("0.5"), "H2": Decimal("0.5")})
    before = owned(DIAMOND, alpha)
    assert before == {"H1": Decimal("0.025"), "H2": Decimal("0.025"), "H3": 0, "H4": 0}
    assert owned(DIAMOND, alpha, {"H1": "REFUTED"}) == before
    after = owned(DIAMOND, alpha, {"H1": "SHIP", "H2": "SHIP"})
    assert after["H2"] == Decimal("0.05")
    assert after["H4"] == Decimal("0.05")


def test_a_success_is_handed_on_in_equal_parts():
    two = graph(
        hypothesis("A", ship="B C"), hypothesis("B", otherwise="STOP"), hypothesis("C", otherwise="STOP")
    )
    found = owned(two, Alpha(share={"A": Decimal(1)}), {"A": "ship"})
    assert found == {"A": Decimal("0.05"), "B": Decimal("0.025"), "C": Decimal("0.025")}
