"""SLICE, the part of the rows that a goal, guardrail or monitor speaks of: `for any origin`, `for phishing`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wager.design.sentences.words import SentenceError, Words, joined


@dataclass(frozen=True)
class SliceRef:
    """A reference to one slice or to all of a dimension.

    Attributes
    ----------
    dimension : str or None
        Name of the dimension; None where the value alone says which.
    value : str or None
        The value; None with `any`.
    any : {'any', 'any other'} or None
        One test for each value; `any other` leaves out the goal's own.
    """

    dimension: str | None = None
    value: str | None = None
    any: Literal["any", "any other"] | None = None

    def __str__(self) -> str:
        """Print as it stands in a sentence, without `for`."""
        return " ".join(part for part in (self.any, self.dimension, self.value) if part)


def take_slice(words: Words, stop: Callable[[Words], bool]) -> SliceRef:
    """Take the words behind `for`.

    Raises
    ------
    SentenceError
        If nothing follows.
    """
    position = words.position
    every: Literal["any", "any other"] | None = None
    if words.take_if("any"):
        every = "any other" if words.take_if("other") else "any"
    rest = words.until(stop)
    if not rest:
        raise SentenceError(
            "nothing follows `for`; expected such as `for any origin` or `for origin JFK`", "E103", position
        )
    if every:
        if len(rest) > 1:
            raise SentenceError(f"`{joined(rest)}` is no single dimension", "E105", rest[1].position)
        return SliceRef(dimension=rest[0].text, any=every)
    if len(rest) == 1:
        return SliceRef(value=rest[0].text)
    if rest[0].text in {"each", "every"}:
        message = f"`for {joined(rest)}` is said with `any`: write `for any {joined(rest[1:])}`"
        raise SentenceError(message, "E105", rest[0].position)
    return SliceRef(dimension=rest[0].text, value=joined(rest[1:]))
