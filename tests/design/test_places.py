"""A place that is still to fill in is noted, once, and causes no other finding."""

import pytest

from wager.design.blocks import KINDS, read_design
from wager.design.reading.document import read_document
from wager.design.templates.blocks import BLOCKS, Known
from wager.design.templates.files import design_text
from wager.foundation.keys import places
from wager.foundation.yaml_file import Mapping, Scalar, Sequence


def leaves(node):
    """All plain values of a node that stand on one line."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from leaves(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from leaves(item)
    elif isinstance(node, Scalar) and node.plain and node.text:
        yield node


def emptied(text, node):
    """The text with one value of it replaced by a place; None where it spans lines."""
    lines = text.split("\n")
    line = lines[node.line - 1]
    start = line.rfind(node.text) if line.count(node.text) > 1 and "{" not in line else line.find(node.text)
    if start < 0:
        return None
    # A name may stand in the key, too: the value follows a colon, a bracket or a comma.
    while start >= 0 and line[:start].rstrip()[-1:] not in {":", "[", ","}:
        start = line.find(node.text, start + 1)
    if start < 0:
        return None
    if line[start + len(node.text) :].lstrip()[:1] not in {"", ",", "]", "}", "#"}:
        return None
    lines[node.line - 1] = line[:start] + "<to be said>" + line[start + len(node.text) :]
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["flights", "mail", "subscriptions"])
def test_one_place_in_a_whole_design_is_one_finding(projects, name):
    project = projects[name]
    path = next(path for path in project.files if path.startswith("designs/"))
    text = project.files[path]
    known = {(one.path, one.message) for one in project.check()}
    document, _ = read_document(text, path)
    tried, wrong = 0, []
    for node in (document.front, *(block.node for block in document.blocks)):
        for leaf in leaves(node):
            changed = emptied(text, leaf)
            if changed is None:
                continue
            tried += 1
            found = [one for one in project.check(path, changed) if (one.path, one.message) not in known]
            if [(one.code, one.line) for one in found] != [("I203", leaf.line)]:
                wrong.append((leaf.line, leaf.text, [str(one) for one in found if one.code != "I203"]))
    assert not wrong, "\n".join(map(str, wrong))
    assert tried > 150


def test_a_place_inside_a_sentence_is_one_too(projects):
    project = projects["flights"]
    path = "designs/flight-protect.md"
    text = project.files[path].replace("by 8000 USD over", "by <how much> over")
    found = [one for one in project.check(path, text) if one.code != "I113"]
    assert [(one.code, one.line) for one in found if one.code == "I203"] == [
        ("I203", line_of(text, "<how much>"))
    ]
    assert not [one for one in found if one.is_error]


def line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


def test_quotes_make_a_text_of_it(projects):
    project = projects["flights"]
    path = "designs/flight-protect.md"
    text = project.files[path].replace("what: agents learn of a disruption too late", "what: '<late>'")
    assert "I203" not in {one.code for one in project.check(path, text)}


@pytest.mark.parametrize("expression", ["distance <b and c> 5", "a<b or c>d"])
def test_a_comparison_is_no_place(projects, expression):
    project = projects["flights"]
    path = "designs/flight-protect.md"
    text = project.files[path].replace("decide_at: scheduled_departure - 2 h", f"decide_at: {expression}")
    assert "I203" not in {one.code for one in project.check(path, text)}


def test_the_template_is_complete_and_only_unfilled():
    text = design_text("late-bus", Known())
    document, findings = read_document(text, "designs/late-bus.md")
    assert findings == []
    assert [block.kind for block in document.blocks] == list(KINDS) == list(BLOCKS)
    _, findings = read_design(text, "designs/late-bus.md", currency="USD")
    assert {one.code for one in findings} == {"I203"}
    assert len(findings) >= len([place for block in document.blocks for place in places(block.node)])
    assert len(findings) == text.count("<")


@pytest.mark.parametrize(
    "filler",
    [
        "TODO",
        "tbd",
        "TBD: ask finance",
        "...",
        "…",
        "xxx",
        "lorem ipsum dolor",
        "fill in",
        "Fill this in",
        "?",
        "-",
    ],
)
def test_a_text_that_only_holds_its_place_is_no_answer(projects, filler):
    project = projects["flights"]
    path = "designs/flight-protect.md"
    text = project.files[path].replace(
        "why_now: the autumn contract round asks for a two-hour warning", f"why_now: '{filler}'"
    )
    found = [one for one in project.check(path, text) if one.code == "E017"]
    assert [one.line for one in found] == [line_of(text, "why_now")]


@pytest.mark.parametrize(
    "answer", ["none", "to be safe", "todos of agents are late", "fillings in teeth", "no"]
)
def test_an_answer_is_one(projects, answer):
    project = projects["flights"]
    path = "designs/flight-protect.md"
    text = project.files[path].replace(
        "scope: departures from the three New York airports", f"scope: {answer}"
    )
    assert "E017" not in {one.code for one in project.check(path, text)}
