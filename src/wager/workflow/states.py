"""Where the hypotheses of a design stand, as its log says."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wager.design.frozen.log import Entry


def verdicts_of(log: Iterable[Entry]) -> dict[str, str]:
    """Return the latest verdict of each hypothesis in a log."""
    return {one.hypothesis: one.body["verdict"]["word"] for one in log if one.kind == "verdict"}


def alphas_of(log: Iterable[Entry]) -> dict[str, Decimal]:
    """Return the α of each hypothesis that was ever frozen, as its first freeze pinned it."""
    found: dict[str, Decimal] = {}
    for one in log:
        if one.kind == "freeze" and "alpha" in one.body:
            found.setdefault(one.hypothesis, Decimal(one.body["alpha"]))
    return found
