"""`wager test [NAME…]`: the examples of features."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.tested import tested_lines
from wager.interfaces.cli.session import Session, verb


@verb("test", "wager test\nwager test history --junit features.xml")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--junit", metavar="FILE", help="Write the tests as JUnit XML, for CI.")
def command(session: Session, names: tuple[str, ...], junit: str | None) -> None:
    """Run the examples that feature files give: these events, at this moment, for this row, this value.

    NAME is a feature file or a feature; none means all. A value that is another is shown step by step. Exit code 1 where an
    example does not hold, 3 where one is wrongly written. Nothing of the project's data is read.
    """
    from wager.interfaces.cli.render.tested_suite import suites_of
    from wager.interfaces.junit import write_junit
    from wager.interfaces.written_file import JUNIT, demand_place

    place = None if junit is None else session.path(junit)
    if place is not None:
        demand_place(place, JUNIT)
    result = session.project().test(*names)
    document = session.show(result, tested_lines)
    if place is not None:
        write_junit(suites_of(document), place)
    if not result.passed:
        session.refuse()
