"""The decision graph as a tree of text: every way, with its days and the α at which each hypothesis is tested."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from wager.interfaces.spans import span_text

Ways = list[dict[str, Any]]


def tree_lines(document: dict[str, Any]) -> list[str]:
    r"""Print the ways of a plan, those that share a beginning under it.

    Parameters
    ----------
    document : dict
        As `Planned.to_json` gives it.

    Examples
    --------
    >>> def step(name, verdicts, leads):
    ...     return {"hypothesis": name, "verdicts": verdicts, "leads": leads, "days": 5.0, "alpha": "0.05", "done": False}
    >>> ways = [
    ...     {"days": 5.0, "longest": True, "steps": [step("H1", ["ship"], ["PROMOTE"])]},
    ...     {"days": 5.0, "longest": True, "steps": [step("H1", ["harm"], ["STOP"])]},
    ... ]
    >>> print(click.unstyle("\n".join(tree_lines({"ways": ways, "ways_in_all": 2}))))
    H1  5 d, α 0.05
    ├─ ship → PROMOTE  5 d, longest
    └─ harm → STOP     5 d, longest
    """
    rows = list(_begin(document["ways"]))
    width = max((len(click.unstyle(left)) for left, right in rows if right), default=0)
    lines = [
        f"{left}{' ' * (width - len(click.unstyle(left)))}  {right}" if right else left
        for left, right in rows
    ]
    more = document["ways_in_all"] - len(document["ways"])
    return [*lines, f"… and {more:,} more ways"] if more else lines


def _begin(ways: Ways) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(way["steps"][0]["hypothesis"] for way in ways):
        own = [way for way in ways if way["steps"][0]["hypothesis"] == name]
        yield _tested(own[0]["steps"][0]), ""
        yield from _branches(own, 0, "")


def _branches(ways: Ways, depth: int, indent: str) -> Iterator[tuple[str, str]]:
    branches: dict[tuple[str, ...], Ways] = {}
    for way in ways:
        branches.setdefault(tuple(way["steps"][depth]["verdicts"]), []).append(way)
    for place, (verdicts, own) in enumerate(branches.items()):
        last = place == len(branches) - 1
        step = own[0]["steps"][depth]
        head = f"{indent}{'└─' if last else '├─'} {_verdicts(step, verdicts)} → {leads_text(step['leads'])}"
        if len(own[0]["steps"]) == depth + 1:
            yield head, _length(own[0])
            continue
        following = own[0]["steps"][depth + 1]
        yield f"{head}  {_how(following)}", ""
        yield from _branches(own, depth + 1, f"{indent}{'  ' if last else '│ '} ")


def _verdicts(step: dict[str, Any], verdicts: tuple[str, ...]) -> str:
    said = " or ".join([", ".join(verdicts[:-1]), verdicts[-1]] if len(verdicts) > 1 else verdicts)
    return click.style(f"{said}, as it happened", bold=True) if step["done"] else said


def leads_text(leads: list[str]) -> str:
    """Name where verdicts lead.

    Examples
    --------
    >>> leads_text(["PROMOTE", "H2"]), leads_text([])
    ('PROMOTE and H2', 'nothing written')
    """
    return " and ".join(leads) or "nothing written"


def _tested(step: dict[str, Any]) -> str:
    return f"{step['hypothesis']}  {_how(step)}"


def _how(step: dict[str, Any]) -> str:
    return f"{span_text(step['days'])}, α {step['alpha']}"


def _length(way: dict[str, Any]) -> str:
    length = f"{span_text(way['days'])}"
    return click.style(f"{length}, longest", bold=True) if way["longest"] else length
