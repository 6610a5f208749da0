"""How answers are judged: slices, metrics, baselines, goals."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from typing import Any

from wager.design.kinds.kind import kind
from wager.design.reading.fields import (
    FEATURE_NAME,
    RESERVED,
    Field,
    FieldReader,
    Named,
    as_node,
    choice,
    column,
    each,
    file_name,
    identifier,
    map_by,
    may,
    must,
    named,
    reads,
    text,
    tree,
)
from wager.design.reading.shapes import Shape, either, map_of, named_shape, record_of
from wager.design.sentences.goals import Goal, parse_goal
from wager.design.sentences.metrics import KINDS, Metric, parse_metric
from wager.expressions.tree import Tree
from wager.foundation.errors import nearest
from wager.foundation.keys import COLUMN_NAME
from wager.foundation.yaml_file import Entry, Mapping, Node, Scalar, Sequence


@dataclass(frozen=True)
class SliceValue:
    """One value of a dimension; without a condition, the column has this value."""

    name: str
    condition: Tree | None = None
    line: int = 0


@dataclass(frozen=True)
class Slice:
    """A dimension along which rows are told apart, known at T.

    Attributes
    ----------
    dimension : str
    values : tuple of SliceValue
        Empty where all values of the column count.
    column : str or None
        Column or feature that is compared; None where each value has its condition.
    """

    dimension: str
    values: tuple[SliceValue, ...] = ()
    column: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Baseline:
    """What a challenger is compared with: always one action, or a model."""

    name: str
    always: str | None = None
    model: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Baselines:
    """The baselines by name; `champion` names the one that holds the title at first."""

    named: dict[str, Baseline]
    champion: str
    line: int = 0


GOAL: Map[str, Field] = {
    "goal": must(as_node(named_shape("goal")), "what must be proven: a sentence"),
    "why": may(text, "why it matters; a warning where nothing is said"),
    "tradeoff": may(text, "what is expected to get worse"),
    "prove": may(
        choice("positive", "at_least"),
        "`positive` (the default): the interval lies above 0 and the estimate reaches the amount; `at_least`: the "
        "interval lies above the amount",
    ),
}
BASELINE: Map[str, Field] = {
    "always": may(column, "one action, always"),
    "model": may(file_name, "a model file, or a bare algorithm"),
}
_CONDITIONS = each(tree, noun="a slice")
_SLICES: Shape = map_of(
    either(named(FEATURE_NAME).shape, {"type": "array", "items": named_shape("text")}, _CONDITIONS.shape),
    COLUMN_NAME,
    "dimension",
)


@kind(
    _SLICES,
    "dimensions along which rows are told apart: values of a column, the column itself, or conditions",
)
def read_slices(reader: FieldReader, node: Node) -> dict[str, Slice]:
    """Read the block `slices`."""
    slices = {}
    for entry in reader.entries(node, "block slices"):
        if not COLUMN_NAME.fullmatch(entry.key) or entry.key in RESERVED:
            reader.fault(entry, "E104", f"{entry.key!r} is no name for a dimension of block slices")
            continue
        read = _slice(reader, entry)
        if read is not None:
            slices[read.dimension] = read
    return slices


def _slice(reader: FieldReader, entry: Entry) -> Slice | None:
    name, node = Named(entry.key, entry.line), entry.value
    if isinstance(node, Mapping):
        trees: dict[Named, Tree] = _CONDITIONS(reader, node, f"slice {name}")
        values = tuple(SliceValue(value, one, value.line) for value, one in trees.items())
        return Slice(name, values, None, entry.line) if values else None
    if isinstance(node, Sequence):
        found = [text(reader, item, f"slice {name}") for item in node.items]
        values = tuple(SliceValue(value, None, value.line) for value in found if value is not None)
        for at, value in enumerate(values):
            if value.name in {before.name for before in values[:at]}:
                reader.fault(value.line, "E107", f"slice {name} names {value.name!r} twice")
            if value.name in RESERVED:
                reader.fault(value.line, "E104", f"no slice may be called {value.name!r}")
        return Slice(name, values, name, entry.line) if values else None
    read = _column_name(reader, node, f"slice {name}")
    return None if read is None else Slice(name, (), read, entry.line)


def _column_name(reader: FieldReader, node: Scalar, what: str) -> Named | None:
    found: Named | None = named(FEATURE_NAME)(reader, node, what)
    return found


@reads(named_shape("metric"))
def _metric(reader: FieldReader, node: Node, what: str) -> Metric | None:
    found: Metric | None = reader.said(node, what, lambda said: parse_metric(said, currency=reader.currency))
    if found is not None and found.kind not in KINDS:
        reader.fault(
            node,
            "E105",
            f"{what}: {found.kind!r} is no metric{nearest(found.kind, KINDS)}; expected one of {', '.join(KINDS)}",
        )
        return None
    return found


_METRICS = each(_metric, noun="a metric")


@kind(_METRICS.shape, "metrics by name, for goals and monitors")
def read_metrics(reader: FieldReader, node: Node) -> dict[str, Metric]:
    """Read the block `metrics`."""
    found: dict[str, Metric] = _METRICS(reader, node, "block metrics")
    return found


def _baseline(reader: FieldReader, entry: Entry) -> Baseline | None:
    name = Named(entry.key, entry.line)
    if not isinstance(entry.value, Mapping):
        if reader.unfilled(entry.value, f"baseline {name}"):
            return None
        hint = nearest(entry.key, ("champion",))
        reader.fault(
            entry, "E103", f"baseline {name} should be `{{always: ACTION}}` or `{{model: NAME}}`{hint}"
        )
        return None
    values = reader.record(entry.value, f"baseline {name}", BASELINE)
    if values is None or len(values) != 1:
        if len(entry.value.entries) != 1:
            reader.fault(entry, "E102", f"baseline {name} should have `always` or `model`, one of them")
        return None
    return Baseline(name, **values, line=entry.line)


_BASELINES: Shape = {
    "type": "object",
    "title": "map by name",
    "properties": {
        "champion": {**identifier.shape, "description": "who holds the title before a version does"}
    },
    "required": ["champion"],
    "propertyNames": {"pattern": f"^({COLUMN_NAME.pattern})$"},
    "additionalProperties": {**record_of(BASELINE), "minProperties": 1, "maxProperties": 1},
}


@kind(_BASELINES, "what a challenger is compared with; one called `do_nothing` is required")
def read_baselines(reader: FieldReader, node: Node) -> Baselines | None:
    """Read the block `baselines`."""
    found, champion = {}, None
    entries = reader.entries(node, "block baselines")
    for entry in entries:
        if entry.key == "champion":
            champion = identifier(reader, entry.value, "champion of block baselines")
            continue
        if not COLUMN_NAME.fullmatch(entry.key):
            reader.fault(entry, "E104", f"{entry.key!r} is no name for a baseline")
            continue
        baseline = _baseline(reader, entry)
        if baseline is not None:
            found[baseline.name] = baseline
    if not any(entry.key == "champion" for entry in entries):
        reader.fault(
            node, "E102", "block baselines needs `champion: NAME`, who holds the title before a version does"
        )
    return None if champion is None else Baselines(found, champion, node.line)


_GOALS = each(map_by(GOAL), noun="a goal")
GOALS: Shape = _GOALS.shape


@kind(GOALS, "what must be proven, each a sentence with metric, amount, slice, baseline and guardrails")
def read_goals(
    reader: FieldReader, node: Node, metrics: Map[str, Metric], what: str = "block goals"
) -> dict[str, Goal]:
    """Read a map of goals; the sentences may use the design's own metrics."""

    def sentence(said: str) -> Goal:
        return parse_goal(said, names=metrics, currency=reader.currency)

    found: dict[Named, dict[str, Any]] = _GOALS(reader, node, what)
    goals = {}
    for name, values in found.items():
        goal = _goal(reader, values.pop("goal"), f"goal of {name} of {what}", sentence)
        if goal is not None:
            goals[str(name)] = replace(goal, id=str(name), **values, line=name.line)
    return goals


def _goal(reader: FieldReader, node: Node, what: str, sentence: Any) -> Goal | None:
    goal: Goal | None = reader.said(node, what, sentence)
    if goal is None or not isinstance(node, Scalar):
        return None
    return replace(goal, lines={part: reader.line_in(node, node.text, at) for part, at in goal.lines.items()})
