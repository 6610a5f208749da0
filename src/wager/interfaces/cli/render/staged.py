"""The stage at which a design is, and what has to hold before it is left."""

from __future__ import annotations

from typing import Any

from wager.interfaces.spans import span_text

_MARKS = {True: "met", False: "missing", None: "open"}


def stage_facts(stage: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Print the stage, how long it took to reach, and what it still waits for.

    Examples
    --------
    >>> missing = {"name": "G1", "met": False, "said": "no hypothesis with G1 among its goals was judged SHIP"}
    >>> stage = {"stage": "crawl", "what": "a nightly file", "since": None, "planned": 10.0, "days": 4.0, "late": False}
    >>> for name, text in stage_facts({**stage, "exits": [missing]}):
    ...     print(f"{name:11}  {text}")
    stage        crawl: a nightly file; reached after 4 d, 10 d planned
    before walk  G1, missing: no hypothesis with G1 among its goals was judged SHIP
    """
    if stage is None:
        return []
    name = stage["stage"]
    if name == "poc":
        return [("stage", "poc, a proof of concept")]
    after = {"crawl": "walk", "walk": "run"}.get(name)
    exits = [one for one in stage["exits"] if one["name"] != "reviews"]  # which are among the steps
    waits = [one for one in exits if one["met"] is not True] if after else []
    facts = [("stage", f"{name}: {stage['what']}{_days(stage)}")]
    facts += [
        ("" if at else f"before {after}", f"{one['name']}, {_MARKS[one['met']]}: {one['said']}")
        for at, one in enumerate(waits)
    ]
    return facts


def _days(stage: dict[str, Any]) -> str:
    if stage["planned"] is None:
        return ""
    late = ", which is more than a third of the appetite" if stage["late"] else ""
    return f"; reached after {span_text(stage['days'])}, {span_text(stage['planned'])} planned{late}"
