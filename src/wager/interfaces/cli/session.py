"""What every verb shares: its options, the project, how a result is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import click

from wager.foundation.errors import NotFoundError
from wager.interfaces.cli.exits import REFUSED
from wager.interfaces.cli.write_json import write_json

if TYPE_CHECKING:
    from wager.foundation.progress import Progress
    from wager.interfaces.api import Project

Document = dict[str, Any]


class Result(Protocol):
    """What the workflow yields."""

    def to_json(self) -> Document:
        """Return what it says as JSON values, with keys that stay."""
        ...


@dataclass(frozen=True)
class Session:
    """One call of the command.

    Attributes
    ----------
    folder : Path
        Where the project is looked for; relative paths on the command line begin here.
    as_json : bool
        Print one document instead of lines.
    progress : Progress
        Told how far the work is.
    """

    folder: Path
    as_json: bool
    progress: Progress

    def project(self) -> Project:
        """Open the project."""
        from wager.interfaces.api import open as open_project

        return open_project(self.folder, progress=self.progress, alone=True)

    def path(self, text: str) -> Path:
        """Find a path of the command line."""
        return self.folder / text

    def show(self, result: Result, render: Callable[[Document], list[str]]) -> Document:
        """Print a result: the document itself, or the lines made of it; return the document."""
        document = result.to_json()
        self.progress("")  # who serves goes on after this, and is not said to be at what it did before
        if self.as_json:
            write_json(document)
        else:
            click.echo("\n".join(render(document)))
        return document

    def refuse(self, why: str = "") -> NoReturn:
        """End with exit code 1, after the result was printed: a check or gate said no, and why where the result does not say it."""
        if why:
            click.echo(f"wager: {why}", err=True)
        raise click.exceptions.Exit(REFUSED)


class _Verb(click.Command):
    """A command that says which values an option of several takes: click says only how many."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments."""
        try:
            return super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            name = error.option_name
            option = next((one for one in self.params if name in one.opts and one.nargs > 1), None)
            if option is None:
                raise
            raise click.BadOptionUsage(
                name, f"{error.message} Write `{name} {option.metavar}`.", ctx
            ) from error


def verb(name: str, example: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function that takes a session and its own options.

    Parameters
    ----------
    name : str
        As it is typed.
    example : str
        One or more command lines, shown by `--help`.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        def call(directory: str | None, as_json: bool, debug: bool, **options: Any) -> None:  # noqa: ARG001
            from wager.adapters.companions import shut_out
            from wager.interfaces.cli.progress import Bar

            above = click.get_current_context().find_root().params.get("directory")
            # The process is ours: no library needs what it has for users of data frames.
            with Bar() as progress, shut_out():
                session = Session(Path(above or ".") / (directory or "."), as_json, progress)
                function(session, **options)

        command = click.command(name, cls=_Verb, help=function.__doc__, epilog=_epilog(example))(call)
        command.params = [*getattr(function, "__click_params__", [])[::-1], *common_options()]
        return command

    return decorate


def common_options() -> list[click.Parameter]:
    """Make the options that every verb has."""
    return [
        click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document, for machines."),
        directory_option(),
        debug_option(),
    ]


def directory_option() -> click.Option:
    """Make `-C`, which stands before or after the verb."""
    text = "Work on the project in DIR."
    return click.Option(["-C", "directory"], metavar="DIR", callback=_existing, help=text)


def _existing(_context: click.Context, _option: click.Parameter, folder: str | None) -> str | None:
    if folder is not None and not Path(folder).is_dir():
        raise NotFoundError(f"no folder {folder}; -C names the folder of a project")
    return folder


def debug_option() -> click.Option:
    """Make `--debug`; `main` itself looks for it, as an error may come before the options are read."""
    return click.Option(["--debug"], is_flag=True, help="Show the traceback of an error.")


def _epilog(example: str) -> str:
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in example.splitlines())
