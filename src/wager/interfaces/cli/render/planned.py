"""What `plan` tells: the graph, what there is to win, what the data can detect, what is wrong."""

from __future__ import annotations

from typing import Any

from wager.foundation.rounded import number_of
from wager.interfaces.cli.render.checked import finding_line
from wager.interfaces.cli.render.odds import odds_lines
from wager.interfaces.cli.render.tree import tree_lines
from wager.interfaces.cli.tables import counted, labelled, prose, table
from wager.interfaces.spans import span_text


def planned_lines(document: dict[str, Any]) -> list[str]:
    """Print a plan as a person reads it."""
    lines = [*_graph(document)]
    tests, odds = _tests(document), odds_lines(document)
    for section in (_worth(document), _rows(document), tests, odds, _missing(document)):
        lines += ["", *section] if section else []
    findings = [finding_line(one) for one in document["findings"]]
    return [*lines, "", *findings] if findings else lines


def _graph(document: dict[str, Any]) -> list[str]:
    if document["worst"] is None:
        return [f"{document['design']}: no hypothesis is written yet"]
    worst = document["worst"]
    names = " → ".join(step["hypothesis"] for step in worst["steps"])
    ways, appetite = counted(document["ways_in_all"], "way"), document["appetite"]
    of = f" of the {span_text(appetite)} that it may take" if appetite is not None else ""
    first = f"{document['design']}: {ways} through the graph; the longest, {names}, takes {span_text(worst['days'])}{of}"
    facts = prose(first)
    if document["waits"]:
        sooner = f"; {document['looks']} looks at them may end it sooner" if document["looks"] > 1 else ""
        facts += prose(
            f"each hypothesis then waits {span_text(document['waits'])} for its outcomes, on top of that{sooner}"
        )
    if document["crawl"] is not None:
        facts += prose(f"the crawl is due after {span_text(document['crawl'])}{_share(document)}")
    return [*facts, "", *tree_lines(document)]


def _share(document: dict[str, Any]) -> str:
    appetite = document["appetite"]
    return f", {document['crawl'] / appetite:.0%} of the appetite".replace("%", " %") if appetite else ""


def _worth(document: dict[str, Any]) -> list[str]:
    worth = document["worth"]
    if worth is None:
        return []
    currency, each, yearly = worth["currency"], worth["each"], worth["yearly"]
    names = {"nothing": "doing nothing", "perfect": "a perfect model", "ceiling": "the most to be won"}
    cells = [
        [words, _money(worth[name], currency), _money(yearly[name], currency)]
        for name, words in names.items()
    ]
    head = ["", f"per 1,000 {each}s", "per year"]
    per_year = "" if worth["per_year"] is None else f", at {worth['per_year']:,.0f} {each}s a year"
    lines = [f"what there is to win, on {counted(worth['rows'], f'development {each}')}{per_year}"]
    return [*lines, *table(head, cells), *_against(worth)]


def _against(worth: dict[str, Any]) -> list[str]:
    currency, facts = worth["currency"], []
    if worth["cost"] is not None:
        parts = [f"{_money(worth['build'], currency)} to build"] if worth["build"] is not None else []
        parts += [f"{_money(worth['run'], currency)} a year to run"] if worth["run"] is not None else []
        facts.append(("costs", " and ".join(parts)))
    if worth["forecast"] is not None:
        amounts = ", ".join(
            f"{name} {_money(amount, currency)}{_part(amount, worth['yearly']['ceiling'])}"
            for name, amount in worth["forecast"].items()
        )
        facts.append(("forecast", f"a year, {amounts} of the most to be won; by {worth['by']}"))
    return labelled(facts, "  ")


def _part(amount: float, ceiling: float | None) -> str:
    return f" ({100 * amount / ceiling:.3g} %)" if ceiling else ""


def _money(amount: float | None, currency: str) -> str:
    from wager.evaluation.written import written

    return "-" if amount is None else written(amount, currency)


def _rows(document: dict[str, Any]) -> list[str]:
    rows = document["rows"]
    if rows is None:
        return []
    each, holdout = rows["each"], rows["holdout"]
    lost = ", ".join(f"{count:,} {reason}" for reason, count in rows["lost"].items())
    learned = f"{rows['development']:,} of {counted(rows['decided'], each)}{_in(rows, rows['clusters'])}"
    how = "expected" if holdout["prospective"] else "counted by their moments"
    judged = f"{counted(holdout['rows'], each)}{_in(rows, holdout['clusters'])}, {how}"
    if holdout["expected_lost"]:
        judged += f"; about {holdout['expected_lost']:,} will drop out, if outcomes come as late as before"
    facts = [("development", learned + (f"; left out: {lost}" if lost else "")), ("holdout", judged)]
    return ["the rows", *labelled(facts, "  ")]


