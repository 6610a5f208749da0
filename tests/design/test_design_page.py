"""The examples of the reference page make one whole design, without a fault."""

import importlib.util
from pathlib import Path

import jsonschema
import pytest

from wager.design.block_kinds import KINDS
from wager.design.reading.document import read_document
from wager.design.reading.fields import value_of
from wager.design.sentences.goals import parse_goal, parse_metric, parse_red, parse_watch
from wager.design.sentences.metrics import KINDS as METRICS
from wager.workflow.begin.schemas import schemas

PLACE = Path(__file__).parents[2] / "docs" / "reference" / "design_page.py"
SPEC = importlib.util.spec_from_file_location("design_page", PLACE)
PAGE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(PAGE)


def whole():
    blocks = [
        f"```yaml wager.{kind}{' H1' if kind == 'hypothesis' else ''}\n{text}```\n"
        for kind, text in PAGE.EXAMPLES.items()
    ]
    return "\n".join([PAGE.FRONT_EXAMPLE, "# Flights\n", *blocks])


def test_the_examples_are_a_design_without_a_fault(projects):
    path = "designs/flight-protect.md"
    project = projects["flights"]
    before = {(one.path, one.message) for one in project.check()}
    found = [str(one) for one in project.check(path, whole()) if (one.path, one.message) not in before]
    assert found == []
    assert project.designs["flight-protect"].goals.keys() == {"G1", "G2"}


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_example_is_valid(kind):
    document, findings = read_document(whole(), "designs/flight-protect.md")
    assert findings == []
    block = next(block for block in document.blocks if block.kind == kind)
    jsonschema.Draft202012Validator(schemas()[f"block-{kind}.json"]).validate(numbers(value_of(block.node)))


def numbers(value):
    if isinstance(value, dict):
        return {key: numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [numbers(item) for item in value]
    return float(value) if type(value).__name__ == "Decimal" else value


def test_every_kind_and_key_is_on_the_page():
    page = PAGE.design_page("")
    for kind, one in KINDS.items():
        section = page.split(f"\n## {kind}\n")[1].split("\n## ")[0]
        for key in one.shape.get("properties", {}):
            assert f"| `{key}` |" in section, (kind, key)


def test_every_metric_is_on_the_page_and_is_written_as_it_says():
    assert list(PAGE.METRICS) == list(METRICS)
    page = PAGE.design_page("")
    for kind, (example, means, _) in PAGE.METRICS.items():
        (row,) = [line for line in page.split("\n") if line.startswith(f"| `{example}` | {means}")]
        assert row.endswith(f"| {METRICS[kind]} |")
        assert parse_metric(example).kind == kind


@pytest.mark.parametrize("unit", ["money", "pp", "a number"])
def test_amounts_are_in_the_unit_of_the_page(projects, unit):
    """One goal for each metric, in its unit and then in another: only the latter is a fault."""
    project = projects["flights"]
    names = {"CLASS": "disrupted", "ACTION": "protect", "rows": "flights"}
    amounts = {"money": "8 USD", "pp": "8 pp", "a number": "8"}
    for example, _, said in PAGE.METRICS.values():
        if "expressions" in said:
            continue
        metric = " ".join(names.get(word, word) for word in example.split())
        goal = f"Increase {metric} by {amounts[unit]} over do_nothing"
        text = project.files["designs/flight-protect.md"].replace(
            "Increase net by any amount over do_nothing", goal
        )
        wrong = [one for one in project.check("designs/flight-protect.md", text) if one.code == "E002"]
        assert (wrong == []) == (unit in said), (goal, wrong)


def test_the_grammar_of_the_page_is_the_one_that_is_read():
    parse_goal("Increase net for any origin by rel 5 % over champion without increasing alerts by more than 5 and without decreasing recall for any other origin by more than 1 pp", names=("net", "alerts"))  # fmt: skip
    parse_goal("Keep net for origin JFK within 5 USD of champion", names=("net",), currency="USD")
    for watch in (
        "recall for any class over champion",
        "drift of a",
        "contract of a",
        "age of a",
        "calibration",
        "skew",
    ):
        parse_watch(watch)
    parse_red("2 pp below holdout")
    for word in (
        "drift of",
        "contract of",
        "age of",
        "within AMOUNT of",
        "holdout",
        "any other",
        "by more than",
    ):
        assert word in PAGE.SENTENCES
