"""GOAL, the sentence that says what must be proven; sentences become records and back.

`Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 1 pp`

The parts have files of their own: `words.py` (words and amounts), `metrics.py`, `slices.py`,
`monitor_words.py`. Their names are also found here.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Map
from typing import Literal

from wager.design.sentences.goal import Goal, Guard, Verb
from wager.design.sentences.metrics import KINDS, Metric, parse_metric, resolved
from wager.design.sentences.monitor_words import Red, Watch, parse_red, parse_watch
from wager.design.sentences.slices import SliceRef, take_slice
from wager.design.sentences.words import (
    Amount,
    SentenceError,
    Word,
    Words,
    begins_amount,
    joined,
    take_amount,
)
from wager.foundation.errors import nearest

__all__ = [
    "KINDS",
    "Amount",
    "Goal",
    "Guard",
    "Metric",
    "Red",
    "SentenceError",
    "SliceRef",
    "Watch",
    "parse_goal",
    "parse_metric",
    "parse_red",
    "parse_watch",
    "resolved",
]

VERBS: tuple[Verb, ...] = ("Increase", "Decrease", "Improve", "Keep")
_DIRECTIONS: Map[str, Literal["increasing", "decreasing"]] = {
    "increasing": "increasing",
    "decreasing": "decreasing",
}
_CLAUSES = ("for", "over", "within", "without", "and")
_KEYWORDS = (*_CLAUSES, "by", "of")


def parse_goal(sentence: str, *, names: Collection[str] = (), currency: str | None = None) -> Goal:
    """Read a goal sentence.

    Parameters
    ----------
    sentence : str
        Line breaks count as spaces.
    names : collection of str
        Names of the design's metrics, besides the built-in ones.
    currency : str or None
        The project's.

    Returns
    -------
    Goal
        `lines` holds the character positions of its clauses.

    Raises
    ------
    SentenceError
        E001 where metric or amount is missing, with all that is; E013 for a guardrail without a margin;
        E002 for a wrong amount; else E105.

    Examples
    --------
    >>> goal = parse_goal("Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 1 pp")
    >>> str(goal.slice), str(goal.guards[0].slice), str(goal.guards[0].margin)
    ('phishing', 'any other class', '1 pp')
    >>> str(goal).endswith("without decreasing recall for any other class by more than 1 pp")
    True
    """
    return _GoalParser(sentence, names, currency).goal()


class _GoalParser:
    def __init__(self, sentence: str, names: Collection[str], currency: str | None) -> None:
        self.words = Words(sentence)
        self.known = {name.lower() for name in names} | set(KINDS)
        self.currency = currency
        self.amount: Amount | Literal["any"] | None = None
        self.slice: SliceRef | None = None
        self.baseline: str | None = None
        self.places: dict[str, int] = {}

    def goal(self) -> Goal:
        verb = self.verb()
        self.places["metric"] = self.words.position
        said = self.words.until(_clause)
        self.keep() if verb == "Keep" else self.clauses()
        guards_begin = self.words.at
        rest = self.words.words[guards_begin:]
        if self.amount is None:
            self.lacking(said, rest)
        metric = parse_metric(said, currency=self.currency)
        guards = self.guards()
        assert self.amount is not None
        baseline = self.baseline or "champion"
        return Goal(verb, metric, self.amount, self.slice, baseline, guards, lines=self.places)

    def verb(self) -> Verb:
        word = self.words.take()
        for verb in VERBS:
            if word.lower() == verb.lower():
                return verb
        raise SentenceError(
            f"a goal does not begin with `{word}`{nearest(word, VERBS)}; expected one of {', '.join(VERBS)}",
            "E105",
            0,
        )

    def lacking(self, said: tuple[Word, ...], rest: tuple[Word, ...]) -> None:
        """Say every part that is missing, as metric or amount is."""
        self.misspelt(said, rest)
        present = {
            "metric": bool(said) and said[0].text.lower() in self.known,
            "amount": False,
            "slice": self.slice is not None or any(word.text == "for" for word in rest),
            "guardrail": any(word.text == "without" for word in rest),
        }
        missing = ", ".join(part for part, there in present.items() if not there)
        raise SentenceError(
            f"the goal lacks {missing}; expected such as `Increase net by 8000 USD for origin JFK over champion "
            "without decreasing recall by more than 2 pp`",
            "E001",
        )

    def misspelt(self, said: tuple[Word, ...], rest: tuple[Word, ...]) -> None:
        """Tell an amount that is there but not understood from one that is missing."""
        texts = [word.text for word in said]
        if "by" in texts[1:]:
            at = texts.index("by", 1)
            wrong = joined(said[at + 1 :])
            message = f"`by {wrong}` is no amount; expected a number with its unit, or `any amount`"
            raise SentenceError(message, "E002", said[at].position)
        if rest and rest[0].text not in _CLAUSES and nearest(rest[0].text, _KEYWORDS):
            raise self.words.unexpected(_KEYWORDS)
        near = [word for word in said[1:] if nearest(word.text, ("by", "within"))]
        if near and texts[0].lower() in self.known:
            message = f"`{near[0].text}` is not understood here; expected `by` and an amount"
            raise SentenceError(message, "E105", near[0].position)

    def clauses(self) -> None:
        """Read `by`, `for`, `over`, in the order in which they come."""
        words = self.words
        while words.peek() in {"by", "for", "over"}:
            keyword, position = words.take(), words.position
            taken = {"by": self.amount, "for": self.slice, "over": self.baseline}[keyword]
            if taken is not None:
                raise SentenceError(f"`{keyword}` stands twice in one goal", "E107", position)
            self.places[keyword] = position
            if keyword == "by":
                self.amount = self.take_amount(any_amount=True)
            elif keyword == "for":
                self.slice = take_slice(words, _clause)
            else:
                self.baseline = self.name("a baseline")

    def keep(self) -> None:
        words = self.words
        if words.take_if("for"):
            self.places["for"] = words.position
            self.slice = take_slice(words, _clause)
        if words.take_if("within"):
            self.places["by"] = words.position
            self.amount = self.take_amount(any_amount=False)
            if not words.take_if("of"):
                raise words.unexpected(("of",))
            self.places["over"] = words.position
            self.baseline = self.name("a baseline")

    def name(self, what: str) -> str:
        if not self.words.peek() or self.words.peek() in _KEYWORDS:
            raise self.words.unexpected((what,))
        return self.words.take()

    def take_amount(self, *, any_amount: bool) -> Amount | Literal["any"]:
        words = self.words
        if any_amount and words.take_if("any", "amount"):
            return "any"
        if not begins_amount(words) or words.peek() == "any":
            expected = "an amount with its unit" + (", or `any amount`" if any_amount else "")
            raise SentenceError(
                f"`{words.peek()}` begins no amount; expected {expected}", "E002", words.position
            )
        return take_amount(words, _KEYWORDS)

    def guards(self) -> tuple[Guard, ...]:
        guards: list[Guard] = []
        while self.words.peek():
            if guards and not self.words.take_if("and"):
                raise self.words.unexpected(("and", "for", "by more than"))
            if not self.words.take_if("without"):
                raise self.words.unexpected(("without",) if guards else ("without", "for", "by", "over"))
            guards.append(self.guard(len(guards)))
        return tuple(guards)

    def guard(self, number: int) -> Guard:
        words = self.words
        start = self.places[f"guard{number}"] = words.position
        direction = _DIRECTIONS.get(words.peek())
        if direction is None:
            raise words.unexpected(("increasing", "decreasing"))
        words.take()
        metric = parse_metric(words.until(_guard_clause), currency=self.currency)
        ref = take_slice(words, _guard_clause) if words.take_if("for") else None
        if not words.take_if("by", "more", "than"):
            if words.peek() == "by" or (words.peek() and words.peek() not in _CLAUSES):
                words.at += words.peek() == "by"
                words.at += words.peek() == "more"
                raise words.unexpected(("by more than",))
            raise SentenceError(
                f"the guardrail `{direction} {metric}` has no margin; add `by more than` and an amount",
                "E013",
                start,
            )
        self.places[f"margin{number}"] = words.position
        margin = self.take_amount(any_amount=False)
        assert margin != "any"
        return Guard(direction, metric, ref, margin)


def _clause(words: Words) -> bool:
    if words.peek() == "by":
        return begins_amount(words, 1)
    return words.peek() in _CLAUSES


def _guard_clause(words: Words) -> bool:
    if words.peek() == "by":
        following = words.peek(1)
        return bool(nearest(following, ("more", "than"))) or following[:1].isdigit() or following[:1] in "+-"
    return words.peek() in _CLAUSES
