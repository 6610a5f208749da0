"""A block is put into a document, and every other byte stays: comments, prose, line ends, mark, trailing blanks."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wager.design.block_kinds import KINDS
from wager.design.reading.document import read_document
from wager.design.reading.edit import BYTE_ORDER_MARK, insert_lines, physical_lines
from wager.design.templates.blocks import Known, block_lines
from wager.workflow.begin.place import place_of

FLIGHTS = Path(__file__).parents[2] / "examples" / "flights" / "designs" / "flight-protect.md"

ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
LINES = st.lists(
    st.one_of(
        ANY.filter(lambda text: "\n" not in text),
        st.sampled_from(
            ["", "   ", "text  ", "# a heading", "\tindented", "a\rb", "x\u2028y", "```", "--- "]
        ),
    ),
    max_size=12,
)
ENDS = st.sampled_from(["\n", "\r\n"])
TEXTS = st.builds(
    lambda mark, lines, ends, last: (
        mark + "".join(line + end for line, end in zip(lines, ends, strict=False)) + last
    ),
    st.sampled_from(["", BYTE_ORDER_MARK]),
    LINES,
    st.lists(ENDS, min_size=12, max_size=12),
    ANY.filter(lambda text: "\n" not in text and not text.startswith(BYTE_ORDER_MARK)),
)


@given(TEXTS, st.data())
def test_what_was_there_is_there_byte_for_byte(text, data):
    after = data.draw(st.integers(0, len(physical_lines(text.removeprefix(BYTE_ORDER_MARK)))))
    new = ["new line one", "", "new line three"]
    changed = insert_lines(text, after, new)
    assert added_to(changed, text, after).replace("\r\n", "\n").strip("\n").split("\n") == new


@given(TEXTS)
def test_lines_joined_are_the_text(text):
    assert "".join(physical_lines(text)) == text


WITHOUT = sorted(set(KINDS) - {"hypothesis"})


@settings(max_examples=60)
@given(st.sampled_from(WITHOUT), ENDS, st.booleans(), st.sampled_from(["", " ", "  \t"]), st.booleans())
def test_a_block_goes_to_its_place_whatever_the_document_looks_like(kind, end, mark, blanks, cut_last):
    """Take a block out of the example, put its template in: the document is whole and in order, the rest is as it was."""
    lines = FLIGHTS.read_text("utf-8").split("\n")
    document, _ = read_document("\n".join(lines), "a.md")
    block = next(block for block in document.blocks if block.kind == kind)
    rest = [*lines[: block.line - 1], *lines[block.end :]]
    text = BYTE_ORDER_MARK * mark + end.join(
        line if "```" in line else line + blanks * bool(line) for line in rest
    )
    text = text.rstrip("\r\n") if cut_last else text
    document, found = read_document(text, "a.md")
    assert [one for one in found if one.code == "E000"] == []
    after, new = place_of(document, kind, list(KINDS), block_lines(kind, Known()))
    changed = insert_lines(text, after, new)
    assert added_to(changed, text, after).replace("\r\n", "\n").strip("\n") == "\n".join(new).strip("\n")
    assert changed.count("\r\n") == (changed.count("\n") if end == "\r\n" else 0)
    kinds = [block.kind for block in read_document(changed, "a.md")[0].blocks]
    assert list(dict.fromkeys(kinds)) == list(KINDS)


def added_to(changed, text, after):
    """What was put behind a line of a text; the text around it must be the same."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    cut = len(mark + "".join(physical_lines(text.removeprefix(mark))[:after]))
    more = len(changed) - len(text)
    assert changed[:cut] == text[:cut]
    assert changed[cut + more :] == text[cut:]
    return changed[cut : cut + more]


@pytest.mark.parametrize("text", ["", BYTE_ORDER_MARK])
def test_an_empty_document_takes_lines_too(text):
    assert insert_lines(text, 0, ["a"]) == text + "a\n"
