"""The page: money first, then the problem, the way, every hypothesis, and what else there is to tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from wager.evaluation.estimate import Estimate
from wager.interfaces.report.hypotheses import day, hypothesis_section
from wager.interfaces.report.markup import Markup, element, joined
from wager.interfaces.report.strips import Strip, strip_table
from wager.interfaces.report.way import way_section
from wager.interfaces.report.work import (
    learned_section,
    problem_section,
    review_section,
    stage_section,
    task_section,
)
from wager.workflow.report_design import Report
from wager.workflow.standing.worth import Worth

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing."""

_HOW = {
    "vacant": "the declared baseline took the vacant title",
    "promoted": "it was promoted",
    "rolled back": "the title was rolled back to it",
}

_READING = {
    "Strips": "the dot is the estimate, the bar its 95 % interval, the dashed line what was asked or is still bearable, the "
    "plain line zero.",
    "Verdicts": "SHIP: every goal is proven and every guardrail holds. HARM: something lies wholly beyond what is bearable. "
    "REFUTED: a goal lies wholly below what was asked. INCONCLUSIVE: otherwise.",
    "Grades": "how far a verdict can be trusted: P prospective, A sealed, B witnessed, C local, X exploratory.",
    "Looks": "how often the outcomes that a verdict rests on were read for one; each look is counted over all designs.",
}


def page(report: Report) -> str:
    """Write the page as HTML: one file, without a script, that loads nothing.

    Parameters
    ----------
    report : Report
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("title", report.title or report.design),
        Markup(f"<style>{_style()}</style>"),
    )
    sections = (
        _money(report),
        problem_section(report.problem),
        way_section(report),
        element("section", element("h2", "Hypotheses"), *map(hypothesis_section, report.hypotheses)),
        learned_section(report.hypotheses),
        task_section(report.tasks.all),
        review_section(report.reviews),
        stage_section(report.stage),
        _reading(),
    )
    body = element("body", _header(report), element("main", *sections), _footer(report))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


@cache
def _style() -> str:
    return files("wager.interfaces.report").joinpath("page.css").read_text("utf-8")


def _header(report: Report) -> Markup:
    facts = [f"design {report.design}", f"owner {report.owner}", f"made {report.at[:10]}"]
    return element(
        "header",
        element("p", " · ".join(facts), class_="soft"),
        element("h1", report.title or report.design),
        element("p", _summary(report), class_="lead"),
    )


def _summary(report: Report) -> str:
    """Say in one sentence where it stands."""
    waits = {
        one["hypothesis"]: f"the verdict on {one['hypothesis']} is due on {day(one['due'])}"
        for one in report.hypotheses
        if one["due"]
    }
    ended = [f"{name} {word}" for name, word in report.way]
    ended += [
        f"{one['hypothesis']} {one['word']}, before its turn"
        for one in report.hypotheses
        if one["word"] and one["hypothesis"] not in dict(report.way)
    ]
    after = [waits.pop(name, f"{name} is due") for name in report.due] if ended or waits else []
    after = [*after, *waits.values()] or [end.replace("_", " ") for end in report.ends]
    said = ", ".join(ended) or "Nothing was judged yet"
    return f"{said}; {', '.join(after)}." if after else f"{said}."


def _money(report: Report) -> Markup:
    """Set what is expected per year beside what was judged."""
    strips = list(_yearly(report))
    parts: list[Markup | None] = []
    if strips:
        parts.append(strip_table("worth", "Money per year, over doing nothing", strips))
    if report.said.get("forecast"):
        words = report.said["forecast"]
        said = f"Expected: {words['likely']}, at least {words['low']}, at most {words['high']} (by {words['by']})."
        parts.append(element("p", said))
    if report.said.get("costs"):
        costs = [f"{value} to {key}" for key, value in report.said["costs"].items() if value]
        parts.append(element("p", f"Costs: {', '.join(costs)}; they are not taken off above."))
    if not parts:
        parts.append(element("p", "The document expects no sum, and nothing was judged yet."))
    if report.title_holder is not None:
        held = report.title_holder
        parts.append(
            element(
                "p",
                f"{held['model']} answers to {report.serves} since {held['since'][:10]}: {_HOW[held['how']]}.",
            )
        )
    return element("section", element("h2", "In money"), *parts, id="money")


def _yearly(report: Report) -> Iterator[Strip]:
    if report.forecast is not None:
        yield Strip("expected", _estimate(report.forecast, report.currency))
    for one in report.hypotheses:
        found = one["verdict"]
        if found and found["per_year"]:
            grade = found["judgement"]["grade"]
            what = f"judged, {one['hypothesis']} with {one['model']}"
            yield Strip(
                what,
                _estimate(Worth(**found["per_year"]), report.currency),
                said=f"{one['word']}, grade {grade}",
            )


def _estimate(worth: Worth, currency: str) -> Estimate:
    return Estimate(worth.value, None, worth.low, worth.high, 0, 0, 0, currency)


def _reading() -> Markup:
    items = (joined(element("dt", word), element("dd", said)) for word, said in _READING.items())
    return element("section", element("h2", "How to read this"), element("dl", *items), class_="reading")


def _footer(report: Report) -> Markup:
    return element(
        "footer",
        element(
            "p",
            "Made by ",
            element("code", f"wager report {report.design}"),
            f" from {report.document} and its log; no figure on this page was typed.",
            class_="soft",
        ),
    )
