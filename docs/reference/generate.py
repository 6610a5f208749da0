"""Write the reference pages that are made from the code; `--check` says which are stale.

Run `make docs` after changing a verb, an option, a public method or an operator.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import click

from wager.adapters.spark.emit import SETTINGS, functions
from wager.expressions.operators import AGGREGATES, OPERATORS
from wager.expressions.table import arithmetic, casts, logic, numbers, texts, times
from wager.interfaces import api
from wager.interfaces.cli.main import GROUPS, wager

HERE = Path(__file__).parent
MADE = "<!-- made by docs/reference/generate.py: change the code, then `make docs` -->"
WIDTH = 90

EXITS = {
    0: "done",
    1: "a check or gate said no: `check` found errors, `plan` cannot work, `judge --require` got another verdict",
    2: "usage",
    3: "bad input: a file or value is wrong; the message names file, line, what, and what next",
    4: "not found",
    5: "conflict: it exists already, or somebody was faster",
    6: "a store, file or service could not be reached",
    70: "our bug; `--debug` shows where",
    130: "interrupted",
}

JSON_AND_COLOURS = """\
With `--json`, an error is a document on stdout as well:
`{"error": {"exit_code", "kind", "message", "findings": [{"path", "line", "code", "message"}]}}`.

Colours appear on a terminal only, and never where `NO_COLOR` is set. Work that takes over a second says on
stderr how far it is."""


def cli_page() -> str:
    """Make the page of the command line."""
    lines = ["# The command line", "", MADE, "", "```text", help_text(wager, "wager"), "```", ""]
    for title, verbs in GROUPS.items():
        lines += [f"## {title}", ""]
        for name in verbs:
            command = wager.get_command(click.Context(wager), name)
            assert command is not None
            lines += [f"### wager {name}", "", "```text", help_text(command, f"wager {name}"), "```", ""]
    lines += ["## Exit codes", "", "| code | means |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXITS.items()]
    lines += ["", JSON_AND_COLOURS]
    return "\n".join(lines) + "\n"


def help_text(command: click.Command, name: str) -> str:
    """Render what `--help` prints, at one width."""
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    return command.get_help(context).rstrip()


def python_page() -> str:
    """Make the page of the Python face."""
    lines = [
        "# Python",
        "",
        MADE,
        "",
        "```python",
        "import wager",
        "",
        'project = wager.open(".")',
        "```",
        "",
    ]
    for name, thing in public_things():
        signature = plain(str(inspect.signature(thing)))
        lines += [
            f"## {name}",
            "",
            "```text",
            f"{name}{signature}",
            "",
            inspect.getdoc(thing) or "",
            "```",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def plain(signature: str) -> str:
    """Write a signature as its author did."""
    signature = re.sub(r"<function (\w+) at 0x\w+>", r"\1", signature)
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature).replace("(self, ", "(").replace("(self)", "()")


def public_things() -> Iterator[tuple[str, Callable[..., object]]]:
    """List the functions of the package, then the methods of a project."""
    for name in ("open", "init", "try_file", "expression", "col", "call"):
        yield f"wager.{name}", getattr(import_module("wager"), name)
    methods = {name: method for base in reversed(api.Project.__mro__) for name, method in vars(base).items()}
    for name, method in methods.items():
        if not name.startswith("_") and callable(method):
            yield f"project.{name}", method


EXPRESSIONS = """\
One typed language stands everywhere: in `derive`, `define`, `where`, `pays`, `is`, `decide_at`, slices, rules and known times. It is parsed to a
tree, never to SQL, and gives the same bits in DuckDB, in Spark and, for one row, in Python.

Literals: `3`, `0.5`, `'text'`, `true`, `null`, `2 h`, `30 min`, `5 d`, `18 USD`, `60 %` (0.6), `2013-09-01`, `2013-09-01 12:00 UTC`. A number
and its unit are separated by one space. A column or feature stands for itself: `distance`, `timetable.hour`. Unless the table says otherwise, the
result is null as soon as one argument is. Integers have 64 bits, and an overflow is an error; floats are finite or null."""

GROUPS_OF_OPERATORS = {
    "Conditions and choice": logic,
    "Arithmetic": arithmetic,
    "Numbers": numbers,
    "Texts": texts,
    "Times": times,
    "Casts": casts,
}

TARGETS = """\
Each of the {count} operators is written for three targets. In DuckDB and in Python it is run by the tests, on every shape of its arguments and the
values at their edges ([the table](expression-values.md)), and all bits must be equal. Spark's SQL was run in the same way on Spark 4.3; the tests hold it to the text that was run
(`tests/adapters/spark/golden.sql`, `on_spark.py`), and no project is computed there yet. It means the same under these settings:

