"""The one table of the kinds of block, and of the front matter above them."""

from __future__ import annotations

from collections.abc import Mapping as Map

from wager.design.hypotheses.alpha import read_alpha
from wager.design.hypotheses.hypothesis import read_hypothesis
from wager.design.kinds.delivery import read_launch, read_online, read_software, read_stages
from wager.design.kinds.judging import read_baselines, read_goals, read_metrics, read_slices
from wager.design.kinds.kind import Kind
from wager.design.kinds.question import read_objective, read_rows
from wager.design.kinds.record import (
    read_decisions,
    read_problem,
    read_requirements,
    read_reviews,
    read_tasks,
)
from wager.design.kinds.running import read_monitors, read_risks, read_rollback
from wager.design.kinds.split import read_split
from wager.design.kinds.worth import read_money
from wager.design.reading.fields import Field, file_name, length, may, must

KINDS: Map[str, Kind] = {
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
    "goals": read_goals,
    "hypothesis": read_hypothesis,
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
"""How each kind of block is read, in the order in which a document has them (formats.md, section 8)."""

AFTER_METRICS = ("goals", "hypothesis")
"""Kinds that are read when the metrics are known, which they use."""

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

FRONT: Map[str, Field] = {
    "design": must(file_name, "its id: the name of the file"),
    "owner": must(file_name, "the role that answers for it"),
    "appetite": may(length, "what the whole may take; required unless `rows.from` is a data file"),
    "serves": may(file_name, "the name that callers use; default the id"),
    "supersedes": may(file_name, "the design that this one replaces"),
}
"""The front matter."""
