"""Let versions that answer one by one do no more than there is room for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from wager.serving.capacity import Done
from wager.serving.prediction_log import PredictionWriter
from wager.workflow.versions.load_predictor import Loaded
from wager.workflow.wiring import Wiring


class Rooms:
    """The room that each title has: what it did before counts, whoever held it.

    Parameters
    ----------
    wiring : Wiring
    log : PredictionWriter or None
        Where what is answered goes; None where nothing is kept, and nothing is counted but in memory.
    """

    def __init__(self, wiring: Wiring, log: PredictionWriter | None) -> None:
        self._wiring, self._log = wiring, log
        self._done: dict[str, Done] = {}

    def bound(self, loaded: Loaded) -> Loaded:
        """Bind a version by the capacities of its design."""
        if not loaded.limits:
            return loaded
        serves = loaded.version.serves
        if serves not in self._done or self._done[serves].limits != loaded.limits:
            self._done[serves] = self._counted(loaded)
        allow = partial(self._done[serves].allow, cuts=loaded.version.cuts)
        return replace(loaded, predictor=replace(loaded.predictor, allow=allow))

    def _counted(self, loaded: Loaded) -> Done:
        """Count what was done in the present windows."""
        folder = None
        if self._log is not None:
            self._log.sync()
            folder = self._wiring.predictions
        done = Done(loaded.version.serves, loaded.limits, self._wiring.config.time_zone, folder)
        done.prepare(self._wiring.clock.now())
        return done
