"""Read the keys of a map into values, and collect every fault instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from wager.foundation.amount_texts import parse_duration, parse_money, parse_range, parse_rate, parse_share
from wager.foundation.amounts import AmountError, Duration, Money, Range, Rate, Share
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding
from wager.foundation.moments import parse_moment
from wager.foundation.yaml_file import Entry, Mapping, Node, Scalar, Sequence

T = TypeVar("T")

FILE_NAME = re.compile(r"[a-z][a-z0-9_-]*")
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]*")
PLACE = re.compile(r"<[^\s<>](?:[^<>]*[^\s<>])?>")
"""A place that is still to fill in: `<what is wrong today>`, without quotes, and nothing beside it."""


def is_place(node: Node) -> bool:
    """Tell whether a value is a place that is still to fill in.

    Examples
    --------
    >>> is_place(Scalar("<how long>", True, 1)), is_place(Scalar("a <b and c> d", True, 1))
    (True, False)
    """
    return isinstance(node, Scalar) and node.plain and PLACE.fullmatch(node.text) is not None


def places(node: Node, what: str = "") -> Iterator[tuple[str, str, int]]:
    """Find the places in a node that are still to fill in: how messages name each, what stands there, its line."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            if PLACE.fullmatch(entry.key):
                yield f"a key of {what}", entry.key, entry.line
            yield from places(entry.value, f"{entry.key} of {what}")
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from places(item, what)
    elif is_place(node):
        yield what, node.text, node.line