{settings}

{own} are computed in Spark by functions that its session has to be given, for Java's differ in the last bit. What the clocks of a zone showed
before 1970 is for some zones another in Java's time zone database than in Python's. Spark refuses to read a sum of 199 terms, or 50 roundings in
each other, under its own limits."""

AGGREGATE = """\
`NAME([expression] [where condition] [over WINDOW])` over the events of a source, in feature files; windows are `7 d` (the last seven days before
T), `60 d .. 30 d`, and `ever`. An event counts when its event time lies in the window and all that the aggregate reads was known strictly
before T. Of the versions of a key each column counts as it was known last ([decision 37](../decisions/0037-versions-column-by-column.md)). Nulls are skipped,
except by `count()`, `first` and `last`. Over no events `count`, `count_distinct` and `sum` are 0, the others null.

Aggregates are combined by the operators above: `sum(amount where own) / sum(amount)`. What is added up is exact: every float is a whole number times a
power of two, and is added as that. `sum`, `mean`, `stddev`, `variance` and `quantile` are rounded once, to the nearest double, as Python's `fractions` and
`math.fsum` say. So no order of events, no number of threads and no event that came and was taken back moves a bit. An answer beyond all doubles is
refused."""

AGGREGATES_SAY = {
    "count": "`count()` events; `count(x)` those with a value",
    "sum": "a sum of whole numbers beyond 64 bits is an error: `sum(float(x))`",
    "mean": "",
    "min": "the least number, text, time or date",
    "max": "the greatest",
    "stddev": "root of the variance; null below two values; of money money, of durations a duration",
    "variance": "over n − 1; null below two values; of numbers alone: `variance(x / 1 USD)`, `variance(in_days(x))`",
    "count_distinct": "how many different values; 0.0 and -0.0 are one",
    "first": "the value of the earliest event, null or not; ties fall to the known time, then to the key",
    "last": "that of the latest",
    "share": "`share(condition)`: how often it holds, of the times that it is not null",
    "quantile": (
        "`quantile(x, 0.9)`: with the n values sorted and counted from 0, place (n − 1) · 0.9, on a straight line between two of them; "
        "0.5 is the median, 0 the least, 1 the greatest"
    ),
    "time_since_last": "`time_since_last()`: from the latest event to T",
}
"""What is worth knowing of each, beyond its name."""


def expressions_page() -> str:
    """Make the page of the expression language from the one table of operators."""
    lines = ["# Expressions", "", MADE, "", EXPRESSIONS, ""]
    for title, module in GROUPS_OF_OPERATORS.items():
        lines += [f"## {title}", ""]
        lines += [f"- {row.note}" for row in module.ROWS]
        lines += [""]
    lines += ["## Where they are computed", "", targets(), ""]
    lines += ["## Aggregates", "", AGGREGATE, "", "| aggregate | |", "|---|---|"]
    lines += [f"| `{name}` | {AGGREGATES_SAY[name]} |" for name in AGGREGATES]
    return "\n".join(lines) + "\n"


def targets() -> str:
    """Say on which engines the operators have been shown."""
    settings = "\n".join(f"- `{name} = {value}`" for name, value in SETTINGS.items())
    own = ", ".join(f"`{name.removeprefix('wager_')}`" for name in functions())
    return TARGETS.format(count=len(OPERATORS), settings=settings, own=own)


def page_of(file: str) -> Callable[[], str]:
    """Make a page by the function of the same name in a file of its own."""

    def page() -> str:
        spec = importlib.util.spec_from_file_location(file, HERE / f"{file}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        made: str = getattr(module, file)(MADE)
        return made

    return page


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "design.md": page_of("design_page"),
    "python.md": python_page,
    "expressions.md": expressions_page,
    "expression-values.md": page_of("conformance_page"),
}


def stale() -> list[str]:
    """Name the pages that differ from what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (HERE / name).exists() or (HERE / name).read_text("utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    if arguments == ["--check"]:
        for name in stale():
            print(f"docs/reference/{name} is stale; run `make docs`")
        return 1 if stale() else 0
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
