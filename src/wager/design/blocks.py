"""From a document to a design: every block read by its kind, each fault with its line.

The kinds stand in `block_kinds.py`. The records have files of their own (`design_record.py`, `kinds/`, `hypothesis.py`, `alpha.py`); their names are
also found here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from typing import Any

from wager.design.block_kinds import AFTER_METRICS, ESSENTIAL, FRONT, KINDS, REQUIRED
from wager.design.design_record import Design
from wager.design.hypotheses.alpha import Alpha
from wager.design.hypotheses.amendment import ID
from wager.design.hypotheses.hypothesis import Hypothesis, read_hypothesis
from wager.design.kinds.delivery import Launch, Online, Software, Stage
from wager.design.kinds.judging import Baseline, Baselines, Slice, SliceValue, read_goals
from wager.design.kinds.kind import Kind
from wager.design.kinds.own import own_kind
from wager.design.kinds.question import Objective, Rows
from wager.design.kinds.record import Decision, Problem, Requirements, Task
from wager.design.kinds.row_fields import Every
from wager.design.kinds.running import Monitor, Risk, Rollback
from wager.design.kinds.split import Split
from wager.design.kinds.worth import Costs, Forecast, MoneyBlock, Pay
from wager.design.reading.document import Block, Document, read_document
from wager.design.reading.fields import FieldReader, Named
from wager.design.sentences.goals import Goal, Guard, Metric
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding

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


def read_design(
    text: str,
    path: str,
    *,
    currency: str | None = None,
    zone: str = "UTC",
    own: Map[str, Sequence[str]] | None = None,
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
    own : mapping of str to sequence of str, optional
        Kinds of block that the project's policy adds, each with the keys that it asks for.

    Returns
    -------
    Design or None
        None where the front matter, rows, objective or money cannot be used.
    list of Finding
        Faults within the document; `rules.check_design` finds those between it and its surroundings.
    """
    document, findings = read_document(text, path, kinds=(*KINDS, *(own or {})))
    reader = FieldReader(path, zone=zone, currency=currency, lines=document.lines)
    reader.findings += findings
    reading = _Reading(document, reader, {kind: own_kind(kind, keys) for kind, keys in (own or {}).items()})
    design = reading.design()
    return design, sorted(set(reader.findings))


class _Reading:
    def __init__(self, document: Document, reader: FieldReader, own: Map[str, Kind]) -> None:
        self.document, self.reader, self.own = document, reader, own
        self.values: dict[str, Any] = {}
        self.own_values: dict[str, dict[str, Any]] = {}
        self.lines: dict[tuple[str, str], int] = {}
        self.blocks: dict[tuple[str, str], Block] = {}
        self.unread: set[str] = set()
        self.to_fill: dict[tuple[str, str], int] = {}

    def design(self) -> Design | None:
        front = self.front()
        self.collect()
        for (kind, _), block in self.blocks.items():
            if kind not in AFTER_METRICS:
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
            own=self.own_values,
            lines=self.lines,
            front_lines=front_lines,
            unread=frozenset(self.unread),
            to_fill=self.to_fill,
        )

    def front(self) -> dict[str, Any] | None:
        node = self.document.front
        values = None if node is None else self.reader.record(node, "front matter", FRONT)
        self.count("front matter", "", 0)
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
        kinds = (*KINDS, *self.own)
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
        """Read, and remember the kind where it gave rise to an error, or is not filled in."""
        before, unfilled = len(self.reader.findings), self.reader.to_fill
        read()
        if kind != "hypothesis":
            self.count(kind, "", unfilled)
        if any(finding.is_error for finding in self.reader.findings[before:]):
            self.unread.add(kind)

    def count(self, kind: str, name: str, before: int) -> None:
        """Remember how many places of a block are still to fill in."""
        if self.reader.to_fill > before:
            self.to_fill[kind, name] = self.reader.to_fill - before
            self.unread.add(kind)

    def read(self, kind: str, block: Block) -> None:
        if block.node is None:
            return
        unfilled = self.reader.to_fill
        value = (self.own.get(kind) or KINDS[kind])(self.reader, block.node)
        if self.reader.to_fill > unfilled and kind in ("rows", "objective"):
            return  # nearly all else reads these: half of one would be missed everywhere
        if value is not None:
            (self.own_values if kind in self.own else self.values)[kind] = value

    def goals(self) -> None:
        block = self.blocks.get(("goals", ""))
        metrics = self.values.get("metrics", {})
        self.values["goals"] = read_goals(self.reader, block.node, metrics) if block and block.node else {}

    def hypotheses(self) -> None:
        found: dict[str, Hypothesis] = {}
        for (kind, name), block in self.blocks.items():
            if kind != "hypothesis" or block.node is None:
                continue
            metrics, before = self.values.get("metrics", {}), self.reader.to_fill
            hypothesis, own = read_hypothesis(self.reader, block.node, name, block.line, metrics)
            self.count(kind, name, before)
            for goal in own.values():
                if goal.id in self.values["goals"]:
                    self.reader.fault(goal.line, "E107", f"goal {goal.id} is defined twice")
                self.values["goals"].setdefault(Named(goal.id, goal.line), goal)
            if hypothesis is not None and (kind, name) not in self.to_fill:
                found[name] = hypothesis
        self.values["hypotheses"] = found

    def missing(self) -> None:
        """Report the blocks that are not there: to be written in a one-file project, else faults."""
        rows = self.values.get("rows")
        draft = isinstance(rows, Rows) and rows.file is not None and ("reviews", "") not in self.blocks
        present = {kind for kind, _ in self.blocks} | self.unread
        if self.document.damaged:
            self.unread |= {kind for kind in KINDS if kind not in present}
            return
        at = next((i for i, line in enumerate(self.document.lines, 1) if line.lstrip().startswith("# ")), 1)
        for kind in REQUIRED:
            if kind in present or (kind == "goals" and self.values["goals"]):
                continue
            if draft and kind not in ESSENTIAL:
                self.reader.fault(at, "I201", f"still to write: the block wager.{kind}")
            elif kind == "baselines":
                message = "a design needs a block wager.baselines: what its models are compared with, `do_nothing` among them"
                self.reader.fault(at, "E003", message)
            else:
                self.reader.fault(at, "E102", f"a design needs a block wager.{kind}")
