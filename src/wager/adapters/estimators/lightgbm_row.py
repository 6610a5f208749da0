"""One row through LightGBM's C interface for single rows, set up once: a third of what `Booster.predict` takes.

The interface is the library's own and documented, but its Python package does not offer it, so it is reached
through `ctypes`. Where it cannot be reached, `Booster.predict` answers; the bits are the same.
"""

from __future__ import annotations

import ctypes
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wager.foundation.errors import UnavailableError
from wager.training.columns import Floats

_NORMAL, _FLOAT64, _ALL_ROUNDS = 0, 1, -1  # as the library's c_api.h numbers them
_SETTINGS = b"num_threads=1 verbosity=-1"

Ask = Callable[[Sequence[float] | Floats], Floats]
"""From the numbers of one row to what `Booster.predict` says of it, shape (n_outputs,)."""


def quick_row(library: Any, booster: Any, width: int, outputs: int) -> Ask:
    """Make the function that asks a booster about one row.

    Parameters
    ----------
    library : module
        LightGBM.
    booster : Booster
        Of `width` columns; kept alive as long as the function is.
    width, outputs : int
        How many numbers go in and come out.
    """
    try:
        return _QuickRow(library.basic._LIB, booster, width, outputs)  # noqa: SLF001 # there is no public way
    except (AttributeError, UnavailableError):
        return _plain_row(booster)


def _plain_row(booster: Any) -> Ask:
    def ask(values: Sequence[float] | Floats) -> Floats:
        matrix = np.asarray([values], dtype=np.float64)
        return np.asarray(booster.predict(matrix, num_threads=1), dtype=np.float64).reshape(-1)

    return ask


class _QuickRow:
    """Two buffers and a configured predictor; threads take turns."""

    def __init__(self, library: Any, booster: Any, width: int, outputs: int) -> None:
        self._row = np.empty(width, dtype=np.float64)
        self._answer = np.empty(outputs, dtype=np.float64)
        self._turn = threading.Lock()
        self._predict = library.LGBM_BoosterPredictForMatSingleRowFast
        config = ctypes.c_void_p()
        refused = library.LGBM_BoosterPredictForMatSingleRowFastInit(
            booster._handle,  # noqa: SLF001
            *map(ctypes.c_int, (_NORMAL, 0, _ALL_ROUNDS, _FLOAT64)),
            ctypes.c_int32(width),
            ctypes.c_char_p(_SETTINGS),
            ctypes.byref(config),
        )
        if refused:
            raise UnavailableError("lightgbm sets up no predictor for single rows")
        # Named here, the booster outlives the predictor that points into it.
        weakref.finalize(self, _release, library, config, booster)
        self._given = ctypes.c_int64()
        self._arguments = (
            config,
            ctypes.c_void_p(self._row.ctypes.data),
            ctypes.byref(self._given),
            ctypes.c_void_p(self._answer.ctypes.data),
        )

    def __call__(self, values: Sequence[float] | Floats) -> Floats:
        """Ask about one row."""
        with self._turn:
            self._row[:] = values
            if self._predict(*self._arguments) or self._given.value != len(self._answer):
                raise UnavailableError("lightgbm does not answer a single row; load the model again")
            return self._answer.copy()


def _release(library: Any, config: Any, booster: Any) -> None:
    library.LGBM_FastConfigFree(config)
    del booster
