"""The design: every block of the document as a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from wager.design.hypotheses.alpha import Alpha
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.kinds.delivery import Launch, Online, Software, Stage
from wager.design.kinds.judging import Baselines, Slice
from wager.design.kinds.question import Objective, Rows
from wager.design.kinds.record import Decision, Problem, Requirements, Task
from wager.design.kinds.running import Monitor, Risk, Rollback
from wager.design.kinds.split import Split
from wager.design.kinds.worth import MoneyBlock
from wager.design.sentences.goal import Goal
from wager.design.sentences.metrics import Metric
from wager.foundation.amounts import Duration


@dataclass(frozen=True)
class Design:
    """A design document, understood.

    Attributes
    ----------
    id, path, owner, title : str
    appetite : Duration or None
        What the whole may take.
    serves : str
        The name that callers use.
    supersedes : str or None
        The design that this one replaces.
    rows, objective, money : Rows, Objective, MoneyBlock
    split, problem, requirements, baselines, alpha, online, launch, rollback : record or None
        None where the block is not there; `defaults.with_defaults` fills what a one-file project leaves out.
    software, slices, metrics, goals, hypotheses, stages, monitors, risks, decisions, tasks, reviews : dict
        By id; empty where the block is not there. `goals` holds those written in hypotheses too.
    own : dict of str to dict
        Blocks of the kinds that the project's policy adds, as they were written.
    lines : dict of (str, str) to int
        Line of each block by kind and id (empty but for hypotheses).
    unread : frozenset of str
        Kinds with a fault, or a place that is still to fill in: what refers into them is not reported a second time.
    to_fill : dict of (str, str) to int
        How many places of a block (or of the `front matter`) are still to fill in, where there are any.
    """

    id: str
    path: str
    owner: str
    title: str
    serves: str
    rows: Rows
    objective: Objective
    money: MoneyBlock
    appetite: Duration | None = None
    supersedes: str | None = None
    problem: Problem | None = None
    split: Split | None = None
    requirements: Requirements | None = None
    software: dict[str, Software] = field(default_factory=dict)
    slices: dict[str, Slice] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    baselines: Baselines | None = None
    goals: dict[str, Goal] = field(default_factory=dict)
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)
    alpha: Alpha | None = None
    stages: dict[str, Stage] = field(default_factory=dict)
    online: Online | None = None
    launch: Launch | None = None
    monitors: dict[str, Monitor] = field(default_factory=dict)
    rollback: Rollback | None = None
    risks: dict[str, Risk] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    reviews: dict[str, int] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)
    front_lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    unread: frozenset[str] = frozenset()
    to_fill: dict[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_one_file(self) -> bool:
        """True where the rows come from a data file beside the design (formats.md, section 11)."""
        return self.rows.file is not None

    @property
    def stands_alone(self) -> bool:
        """True where it is made of the blocks of a model file: nothing of it can be frozen or judged."""
        return not self.path.endswith(".md")

    @property
    def folder(self) -> PurePosixPath:
        """Where its data file lies: beside the document; a model file names it from the project's folder, as sources do."""
        return PurePosixPath() if self.stands_alone else PurePosixPath(self.path).parent

    def is_to_fill(self, *kinds: str) -> bool:
        """Tell whether something in a block of one of these kinds is still to fill in."""
        return any(kind in kinds for kind, _ in self.to_fill)

    def line(self, kind: str, name: str = "") -> int:
        """Return the line of a block's fence; 1 where it is not there."""
        return self.lines.get((kind, name), 1)
