"""METRIC, the sentence that says what is measured: `money per 1000 flights`, `rate of quarantine in safe`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from wager.design.sentences.words import SentenceError, Word, Words, joined, magnitude
from wager.expressions.parse import ExpressionError, parse
from wager.expressions.tree import Tree
from wager.foundation.errors import nearest

Better = Literal["higher", "lower"]
_BETTER: Mapping[str, Better] = {"higher": "higher", "lower": "lower"}

KINDS: Mapping[str, Better] = {
    "money": "higher",
    "rate": "higher",
    "recall": "higher",
    "precision": "higher",
    "false_positive_rate": "lower",
    "ratio": "higher",
    "auc": "higher",
    "average_precision": "higher",
    "brier": "lower",
    "log_loss": "lower",
    "calibration": "lower",
    "mae": "lower",
    "rmse": "lower",
    "quantile_loss": "lower",
}
"""What can be measured, and which direction is better unless the sentence says otherwise."""

BUILT_IN = ("money", "auc", "average_precision", "brier", "log_loss", "calibration", "mae", "rmse")
"""Kinds that need nothing further and so exist without the block `metrics`."""

RATES = frozenset(("rate", "recall", "precision", "false_positive_rate"))
"""Kinds that are shares of rows: their changes are in percentage points."""

OF_ACTIONS = frozenset(("recall", "precision", "false_positive_rate"))
"""Kinds that count actions: every one but the first, unless `by` names some."""

PER = 1000
"""So many rows money is told for, where nobody asked for another number."""

PREDICTION, ACTION = "prediction", "action"
"""The names by which the expressions of a ratio read what was answered: the number, and the action taken."""

_PARTS = ("of", "in", "by", "per")


@dataclass(frozen=True)
class Metric:
    """What is measured.

    Attributes
    ----------
    kind : str
        A key of `KINDS`, or the name of another metric in lower case.
    of : str or None
        The class of a recall, the action of a rate, the share of a quantile loss.
    in_class : str or None
        The class within which a rate is counted.
    by : tuple of str
        The actions that count; empty for every one but the first.
    per : int
        Rows to which the figure is scaled.
    each : str or None
        The word for one row, as it was written.
    better : {'higher', 'lower'}
        Its good direction.
    ratio : tuple of (Tree, Tree) or None
        Numerator and denominator of `ratio of A to B`.
    of_text : str
        `A to B` as written, to print it again.
    """

    kind: str
    of: str | None = None
    in_class: str | None = None
    by: tuple[str, ...] = ()
    per: int = 1
    each: str | None = None
    better: Better = "higher"
    ratio: tuple[Tree, Tree] | None = None
    of_text: str = ""

    @property
    def is_bare(self) -> bool:
        """True for a single word, which may be the name of a metric."""
        return not (self.of or self.in_class or self.by or self.each or self.ratio)

    @property
    def each_class(self) -> bool:
        """True for `recall of each class`: sliced by class."""
        return self.of == "each class"

    def __str__(self) -> str:
        """Print the sentence; reading it again gives an equal metric."""
        parts = [self.kind]
        parts += [f"of {self.of_text or self.of}"] if self.of or self.of_text else []
        parts += [f"in {self.in_class}"] if self.in_class else []
        parts += [f"by {', '.join(self.by)}"] if self.by else []
        parts += [f"per {self.per} {self.each}"] if self.each else []
        usual = KINDS.get(self.kind, "higher")
        return " ".join(parts) + ("" if self.better == usual else f", {self.better} is better")


def usual_money(each: str) -> Metric:
    """Name the metric of money that everybody is told, whatever the design asks for.

    Examples
    --------
    >>> str(usual_money("flight"))
    'money per 1000 flights'
    """
    return Metric("money", per=PER, each=f"{each}s")


def parse_metric(sentence: str | tuple[Word, ...], *, currency: str | None = None) -> Metric:
    """Read a metric sentence.

    Raises
    ------
    SentenceError
        If it leaves the grammar.

    Examples
    --------
    >>> metric = parse_metric("rate of protect per 1000 flights, lower is better")
    >>> metric.of, metric.per, metric.each, metric.better
    ('protect', 1000, 'flights', 'lower')
    >>> print(parse_metric("recall of disrupted by protect, hold"))
    recall of disrupted by protect, hold
    """
    words = Words(sentence)
    words.words, better = _direction(words.words)
    if not words.peek():
        raise SentenceError("a metric is missing", "E001", 0)
    kind = words.take().rstrip(",").lower()
    metric = Metric(kind, better=better or KINDS.get(kind, "higher"))
    while words.peek():
        metric = _part(metric, words, currency)
    if kind == "ratio" and metric.ratio is None:
        raise SentenceError("`ratio` needs two expressions: `ratio of A to B`", "E102", words.position)
    return metric


def _direction(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], Better | None]:
    """Take `, lower is better` from the end."""
    texts = [word.text for word in words]
    if texts[-2:] != ["is", "better"]:
        near = [word for word in words if word.text in {"lower", "higher"}]
        if near:
            raise SentenceError(
                "expected `, lower is better` or `, higher is better`", "E105", near[0].position
            )
        return words, None
    which = texts[-3] if len(texts) > 2 else ""
    better = _BETTER.get(which)
    if better is not None:
        rest = words[:-3]
        return (*rest[:-1], replace(rest[-1], text=rest[-1].text.rstrip(","))) if rest else (), better
    raise SentenceError(
        f"`{which} is better`{nearest(which, ('lower', 'higher'))}; expected `lower` or `higher`",
        "E105",
        words[-3].position if len(words) > 2 else 0,
    )


def _part(metric: Metric, words: Words, currency: str | None) -> Metric:
    position = words.position
    keyword = words.peek()
    if keyword not in _PARTS:
        raise words.unexpected(_PARTS)
    words.take()
    later = _PARTS[_PARTS.index(keyword) + 1 :] if metric.kind != "ratio" else ("per",)
    value = words.until(lambda coming: coming.peek() in later)
    if not value:
        raise SentenceError(f"nothing follows `{keyword}`", "E103", position)
    if keyword == "of" and metric.kind == "ratio":
        return _ratio(metric, value, currency)
    if keyword == "of" and metric.kind == "quantile_loss":
        return replace(metric, of=_quantile(value))
    if keyword == "of":
        return replace(metric, of=_single(value, "each class"))
    if keyword == "in":
        return replace(metric, in_class=_single(value))
    if keyword == "by":
        return replace(
            metric, by=tuple(name.strip() for name in re.split(r",\s*", joined(value)) if name.strip())
        )
    return _per(metric, value)


def _single(value: tuple[Word, ...], *also: str) -> str:
    text = joined(value)
    if len(value) > 1 and text not in also:
        expected = (*_PARTS, "for", "by", "over", "without", *also)
        near = nearest(value[1].text, expected) or nearest(text, also)
        raise SentenceError(f"`{text}` is no single name{near}", "E105", value[1].position)
    return text


def _quantile(value: tuple[Word, ...]) -> str:
    """Read the share of a quantile loss; it is spelt in one way."""
    text = joined(value)
    if re.fullmatch(r"0?\.\d+", text) is None or not Decimal(text):
        raise SentenceError(
            f"`quantile_loss of {text}` needs a number between 0 and 1, such as `quantile_loss of 0.9`",
            "E002",
            value[0].position,
        )
    return f"{Decimal(text).normalize():f}"


def _per(metric: Metric, value: tuple[Word, ...]) -> Metric:
    try:
        if len(value) < 2:
            raise ValueError(value[0].text)  # noqa: TRY301 - told like the other faults below
        return replace(metric, per=magnitude(value[0].text), each=_single(value[1:]) or None)
    except ValueError as error:
        if isinstance(error, SentenceError):
            raise
        raise SentenceError(
            f"`per {joined(value)}` needs a whole number and the word for a row, such as `per 1000 flights`",
            "E002",
            value[0].position,
        ) from error


def _ratio(metric: Metric, value: tuple[Word, ...], currency: str | None) -> Metric:
    texts = [word.text for word in value]
    if texts.count("to") != 1 or texts[0] == "to" or texts[-1] == "to":
        raise SentenceError("`ratio` needs two expressions: `ratio of A to B`", "E103", value[0].position)
    cut = texts.index("to")
    try:
        sides = [parse(" ".join(part), currency=currency) for part in (texts[:cut], texts[cut + 1 :])]
    except ExpressionError as error:
        raise SentenceError(str(error), "E108", value[0].position) from error
    return replace(metric, ratio=(sides[0], sides[1]), of_text=joined(value))


def resolved(metric: Metric, named: Mapping[str, Metric]) -> Metric:
    """Put the definition of a named metric in the place of its name.

    A bare word is the name where the design defines one, else the kind: so `recall` is the design's own
    recall, and `recall of phishing` always the measure.
    """
    if metric.is_bare:
        by_name = {name.lower(): definition for name, definition in named.items()}
        return by_name.get(metric.kind, metric)
    return metric
