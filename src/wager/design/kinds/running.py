"""What is watched once a version runs: monitors, rollback, risks."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal

from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    each,
    every,
    identifier,
    identifiers,
    length,
    may,
    must,
    rate,
    reads,
    text,
)
from wager.design.reading.shapes import named_shape, record_of
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


@reads(named_shape("watch"))
def _watch(reader: FieldReader, node: Node, what: str) -> Watch | None:
    found: Watch | None = reader.said(node, what, lambda said: parse_watch(said, currency=reader.currency))
    return found


@reads(named_shape("red"))
def _red(reader: FieldReader, node: Node, what: str) -> Red | None:
    found: Red | None = reader.said(node, what, parse_red)
    return found


MONITOR: Map[str, Field] = {
    "watch": must(
        _watch,
        "a metric, `drift of COLUMN`, `contract of SOURCE`, `age of SOURCE`, `calibration` or `skew`",
    ),
    "red": may(
        _red,
        "when it alarms: `above 0.1 %`, `5 pp below holdout`; left out for drift, calibration and skew, required else",
    ),
    "then": must(identifier, "`alert`, `rollback`, `retrain`, `fallback` or a hypothesis"),
    "false_alarms": may(rate, "how often it may alarm without cause; default `1 per 365 d`"),
}
ROLLBACK: Map[str, Field] = {
    "to": must(identifier, "`previous`, or a baseline"),
    "when": may(identifiers, "the monitors that set it off; an error (E010) where there are none"),
    "within": may(length, "how long it may take; an error (E010) where nothing is said"),
    "drill": may(every, "how often it is practised"),
}
RISK: Map[str, Field] = {
    "what": must(text, "what may go wrong"),
    "surface": must(text, "where it shows"),
    "customer": must(text, "what a customer notices"),
    "seen_by": may(identifier, "the monitor that sees it; an error (E009) where there is none"),
    "answer": must(text, "what is done then"),
}


@reads(record_of(MONITOR))
def _monitor(reader: FieldReader, node: Node, what: str) -> Monitor | None:
    values = reader.record(node, what, MONITOR)
    if values is None:
        return None
    lines = key_lines(node)
    watched = values["watch"].kind
    if watched in SELF_ALARMING and "red" in lines:
        reader.fault(lines["red"], "E101", f"{what}: {watched} alarms at `false_alarms`; leave `red` out")
    elif watched not in SELF_ALARMING and "red" not in lines:
        reader.fault(node, "E102", f"{what} needs `red`, such as `above 0.1 %` or `5 pp below holdout`")
    return Monitor(**values, line=node.line, lines=lines)


_MONITORS = each(_monitor, noun="a monitor")


@kind(_MONITORS.shape, "what is watched once a version runs, and what is done when it alarms")
def read_monitors(reader: FieldReader, node: Node) -> dict[str, Monitor]:
    """Read the block `monitors`."""
    found: dict[str, Monitor] = _MONITORS(reader, node, "block monitors")
    return found


@kind(record_of(ROLLBACK), "where to go back to, when, how fast, and how often that is practised")
def read_rollback(reader: FieldReader, node: Node) -> Rollback | None:
    """Read the block `rollback`."""
    values = reader.record(node, "block rollback", ROLLBACK)
    if values is None:
        return None
    lines = key_lines(node)
    for key, meant in (("when", "a trigger, `when: [M1]`"), ("within", "a limit, `within: 5 min`")):
        if key not in lines or values.get(key) == ():
            reader.fault(lines.get(key, node), "E010", f"the rollback has no {key!r}; it needs {meant}")
    if "when" not in values or "within" not in values:
        return None
    return Rollback(**values, line=node.line, lines=lines)


@reads(record_of(RISK))
def _risk(reader: FieldReader, node: Node, what: str) -> Risk | None:
    values = reader.record(node, what, RISK)
    if isinstance(node, Mapping) and node.get("seen_by") is None:
        reader.fault(node, "E009", f"{what} is seen by no monitor; name one with `seen_by`")
        return None
    return None if values is None or "seen_by" not in values else Risk(**values, line=node.line)


_RISKS = each(_risk, noun="a risk")


@kind(_RISKS.shape, "what may go wrong, where it shows, which monitor sees it, what is done")
def read_risks(reader: FieldReader, node: Node) -> dict[str, Risk]:
    """Read the block `risks`."""
    found: dict[str, Risk] = _RISKS(reader, node, "block risks")
    return found
