"""A verdict that depends on a place which is still to fill in is no verdict: `run`, `freeze` and `judge` refuse it."""

from __future__ import annotations

from wager.design.blocks import Design
from wager.foundation.errors import RefusedError

FIGURES_DEPEND_ON = ("rows", "objective", "split", "money", "slices", "metrics", "baselines")
"""Kinds of block that every figure depends on."""


def refuse_unfilled(design: Design, hypothesis: str | None = None) -> None:
    """Refuse a design in which something is still to fill in that the figures depend on.

    Parameters
    ----------
    design : Design
    hypothesis : str, optional
        With its own block, its goals and α: what its verdict depends on.

    Raises
    ------
    RefusedError
        Names the blocks, each with its line.
    """
    wanted = {(kind, "") for kind in FIGURES_DEPEND_ON}
    if hypothesis is not None:
        wanted |= {("alpha", ""), ("hypothesis", hypothesis)}
        one = design.hypotheses.get(hypothesis)
        if one is None or any(goal not in design.goals for goal in one.goals):
            wanted.add(("goals", ""))
    found = {block: count for block, count in design.to_fill.items() if block in wanted}
    if not found or (hypothesis is not None and _is_unknown(design, hypothesis)):
        return
    blocks = ", ".join(
        f"{' '.join(block).strip()} (line {design.line(*block)}, {_places(count)})"
        for block, count in found.items()
    )
    raise RefusedError(
        f"{design.path} is still to fill in where the figures depend on it: {blocks}; "
        f"`wager check {design.path}` lists the places"
    )


def _is_unknown(design: Design, hypothesis: str) -> bool:
    return ("hypothesis", hypothesis) not in design.lines


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"
