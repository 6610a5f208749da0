"""How the LightGBM library is loaded: 0.65 CPU seconds alone, 3.1 with the data frames it also knows."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from wager.adapters.companions import DATA_FRAMES, shut_out


def lightgbm_library(*, alone: bool = False) -> Any:
    """Import LightGBM.

    Parameters
    ----------
    alone : bool
        Shut out the optional packages that it would import for users of data frames. Only for a
        process in which nobody else uses LightGBM.
    """
    if not alone or "lightgbm" in sys.modules:
        return importlib.import_module("lightgbm")
    # Threads that wait give their core away: spinning ones took 121 s for a small fit on a busy machine, these 1.5 s.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with shut_out((*DATA_FRAMES, "sklearn")):
        return importlib.import_module("lightgbm")
