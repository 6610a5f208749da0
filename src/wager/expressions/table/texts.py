"""Functions of texts; there are no regular expressions, for engines disagree about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table.row import Operator, Site, always, lies_between, listed

WHITE = " \t\n\r\v\f"
"""What `trim` removes at both ends."""

_WHITE_SQL = "' ' || chr(9) || chr(10) || chr(13) || chr(11) || chr(12)"
_LONGEST = 2**31


def lower(text: str) -> str:
    """Map each character to its one lower-case character (Unicode's simple mapping).

    Examples
    --------
    >>> lower("ΑΣ")
    'ασ'
    """
    return text.lower() if text.isascii() else "".join(map(_lower, text))


def upper(text: str) -> str:
    """Map each character to its one upper-case character (Unicode's simple mapping).

    Examples
    --------
    >>> upper("straße")
    'STRAẞE'
    """
    return text.upper() if text.isascii() else "".join(map(_upper, text))


def _lower(character: str) -> str:
    return "i" if character == "\u0130" else character.lower()


def _upper(character: str) -> str:
    if len(mapped := character.upper()) == 1:
        return mapped
    if character == "ß":
        return "ẞ"
    return mapped if len(mapped := character.title()) == 1 else character


def replace(text: str, old: str, new: str) -> str:
    """Replace all occurrences; of the empty text there is none."""
    return text.replace(old, new) if old else text


def split_part(text: str, by: str, n: int) -> str:
    """Return the n-th part from 1; the empty text beyond the last.

    Examples
    --------
    >>> split_part("UA-15", "-", 2)
    '15'
    """
    parts = text.split(by)
    return parts[n - 1] if n <= len(parts) else ""


def _contains_any_sql(_: Site, given: tuple[str, ...]) -> str:
    return f"({' OR '.join(f'contains({given[0]}, {part})' for part in given[1:])})"


def _filled(value: Any) -> str | None:
    return None if value else "should not be the empty text"


def _texts(name: str, count: int, function: Callable[..., Any], note: str) -> Operator:
    holes = ", ".join(f"{{{position}}}" for position in range(count))
    return Operator(
        name, (count, count), sign.fixed(["text"] * count, "text"), always(function), f"{name}({holes})", note
    )


def _says(name: str, function: Callable[..., bool], note: str) -> Operator:
    return Operator(
        name, (2, 2), sign.fixed(["text"] * 2, "bool"), always(function), f"{name}({{0}}, {{1}})", note
    )


ROWS = (
    _texts("lower", 1, lower, "`lower(s)`: character by character"),
    _texts("upper", 1, upper, "`upper(s)`: character by character"),
    Operator(
        "trim",
        (1, 1),
        sign.fixed(["text"], "text"),
        always(lambda text: text.strip(WHITE)),
        f"trim({{0}}, {_WHITE_SQL})",
        "`trim(s)`: without spaces, tabs and line breaks at both ends",
    ),
    Operator(
        "length",
        (1, 1),
        sign.fixed(["text"], "int"),
        always(len),
        "length({0})",
        "`length(s)`: in code points",
    ),
    Operator(
        "concat",
        (2, None),
        sign.alike(["text"], "join"),
        always(lambda *parts: "".join(parts)),
        listed("(", " || "),
        "`concat(a, …)`: null as soon as one is null",
    ),
    _texts("replace", 3, replace, "`replace(s, a, b)`: every a by b"),
    Operator(
        "substring",
        (3, 3),
        sign.fixed(["text", "int", "int"], "text"),
        always(lambda text, start, n: text[start - 1 : start - 1 + n]),
        "substring({0}, {1}, {2})",
        "`substring(s, start, n)`: n code points, the first is 1",
        constants={1: lies_between(1, _LONGEST), 2: lies_between(0, _LONGEST)},
    ),
    Operator(
        "split_part",
        (3, 3),
        sign.fixed(["text", "text", "int"], "text"),
        always(split_part),
        "split_part({0}, {1}, {2})",
        "`split_part(s, by, n)`: the n-th part from 1, the empty text beyond the last",
        constants={1: _filled, 2: lies_between(1, _LONGEST)},
    ),
    _says("contains", lambda text, part: part in text, "`contains(s, a)`"),
    Operator(
        "contains_any",
        (2, None),
        sign.alike(["text"], "search", "bool"),
        always(lambda text, *parts: any(part in text for part in parts)),
        _contains_any_sql,
        "`contains_any(s, a, …)`: null as soon as one is null",
        skips_nulls=True,
    ),
    _says("starts_with", str.startswith, "`starts_with(s, a)`"),
    _says("ends_with", str.endswith, "`ends_with(s, a)`"),
)
