"""The page of the conformance table: every operator with every shape of its arguments, and what comes out at the edges."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import inf, isfinite
from pathlib import Path
from typing import Any

from wager.expressions.tree import Column, Literal, Tree, rewrite
from wager.expressions.write import to_text
from wager.foundation.moments import print_moment

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

SHOWN = 4
"""Values of one form that are shown."""

LETTERS = "abcdefghijklmnop"

HEAD = """\
Every operator with every shape of its arguments, on the values at their edges: nulls, both zeros, denormals, the largest and smallest numbers,
NaN and infinities (a float that is not finite is null), 2⁶³ and its neighbours, empty and odd texts, the hours when clocks are changed, the ends of
the calendar. Python computes each row one by one, DuckDB all at once, and every bit is compared (`tests/adapters/test_conformance.py`); Spark's
SQL is in `tests/adapters/spark/golden.sql`. There are {forms} forms and {rows} rows; in {overflows} of them the result does not fit, which is an
error on every target.

A row of the table says how many rows were compared, how many overflow, and a few of them. Times are in UTC, durations written as they are in
the files, money in cents."""


def conformance_page(made: str) -> str:
    """Make the page from the table that the tests run."""
    from expressions.conformance import every_case

    cases = list(every_case())
    rows, overflows = (sum(len(case.rows) for case in cases), sum(len(case.overflowing) for case in cases))
    lines = ["# Values of expressions", "", made, ""]
    lines += [HEAD.format(forms=len(cases), rows=f"{rows + overflows:,}", overflows=overflows), ""]
    lines += ["| expression | of | rows | overflow | for example |", "|---|---|---:|---:|---|"]
    lines += [row(case) for case in cases]
    return "\n".join(lines) + "\n"


def row(case: Any) -> str:
    """Write one form, in one zone."""
    names = {name: LETTERS[at] for at, name in enumerate(case.columns)}
    text = to_text(rewrite(case.tree, lambda node: renamed(node, names)))
    of = ", ".join(f"{names[name]} {type_}" for name, type_ in case.columns.items())
    zone = "" if case.zone == "UTC" else f" in {case.zone}"
    return f"| {code(text)}{zone} | {of} | {len(case.rows)} | {len(case.overflowing) or ''} | {'; '.join(shown(case))} |"


def renamed(node: Tree, names: dict[str, str]) -> Tree:
    """Call the columns of a form by letters."""
    return Column(names[node.name]) if isinstance(node, Column) else node


def shown(case: Any) -> Iterator[str]:
    """Choose rows that differ in kind: an ordinary one, odd inputs, null out of no null, the largest results, an overflow."""
    found = list(zip(case.rows, case.values, strict=True))
    kinds: dict[str, list[tuple[Any, Any]]] = {}
    for given, value in found:
        kinds.setdefault(kind(given, value), []).append((given, value))
    wanted = [name for name in ("plain", "odd", "null", "large", "given null") if name in kinds]
    chosen = [kinds[name][len(kinds[name]) // 2] for name in wanted]
    more = (pair for pair in kinds.get("plain", []) if pair not in chosen)
    chosen += [
        pair for pair, _ in zip(more, range(SHOWN - len(chosen) - bool(case.overflowing)), strict=False)
    ]
    for given, value in chosen:
        yield f"{inputs(case, given)} → {written(value, case.type)}"
    if case.overflowing:
        yield f"{inputs(case, case.overflowing[0])} → overflow"


def kind(given: dict[str, Any], value: Any) -> str:
    """Say what is special about a row."""
    if None in given.values():
        return "given null"
    if value is None:
        return "null"
    floats = [number for number in given.values() if isinstance(number, float)]
    if any(not isfinite(number) or (number and abs(number) < 1e-290) for number in floats):
        return "odd"
    numbers = [value, *given.values()]
    return "large" if any(not isinstance(x, str) and abs(x) >= 2**53 for x in numbers) else "plain"


def inputs(case: Any, given: dict[str, Any]) -> str:
    """Write what was given."""
    return ", ".join(written(value, case.columns[name]) for name, value in given.items())


def written(value: Any, type_: str) -> str:
    """Write a value as a constant, or as Python does where there is no such constant."""
    if value is None:
        return "null"
    if isinstance(value, float) and (value != value or abs(value) == inf):  # noqa: PLR0124 # NaN alone differs from itself
        return str(value)
    if type_ in {"float", "money"}:
        return repr(float(value))
    if type_ == "text":
        return code(repr(value)) if value.isprintable() else code(ascii(value))
    if type_ == "date":
        return print_moment(value * 86_400_000_000)
    try:
        return to_text(Literal(value, type_)).removesuffix(" UTC")  # type: ignore[arg-type]
    except (ValueError, OverflowError):  # beyond the calendar
        return str(value)


def code(text: str) -> str:
    """Write a text as code in a cell of a table."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|")
