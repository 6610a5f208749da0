"""Where the hypotheses of a design stand, as its log says."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.frozen.log import Entry


def verdicts_of(log: Iterable[Entry]) -> dict[str, str]:
    """Return the latest verdict of each hypothesis in a log."""
    return {one.hypothesis: one.body["verdict"]["word"] for one in log if one.kind == "verdict"}
