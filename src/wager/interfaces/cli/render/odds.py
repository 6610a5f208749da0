"""How often which verdict will fall, before any result exists: mistakes, power, and the days that it takes on average."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import prose, table
from wager.interfaces.spans import span_text


def odds_lines(document: dict[str, Any]) -> list[str]:
    """Print for each hypothesis how often it would ship under four truths; nothing where no test is told of."""
    told = [one for one in document["hypotheses"] if one["odds"]]
    if not told:
        return []
    head = ["it ships, where the model is", "no better", "harmful by a margin", "as asked", "as needed"]
    cells = [[f"{one['hypothesis']}, {one['model']}", *_chances(one["odds"])] for one in told]
    worst = max((one["odds"]["insignificant"] or 0.0 for one in told), default=0.0)
    text = (
        "as asked: every true gain is exactly the amount and nothing is harmed; as needed: every gain is what its goal needs. "
        "Tests share their rows, so that these are bounds, whichever way they hang together"
    )
    if worst:
        text += f". That harm would pass in {_percent(worst)} at its worst guardrail, were it enough that it is not significant"
    return [
        "what a verdict will do",
        *table(head, cells, "  "),
        "",
        *prose(text, "  ", "  "),
        *_days(document),
    ]


def _chances(odds: dict[str, Any]) -> list[str]:
    harm = odds["harm_ship"]
    return [
        f"≤ {_percent(odds['false_ship'])}",
        "no guardrail" if harm is None else f"≤ {_percent(harm)}",
        f"≤ {_percent(odds['as_asked'])}",
        f"≥ {_percent(odds['power'])}",
    ]


def _days(document: dict[str, Any]) -> list[str]:
    nothing, needed = document["expected"]["nothing"], document["expected"]["needed"]
    if nothing is None or needed is None:
        return []
    text = f"the design takes about {_span(nothing)} on average if nothing is there to be found, {_span(needed)} if every gain is as needed"
    return prose(text, "  ", "  ")


def _span(days: float) -> str:
    return span_text(round(days, 1))


def _percent(share: float) -> str:
    return "0.1 %" if share < 0.001 else f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"
