"""The examples of the reference page make one whole design, without a fault."""

import importlib.util
from pathlib import Path

import jsonschema
import pytest

from wager.design.block_kinds import KINDS
from wager.design.reading.document import read_document
from wager.design.reading.fields import value_of
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
