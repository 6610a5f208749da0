"""What people read: the problem, requirements, decisions, tasks, reviews. Checked, kept, shown."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    Named,
    choice,
    each,
    every,
    length,
    may,
    must,
    reads,
    text,
    texts,
    whole,
)
from wager.design.reading.shapes import record_of
from wager.foundation.amounts import Duration
from wager.foundation.errors import nearest
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
    "what": must(text, "what is wrong today"),
    "why_now": must(text, "why it is solved now and not later"),
    "tied_to": must(choice("product", "customer", "operations"), "whose problem it is"),
    "scope": must(text, "which cases it is about"),
    "no_gos": may(texts, "what will not be done; a warning where nothing is said"),
}
REQUIREMENTS: Map[str, Field] = {
    "latency_p99": must(length, "how long 99 of 100 answers may take at most"),
    "where": must(text, "where it runs, and on what"),
    "explain": must(choice("none", "per decision"), "whether reasons are given with each decision"),
    "retrain": must(every, "how often it is trained anew"),
    "consumers": must(texts, "who reads the answers"),
    "feedback": must(text, "how acting on an answer changes what is learned from"),
    "security": must(text, "what it opens, and to whom"),
    "privacy": must(text, "which personal data it reads or shows"),
}
DECISION: Map[str, Field] = {
    "chose": must(text, "what was decided"),
    "over": must(texts, "what else was considered"),
    "because": must(text, "why"),
    "revisit": may(text, "when to look again: a task, a stage, a moment in words"),
}
TASK: Map[str, Field] = {
    "type": must(choice(*TASKS), "which kind of work it is"),
    "question": must(text, "what should be known afterwards"),
    "benefit": must(text, "what the answer is good for"),
    "timebox": must(length, "how long it may take"),
}


@kind(record_of(PROBLEM), "what is wrong today, why it is solved now, and what will not be done")
def read_problem(reader: FieldReader, node: Node) -> Problem | None:
    """Read the block `problem`."""
    values = reader.record(node, "block problem", PROBLEM)
    written = any(key == "no_gos" or "'no_gos'" in nearest(key, PROBLEM) for key in key_lines(node))
    if not written or (values or {}).get("no_gos") == ():
        reader.fault(node, "W103", "the problem has no `no_gos`; say what will not be done")
    return None if values is None else Problem(**values, line=node.line)


@kind(record_of(REQUIREMENTS), "what the service must keep to; all of it is to be answered")
def read_requirements(reader: FieldReader, node: Node) -> Requirements | None:
    """Read the block `requirements`."""
    values = reader.record(node, "block requirements", REQUIREMENTS)
    return None if values is None else Requirements(**values, line=node.line, lines=key_lines(node))


@reads(record_of(DECISION))
def _decision(reader: FieldReader, node: Node, what: str) -> Decision | None:
    values = reader.record(node, what, DECISION)
    return None if values is None else Decision(**values, line=node.line, lines=key_lines(node))


_DECISIONS = each(_decision, noun="a decision")


@kind(_DECISIONS.shape, "what was chosen over what, and why")
def read_decisions(reader: FieldReader, node: Node) -> dict[str, Decision]:
    """Read the block `decisions`."""
    found: dict[str, Decision] = _DECISIONS(reader, node, "block decisions")
    return found


@reads(record_of(TASK))
def _task(reader: FieldReader, node: Node, what: str) -> Task | None:
    values = reader.record(node, what, TASK)
    return None if values is None else Task(**values, line=node.line)


_ALL_TASKS = each(_task, noun="a task")


@kind(_ALL_TASKS.shape, "work that is no hypothesis, each with the question that it answers")
def read_tasks(reader: FieldReader, node: Node) -> dict[str, Task]:
    """Read the block `tasks`."""
    found: dict[str, Task] = _ALL_TASKS(reader, node, "block tasks")
    return found


_ROLES = each(whole(1), noun="a role")


@kind(_ROLES.shape, "which roles must sign before it goes on, and how many people of each")
def read_reviews(reader: FieldReader, node: Node) -> dict[Named, int]:
    """Read the block `reviews`: how many of each role."""
    found: dict[Named, int] = _ROLES(reader, node, "block reviews")
    return found
