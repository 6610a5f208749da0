"""A design is plain Markdown: any forge renders it as it is, and sees the same blocks as wager does."""

import html
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import wager
from wager.design.reading.document import read_document

DESIGNS = (
    Path("examples/flights/designs/flight-protect.md"),
    Path("examples/mail/designs/attack-mail.md"),
    Path("examples/subscriptions/designs/keep-customers.md"),
)
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
CODE = re.compile(r"<pre><code.*?</code></pre>\n", re.DOTALL)


@pytest.fixture(params=DESIGNS, ids=lambda path: path.stem)
def text(request):
    return request.param.read_text("utf-8")


def as_forges_read(text):
    """Make a parser, and what it is given: the front matter, which forges take for themselves, leaves its lines empty."""
    front = FRONT.match(text)[0]
    return MarkdownIt("gfm-like", {"linkify": False}), "\n" * front.count("\n") + text.removeprefix(front)


def test_the_blocks_of_wager_are_the_code_blocks_that_a_forge_shows(text):
    markdown, body = as_forges_read(text)
    fences = [token for token in markdown.parse(body) if token.type == "fence" and "wager." in token.info]
    blocks = read_document(text, "a.md")[0].blocks
    assert [(token.info, token.map[0] + 1, token.map[1]) for token in fences] == [
        (" ".join(filter(None, (f"yaml wager.{block.kind}", block.id))), block.line, block.end)
        for block in blocks
    ]
    shown = re.findall(
        r'<pre><code class="language-yaml">(.*?)</code></pre>', markdown.render(body), re.DOTALL
    )
    lines = text.split("\n")
    assert [html.unescape(one) for one in shown] == [
        "".join(f"{line}\n" for line in lines[block.line : block.end - 1]) for block in blocks
    ]


def test_the_blocks_change_nothing_in_how_the_prose_renders(text):
    markdown, body = as_forges_read(text)
    lines = body.split("\n")
    for block in reversed(read_document(text, "a.md")[0].blocks):
        del lines[block.line - 1 : block.end]
    assert CODE.sub("", markdown.render(body)) == CODE.sub("", markdown.render("\n".join(lines)))


def test_nothing_in_it_is_left_to_how_a_forge_treats_html(text):
    markdown, body = as_forges_read(text)
    kinds = {token.type for token in markdown.parse(body)}
    assert "html_block" not in kinds
    assert not any(
        child.type == "html_inline" for token in markdown.parse(body) for child in token.children or ()
    )


def test_check_and_plan_leave_the_file_as_it_is(thinned, tmp_path):
    from conftest import copied

    folder = copied(thinned, tmp_path / "flights")
    path = folder / "designs" / "flight-protect.md"
    before = path.read_bytes(), path.stat().st_mtime_ns
    project = wager.open(folder)
    project.check()
    project.plan("flight-protect")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
