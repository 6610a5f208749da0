"""The command `wager`: finds the verb, runs it, turns what went wrong into an exit code."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

import click

from wager.foundation.errors import nearest
from wager.interfaces.cli.exits import DONE, INTERRUPTED, PIPE_CLOSED, tell
from wager.interfaces.cli.session import debug_option, directory_option

GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Start": {
        "try": ("try_file", "Say what one file is worth; write a project for it."),
        "init": ("init_project", "Begin a project in DIR, or copy an example."),
        "new": ("new_file", "Write a template to fill in, or put one block into a document."),
    },
    "Plan": {
        "check": ("check_project", "Check all files of the project, or report on some."),
        "plan": ("plan_design", "Tell what a design can find, before any work begins."),
        "approve": ("approve_design", "Sign a plan as it is now."),
        "object": ("object_to_design", "Say no to a plan, and why."),
        "board": ("board_project", "Show all designs, hypotheses, tasks and timeboxes."),
        "next": ("next_step", "Say what is due now, and the command for it."),
        "log": ("read_log", "Print the experiment log of a design."),
    },
    "Explore": {
        "snapshot": ("take_snapshot", "Copy sources into the store, immutably."),
        "show": ("show_thing", "Show a source, feature, model, run or design."),
        "ls": ("list_things", "List what the project holds."),
        "diff": ("diff_documents", "Say what moved in a design: weakened, strengthened, reworded."),
        "compare": (
            "compare_runs",
            "Set two runs beside each other: B less A on the same development rows, and...",
        ),
        "run": ("run_model", "Fit a model and see its evidence."),
        "trace": ("trace_feature", "Show one feature of one row, from the source rows to the value."),
        "test": (
            "run_tests",
            "Run the examples that feature files give, and the tests that model files have.",
        ),
    },
    "Judge": {
        "freeze": ("freeze_hypothesis", "Pre-register a hypothesis."),
        "judge": ("judge_hypothesis", "Give the verdict on a frozen hypothesis."),
    },
    "Run": {
        "promote": ("promote_version", "Give a version the title that it contests."),
        "rollback": ("roll_back_title", "Give a title back to who held it before."),
        "serve": ("serve_titles", "Answer requests for all titles by HTTP."),
        "predict": ("predict_file", "Answer every row of a file."),
    },
    "Explain": {
        "audit": ("audit_target", "Explain a prediction or a version, or say who held a title."),
        "reproduce": ("reproduce_version", "Make a version again from its snapshots, and compare."),
        "verify": ("verify_store", "Look for damage in the store."),
        "report": ("report_design", "Write one self-contained page for show-and-tell."),
    },
    "Keep": {
        "gc": ("clean_up_store", "Remove cached columns that were used least recently."),
    },
}
"""The verbs as `--help` groups them, each with its file in `verbs/` and what it is for: no file is loaded to say it."""

OBJECTS = 100_000
"""So many objects more are made before Python looks for circles of dead ones; at its usual 700 a command spends a tenth of its
start on looking through modules and definitions, of which nothing ever dies."""

FILES = {name: file for group in GROUPS.values() for name, (file, _) in group.items()}


class Verbs(click.Group):
    """Loads a verb's file when the verb is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the verbs in the order of their groups."""
        return list(FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one verb."""
        if cmd_name not in FILES:
            return None
        command = importlib.import_module(f"wager.interfaces.cli.verbs.{FILES[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one is nearest."""
        if args[0] not in FILES and not args[0].startswith("-"):
            meant = nearest(args[0], FILES) or "; `wager --help` lists them"
            raise click.UsageError(f"no verb {args[0]!r}{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Print the verbs by group."""
        for title, verbs in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, said) for name, (_, said) in verbs.items()])


def _print_version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"wager {version('wager')}")
        ctx.exit()


@click.group(
    cls=Verbs,
    params=[
        directory_option(),
        debug_option(),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Print the version.",
        ),
    ],
    epilog="\b\nExample:\n  wager init --example flights flights\n  wager -C flights next",
)
def wager(**_: Any) -> None:
    """Run a design document: hypotheses frozen before their results, verdicts in money."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows `wager`; default: what the shell passed.

    Returns
    -------
    int
        The exit code: 0 done, 1 a check or gate said no, 2 usage, 3 bad input, 4 not found, 5 conflict,
        6 something could not be reached, 70 our bug, 130 interrupted.
    """
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])
    _choose_memory()
    given = list(sys.argv[1:] if arguments is None else arguments)
    stdout = sys.stdout
    _never_fail_to_print(stdout, sys.stderr)
    try:
        code = wager.main(given, "wager", standalone_mode=False, color=_colour())
        return code if isinstance(code, int) else DONE
    except (click.Abort, KeyboardInterrupt):
        click.echo("wager: interrupted", err=True)
        return INTERRUPTED
    except SystemExit as ended:
        # Click's own end: shell completion; or, having put a deaf stdout in its place, that the reader of our
        # output went away, as `head` does.
        return (
            PIPE_CLOSED if sys.stdout is not stdout else ended.code if isinstance(ended.code, int) else DONE
        )
    except Exception as error:  # noqa: BLE001 - the last place where an error can be told properly
        return tell(error, as_json="--json" in given, debug="--debug" in given)


def _choose_memory() -> None:
    """Let Arrow take memory from jemalloc, which gives back less and takes it anew less often: a sixth of the CPU time of a first snapshot.

    It reads the variable when it is first imported. Only builds for glibc are sure to have it.
    """
    with contextlib.suppress(AttributeError, ValueError, OSError):
        if os.confstr("CS_GNU_LIBC_VERSION"):
            os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")


def _colour() -> bool | None:
    """Colours where stdout is a terminal, unless `NO_COLOR` is set: None lets click look."""
    return False if os.environ.get("NO_COLOR") else None


def _never_fail_to_print(*streams: TextIO) -> None:
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
