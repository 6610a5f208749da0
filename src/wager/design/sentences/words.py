"""The words of a sentence with their places, and amounts in the midst of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from wager.foundation.amount_texts import parse_quantity
from wager.foundation.amounts import MICROSECONDS, AmountError, Change, Duration, Money, Relative, Share
from wager.foundation.errors import nearest

Amount = Decimal | Money | Duration | Share | Change | Relative
"""What stands behind `by`, `above`, `within`."""

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?[kM]?")


class SentenceError(ValueError):
    """A sentence leaves the grammar.

    Attributes
    ----------
    code : str
        Of the finding that it becomes.
    position : int
        Character in the sentence, from 0, at which the part at fault begins.
    """

    def __init__(self, message: str, code: str = "E105", position: int = 0) -> None:
        super().__init__(message)
        self.code, self.position = code, position


@dataclass(frozen=True)
class Word:
    """A run of characters without spaces outside brackets and quotes, and where it begins."""

    text: str
    position: int


def split(sentence: str) -> tuple[Word, ...]:
    """Split a sentence into words; what stands in brackets stays together.

    Examples
    --------
    >>> [word.text for word in split("ratio of sum(a, b) to n")]
    ['ratio', 'of', 'sum(a, b)', 'to', 'n']
    """
    words, start, depth, quote = [], None, 0, ""
    for index, char in enumerate(sentence):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"" and (start is None or depth):
            quote = char
        depth += (char == "(") - (char == ")") if not quote else 0
        if char.isspace() and depth <= 0 and not quote:
            if start is not None:
                words.append(Word(sentence[start:index], start))
            start = None
        elif start is None:
            start = index
    if start is not None:
        words.append(Word(sentence[start:], start))
    return tuple(words)


class Words:
    """A cursor over the words of a sentence."""

    def __init__(self, sentence: str | tuple[Word, ...]) -> None:
        self.words = split(sentence) if isinstance(sentence, str) else sentence
        self.at = 0

    @property
    def position(self) -> int:
        """Where the next word begins; the last one's place at the end."""
        if self.at < len(self.words):
            return self.words[self.at].position
        return self.words[-1].position if self.words else 0

    def peek(self, ahead: int = 0) -> str:
        """Return a coming word without taking it; empty at the end."""
        return self.words[self.at + ahead].text if self.at + ahead < len(self.words) else ""

    def take(self) -> str:
        """Return the next word and step over it."""
        word = self.peek()
        self.at += 1
        return word

    def take_if(self, *texts: str) -> bool:
        """Step over the given words if they come next."""
        if all(self.peek(ahead) == text for ahead, text in enumerate(texts)):
            self.at += len(texts)
            return True
        return False

    def until(self, stop: Callable[[Words], bool]) -> tuple[Word, ...]:
        """Take words up to the one before which `stop` holds, or all."""
        start = self.at
        while self.at < len(self.words) and not stop(self):
            self.at += 1
        return self.words[start : self.at]

    def unexpected(self, expected: Iterable[str]) -> SentenceError:
        """Make the error that says which word does not fit here."""
        expected = tuple(expected)
        word = self.peek()
        wanted = ", ".join(f"`{text}`" for text in expected)
        if not word:
            return SentenceError(f"the sentence ends where {wanted} is expected", "E103", self.position)
        return SentenceError(
            f"`{word}` is not understood here{nearest(word, expected)}; expected {wanted}",
            "E105",
            self.position,
        )


def joined(words: Iterable[Word]) -> str:
    """Join words by single spaces."""
    return " ".join(word.text for word in words)


def begins_amount(words: Words, ahead: int = 0) -> bool:
    """Tell whether the next word, or one further on, begins an amount."""
    word = words.peek(ahead)
    return bool(re.match(r"[+-]?\.?\d", word)) or word in {"any", "rel"}


def take_amount(words: Words, keywords: Iterable[str]) -> Amount:
    """Take a number and, if one follows, its unit.

    Parameters
    ----------
    words : Words
        Standing at the number or at `rel`.
    keywords : iterable of str
        The words that may follow: a word near one of them is no misspelt unit.

    Raises
    ------
    SentenceError
        E002 if it is no amount.
    """
    start = words.position
    relative = words.take_if("rel")
    text = words.take()
    if _NUMBER.fullmatch(text) and words.peek() and not _keyword(words.peek(), keywords):
        text += " " + words.take()
    try:
        quantity = parse_quantity(text)
    except AmountError as error:
        raise SentenceError(str(error), "E002", start) from error
    if not relative:
        return quantity
    if not isinstance(quantity, Share):
        raise SentenceError(f"`rel {text}` needs its unit: `rel 5 %` of the baseline's value", "E002", start)
    return Relative(quantity.value)


def _keyword(word: str, keywords: Iterable[str]) -> bool:
    keywords = tuple(keywords)
    if word in keywords:
        return True
    if word in MICROSECONDS or word in {"%", "pp"} or re.fullmatch("[A-Z]{3}", word):
        return False
    return bool(nearest(word, keywords))


def magnitude(text: str) -> int:
    """Read the whole number in `per 1000`, `per 1M`.

    Raises
    ------
    ValueError
        If it is no whole number of at least 1.
    """
    match = re.fullmatch(r"(\d+)([kM]?)", text)
    number = int(match[1]) * {"": 1, "k": 1_000, "M": 1_000_000}[match[2]] if match else 0
    if number < 1:
        raise ValueError(text)
    return number


def written(amount: Amount) -> str:
    """Write an amount as it stands in a sentence."""
    if isinstance(amount, Decimal):
        return f"{amount:f}"  # never 1E-7, which is no number of the grammar
    return amount.written() if isinstance(amount, Money) else str(amount)
