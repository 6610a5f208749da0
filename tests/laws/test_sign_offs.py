"""Laws of what a reviewer signs: how a plan is spelt leaves its digest, and everything that is planned moves it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laws.design_documents import (
    WORDS,
    Style,
    amounts,
    days,
    documents,
    styles,
    with_goal,
    with_hypothesis,
    written,
)
from wager.design.blocks import read_design
from wager.design.config import Config
from wager.design.defaults import with_defaults
from wager.design.frozen.signed_plan import plan_digest, plan_of_text

PLAIN = Style()
checked = settings(deadline=None, max_examples=60, derandomize=True)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/designs/*.md"))
FLIGHTS = next(path for path in EXAMPLES if path.stem == "flight-protect")
REASONS = ("why", "why_now", "tradeoff", "because", "benefit")


def made_up(said, style=PLAIN):
    """The digest of a document that was made up; it lacks blocks that are required, which is no matter here."""
    design, findings = read_design(written(said, style), "made-up.md", currency="USD")
    assert design is not None, findings
    assert not design.unread & {"goals", "hypothesis", *design.lines}, findings
    return plan_digest(with_defaults(design))


def digest(text, path):
    return plan_of_text(text, path, Config("x", "USD"))


@given(said=documents(), style=styles)
@checked
def test_spelling_leaves_the_digest(said, style):
    assert made_up(said, style) == made_up(said)


@given(
    said=documents(),
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    why=st.sampled_from(WORDS),
)
@checked
def test_prose_and_reasons_leave_the_digest(said, words, why):
    assert made_up(replace(said, words=tuple(words), why=why)) == made_up(said)


@given(said=documents(), amount=amounts, timebox=days, data=st.data())
@checked
def test_an_edit_that_matters_moves_the_digest(said, amount, timebox, data):
    goal, hypothesis = data.draw(st.sampled_from(["G1", "G4"])), data.draw(st.sampled_from(["H1", "H3"]))
    before = said.goals[goal]["amount"], said.hypotheses[hypothesis]["timebox"]
    edited = with_hypothesis(with_goal(said, goal, amount=amount), hypothesis, timebox=timebox)
    same = before == (amount, timebox)
    assert (made_up(edited) == made_up(said)) == same


@given(said=documents(), claim=st.sampled_from(WORDS))
@checked
def test_a_claim_is_planned(said, claim):
    edited = with_hypothesis(said, "H2", claim=claim)
    same = said.hypotheses["H2"]["claim"] == claim
    assert (made_up(edited) == made_up(said)) == same


def whole(text, path):
    """Tell whether a document can be read without a fault."""
    design, findings = read_design(text, path, currency="USD")
    return design is not None and not any(one.is_error for one in findings)


def edits(text):
    """Every number in the blocks of a document one larger, one at a time: line, key, the document then."""
    lines, inside = text.split("\n"), False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            inside = line.startswith("```yaml wager.")
            continue
        for match in (
            re.finditer(r"(?<![\w.:-])\d+(?![\w:.-]*-\d)(?!\w)", line.partition(" #")[0]) if inside else ()
        ):
            other = f"{line[: match.start()]}{int(match[0]) + 1}{line[match.end() :]}"
            yield number + 1, line, "\n".join([*lines[:number], other, *lines[number + 1 :]])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_number_of_a_whole_document_is_planned(path):
    text = path.read_text("utf-8")
    shown, before, seen = f"designs/{path.name}", digest(text, f"designs/{path.name}"), 0
    for number, line, edited in edits(text):
        if re.search(rf"\b({'|'.join(REASONS)}):[^,}}]*\d", line):
            continue
        if not whole(edited, shown):
            continue
        seen += 1
        assert digest(edited, shown) != before, (number, line)
    assert seen > 40


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "key", ["what", "scope", "security", "privacy", "claim", "customer", "answer", "chose", "is"]
)
def test_words_that_say_what_is_done_are_planned(path, key):
    text, shown = path.read_text("utf-8"), f"designs/{path.name}"
    edited, count = re.subn(rf"\b{key}: (?=[a-z\"'])([\"']?)", rf"{key}: \1also ", text, count=1)
    if count and whole(edited, shown):
        assert digest(edited, shown) != digest(text, shown)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("key", REASONS)
def test_words_that_give_reasons_are_not(path, key):
    text, shown = path.read_text("utf-8"), f"designs/{path.name}"
    edited, count = re.subn(rf"\b{key}: (?=[a-z\"'])([\"']?)", rf"{key}: \1besides ", text)
    assert count or path.stem != "flight-protect"
    assert digest(edited, shown) == digest(text, shown)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_prose_headings_comments_and_spelling_are_not(path):
    text, shown = path.read_text("utf-8"), f"designs/{path.name}"
    edited = re.sub(r"^#+ (.*)$", r"## \1, said otherwise", text, flags=re.MULTILINE).replace("## ", "# ", 1)
    edited = edited.replace("```yaml wager.split\n", "Some more words.\n\n```yaml wager.split\n# a comment\n")
    edited = re.sub(r"timebox: (\d+) d\b", lambda found: f"timebox: {int(found[1]) * 24} h", edited)
    assert edited != text
    assert digest(edited, shown) == digest(text, shown)


def test_the_digest_is_the_same_in_the_next_version():
    """A sign-off outlives an update of wager: what is pinned here changes only with a reason."""
    text = "---\ndesign: a\nowner: b\n---\n# T\n\n```yaml wager.rows\nfrom: a.csv\nkey: k\n```\n\n```yaml wager.objective\n"
    text += "is: lost\nmatures: 3 d\n```\n\n```yaml wager.money\npays: {act: {lost: 8 USD, otherwise: -1 USD}}\n```\n"
    assert (
        plan_of_text(text, "a.md", Config("x"))
        == "2d9772b2bc1a8b5890bd6dad45db944e56d405a3d690c675c43b747e999d446e"
    )


def test_a_block_of_the_projects_own_is_planned():
    config = Config("x", "USD", blocks={"fairness": ("groups",)})
    text = FLIGHTS.read_text("utf-8") + "\n```yaml wager.fairness\ngroups: all\n```\n"
    before, edited, prose = (
        plan_of_text(one, "designs/flight-protect.md", config)
        for one in (text, text.replace("groups: all", "groups: none"), f"{text}\nWords.\n")
    )
    assert before == prose != edited


def test_what_cannot_be_read_counts_as_it_is_written():
    text = FLIGHTS.read_text("utf-8")
    broken = text.replace("total: 0.05", "total: 5")
    assert broken != text
    assert (
        len({digest(one, "designs/flight-protect.md") for one in (text, broken, f"{broken} ", "nothing")})
        == 4
    )
