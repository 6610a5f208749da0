"""Find a project and wire it: DuckDB, SQLite and files in `.wager/`, our learners, the machine's clock."""

from __future__ import annotations

import os
from pathlib import Path

from wager.adapters.stores.folder import FolderObjects
from wager.design.config import Config, read_config
from wager.foundation.errors import NotFoundError
from wager.foundation.machine import usual_budget
from wager.foundation.moments import Clock, SystemClock
from wager.foundation.progress import Progress, silent
from wager.project.on_demand import EngineOnDemand, EstimatorsOnDemand, RegistryOnDemand, WarehouseOnDemand
from wager.workflow.read_project import design_files, read_text
from wager.workflow.wiring import CONFIG, Wiring


def open_project(
    folder: Path,
    progress: Progress = silent,
    *,
    clock: Clock | None = None,
    threads: int = 0,
    alone: bool = False,
) -> Wiring:
    """Wire the project in a folder or above it.

    Parameters
    ----------
    folder : Path
        Where to look; then its parents, as git does.
    progress : Progress
        Told how far long work is.
    clock : Clock, optional
        What says what time it is; the machine's own unless given.
    threads : int
        How many threads may work; 0 for all. Results do not depend on it.
    alone : bool
        True in a process of our own: libraries need not load what they have for users of data frames.

    Raises
    ------
    NotFoundError
        If there is no `wager.toml`, and no design in the folder itself.
    """
    folder = folder.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIG).is_file():
            return open_folder(candidate, progress, clock=clock, threads=threads, alone=alone)
    if folder.is_dir() and design_files(folder):
        return open_folder(folder, progress, clock=clock, threads=threads, alone=alone)
    raise NotFoundError(
        f"no project in {folder}: neither {CONFIG} nor a design; "
        "`wager init` begins one, `wager try FILE --label COLUMN` begins with a file"
    )


def open_folder(
    folder: Path,
    progress: Progress = silent,
    *,
    clock: Clock | None = None,
    threads: int = 0,
    alone: bool = False,
) -> Wiring:
    """Wire a folder as a project, whatever is in it; see `open_project`."""
    root = folder.resolve()
    store = root / ".wager"
    config = _config(folder)
    memory = config.memory or usual_budget()
    return Wiring(
        root=root,
        config=config,
        engine=EngineOnDemand(threads, memory),
        objects=FolderObjects(store / "objects"),
        registry=RegistryOnDemand(store / "registry.db"),
        estimators=EstimatorsOnDemand(threads, alone=alone, root=root, bins=store / "cache" / "bins"),
        clock=clock or SystemClock(),
        progress=progress,
        store=store,
        kept=store,
        warehouse=WarehouseOnDemand(),
        threads=threads,
        memory=memory,
        secrets={name: value for name, value in os.environ.items() if name.startswith("WAGER_")},
    )


def _config(folder: Path) -> Config:
    """Read wager.toml; what is wrong with it is reported by whatever reads the project."""
    if not (folder / CONFIG).is_file():
        return Config(folder.resolve().name)
    config, _ = read_text(folder / CONFIG, CONFIG, read_config)
    return config or Config(folder.resolve().name)
