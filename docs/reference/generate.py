"""Write the reference pages that are made from the code; `--check` says which are stale.

Run `make docs` after changing a verb, an option, a public method or an operator.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from wager.interfaces import api
from wager.interfaces.cli.main import GROUPS, wager

HERE = Path(__file__).parent
MADE = "<!-- made by docs/reference/generate.py: change the code, then `make docs` -->"
WIDTH = 90

EXITS = {
    0: "done",
    1: "a check or gate said no: `check` found errors, `judge --require` got another verdict",
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
    for name in ("open", "init", "try_file"):
        yield f"wager.{name}", getattr(api, name)
    for name, method in vars(api.Project).items():
        if not name.startswith("_") and callable(method):
            yield f"project.{name}", method


PAGES: dict[str, Callable[[], str]] = {"cli.md": cli_page, "python.md": python_page}


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
