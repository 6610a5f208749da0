"""What people read: the problem, requirements, decisions, tasks, reviews. Checked, kept, shown."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    Named,
    choice,
    duration,
    each,
    every,
    integer,
    may,
    must,
    text,
    texts,
)
from wager.foundation.amounts import Duration
from wager.foundation.yaml_file import Node

TASKS = (
    "literature review",
    "data exploration",
    "algorithm development",
    "result analysis",
    "review",
    "deployment",
)


@dataclass(frozen=True)
class Problem:
    """What is wrong today, why now, and what will not be done."""

    what: str
    why_now: str
    tied_to: str
    scope: str
    no_gos: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Requirements:
    """What the service must keep to; all are answered."""

    latency_p99: Duration
    where: str
    explain: str
    retrain: Duration | None
    consumers: tuple[str, ...]
    feedback: str
    security: str
    privacy: str
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Decision:
    """What was chosen over what, why, and when to look again."""

    chose: str
    over: tuple[str, ...]
    because: str
    revisit: str = ""
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Task:
    """Work that is no hypothesis."""

    type: str
    question: str
    benefit: str
    timebox: Duration
    line: int = 0


PROBLEM: Map[str, Field] = {
    "what": must(text),
    "why_now": must(text),
    "tied_to": must(choice("product", "customer", "operations")),
    "scope": must(text),
    "no_gos": may(texts),
}
REQUIREMENTS: Map[str, Field] = {
    "latency_p99": must(duration),
    "where": must(text),
    "explain": must(choice("none", "per decision")),
    "retrain": must(every),
    "consumers": must(texts),
    "feedback": must(text),
    "security": must(text),
    "privacy": must(text),
}
DECISION: Map[str, Field] = {
    "chose": must(text),
    "over": must(texts),
    "because": must(text),
    "revisit": may(text),
}
TASK: Map[str, Field] = {
    "type": must(choice(*TASKS)),
    "question": must(text),
    "benefit": must(text),
    "timebox": must(duration),
}


def read_problem(reader: FieldReader, node: Node) -> Problem | None:
    """Read the block `problem`."""
    values = reader.record(node, "block problem", PROBLEM)
    if "no_gos" not in key_lines(node):
        reader.fault(node, "W103", "the problem has no `no_gos`; say what will not be done")
    return None if values is None else Problem(**values, line=node.line)


def read_requirements(reader: FieldReader, node: Node) -> Requirements | None:
    """Read the block `requirements`."""
    values = reader.record(node, "block requirements", REQUIREMENTS)
    return None if values is None else Requirements(**values, line=node.line, lines=key_lines(node))


def _decision(reader: FieldReader, node: Node, what: str) -> Decision | None:
    values = reader.record(node, what, DECISION)
    return None if values is None else Decision(**values, line=node.line, lines=key_lines(node))


def read_decisions(reader: FieldReader, node: Node) -> dict[str, Decision]:
    """Read the block `decisions`."""
    found: dict[str, Decision] = each(_decision, noun="a decision")(reader, node, "block decisions")
    return found


def _task(reader: FieldReader, node: Node, what: str) -> Task | None:
    values = reader.record(node, what, TASK)
    return None if values is None else Task(**values, line=node.line)


def read_tasks(reader: FieldReader, node: Node) -> dict[str, Task]:
    """Read the block `tasks`."""
    found: dict[str, Task] = each(_task, noun="a task")(reader, node, "block tasks")
    return found


def _how_many(reader: FieldReader, node: Node, what: str) -> int | None:
    found: int | None = integer(reader, node, what)
    if found is not None and found < 1:
        reader.fault(node, "E103", f"{what} should be at least 1")
        return None
    return found


def read_reviews(reader: FieldReader, node: Node) -> dict[Named, int]:
    """Read the block `reviews`: how many of each role."""
    found: dict[Named, int] = each(_how_many, noun="a role")(reader, node, "block reviews")
    return found
