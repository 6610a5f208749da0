"""The strict subset of YAML: what is read, what is refused, on which line."""

from decimal import Decimal

import pytest

from wager.foundation.errors import BadInputError
from wager.foundation.yaml_file import Mapping, Scalar, read_yaml


def value(text):
    node = read_yaml(f"key: {text}", "a.yaml")
    assert isinstance(node, Mapping)
    scalar = node.get("key")
    assert isinstance(scalar, Scalar)
    return scalar.value


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "off", "y", "2013-01-01", "12:30", "1_000", "0x10", "1e3", "010", "NaN"]
)
def test_what_older_yaml_would_guess_stays_a_string(text):
    assert value(text) == text


def test_a_decimal_is_exact():
    assert value("0.1") + value("0.2") == Decimal("0.3")


@pytest.mark.parametrize("key", ["on", "yes", "12:30", "2013-01-01", "5", "true", "null"])
def test_every_key_is_a_string(key):
    (entry,) = read_yaml(f"{key}: 1", "a.yaml").entries
    assert entry.key == key
    assert type(entry.key) is str


@pytest.mark.parametrize(
    ("text", "expected"), [("7", 7), ("-7", -7), ("true", True), ("null", None), ("'7'", "7"), ("", None)]
)
def test_the_json_like_values(text, expected):
    assert value(text) == expected
    assert type(value(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\na: 2", 2, "twice"),
        ("a: &x 1", 1, "anchor"),
        ("a: 1\nb: *x", 2, "alias"),
        ("a: !!python/name:os.system x", 1, "tag"),
        ("a: !own x", 1, "tag"),
        ("a: !!str 5", 1, "tag"),
        ("a: &x {b: 1}", 1, "anchor"),
        ("a:\n  - &x 1\n  - *x", 2, "anchor"),
        ("a: {b: 1, b: 2}", 1, "twice"),
        ("a: {<<: {b: 2}}", 1, "merge"),
        ("? {a: 1}\n: 2", 1, "key"),
        ("a: 1\n<<: {b: 2}", 2, "merge"),
        ("a: [1, 2", 1, "YAML"),
        ("rule: {a: contains(x, 'y')}", 1, "braces or brackets a `,`"),
        ("a: 1\n---\nb: 2", 2, "document"),
        ("a: 1\n\tb: 2", 2, "tabs"),
        ("{[1]: 2}", 1, "key"),
    ],
)
def test_what_is_refused_is_refused_on_its_line(text, line, word):
    with pytest.raises(BadInputError) as caught:
        read_yaml(text, "a.yaml")
    (finding,) = caught.value.findings
    assert (finding.line, finding.code) == (line, "E000")
    assert word in finding.message


def test_nesting_and_size_have_a_limit():
    with pytest.raises(BadInputError, match="nested deeper"):
        read_yaml("[" * 40 + "]" * 40, "a.yaml")
    with pytest.raises(BadInputError, match="larger"):
        read_yaml("a: " + "x" * (1 << 21), "a.yaml")


def test_lines_count_from_where_the_block_begins():
    node = read_yaml("a: 1\nb:\n  - x", "a.md", first_line=10)
    assert [entry.line for entry in node.entries] == [10, 11]
    assert node.entries[1].value.items[0].line == 12
