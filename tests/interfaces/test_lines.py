"""Documents as lines for people."""

import pytest

from wager.evaluation.evidence import Evidence, Figures
from wager.evaluation.interval import Estimate
from wager.interfaces.cli.render.checked import checked_lines
from wager.interfaces.cli.render.document import cell, document_lines
from wager.interfaces.cli.render.evidence import evidence_lines
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
    assert checked_lines({"findings": findings})[-1] == "2 errors, 1 warning, 1 remark"


def figure(value, unit):
    return Estimate(value, 1.0, value - 2, value + 2, 60, 600, 90, unit)


def test_evidence_is_two_tables():
    measures = {"money": figure(3_270_000.0, "USD"), "auc": figure(0.767, "number")}
    nothing = Estimate(None, None, None, None, 0, 600, 0, "number", "all rows are alike")
    evidence = Evidence(
        model="delay-gbt",
        part="tune",
        rows=600,
        clusters=60,
        first=0,
        last=86_400_000_000,
        each="flight",
        cluster_word="days",
        currency="USD",
        contenders=(
            Figures("delay-gbt", "", "trees", measures, {}),
            Figures("do_nothing", "", "none", {"money": figure(0.0, "USD"), "auc": nothing}, {}),
        ),
        differences=(Figures("delay-gbt", "do_nothing", "", {"money": figure(3_270_000.0, "USD")}, {}),),
        threshold=1 / 3,
    )
    lines = evidence_lines(evidence.to_json())
    assert lines[0] == "evidence on tune: 600 flights, 60 days, 1970-01-01 .. 1970-01-02"
    assert lines[2].split() == "delay-gbt 32,700 USD (32,700 USD .. 32,700 USD) 0.767".split()
    assert lines[3].endswith(" -")
    assert "delay-gbt minus" in lines
    assert any("+32,700 USD" in line for line in lines)
    assert lines[-1] == "acting pays from a probability of 0.333"
