"""The way that the verdicts took through what was written beforehand: as a list, and in the picture of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from wager.interfaces.pictures.graph import graph_svg
from wager.interfaces.report.hypotheses import anchor
from wager.interfaces.report.markup import Markup, element
from wager.workflow.report_design import Report


def way_section(report: Report) -> Markup:
    """Show the way so far, and the graph in which it was taken."""
    steps = list(_steps(report))
    said = "What follows each verdict was written into the document before the verdict was known."
    return element(
        "section",
        element("h2", "The way so far"),
        element("p", said, class_="soft"),
        element("ol", *steps, class_="way") if steps else None,
        element("div", Markup(graph_svg(report.graph)), class_="graph") if report.graph else None,
    )


def _steps(report: Report) -> Iterator[Markup]:
    for name, word in report.way:
        badge = element("span", word, class_=f"badge {word.lower()}")
        yield element("li", _link(name), " ", badge)
    for name in report.due:
        yield element("li", _link(name), " is due")
    for end in report.ends:
        yield element("li", element("b", end.replace("_", " ")))


def _link(name: str) -> Markup:
    return element("a", name, href=f"#{anchor(name)}")
