"""From a document to a design: the one table that says how each kind of block is read.

The records have files of their own (`design_record.py`, `kinds/`, `hypothesis.py`, `alpha.py`); their names are
also found here.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from typing import Any

from wager.design.design_record import Design
from wager.design.hypotheses.alpha import Alpha, read_alpha
from wager.design.hypotheses.hypothesis import Hypothesis, read_hypothesis
from wager.design.kinds.delivery import (
    Launch,
    Online,
    Software,
    Stage,
    read_launch,
    read_online,
    read_software,
    read_stages,
)
from wager.design.kinds.judging import (
    Baseline,
    Baselines,
    Slice,
    SliceValue,
    read_baselines,
    read_goals,
    read_metrics,
    read_slices,
)
from wager.design.kinds.question import Every, Objective, Rows, read_objective, read_rows
from wager.design.kinds.record import (
    Decision,
    Problem,
    Requirements,
    Task,
    read_decisions,
    read_problem,
    read_requirements,
    read_reviews,
    read_tasks,
)
from wager.design.kinds.running import (
    Monitor,
    Risk,
    Rollback,
    read_monitors,
    read_risks,
    read_rollback,
)
from wager.design.kinds.split import Split, read_split
from wager.design.kinds.worth import Costs, Forecast, MoneyBlock, Pay, read_money
from wager.design.reading.document import Block, Document, read_document
from wager.design.reading.fields import ID, FieldReader, Named, duration, file_name, may, must
from wager.design.sentences.goals import Goal, Guard, Metric
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding
from wager.foundation.yaml_file import Node

__all__ = [
    "KINDS",
    "REQUIRED",
    "Alpha",
    "Baseline",
    "Baselines",
    "Costs",
    "Decision",
    "Design",
    "Every",
    "Forecast",
    "Goal",
    "Guard",
    "Hypothesis",
    "Launch",
    "Metric",
    "MoneyBlock",
    "Monitor",
    "Objective",
    "Online",
    "Pay",
    "Problem",
    "Requirements",
    "Risk",
    "Rollback",
    "Rows",
    "Slice",
    "SliceValue",
    "Software",
    "Split",
    "Stage",
    "Task",
    "read_design",
]

KINDS: Map[str, Callable[[FieldReader, Node], Any]] = {
    "problem": read_problem,
    "rows": read_rows,
    "objective": read_objective,
    "split": read_split,
    "money": read_money,
    "requirements": read_requirements,
    "software": read_software,
    "slices": read_slices,
    "metrics": read_metrics,
    "baselines": read_baselines,
    "alpha": read_alpha,
    "stages": read_stages,
    "online": read_online,
    "launch": read_launch,
    "monitors": read_monitors,
    "rollback": read_rollback,
    "risks": read_risks,
    "decisions": read_decisions,
    "tasks": read_tasks,
    "reviews": read_reviews,
}
"""How each kind of block is read; `goals` and `hypothesis` come after these, as they use the metrics."""

REQUIRED = (
    "problem",
    "rows",
    "objective",
    "split",
    "money",
    "requirements",
    "baselines",
    "goals",
    "hypothesis",
    "alpha",
)
"""Kinds that a full design has."""

ESSENTIAL = ("rows", "objective", "money")
"""Kinds without which nothing can run, not even a project of one file."""


FRONT = {
    "design": must(file_name),
    "owner": must(file_name),
    "appetite": may(duration),
    "serves": may(file_name),
    "supersedes": may(file_name),
}


def read_design(
    text: str, path: str, *, currency: str | None = None, zone: str = "UTC"
) -> tuple[Design | None, list[Finding]]:
    """Read a design document: every block, each fault with its line.

    Parameters
    ----------
    text : str
        The Markdown.
    path : str
        Named in findings; its stem must be the design's id.
    currency : str or None
        The project's.
    zone : str
        The project's time zone.

    Returns
    -------
    Design or None
        None where the front matter, rows, objective or money cannot be used.
    list of Finding
        Faults within the document; `rules.check_design` finds those between it and its surroundings.
    """
    document, findings = read_document(text, path)
    reader = FieldReader(path, zone=zone, currency=currency, lines=document.lines)
    reader.findings += findings
    reading = _Reading(document, reader)
    design = reading.design()
    return design, sorted(set(reader.findings))


class _Reading:
    def __init__(self, document: Document, reader: FieldReader) -> None:
        self.document, self.reader = document, reader
        self.values: dict[str, Any] = {}
        self.lines: dict[tuple[str, str], int] = {}
        self.blocks: dict[tuple[str, str], Block] = {}
        self.unread: set[str] = set()

    def design(self) -> Design | None:
        front = self.front()
        self.collect()
        for (kind, _), block in self.blocks.items():
            if kind in KINDS:
                self.noted(kind, lambda kind=kind, block=block: self.read(kind, block))  # type: ignore[misc]
        self.noted("goals", self.goals)
        self.noted("hypothesis", self.hypotheses)
        self.missing()
        if front is None or any(self.values.get(kind) is None for kind in ESSENTIAL):
            return None
        names = {"design": "id", "serves": "serves"}
        front.setdefault("serves", front["design"])
        known = {names.get(key, key): value for key, value in front.items()}
        assert self.document.front is not None
        front_lines = {entry.key: entry.line for entry in self.document.front.entries}
        return Design(
            path=self.document.path,
            title=self.document.title,
            **known,
            **self.values,
            lines=self.lines,
            front_lines=front_lines,
            unread=frozenset(self.unread),
        )

    def front(self) -> dict[str, Any] | None:
        node = self.document.front
        values = None if node is None else self.reader.record(node, "front matter", FRONT)
        stem = self.document.path.replace("\\", "/").rpartition("/")[2].removesuffix(".md")
        if values is not None and values["design"] != stem:
            self.reader.fault(
                values["design"].line,
                "E104",
                f"design {values['design']!r} stands in a file called {stem!r}; they should be one name",
            )
        return values

    def collect(self) -> None:
        """Put the blocks in their places; refuse unknown kinds, seconds, and ids where none belong."""
        kinds = (*KINDS, "goals", "hypothesis")
        for block in self.document.blocks:
            if block.kind not in kinds:
                self.reader.fault(
                    block.line,
                    "E105",
                    f"{block.kind!r} is no kind of block{nearest(block.kind, kinds)}; kinds are {', '.join(kinds)}",
                )
                self.unread |= {near for near in kinds if nearest(block.kind, [near])}
                continue
            key = (block.kind, block.id or "") if block.kind == "hypothesis" else (block.kind, "")
            if not self.id_fits(block):
                self.unread.add(block.kind)
            elif key in self.blocks:
                self.reader.fault(
                    block.line,
                    "E107",
                    f"block {' '.join(key).strip()} stands twice, first on line {self.blocks[key].line}",
                )
            else:
                self.blocks[key] = block
                self.lines[key] = block.line
            if block.node is None:
                self.unread.add(block.kind)

    def id_fits(self, block: Block) -> bool:
        if block.kind != "hypothesis":
            if block.id is not None:
                self.reader.fault(
                    block.line,
                    "E103",
                    f"a block {block.kind} has no id, so {block.id!r} does not belong here",
                )
                return block.id is None
            return True
        if block.id is None or not ID.fullmatch(block.id):
            self.reader.fault(
                block.line, "E104", "a block hypothesis needs an id, such as `yaml wager.hypothesis H1`"
            )
            return False
        return True

    def noted(self, kind: str, read: Callable[[], None]) -> None:
        """Read, and remember the kind where it gave rise to an error."""
        before = len(self.reader.findings)
        read()
        if any(finding.is_error for finding in self.reader.findings[before:]):
            self.unread.add(kind)

    def read(self, kind: str, block: Block) -> None:
        if block.node is None:
            return
        value = KINDS[kind](self.reader, block.node)
        if value is not None:
            self.values[kind] = value

    def goals(self) -> None:
        block = self.blocks.get(("goals", ""))
        metrics = self.values.get("metrics", {})
        self.values["goals"] = read_goals(self.reader, block.node, metrics) if block and block.node else {}

    def hypotheses(self) -> None:
        found: dict[str, Hypothesis] = {}
        for (kind, name), block in self.blocks.items():
            if kind != "hypothesis" or block.node is None:
                continue
            metrics = self.values.get("metrics", {})
            hypothesis, own = read_hypothesis(self.reader, block.node, name, block.line, metrics)
            for goal in own.values():
                if goal.id in self.values["goals"]:
                    self.reader.fault(goal.line, "E107", f"goal {goal.id} is defined twice")
                self.values["goals"].setdefault(Named(goal.id, goal.line), goal)
            if hypothesis is not None:
                found[name] = hypothesis
        self.values["hypotheses"] = found

    def missing(self) -> None:
        """Report the blocks that are not there: to be written in a one-file project, else faults."""
        rows = self.values.get("rows")
        draft = isinstance(rows, Rows) and rows.file is not None and ("reviews", "") not in self.blocks
        present = {kind for kind, _ in self.blocks} | self.unread
        if self.document.damaged:
            self.unread |= {kind for kind in (*KINDS, "goals", "hypothesis") if kind not in present}
            return
        at = next((i for i, line in enumerate(self.document.lines, 1) if line.lstrip().startswith("# ")), 1)
        for kind in REQUIRED:
            if kind in present or (kind == "goals" and self.values["goals"]):
                continue
            if draft and kind not in ESSENTIAL:
                self.reader.fault(at, "I201", f"still to write: the block wager.{kind}")
            else:
                self.reader.fault(at, "E102", f"a design needs a block wager.{kind}")
