"""From crawl to run: software that is needed, stages, the online comparison, what a launch requires."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal

from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    FEATURE_NAME,
    Field,
    FieldReader,
    Named,
    choice,
    each,
    every,
    identifiers,
    length,
    may,
    must,
    named,
    reads,
    share,
    text,
    texts,
    tree,
)
from wager.design.reading.shapes import record_of
from wager.expressions.tree import Tree
from wager.foundation.amounts import Duration, Share
from wager.foundation.yaml_file import Node

STAGES = ("crawl", "walk", "run")


@dataclass(frozen=True)
class Software:
    """Something that must exist, and the command that proves it."""

    is_: str
    check: str
    line: int = 0


@dataclass(frozen=True)
class Stage:
    """One step of crawl, walk, run; `exit` says what must hold to leave it."""

    is_: str
    by: Duration
    exit: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True)
class Online:
    """How champion and challenger are compared in traffic.

    Attributes
    ----------
    randomise : Tree
        Rows with one value go to one arm.
    arms : dict of str to Decimal
        Share of each arm.
    goals : tuple of str
    horizon : Duration
    looks : Duration or None
        How often the comparison is looked at.
    explore : dict of str to Decimal
        Share of rows that get an action at random.
    adjust : str or None
        A feature from before the start that narrows the interval.
    boundary : str
    """

    randomise: Tree
    arms: dict[str, Decimal]
    goals: tuple[str, ...]
    horizon: Duration
    looks: Duration | None = None
    explore: dict[str, Decimal] = field(default_factory=dict)
    adjust: str | None = None
    boundary: str = "obrien_fleming"
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Launch:
    """What must be there before a version goes live."""

    requires: tuple[str, ...]
    line: int = 0


SOFTWARE: Map[str, Field] = {
    "is": must(text, "what must exist"),
    "check": must(text, "the command that proves it"),
}
STAGE: Map[str, Field] = {
    "is": must(text, "what is delivered"),
    "by": must(length, "when, counted from the start"),
    "exit": must(
        texts, "what must hold to go on: a goal (`G1`, `G1 online`), a requirement, a score (`score >= 3`)"
    ),
}
ONLINE: Map[str, Field] = {
    "randomise": must(tree, "rows with one value of it go to one arm"),
    "arms": must(
        each(share, noun="an arm"), "the share of `champion`, `challenger` and baselines; together 100 %"
    ),
    "goals": must(identifiers, "which goals are compared"),
    "horizon": must(length, "how long the comparison runs at most"),
    "looks": may(every, "how often it is looked at"),
    "explore": may(each(share, noun="an action"), "the share of rows that get an action at random"),
    "adjust": may(named(FEATURE_NAME), "a feature from before the start, which narrows the interval"),
    "boundary": may(choice("obrien_fleming"), "how α is spent over the looks; default `obrien_fleming`"),
}
LAUNCH: Map[str, Field] = {
    "requires": must(
        identifiers, "of `verdict` `reviews` `drill` `score`, keys of `requirements`, ids of `software`"
    )
}


@reads(record_of(SOFTWARE))
def _software(reader: FieldReader, node: Node, what: str) -> Software | None:
    values = reader.record(node, what, SOFTWARE)
    return None if values is None else Software(values["is"], values["check"], node.line)


_ALL_SOFTWARE = each(_software, noun="a piece of software")


@kind(_ALL_SOFTWARE.shape, "what must exist before it can run, each with the command that proves it")
def read_software(reader: FieldReader, node: Node) -> dict[str, Software]:
    """Read the block `software`."""
    found: dict[str, Software] = _ALL_SOFTWARE(reader, node, "block software")
    return found


@reads(record_of(STAGE))
def _stage(reader: FieldReader, node: Node, what: str) -> Stage | None:
    values = reader.record(node, what, STAGE)
    return None if values is None else Stage(values["is"], values["by"], values["exit"], node.line)


_OF_STAGES = {
    "crawl": must(_stage, "the least that can be shown"),
    "walk": must(_stage, "a part of the traffic"),
    "run": must(_stage, "all of it"),
}


@kind(
    record_of(_OF_STAGES), "from crawl over walk to run: what is delivered when, and what must hold to go on"
)
def read_stages(reader: FieldReader, node: Node) -> dict[str, Stage]:
    """Read the block `stages`."""
    return reader.record(node, "block stages", _OF_STAGES) or {}


@kind(record_of(ONLINE), "how champion and challenger are compared in live traffic")
def read_online(reader: FieldReader, node: Node) -> Online | None:
    """Read the block `online`."""
    values = reader.record(node, "block online", ONLINE)
    if values is None:
        return None
    lines = key_lines(node)
    arms: dict[Named, Share] = values.pop("arms")
    explore: dict[Named, Share] = values.pop("explore", {})
    total = sum(part.value for part in arms.values())
    if total != 1 and reader.is_filled(node):
        reader.fault(
            lines["arms"], "E002", f"arms of block online should add up to 100 %, not {Share(Decimal(total))}"
        )
    values["arms"] = {name: part.value for name, part in arms.items()}
    values["explore"] = {name: part.value for name, part in explore.items()}
    return Online(**values, line=node.line, lines=lines)


@kind(record_of(LAUNCH), "what must be there before a version goes live")
def read_launch(reader: FieldReader, node: Node) -> Launch | None:
    """Read the block `launch`."""
    values = reader.record(node, "block launch", LAUNCH)
    return None if values is None else Launch(values["requires"], node.line)
