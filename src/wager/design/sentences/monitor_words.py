"""WATCH and RED, the sentences of a monitor: `net over do_nothing`, `below -1000 USD`."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Literal

from wager.design.sentences.metrics import Metric, parse_metric
from wager.design.sentences.slices import SliceRef, take_slice
from wager.design.sentences.words import Amount, SentenceError, Words, joined, take_amount, written
from wager.foundation.errors import nearest

Watched = Literal["metric", "drift", "contract", "age", "calibration", "skew"]
SELF_ALARMING = frozenset(("drift", "calibration", "skew"))
"""What alarms at its own false-alarm rate and so has no `red`."""

_SIDES: Map[str, Literal["above", "below"]] = {"above": "above", "below": "below"}
_ALONE: Map[str, Watched] = {"calibration": "calibration", "skew": "skew"}
_OF_ONE: Map[str, Watched] = {"drift": "drift", "contract": "contract", "age": "age"}


@dataclass(frozen=True)
class Watch:
    """What a monitor looks at.

    Attributes
    ----------
    kind : str
        `metric`, or what is watched without one.
    of : str or None
        The column of a drift, the source of a contract or age.
    metric : Metric or None
    slice : SliceRef or None
    baseline : str or None
        The metric's.
    """

    kind: Watched
    of: str | None = None
    metric: Metric | None = None
    slice: SliceRef | None = None
    baseline: str | None = None

    def __str__(self) -> str:
        """Print the sentence."""
        if self.metric is None:
            return f"{self.kind} of {self.of}" if self.of else self.kind
        parts = [str(self.metric)]
        parts += [f"for {self.slice}"] if self.slice else []
        parts += [f"over {self.baseline}"] if self.baseline else []
        return " ".join(parts)


@dataclass(frozen=True)
class Red:
    """When a monitor alarms: beyond a level, or farther than that from the holdout's value."""

    side: Literal["above", "below"]
    amount: Amount
    of_holdout: bool = False

    def __str__(self) -> str:
        """Print the sentence."""
        if self.of_holdout:
            return f"{written(self.amount)} {self.side} holdout"
        return f"{self.side} {written(self.amount)}"


def parse_watch(sentence: str, *, currency: str | None = None) -> Watch:
    """Read what a monitor looks at.

    Raises
    ------
    SentenceError
        If it leaves the grammar.

    Examples
    --------
    >>> parse_watch("age of weather").of
    'weather'
    >>> print(parse_watch("recall for any origin").slice)
    any origin
    """
    words = Words(sentence)
    first = words.peek()
    alone = _ALONE.get(first)
    if alone is not None:
        if len(words.words) == 1:
            return Watch(alone)
        if first == "skew":
            words.take()
            raise words.unexpected(("the end",))
    kind = _OF_ONE.get(first)
    if kind is not None:
        words.take()
        if not words.take_if("of") or not words.peek():
            raise words.unexpected(("of",))
        rest = words.until(lambda _: False)
        if len(rest) > 1:
            raise SentenceError(f"`{joined(rest)}` is no single name", "E105", rest[1].position)
        return Watch(kind, rest[0].text)
    return _of_metric(words, currency)


def _of_metric(words: Words, currency: str | None) -> Watch:
    metric = parse_metric(words.until(lambda coming: coming.peek() in {"for", "over"}), currency=currency)
    ref = take_slice(words, lambda coming: coming.peek() == "over") if words.take_if("for") else None
    baseline = None
    if words.take_if("over"):
        if not words.peek():
            raise words.unexpected(("a baseline",))
        baseline = words.take()
    if words.peek():
        raise words.unexpected(("for", "over"))
    if ref is None and baseline is None and str(metric) in _ALONE:
        return Watch(_ALONE[str(metric)])  # `calibration, lower is better`, as it is anyway
    return Watch("metric", None, metric, ref, baseline)


def parse_red(sentence: str) -> Red:
    """Read when a monitor alarms.

    Raises
    ------
    SentenceError
        If it leaves the grammar.

    Examples
    --------
    >>> print(parse_red("below -1000 USD")), print(parse_red("5 pp below holdout"))
    below -1000 USD
    5 pp below holdout
    (None, None)
    """
    words = Words(sentence)
    side = _side(words) if words.peek()[:1].isalpha() and words.peek() != "rel" else None
    if not words.peek():
        raise words.unexpected(("an amount",))
    amount = take_amount(words, (*_SIDES, "holdout"))
    if side is None:
        side = _side(words)
        if not words.take_if("holdout"):
            raise words.unexpected(("holdout",))
        red = Red(side, amount, of_holdout=True)
    else:
        red = Red(side, amount)
    if words.peek():
        raise words.unexpected(("the end",))
    return red


def _side(words: Words) -> Literal["above", "below"]:
    position, word = words.position, words.take()
    if word in _SIDES:
        return _SIDES[word]
    raise SentenceError(f"`{word}`{nearest(word, _SIDES)}; expected `above` or `below`", "E105", position)
