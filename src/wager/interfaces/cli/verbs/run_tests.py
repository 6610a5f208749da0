"""`wager test [NAME…]`: the examples of features, and the tests of models."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.tested import tested_lines
from wager.interfaces.cli.session import Session, verb


@verb("test", "wager test\nwager test history --junit features.xml\nwager test delay-gbt")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--junit", metavar="FILE", help="Write the tests as JUnit XML, for CI.")
def command(session: Session, names: tuple[str, ...], junit: str | None) -> None:
    """Run the examples that feature files give, and the tests that model files have.

    An example says: these events, at this moment, for this row, this value; nothing of the project's data is read for it. A test of
    a model says which way a feature alone moves its answer, or what one row gets; it is run on the model's run, which is made where
    there is none. NAME is a feature file, a feature or a model; none means all. Exit code 1 where something does not hold, 3 where
    it is wrongly written.
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
