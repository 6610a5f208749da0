"""The blocks of a model file: what waits for a freeze has no place there."""

from __future__ import annotations

from wager.design.checks.scene import Scene


def check_unjudged(scene: Scene) -> None:
    """Refuse a holdout that begins at a freeze, where nothing can be frozen."""
    split = scene.design.split
    if split is not None and split.prospective is not None:
        scene.fault(
            split.lines.get("holdout", split.line),
            "E101",
            "block split: `holdout: after freeze` waits for a freeze, and nothing of a model file is frozen by itself; "
            "say `begin: {train, tune, holdout, end}`, or write a design",
        )