class Reader:
    """Reads the nodes of one file; each method returns None, and notes why, where a value is wrong.

    Attributes
    ----------
    path : str
        The file, named in findings.
    zone : str
        IANA time zone of moments that name none.
    findings : list of Finding
        What was wrong so far, in the order it was met.
    to_fill : int
        How many places were met that are still to fill in.
    """

    def __init__(self, path: str, zone: str = "UTC") -> None:
        self.path, self.zone = path, zone
        self.findings: list[Finding] = []
        self.to_fill = 0

    def fault(self, at: Node | Entry | int, code: str, message: str) -> None:
        """Note a finding at a node or line."""
        line = at if isinstance(at, int) else at.line
        self.findings.append(Finding(self.path, line, code, message))

    def unfilled(self, node: Node, what: str) -> bool:
        """Tell whether a value is a place that is still to fill in, and note that it is (I203)."""
        if not is_place(node):
            return False
        assert isinstance(node, Scalar)
        self.still_to_fill(node.line, what, node.text)
        return True

    def note_places(self, node: Node, what: str) -> None:
        """Note all places in a node that is read no further."""
        for named, place, line in places(node, what):
            self.still_to_fill(line, named, place)

    def still_to_fill(self, line: int, what: str, place: str) -> None:
        """Note a place that is still to fill in."""
        self.to_fill += 1
        self.fault(line, "I203", f"{what} is still to fill in: {place}")

    def is_filled(self, node: Node) -> bool:
        """Tell whether nothing in a node is still to fill in: else what is missing there is no fault yet."""
        return next(places(node), None) is None

    def keys(
        self, node: Node, what: str, known: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, Node]:
        """Read a map with fixed keys.

        Parameters
        ----------
        node : Node
            Should be a map.
        what : str
            How messages name the map: `source`, `block money`.
        known, required : iterable of str
            The keys that may and must be there.

        Returns
        -------
        dict of str to Node
            The known keys that are there.
        """
        if is_place(node):
            self.unfilled(node, what)
            return {}
        entries = self.entries(node, what)
        known = tuple(known)
        unknown = {entry: nearest(entry.key, known) for entry in entries if entry.key not in known}
        for entry, near in unknown.items():
            self.fault(entry, "E101", f"{what} has no key {entry.key!r}{near}; it has {', '.join(known)}")
        present = {entry.key: entry.value for entry in entries if entry.key in known}
        for key in required:
            if key not in present and not any(repr(key) in near for near in unknown.values()):
                self.fault(node, "E102", f"{what} needs the key {key!r}")
        return present

    def entries(self, node: Node, what: str) -> tuple[Entry, ...]:
        """Read a map with free keys; an absent value counts as an empty map."""
        if isinstance(node, Mapping):
            for entry in (entry for entry in node.entries if PLACE.fullmatch(entry.key)):
                self.still_to_fill(entry.line, f"a key of {what}", entry.key)
                self.note_places(entry.value, f"{entry.key} of {what}")
            return tuple(entry for entry in node.entries if not PLACE.fullmatch(entry.key))
        if not (isinstance(node, Scalar) and node.value is None) and not self.unfilled(node, what):
            self.fault(node, "E103", f"{what} should be a map of `key: value`, not {_kind(node)}")
        return ()

    def items(self, node: Node) -> tuple[Node, ...]:
        """Read a list; a single value counts as a list of one."""
        if isinstance(node, Sequence):
            return node.items
        return () if isinstance(node, Scalar) and node.plain and node.text in {"", "null", "~"} else (node,)

    def text(self, node: Node, what: str) -> str | None:
        """Read a text that is not empty."""
        if self.unfilled(node, what):
            return None
        if isinstance(node, Scalar) and node.text.strip() and node.value is not None:
            return node.text
        self.fault(node, "E103", f"{what} should be a text, not {_kind(node)}")
        return None

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        """Read a list of texts; a single one counts as a list."""
        found = (self.text(item, what) for item in self.items(node))
        return tuple(item for item in found if item is not None)

    def name(self, node: Node, what: str, pattern: re.Pattern[str] = COLUMN_NAME) -> str | None:
        """Read a name: lower-case letters, digits, `_` (and `-` in names of files)."""
        text = self.text(node, what)
        if text is not None and not pattern.fullmatch(text):
            parts = [part.strip() for part in text.split(",")]
            several = all(pattern.fullmatch(part) for part in parts)
            expected = "expected lower-case letters, digits and `_`, a letter first"
            hint = f"a list is written `[{', '.join(parts)}]`" if several else expected
            self.fault(node, "E104", f"{text!r} is no name for {what}; {hint}")
            return None
        return text

    def names(self, node: Node, what: str, pattern: re.Pattern[str] = COLUMN_NAME) -> tuple[str, ...]:
        """Read a list of names; a single one counts as a list."""
        found = (self.name(item, what, pattern) for item in self.items(node))
        return tuple(item for item in found if item is not None)

    def choice(self, node: Node, what: str, known: Iterable[str]) -> str | None:
        """Read one of a few words."""
        text = self.text(node, what)
        known = tuple(known)
        if text is not None and text not in known:
            self.fault(
                node,
                "E105",
                f"{text!r} is no {what}{nearest(text, known)}; expected one of {', '.join(known)}",
            )
            return None
        return text

    def integer(self, node: Node, what: str, low: int | None = None) -> int | None:
        """Read a whole number."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and (low is None or value >= low):
            return value
        least = "" if low is None else f" of at least {low}"
        if not self.unfilled(node, what):
            self.fault(node, "E103", f"{what} should be a whole number{least}, not {_kind(node)}")
        return None

    def number(self, node: Node, what: str) -> Decimal | None:
        """Read a number."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        if not self.unfilled(node, what):
            self.fault(node, "E103", f"{what} should be a number, not {_kind(node)}")
        return None

    def flag(self, node: Node, what: str) -> bool | None:
        """Read `true` or `false`."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool):
            return value
        if not self.unfilled(node, what):
            self.fault(node, "E103", f"{what} should be true or false, not {_kind(node)}")
        return None

    def duration(self, node: Node, what: str) -> Duration | None:
        """Read a duration such as `5 d`, not below zero."""
        found = self._amount(node, what, parse_duration)
        if found is not None and found.microseconds < 0:
            self.fault(node, "E002", f"{what} should not be below zero, and is {found}")
            return None
        return found

    def length(self, node: Node, what: str) -> Duration | None:
        """Read a duration of more than nothing."""
        found = self.duration(node, what)
        if found is not None and found.microseconds == 0:
            self.fault(node, "E002", f"{what} should be longer than nothing, and is {found}")
            return None
        return found

    def money(self, node: Node, what: str) -> Money | None:
        """Read money such as `18 USD`."""
        return self._amount(node, what, parse_money)

    def share(self, node: Node, what: str) -> Share | None:
        """Read a share such as `50 %`, from nothing to all."""
        found = self._amount(node, what, parse_share)
        if found is not None and not 0 <= found.value <= 1:
            self.fault(node, "E002", f"{what} should lie between 0 % and 100 %, and is {found}")
            return None
        return found

    def rate(self, node: Node, what: str) -> Rate | None:
        """Read a rate such as `400 USD per month`."""
        return self._amount(node, what, parse_rate)

    def range(self, node: Node, what: str) -> Range | None:
        """Read a range such as `0 .. 6000`."""
        return self._amount(node, what, parse_range)

    def moment(self, node: Node, what: str) -> int | None:
        """Read a moment such as `2013-09-01` as an instant, in microseconds."""
        return self._amount(node, what, lambda text: parse_moment(text, self.zone))

    def _amount(self, node: Node, what: str, parse: Callable[[str], T]) -> T | None:
        text = self.text(node, what)
        if text is None:
            return None
        try:
            return parse(text)
        except AmountError as error:
            self.fault(node, "E002", f"{what}: {error}")
            return None


def _kind(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a map"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if node.value is None else f"{node.text!r}"
