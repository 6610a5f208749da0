"""The split: which rows train, tune and judge."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import (
    Field,
    FieldReader,
    choice,
    map_by,
    may,
    moment,
    must,
    reads,
    share,
    tree,
)
from wager.design.reading.shapes import record_of
from wager.expressions.tree import Tree
from wager.foundation.amounts import Duration, Share
from wager.foundation.yaml_file import Node, Scalar

PARTS = ("train", "tune", "holdout")
MOST_LOOKS = 200
"""More tell nothing more, and their bounds take long to find."""


@dataclass(frozen=True)
class Split:
    """Which rows train, tune and judge.

    Attributes
    ----------
    begin : dict of str to int
        Instants at which train, tune, holdout begin and at which the last ends; empty with shares.
    prospective : Duration or None
        `after freeze for 60 d`: the holdout does not exist yet.
    looks : int or None
        How often that is looked at, at equal distances, the last day among them; None for once.
    seal : 'ci' or None
        Where the holdout's labels may be read.
    shares : dict of str to Decimal or None
        Parts of the whole.
    group : Tree or None
        With shares: rows with one value stay together.
    by_time : bool
        Shares are cut along T, not by a hash of the key: the default of a one-file project.
    """

    begin: dict[str, int] = field(default_factory=dict)
    prospective: Duration | None = None
    looks: int | None = None
    seal: str | None = None
    shares: dict[str, Decimal] | None = None
    group: Tree | None = None
    by_time: bool = False
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


BEGIN: Map[str, Field] = {
    "train": must(moment, "the rows that models are fitted on begin here"),
    "tune": must(moment, "early stopping, calibration and cuts are chosen from here on"),
    "holdout": may(
        moment, "the rows that judge begin here; required unless the holdout begins after the freeze"
    ),
    "end": may(moment, "and end here; required with `holdout`"),
}
SHARES: Map[str, Field] = {
    "train": must(share, "models are fitted on it"),
    "tune": must(share, "early stopping, calibration and cuts are chosen on it"),
    "holdout": must(share, "it judges"),
}


@reads(record_of(SHARES))
def _shares(reader: FieldReader, node: Node, what: str) -> dict[str, Decimal] | None:
    values: dict[str, Share] | None = reader.record(node, what, SHARES)
    if values is None:
        return None
    total = sum(part.value for part in values.values())
    if total != 1:
        reader.fault(node, "E002", f"{what} should add up to 100 %, not {Share(Decimal(total))}")
    return {name: part.value for name, part in values.items()}


@reads(
    {
        "title": "`after freeze for` and a duration",
        "type": "string",
        "pattern": r"^after freeze for \S+ \S+$",
        "examples": ["after freeze for 60 d"],
    }
)
def _prospective(reader: FieldReader, node: Node, what: str) -> Duration | None:
    words = reader.text(node, what)
    if words is None:
        return None
    if not words.startswith("after freeze for "):
        reader.fault(node, "E103", f"{what} should be `after freeze for 60 d`, not {words!r}")
        return None
    return reader.length(Scalar(words.removeprefix("after freeze for "), False, node.line), what)


@reads({"title": "a whole number from 1 to 200", "type": "integer", "minimum": 1, "maximum": MOST_LOOKS})
def _looks(reader: FieldReader, node: Node, what: str) -> int | None:
    number: int | None = reader.integer(node, what, 1)
    if number is not None and number > MOST_LOOKS:
        reader.fault(node, "E103", f"{what} should be {MOST_LOOKS} at most, not {number}")
        return None
    return number


SPLIT: Map[str, Field] = {
    "begin": may(
        map_by(BEGIN), "moments: each part begins at one and ends where the next begins; or `shares`"
    ),
    "holdout": may(
        _prospective, "a prospective holdout: the rows whose outcome becomes known after the freeze judge"
    ),
    "looks": may(
        _looks,
        "with such a holdout: how often it may be judged, at equal distances, the last day among them; default 1",
    ),
    "seal": may(choice("ci"), "`ci`: the labels of the holdout can be read only there"),
    "shares": may(_shares, "without any time: parts of the whole; together 100 %"),
    "group": may(tree, "with `shares`: rows with one value of it stay together"),
}


@kind(record_of(SPLIT), "which rows train, tune and judge")
def read_split(reader: FieldReader, node: Node) -> Split | None:
    """Read the block `split`."""
    values = reader.record(node, "block split", SPLIT)
    if values is None:
        return None
    lines = key_lines(node)
    begin: dict[str, int] = values.get("begin", {})
    if "begin" in lines and "shares" in lines:
        reader.fault(lines["shares"], "E101", "block split has `begin` or `shares`, not both")
    elif "begin" not in lines and "shares" not in lines:
        if not reader.is_filled(node):
            return None
        reader.fault(node, "E102", "block split needs `begin` (moments) or, without any time, `shares`")
        return None
    if "group" in lines and "shares" not in lines:
        reader.fault(lines["group"], "E101", "block split: `group` goes with `shares`")
    if "looks" in lines and "holdout" not in lines:
        reader.fault(
            lines["looks"],
            "E101",
            "block split: `looks` goes with `holdout: after freeze for 60 d`; what is there already is judged once",
        )
    if begin and reader.is_filled(node):
        _in_order(reader, lines, begin, prospective="holdout" in lines)
    prospective = values.pop("holdout", None)
    values.pop("begin", None)
    return Split(begin, prospective, **values, line=node.line, lines=lines)


def _in_order(
    reader: FieldReader, lines: dict[str, int], begin: dict[str, int], *, prospective: bool
) -> None:
    at = lines["begin"]
    for key in ("holdout", "end"):
        if prospective and key in begin:
            reader.fault(
                at,
                "E101",
                f"begin of block split: {key!r} is not written where the holdout begins after the freeze",
            )
        if not prospective and key not in begin:
            reader.fault(
                at,
                "E102",
                f"begin of block split needs {key!r}, or `holdout: after freeze for 60 d` below it",
            )
    ordered = [(key, begin[key]) for key in (*PARTS, "end") if key in begin]
    for (before, first), (after, then) in pairwise(ordered):
        if then <= first:
            reader.fault(at, "E103", f"begin of block split: {after} should begin after {before}")
