"""Laws of the closure hash: what a verdict depends on moves it, and nothing else does."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from laws.design_documents import (
    WORDS,
    Style,
    amounts,
    days,
    documents,
    goals,
    hashes,
    margins,
    styles,
    with_goal,
    with_hypothesis,
    written,
)
from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.diff.documents import classify_documents
from wager.design.diff.parts import classify_parts
from wager.design.frozen.freeze import design_parts

PLAIN = Style()
checked = settings(deadline=None, max_examples=60, derandomize=True)


@given(said=documents(), style=styles)
@checked
def test_spelling_leaves_every_hash(said, style):
    assert hashes(written(said, style)) == hashes(written(said, PLAIN))


@given(
    said=documents(),
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    why=st.sampled_from(WORDS),
)
@checked
def test_prose_leaves_every_hash(said, words, why):
    other = replace(said, words=tuple(words), why=why)
    assert hashes(written(other, PLAIN)) == hashes(written(said, PLAIN))


@given(said=documents(), goal=goals(), timebox=days, data=st.data())
@checked
def test_an_edit_of_one_hypothesis_leaves_the_others(said, goal, timebox, data):
    """Its own goal, claim, model, time, edges, power and share of α: all that is H2's and nobody else's."""
    alpha = {**said.blocks["alpha"], "share": {"H1": "50 %", "H2": "5 %", "H3": "20 %"}}
    edited = with_hypothesis(
        with_goal(replace(said, blocks={**said.blocks, "alpha": alpha}), "G2", **goal),
        "H2",
        claim="something else",
        timebox=timebox,
        model=data.draw(st.sampled_from(["plain", "better", "logistic"])),
        next={"otherwise": data.draw(st.sampled_from(["H1", "H3", "STOP"]))},
        power="66 %",
        needs=["a_feed"],
    )
    before, after = hashes(written(said, PLAIN)), hashes(written(edited, PLAIN))
    assert before["H2"] != after["H2"]
    assert (before["H1"], before["H3"]) == (after["H1"], after["H3"])


@given(said=documents(), amount=amounts)
@checked
def test_another_amount_moves_the_hypotheses_that_have_the_goal(said, amount):
    assume(amount != said.goals["G1"]["amount"])
    before, after = hashes(written(said, PLAIN)), hashes(written(with_goal(said, "G1", amount=amount), PLAIN))
    assert before["H1"] != after["H1"]
    assert before["H2"] == after["H2"]
    assume(amount != said.goals["G4"]["amount"])
    shared = hashes(written(with_goal(said, "G4", amount=amount), PLAIN))
    assert all(before[name] != shared[name] for name in before)


@given(said=documents(), margin=margins, data=st.data())
@checked
def test_another_margin_moves_it(said, margin, data):
    guards = said.goals["G1"]["guards"]
    assume(guards)
    at = data.draw(st.integers(0, len(guards) - 1))
    assume(guards[at][2] != margin)
    edited = with_goal(said, "G1", guards=(*guards[:at], (*guards[at][:2], margin), *guards[at + 1 :]))
    assert hashes(written(said, PLAIN))["H1"] != hashes(written(edited, PLAIN))["H1"]


@given(old=documents(), new=documents())
@checked
def test_whatever_moves_a_hash_is_told_and_nothing_else_is(old, new):
    """Of any two documents: plans differ exactly where `classify_parts` finds something."""
    texts = written(old, PLAIN), written(new, PLAIN)
    designs = [with_defaults(read_design(text, "made-up.md", currency="USD")[0]) for text in texts]
    before, after = (hashes(text) for text in texts)
    everywhere = set()
    for name in before:
        plans = [design_parts(design, name, {}) for design in designs]
        told = classify_parts(*plans)
        assert bool(told) == (plans[0] != plans[1])
        assert bool(told) or before[name] == after[name]
        assert all(one.direction in {"weakened", "strengthened", "changed", "reworded"} for one in told)
        everywhere |= {one.place for one in told if one.field and one.block not in {"alpha", "baselines"}}
    told = classify_documents(*designs, *texts)
    places = {one.place for one in told}
    assert everywhere <= places


@given(old=documents(), new=documents())
@checked
def test_what_is_weaker_one_way_is_stronger_the_other(old, new):
    back = {"weakened": "strengthened", "strengthened": "weakened"}
    designs = [
        with_defaults(read_design(written(one, PLAIN), "made-up.md", currency="USD")[0]) for one in (old, new)
    ]
    plans = [design_parts(design, "H1", {}) for design in designs]
    there = {one.place: one for one in classify_parts(*plans)}
    again = {one.place: one for one in classify_parts(*reversed(plans))}
    for place, one in there.items():
        if place[2] in {"amount", "timebox", "prove"} or place[2].endswith("margin"):
            assert again[place].direction == back[one.direction]
            assert (again[place].old, again[place].new) == (one.new, one.old)
