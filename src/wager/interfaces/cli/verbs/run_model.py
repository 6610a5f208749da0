"""`wager run MODEL`: fit a model file and see its evidence."""

from __future__ import annotations

from functools import partial

import click

from wager.interfaces.cli.render.ran import ran_lines
from wager.interfaces.cli.session import Session, verb


@verb("run", "wager run delay-gbt --set lightgbm.num_leaves=31\nwager run delay-gbt --svg profit.svg")
@click.argument("model")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a key of the model file.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Fit on N rows only.")
@click.option("--worth", is_flag=True, help="Also measure what each feature is worth, in money.")
@click.option("--why", is_flag=True, help="Tell of each column whether it was cached, and why not.")
@click.option("--svg", metavar="FILE", help="Draw the profit curve into FILE.")
def command(  # noqa: PLR0917 - as click passes them
    session: Session,
    model: str,
    settings: tuple[str, ...],
    sample: int | None,
    worth: bool,
    why: bool,
    svg: str | None,
) -> None:
    """Fit a model and see its evidence.

    It is evaluated on development rows only; the holdout is never read.
    """
    if svg is not None:
        from wager.interfaces.pictures.profit import profit_svg
        from wager.interfaces.written_file import PICTURE, demand_place, write_whole

        demand_place(session.path(svg), PICTURE)  # before the work that it would be lost on
    changes = dict(_setting(text) for text in settings)
    document = session.show(
        session.project().run(model, set=changes, sample=sample, worth=worth, why=why, curve=svg is not None),
        partial(ran_lines, why=why),
    )
    if svg is not None:
        write_whole(profit_svg(document), session.path(svg), PICTURE)


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise click.BadParameter(
            f"{text!r} is no KEY=VALUE; such as lightgbm.num_leaves=31", param_hint="--set"
        )
    return key.strip(), value.strip()
