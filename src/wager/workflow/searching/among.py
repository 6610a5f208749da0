"""Among how many models one was chosen: the trials of its search, and the runs for which somebody changed its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wager.design.models.model_file import ModelFile
from wager.workflow.list_things import kept_runs
from wager.workflow.searching.space import count
from wager.workflow.wiring import Wiring


def tried_among(wiring: Wiring, model: ModelFile, design: str) -> dict[str, int]:
    """Write the number that was tried into the log; nothing for a model of which nothing else was tried.

    A run with other keys (`--set`) showed its money on development rows as a trial does, and whoever saw it may have chosen by it.
    Runs are known where they were made: a store that lacks them counts none.

    Parameters
    ----------
    wiring : Wiring
    model : ModelFile
        As it is frozen.
    design : str
        Id of the design that it answers.
    """
    changed = {run["run"] for run in kept_runs(wiring) if _is_of(run, model.name, design)}
    found = count(model)
    found += len(changed) + (not found) if changed else 0  # the model itself is one of them
    return {"tried": found} if found else {}


def tried_before(frozen: Mapping[str, Any], model: ModelFile) -> dict[str, int]:
    """Repeat what a freeze counted: what was tried afterwards chose nothing; freezes that did not count knew the search alone."""
    found = max(int(frozen.get("tried", 0)), count(model))
    return {"tried": found} if found else {}


def _is_of(run: Mapping[str, Any], model: str, design: str) -> bool:
    return bool(run["changes"]) and run["model"] == model and run["design"] == design