def _in(rows: dict[str, Any], clusters: int) -> str:
    """Count the clusters, unless each row is its own."""
    return (
        ""
        if rows["cluster_word"] == f"{rows['each']}s"
        else f" in {number_of(clusters, rows['cluster_word'])}"
    )


def _missing(document: dict[str, Any]) -> list[str]:
    lines = (
        prose(f"what there is to win, and what can be detected, is not told: {document['why']}")
        if document["why"]
        else []
    )
    for one in document["hypotheses"]:
        if one["why"]:
            lines += prose(f"what {one['hypothesis']} can detect is not told: {one['why']}")
    return lines


def _tests(document: dict[str, Any]) -> list[str]:
    told = [one for one in document["hypotheses"] if one["tests"] or one["untold"]]
    lines: list[str] = []
    for place, one in enumerate(told):
        same = next((other["hypothesis"] for other in told[:place] if _alike(one, other)), None)
        if same is not None:
            lines.append(f"  {_heading(one)}: the same as {same}")
        else:
            lines += _of_hypothesis(one)
    return ["what can be detected", *lines, *_legend(told)] if told else []


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether the same is told of two hypotheses."""
    return all(one[key] == other[key] for key in ("alpha", "tests", "untold"))


def _heading(one: dict[str, Any]) -> str:
    ran = any(not test["shares"] for test in one["tests"])
    when = ", as its development run says" if ran else ", by the share of decisions that it changes"
    return f"{one['hypothesis']}, {one['model']}, at α = {one['alpha']}{when if one['tests'] else ''}"


def _of_hypothesis(one: dict[str, Any]) -> list[str]:
    lines = prose(_heading(one), "  ", "  ")
    shares = next((list(test["shares"]) for test in one["tests"] if test["shares"]), [])
    if one["tests"]:
        head = ["", "", "asked", *(shares or ["detects"]), "power", "needs"]
        lines += table(head, [_row(test, shares) for test in one["tests"]], "    ")
    for test in one["untold"]:
        lines += prose(f"{test['id']} {_what(test)}: {test['why']}", " " * 6, "    ")
    return lines


def _row(test: dict[str, Any], shares: list[str]) -> list[str]:
    asked = "any" if test["asked"] is None else _figure(test["asked"], test["unit"])
    detects = [test["shares"][share] for share in shares] or [test["amount"]]
    found = [_bare(_figure(amount, test["unit"])) for amount in detects]
    needs = (
        "" if test["kind"] == "guardrail" or test["asked"] is None else _figure(test["needed"], test["unit"])
    )
    return [test["id"], _what(test), asked, *found, f"{test['power']:.0%}".replace("%", " %"), needs]


def _what(test: dict[str, Any]) -> str:
    where = f" for {test['slice']}" if test["slice"] else ""
    against = f" over {test['against']}" if test.get("kind") == "goal" else ""
    return f"{test['metric'].partition(', ')[0]}{where}{against}"


def _bare(text: str) -> str:
    """Leave out the unit, which the amount beside it says."""
    return text.partition(" ")[0]


def _legend(told: list[dict[str, Any]]) -> list[str]:
    """Say once what the columns mean."""
    tests = [test for one in told for test in one["tests"]]
    if not tests:
        return []
    goal = next((test["wanted"] for test in tests if test["kind"] == "goal"), None)
    guard = next((test["wanted"] for test in tests if test["kind"] == "guardrail"), None)
    parts = [] if goal is None else [f"the true gain that is told from none with {_percent(goal)} power"]
    if guard is not None:
        parts.append(
            f"the margin of a guardrail that a harmless model is shown to keep, with the {_percent(guard)} that each needs "
            "so that they rarely fail together"
        )
    at = next((test["basis"] for test in tests if test["shares"]), "")
    text = f"detected is {', and '.join(parts)}. Power is that of what is asked, were it exactly so"
    text += f"; needs, the true gain for {_percent(goal or 0.0)} power"
    unrun = " where it was not run" if any(not test["shares"] for test in tests) else ""
    return ["", *prose(f"{text}; both with {at}{unrun}" if at else text, "  ", "  ")]


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _figure(amount: float, unit: str) -> str:
    from wager.evaluation.written import written

    return written(amount, unit, signed=True).lstrip("+") if unit == "share" else written(amount, unit)
