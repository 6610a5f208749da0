"""Functions of texts; there are no regular expressions, for engines disagree about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table.row import Operator, Site, Sql, always, lies_between, listed

WHITE = " \t\n\r\v\f"
"""What `trim` removes at both ends."""

_WHITE_SQL = "' ' || chr(9) || chr(10) || chr(13) || chr(11) || chr(12)"
_LONGEST = 2**31

NEWER = (
    *((0x019B, 0x019B), (0x0264, 0x0264), (0x1C89, 0x1C8A), (0xA7CB, 0xA7CF), (0xA7D2, 0xA7D5)),
    *((0xA7DA, 0xA7DC), (0x10D50, 0x10D65), (0x10D70, 0x10D85), (0x16EA0, 0x16EB8), (0x16EBB, 0x16ED3)),
)
"""First and last of the characters that have another case only in a Unicode after 14.0: here they have none."""

_NEWER = frozenset(chr(number) for first, last in NEWER for number in range(first, last + 1))


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
    if character in _NEWER:
        return character
    return "i" if character == "\u0130" else character.lower()


def _upper(character: str) -> str:
    if character in _NEWER:
        return character
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


def _texts(name: str, count: int, function: Callable[..., Any], spark: str | Sql, note: str) -> Operator:
    holes = ", ".join(f"{{{position}}}" for position in range(count))
    rule = sign.fixed(["text"] * count, "text")
    return Operator(name, (count, count), rule, always(function), f"{name}({holes})", spark, note)


def _says(name: str, function: Callable[..., bool], note: str) -> Operator:
    rule, spark = sign.fixed(["text"] * 2, "bool"), f"{name.replace('s_with', 'swith')}({{0}}, {{1}})"
    return Operator(name, (2, 2), rule, always(function), f"{name}({{0}}, {{1}})", spark, note)


def _each(text: str, mapped: str) -> str:
    """Write Spark's SQL that maps a text character by character, each called `c`; Spark's Unicode may be newer."""
    newer = "".join(rf"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in NEWER)
    return f"array_join(transform(split({text}, ''), c -> CASE WHEN c RLIKE '[{newer}]' THEN c {mapped} END), '')"


# Spark maps whole texts by Unicode's full rules, where a character may become three or depend on the next.
def _lower_spark(_: Site, given: tuple[str, ...]) -> str:
    return _each(given[0], "WHEN c = '\u0130' THEN 'i' ELSE lower(c)")


def _upper_spark(_: Site, given: tuple[str, ...]) -> str:
    return _each(
        given[0],
        "WHEN length(upper(c)) = 1 THEN upper(c) WHEN c = '\u00df' THEN '\u1e9e' "
        "WHEN length(initcap(c)) = 1 THEN initcap(c) ELSE c",
    )


def _substring_spark(site: Site, given: tuple[str, ...]) -> str:
    start, n = (min(site.constant(place), _LONGEST - 1) for place in (1, 2))  # Spark has 32 bits for them
    return f"substring({given[0]}, {start}, {n})"


def _split_part_spark(site: Site, given: tuple[str, ...]) -> str:
    return f"split_part({given[0]}, {given[1]}, {min(site.constant(2), _LONGEST - 1)})"


ROWS = (
    _texts("lower", 1, lower, _lower_spark, "`lower(s)`: character by character, as in Unicode 14"),
    _texts("upper", 1, upper, _upper_spark, "`upper(s)`: character by character, as in Unicode 14"),
    Operator(
        "trim",
        (1, 1),
        sign.fixed(["text"], "text"),
        always(lambda text: text.strip(WHITE)),
        f"trim({{0}}, {_WHITE_SQL})",
        r"trim(BOTH ' \t\n\r\u000b\u000c' FROM {0})",
        "`trim(s)`: without spaces, tabs and line breaks at both ends",
    ),
    Operator(
        "length",
        (1, 1),
        sign.fixed(["text"], "int"),
        always(len),
        "length({0})",
        "CAST(length({0}) AS BIGINT)",
        "`length(s)`: in code points",
    ),
    Operator(
        "concat",
        (2, None),
        sign.alike(["text"], "join"),
        always(lambda *parts: "".join(parts)),
        listed("(", " || "),
        listed("concat("),
        "`concat(a, …)`: null as soon as one is null",
    ),
    _texts("replace", 3, replace, "replace({0}, {1}, {2})", "`replace(s, a, b)`: every a by b"),
    Operator(
        "substring",
        (3, 3),
        sign.fixed(["text", "int", "int"], "text"),
        always(lambda text, start, n: text[start - 1 : start - 1 + n]),
        "substring({0}, {1}, {2})",
        _substring_spark,
        "`substring(s, start, n)`: n code points, the first is 1",
        constants={1: lies_between(1, _LONGEST), 2: lies_between(0, _LONGEST)},
    ),
    Operator(
        "split_part",
        (3, 3),
        sign.fixed(["text", "text", "int"], "text"),
        always(split_part),
        "split_part({0}, {1}, {2})",
        _split_part_spark,
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
        _contains_any_sql,
        "`contains_any(s, a, …)`: null as soon as one is null",
        skips_nulls=True,
    ),
    _says("starts_with", str.startswith, "`starts_with(s, a)`"),
    _says("ends_with", str.endswith, "`ends_with(s, a)`"),
)
