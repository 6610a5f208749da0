"""From crawl to run: software that is needed, stages, the online comparison, what a launch requires."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal

from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    FEATURE_NAME,
    Field,
    FieldReader,
    Named,
    choice,
    duration,
    each,
    every,
    identifiers,
    may,
    must,
    named,
    share,
    text,
    texts,
    tree,
)
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


SOFTWARE: Map[str, Field] = {"is": must(text), "check": must(text)}
STAGE: Map[str, Field] = {"is": must(text), "by": must(duration), "exit": must(texts)}
ONLINE: Map[str, Field] = {
    "randomise": must(tree),
    "arms": must(each(share, noun="an arm")),
    "goals": must(identifiers),
    "horizon": must(duration),
    "looks": may(every),
    "explore": may(each(share, noun="an action")),
    "adjust": may(named(FEATURE_NAME)),
    "boundary": may(choice("obrien_fleming")),
}


def _software(reader: FieldReader, node: Node, what: str) -> Software | None:
    values = reader.record(node, what, SOFTWARE)
    return None if values is None else Software(values["is"], values["check"], node.line)


def read_software(reader: FieldReader, node: Node) -> dict[str, Software]:
    """Read the block `software`."""
    found: dict[str, Software] = each(_software, noun="a piece of software")(reader, node, "block software")
    return found


def _stage(reader: FieldReader, node: Node, what: str) -> Stage | None:
    values = reader.record(node, what, STAGE)
    return None if values is None else Stage(values["is"], values["by"], values["exit"], node.line)


def read_stages(reader: FieldReader, node: Node) -> dict[str, Stage]:
    """Read the block `stages`."""
    return reader.record(node, "block stages", {stage: must(_stage) for stage in STAGES}) or {}


def read_online(reader: FieldReader, node: Node) -> Online | None:
    """Read the block `online`."""
    values = reader.record(node, "block online", ONLINE)
    if values is None:
        return None
    lines = key_lines(node)
    arms: dict[Named, Share] = values.pop("arms")
    explore: dict[Named, Share] = values.pop("explore", {})
    total = sum(part.value for part in arms.values())
    if total != 1:
        reader.fault(
            lines["arms"], "E002", f"arms of block online should add up to 100 %, not {Share(Decimal(total))}"
        )
    values["arms"] = {name: part.value for name, part in arms.items()}
    values["explore"] = {name: part.value for name, part in explore.items()}
    return Online(**values, line=node.line, lines=lines)


def read_launch(reader: FieldReader, node: Node) -> Launch | None:
    """Read the block `launch`."""
    values = reader.record(node, "block launch", {"requires": must(identifiers)})
    return None if values is None else Launch(values["requires"], node.line)
