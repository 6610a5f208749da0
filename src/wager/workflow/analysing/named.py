"""A kept run by what people call it: the beginning of its id, or its model for the newest."""

from __future__ import annotations

from wager.foundation.errors import NotFoundError, UsageError, nearest
from wager.workflow.list_things import kept_runs
from wager.workflow.runs import Run, find_run, trials_folder
from wager.workflow.wiring import Wiring


def named_run(wiring: Wiring, name: str) -> Run:
    """Find a run.

    Parameters
    ----------
    wiring : Wiring
    name : str
        The beginning of its id, or the name of its model for the newest.

    Raises
    ------
    NotFoundError
        If there is none; the message names the nearest.
    UsageError
        If several begin so.
    """
    kept = [*wiring.runs.glob("*.json"), *trials_folder(wiring).glob("*.json")]
    ids = sorted(path.stem for path in kept if path.stem.startswith(name))
    if len(ids) > 1 and name not in ids:
        listed = ", ".join(one[: len(name) + 6] for one in ids[:12])
        raise UsageError(f"{len(ids)} runs begin with {name!r}: {listed}; write more of it")
    models = {} if ids else {run["model"]: run["run"] for run in reversed([*kept_runs(wiring)])}
    identity = name if name in ids else ids[0] if ids else models.get(name)
    found = None if identity is None else find_run(wiring, identity)
    if found is None:
        there = ", ".join(sorted(models)) or "none yet; `wager run MODEL` makes one"
        raise NotFoundError(
            f"no run of the model or id {name!r}{nearest(name, models)}; there are runs of {there}"
        )
    return found
