"""The words of an expression: numbers with their units, moments, texts, names and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wager.foundation.amounts import MICROSECONDS
from wager.foundation.errors import nearest

MAXIMUM_CHARACTERS = 20_000

_UNITS = (*MICROSECONDS, "pp")
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<moment>\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?(?:[ ]?(?:UTC|Z)\b)?(?![\w-]))
  | (?P<number>\d+(?:\.\d+)?(?:[kM](?!\w))?)(?:\s+(?P<unit>%|(?!AND\b|NOT\b)(?:UNITS|[A-Z]{3})\b(?!\s*\()))?
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
  | (?P<text>'(?:[^']|'')*')
  | (?P<sign>\.\.|<=|>=|!=|==|<>|&&|\|\||[-+*/=<>(),])
    """.replace("UNITS", "|".join(sorted(_UNITS, key=len, reverse=True))),
    re.VERBOSE,
)
_GLUED = re.compile(r"\d+(?:\.\d+)?[kM]?(?=(?P<unit>%|[A-Za-z]+))")

_INSTEAD = {
    "<>": "`!=`",
    "&&": "`and`",
    "||": "`or` between conditions, `concat(a, b)` for texts",
    '"': "`'text'` for a text, the bare name for a column",
    "`": "the bare name",
    "!": "`not` or `!=`",
    "%": "`mod(x, y)` for a remainder, `60 %` for a share",
    "^": "`power(x, y)`",
    "[": "`in (a, b)`",
    ".": "decimals with a digit before and after the point: `0.5`",
}
_CAPITALS = frozenset("AND OR NOT IN IS NULL BETWEEN TRUE FALSE WHERE OVER".split())


COMPARISONS = frozenset("= != < <= > >=".split())
WORDS = frozenset("and or not in between is where over".split())
"""Names that are no names of columns."""


class ExpressionError(ValueError):
    """An expression cannot be read, or its parts do not fit together.

    Attributes
    ----------
    message : str
        One sentence: what is wrong, what was expected.
    position : int or None
        Character at which it was noticed, from 0; None for a fault of types.
    unknown : str or None
        The column that does not exist, if that is the fault.
    """

    def __init__(self, message: str, position: int | None = None, unknown: str | None = None) -> None:
        super().__init__(message)
        self.message, self.position, self.unknown = message, position, unknown


@dataclass(frozen=True)
class Token:
    """One word.

    Attributes
    ----------
    kind : str
        `number`, `moment`, `name`, `text`, `sign` or `end`.
    text : str
        As written; without its unit.
    unit : str
        Of a number, or empty.
    position : int
        Character at which it begins, from 0.
    """

    kind: str
    text: str
    unit: str
    position: int

    def __str__(self) -> str:
        """Name it in a message."""
        return "the end" if self.kind == "end" else f"`{self.text} {self.unit}`".replace(" `", "`")


def fault(message: str, position: int) -> ExpressionError:
    """Make the error that names its place for people, who count from 1."""
    return ExpressionError(f"{message} (at character {position + 1})", position)


def tokens(text: str) -> tuple[Token, ...]:
    """Cut a text into words; the last one is the end.

    Raises
    ------
    ExpressionError
        If a character belongs to no word, or the text is too long.

    Examples
    --------
    >>> [str(token) for token in tokens("a.b >= 2 h")]
    ['`a.b`', '`>=`', '`2 h`', 'the end']
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise ExpressionError(
            f"the expression has {len(text)} characters, more than {MAXIMUM_CHARACTERS}; define parts by name"
        )
    return (*_words(text), Token("end", "", "", len(text)))


def _words(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = match.lastgroup if match.lastgroup != "unit" else "number"
        assert kind is not None
        if kind == "number":
            _refuse_glued(text, at, match)
        written = match.group(kind)
        if written == "==":
            raise fault("`==` is no operator; equality is written `=`", at)
        if written in _INSTEAD or written in _CAPITALS:
            instead = _INSTEAD.get(written, f"`{written.lower()}`")
            raise fault(f"`{written}` is not of this language; write {instead}", at)
        if kind != "space":
            yield Token(kind, written, match.group("unit") or "", at)
        at = match.end()


def _refuse_glued(text: str, at: int, match: re.Match[str]) -> None:
    glued = _GLUED.match(text, at)
    if glued is None or glued.end() < match.end("number"):
        return
    unit = glued["unit"]
    if unit in {"e", "E"}:
        raise fault("numbers have no exponents here; write the number out", at)
    if unit in {"k", "M"}:
        return
    raise fault(f"`{glued[0]}{unit}` needs a space before its unit: write `{glued[0]} {unit}`", at)


def _unreadable(text: str, at: int) -> ExpressionError:
    if text[at] == "'":
        return fault("the text that begins here has no closing quote; a quote inside is written twice", at)
    if text[at] in _INSTEAD:
        return fault(f"`{text[at]}` is not of this language; write {_INSTEAD[text[at]]}", at)
    return fault(f"{text[at]!r} is not of this language", at)


def _unit_hint(word: str) -> str:
    """Say which unit a word after a number could have meant."""
    long = {"minute": "min", "second": "s", "hour": "h", "day": "d", "week": "7 d", "percent": "%"}
    meant = long.get(word.removesuffix("s").lower())
    if meant:
        return f"; the unit is written `{meant}`"
    if word.upper() != word and re.fullmatch("[A-Za-z]{3}", word):
        return f"; a currency is written `{word.upper()}`"
    return nearest(word, _UNITS)


class Words:
    """The words of one text, read from left to right."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self.tokens, self.at = words, 0

    @property
    def token(self) -> Token:
        """Return the word that is next."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Go past the word that is next."""
        token = self.token
        self.at += 1
        return token

    def is_next(self, *words: str) -> bool:
        """Ask for one of some words."""
        return self.token.kind in {"sign", "name"} and self.token.text in words

    def take_if(self, word: str) -> bool:
        """Go past a word if it is next."""
        found = self.is_next(word)
        self.at += found
        return found

    def expect(self, word: str) -> None:
        """Go past a word that must be next."""
        if not self.take_if(word):
            raise self.unexpected(f"`{word}`")

    def unexpected(self, expected: str) -> ExpressionError:
        """Make the error that says what is next instead."""
        before = self.tokens[self.at - 1] if self.at else None
        hint = ""
        if self.token.kind == "name" and before is not None and before.kind == "number" and not before.unit:
            hint = _unit_hint(self.token.text)
        elif self.token.text in ("over", "where"):
            hint = "; inside the parentheses of an aggregate: `count(where late over 7 d)`"
        elif self.token.kind == "name":
            hint = nearest(self.token.text.lower(), WORDS)
        elif self.token.text in COMPARISONS:
            hint = "; comparisons do not chain: write `a < b and b < c`"
        return fault(f"expected {expected}, not {self.token}{hint}", self.token.position)
