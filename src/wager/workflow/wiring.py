"""The real things that a project stands on, as the verbs see them: protocols only."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wager.design.config import Config
from wager.foundation.locks import locked
from wager.foundation.moments import Clock
from wager.foundation.objects import ObjectStore
from wager.foundation.progress import Progress

if TYPE_CHECKING:  # they bring arrays along, which whoever reads a few files does not need
    from wager.data.engine import Engine
    from wager.data.warehouse import Warehouse
    from wager.registry.registry import Registry
    from wager.training.estimator import Estimators

CONFIG = "wager.toml"
"""The file that makes a folder a project."""


@dataclass(frozen=True)
class Wiring:
    """Where a project lies and what it runs on.

    Attributes
    ----------
    root : Path
        The project's folder.
    config : Config
        What `wager.toml` says, or the defaults of a project without one.
    engine : Engine
        What reads and computes.
    objects : ObjectStore
        Where snapshots and fitted models are kept.
    registry : Registry
        Versions, titles and the ledger.
    estimators : Estimators
        What learns.
    clock : Clock
        What says what time it is.
    progress : Progress
        Who is told how far the work is.
    store : Path
        The local store, which git ignores.
    kept : Path
        What is remembered of the sources: their present snapshots and inferred shapes. It lies in the store, but for a
        version, whose definitions and snapshots stay as they were when it was fitted.
    warehouse : Warehouse
        Who answers the queries of offline views.
    threads : int
        How many may work; 0 for all.
    memory : int or None
        Bytes that the engine and the arrays beside it may take together; None where nobody counts.
    secrets : mapping of str to str
        What the environment holds under names that begin with `WAGER_`: keys, never printed.
    """

    root: Path
    config: Config
    engine: Engine
    objects: ObjectStore
    registry: Registry
    estimators: Estimators
    clock: Clock
    progress: Progress
    store: Path
    kept: Path
    warehouse: Warehouse
    threads: int = 0
    memory: int | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def cache(self) -> Path:
        """Computed columns by fingerprint."""
        return self.store / "cache"

    @property
    def heads(self) -> Path:
        """The present snapshot of each source."""
        return self.kept / "snapshots"

    @property
    def of_a_version(self) -> bool:
        """True where the definitions are those of a version: data files are not looked at."""
        return self.kept != self.store

    @property
    def runs(self) -> Path:
        """Runs by the digest of what went in."""
        return self.store / "runs"

    @property
    def predictions(self) -> Path:
        """The prediction log."""
        return self.store / "predictions"

    @property
    def events(self) -> Path:
        """The log of live events."""
        return self.store / "events"

    def lock(self, design: str) -> AbstractContextManager[None]:
        """Let one process at a time add to the log of a design."""
        return locked(self.store / "locks" / f"{design}.lock")

    def told(self, progress: Progress) -> Wiring:
        """Return the same wiring with another listener."""
        return replace(self, progress=progress)
