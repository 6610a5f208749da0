"""Documents as lines for people."""

import pytest

from wager.interfaces.cli.render.checked import checked_lines
from wager.interfaces.cli.render.document import cell, document_lines
from wager.interfaces.cli.tables import table


def test_nested_documents_are_indented():
    document = {
        "model": "gbt",
        "money": {"estimate": 12.5, "low": None},
        "slices": [{"slice": "JFK", "auc": 0.75}, {"slice": "EWR", "auc": 0.8}],
        "actions": ["none", "protect"],
    }
    assert document_lines(document) == [
        "model    gbt",
        "actions  none, protect",
        "money",
        "  estimate  12.5",
        "  low       -",
        "slices",
        "  slice   auc",
        "  JFK    0.75",
        "  EWR     0.8",
    ]


def test_empty_document():
    assert document_lines({}) == []


def test_table_without_rows_is_its_header():
    assert table(["a", "b"], []) == ["  a  b"]


@pytest.mark.parametrize(
    ("value", "text"), [(-1234567, "-1,234,567"), (1e-9, "1e-09"), ("a\nb", "a b"), ([], "-")]
)
def test_cells(value, text):
    assert cell(value) == text


def test_findings_are_counted_by_severity():
    findings = [
        {"path": "a", "line": 1, "code": code, "message": "m"} for code in ("E101", "E102", "W101", "I201")
    ]
    assert checked_lines({"findings": findings, "to_fill": 0})[-1] == "2 errors, 1 warning, 1 remark"
