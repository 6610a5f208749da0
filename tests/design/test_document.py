from wager.design.reading.document import read_document

WHOLE = """---
design: a
owner: b
---
# Title

Prose.

```yaml wager.rows
each: flight
```

```python
print("not ours")
```

```yaml wager.hypothesis H1
model: m
```
"""


def faults(text):
    return [(finding.line, finding.code) for finding in read_document(text, "designs/a.md")[1]]


def test_blocks_title_and_front_matter_are_found_with_their_lines():
    document, findings = read_document(WHOLE, "designs/a.md")
    assert findings == []
    assert document.title == "Title"
    assert [(block.kind, block.id, block.line) for block in document.blocks] == [
        ("rows", None, 9),
        ("hypothesis", "H1", 17),
    ]
    assert document.front.get("owner").text == "b"
    assert document.blocks[0].node.entries[0].line == 10


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter():
    document, findings = read_document("\ufeff" + WHOLE.replace("\n", "\r\n"), "designs/a.md")
    assert findings == []
    assert len(document.blocks) == 2


def test_a_block_that_is_not_closed_is_found_at_its_opening():
    assert faults(WHOLE.replace("each: flight\n```\n", "each: flight\n"))[0] == (9, "E000")


def test_a_half_closed_block_is_found_at_both_places():
    assert {(9, "E000"), (11, "E000")} <= set(faults(WHOLE.replace("each: flight\n```", "each: flight\n``")))


def test_a_lost_opening_leaves_a_fence_that_nothing_closes():
    assert (10, "E000") in faults(WHOLE.replace("```yaml wager.rows\n", ""))


def test_what_looks_like_a_block_is_no_prose():
    for wrong in (
        "``yaml wager.rows",
        "yaml wager.rows",
        "```yml wager.rows",
        "```yaml wagr.rows",
        "```wager.rows",
    ):
        assert 9 in [line for line, _ in faults(WHOLE.replace("```yaml wager.rows", wrong))], wrong


def test_what_only_speaks_of_blocks_is_prose():
    for said in (
        "wager.toml holds the currency",
        "wager.rows says which rows count",
        "``wager.toml`` is a file",
    ):
        assert faults(WHOLE.replace("```yaml wager.rows", f"{said}\n\n```yaml wager.rows")) == [], said
    fence = '```toml title="wager.toml"\nname = 1\n```'
    assert faults(WHOLE.replace("```yaml wager.rows", f"{fence}\n\n```yaml wager.rows")) == []


def test_a_block_in_a_comment_counts_for_nobody_who_reads():
    assert (11, "E000") in faults(WHOLE.replace("```yaml wager.rows", "<!-- later:\n\n```yaml wager.rows"))
    assert faults(WHOLE.replace("```yaml wager.rows", "<!-- a\nnote -->\n```yaml wager.rows")) == []


def test_broken_front_matter_and_title():
    assert faults(WHOLE.replace("---\ndesign", "--\ndesign", 1))[0] == (1, "E000")
    assert faults(WHOLE.replace("owner: b\n---", "owner: b\n--"))[0] == (4, "E000")
    assert faults(WHOLE.replace("owner: b\n---\n", "owner: b\n"))[0] == (4, "E000")
    assert faults(WHOLE.replace("# Title", "#Title")) == [(5, "E102")]
    assert faults(WHOLE.replace("# Title\n\n", "")) == [(5, "E102")]


def test_nothing_at_all_is_no_traceback():
    for text in ("", "\n", "---", "---\n", "```", "# T", "---\n---\n", "\x00", "---\na: [\n---\n# T"):
        read_document(text, "designs/a.md")


def test_faults_of_yaml_are_put_where_they_were_made():
    assert faults(WHOLE.replace("each: flight", "each: [flight\nfrom: x\nby: y")) == [(10, "E000")]
    assert faults(WHOLE.replace("each: flight", "  each: flight\nfrom: x")) == [(10, "E000")]
