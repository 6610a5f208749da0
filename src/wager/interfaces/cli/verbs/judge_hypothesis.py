"""`wager judge DESIGN HYPOTHESIS`: give the verdict."""

from __future__ import annotations

from typing import Any

import click

from wager.interfaces.cli.render.ahead import waiting_lines
from wager.interfaces.cli.render.judged import judged_lines, wholly_judged_lines
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.session import Session, verb

VERDICTS = ("SHIP", "HARM", "REFUTED", "INCONCLUSIVE")


@verb("judge", "wager judge flight-protect H2 --require SHIP --junit h2.xml")
@click.argument("design")
@click.argument("hypothesis")
@click.option("--require", type=click.Choice(VERDICTS), help="End with exit code 1 on any other verdict.")
@click.option(
    "--junit", metavar="FILE", help="Write the tests as JUnit XML, for CI: the metrics are the test."
)
@click.option("--as-of", metavar="MOMENT", help="Replay on history: as if it had been frozen at this moment.")
@click.option(
    "--stop",
    is_flag=True,
    help="At a look before the due day: end it, INCONCLUSIVE, where going on is hardly worth it.",
)
@click.option("--verbose", is_flag=True, help="Below the page: the bounds of each test, and every figure.")
def command(  # noqa: PLR0917 - as click passes them
    session: Session,
    design: str,
    hypothesis: str,
    require: str | None,
    junit: str | None,
    as_of: str | None,
    stop: bool,
    verbose: bool,
) -> None:
    """Give the verdict on a frozen hypothesis.

    As one page: money first, then what was asked, what was found, what could have been, what was not tested, who said no, why, and the step that follows.
    Reads the holdout, counts the look, writes the log; a verdict that is given stays. Exit code 0 for every verdict, 1 with an unmet --require. Where the
    holdout comes after the freeze, it says how long is left until the verdict is due, or gives it at one of the looks that the design planned.
    """
    from wager.interfaces.judged_suite import suite_of
    from wager.interfaces.junit import write_junit
    from wager.interfaces.written_file import JUNIT, demand_place

    place = None if junit is None else session.path(junit)
    if place is not None:
        demand_place(place, JUNIT)  # before the look, which cannot be taken back
    result = session.project().judge(design, hypothesis, as_of=as_of, stop=stop)
    page = wholly_judged_lines if verbose else judged_lines
    document = session.show(result, waiting_lines if result.verdict == "WAITING" else page)
    if place is not None:
        write_junit([suite_of(document)], place)
    if require is not None and result.verdict != require:
        session.refuse(f"--require {require}: {_given(document, f'{hypothesis} of {design}')}")


def _given(document: dict[str, Any], which: str) -> str:
    """Say which verdict there is, in the place of the one that was required."""
    if document["verdict"] == "WAITING":
        return f"there is no verdict on {which} yet; it is due at {moment_text(document['due'])} UTC"
    return f"the verdict on {which} is {document['verdict']}"
