"""What is watched once a version runs: monitors, rollback, risks."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal

from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    duration,
    each,
    every,
    identifier,
    identifiers,
    may,
    must,
    rate,
    text,
)
from wager.design.sentences.goals import Red, Watch, parse_red, parse_watch
from wager.design.sentences.monitor_words import SELF_ALARMING
from wager.foundation.amounts import DAY, Duration, Rate
from wager.foundation.yaml_file import Mapping, Node

REACTIONS = ("alert", "rollback", "retrain", "fallback")


@dataclass(frozen=True)
class Monitor:
    """A live check.

    Attributes
    ----------
    watch : Watch
    then : str
        A reaction, or a hypothesis.
    red : Red or None
        None where it alarms at its own rate.
    false_alarms : Rate
        How often it may alarm without cause.
    """

    watch: Watch
    then: str
    red: Red | None = None
    false_alarms: Rate = Rate(Decimal(1), Duration(365 * DAY))  # noqa: RUF009 - a frozen record
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Rollback:
    """Where to go back to, when, how fast, how often that is practised."""

    to: str
    when: tuple[str, ...]
    within: Duration
    drill: Duration | None = None
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Risk:
    """What may go wrong, where it shows, which monitor sees it, what is done."""

    what: str
    seen_by: str
    surface: str = ""
    customer: str = ""
    answer: str = ""
    line: int = 0


def _watch(reader: FieldReader, node: Node, what: str) -> Watch | None:
    found: Watch | None = reader.said(node, what, lambda said: parse_watch(said, currency=reader.currency))
    return found


def _red(reader: FieldReader, node: Node, what: str) -> Red | None:
    found: Red | None = reader.said(node, what, parse_red)
    return found


MONITOR: Map[str, Field] = {
    "watch": must(_watch),
    "red": may(_red),
    "then": must(identifier),
    "false_alarms": may(rate),
}
ROLLBACK: Map[str, Field] = {
    "to": must(identifier),
    "when": may(identifiers),
    "within": may(duration),
    "drill": may(every),
}
RISK: Map[str, Field] = {
    "what": must(text),
    "surface": must(text),
    "customer": must(text),
    "seen_by": may(identifier),
    "answer": must(text),
}


def _monitor(reader: FieldReader, node: Node, what: str) -> Monitor | None:
    values = reader.record(node, what, MONITOR)
    if values is None:
        return None
    lines = key_lines(node)
    kind = values["watch"].kind
    if kind in SELF_ALARMING and "red" in lines:
        reader.fault(lines["red"], "E101", f"{what}: {kind} alarms at `false_alarms`; leave `red` out")
    elif kind not in SELF_ALARMING and "red" not in lines:
        reader.fault(node, "E102", f"{what} needs `red`, such as `above 0.1 %` or `5 pp below holdout`")
    return Monitor(**values, line=node.line, lines=lines)


def read_monitors(reader: FieldReader, node: Node) -> dict[str, Monitor]:
    """Read the block `monitors`."""
    found: dict[str, Monitor] = each(_monitor, noun="a monitor")(reader, node, "block monitors")
    return found


def read_rollback(reader: FieldReader, node: Node) -> Rollback | None:
    """Read the block `rollback`."""
    values = reader.record(node, "block rollback", ROLLBACK)
    if values is None:
        return None
    lines = key_lines(node)
    for key, meant in (("when", "a trigger, `when: [M1]`"), ("within", "a limit, `within: 5 min`")):
        if key not in lines:
            reader.fault(node, "E010", f"the rollback has no {key!r}; it needs {meant}")
    if "when" not in values or "within" not in values:
        return None
    return Rollback(**values, line=node.line, lines=lines)


def _risk(reader: FieldReader, node: Node, what: str) -> Risk | None:
    values = reader.record(node, what, RISK)
    if isinstance(node, Mapping) and node.get("seen_by") is None:
        reader.fault(node, "E009", f"{what} is seen by no monitor; name one with `seen_by`")
        return None
    return None if values is None or "seen_by" not in values else Risk(**values, line=node.line)


def read_risks(reader: FieldReader, node: Node) -> dict[str, Risk]:
    """Read the block `risks`."""
    found: dict[str, Risk] = each(_risk, noun="a risk")(reader, node, "block risks")
    return found
