"""The command `wager`: finds the verb, runs it, turns what went wrong into an exit code."""

from __future__ import annotations

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

GROUPS: dict[str, dict[str, str]] = {
    "Start": {"try": "try_file", "init": "init_project", "new": "new_file"},
    "Plan": {
        "check": "check_project",
        "plan": "plan_design",
        "approve": "approve_design",
        "object": "object_to_design",
        "board": "board_project",
        "next": "next_step",
        "log": "read_log",
    },
    "Explore": {
        "snapshot": "take_snapshot",
        "show": "show_thing",
        "ls": "list_things",
        "diff": "diff_documents",
        "compare": "compare_runs",
        "run": "run_model",
        "trace": "trace_feature",
        "test": "run_tests",
    },
    "Judge": {"freeze": "freeze_hypothesis", "judge": "judge_hypothesis"},
    "Run": {
        "promote": "promote_version",
        "rollback": "roll_back_title",
        "serve": "serve_titles",
        "predict": "predict_file",
    },
    "Explain": {
        "audit": "audit_target",
        "reproduce": "reproduce_version",
        "verify": "verify_store",
        "report": "report_design",
    },
    "Keep": {"gc": "clean_up_store"},
}
"""The verbs as `--help` groups them, each with its file in `verbs/`."""

OBJECTS = 100_000
"""So many objects more are made before Python looks for circles of dead ones; at its usual 700 a command spends a tenth of its
start on looking through modules and definitions, of which nothing ever dies."""

FILES = {name: file for group in GROUPS.values() for name, file in group.items()}


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the verbs by group."""
        for title, verbs in GROUPS.items():
            with formatter.section(title):
                commands = [(name, self.get_command(ctx, name)) for name in verbs]
                formatter.write_dl([(name, each.get_short_help_str(80)) for name, each in commands if each])


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


def _colour() -> bool | None:
    """Colours where stdout is a terminal, unless `NO_COLOR` is set: None lets click look."""
    return False if os.environ.get("NO_COLOR") else None


def _never_fail_to_print(*streams: TextIO) -> None:
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
