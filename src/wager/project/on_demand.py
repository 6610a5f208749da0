"""Real things that are loaded when they are first used: most commands need no engine, and start at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wager.expressions.tree import Tree, Type

if TYPE_CHECKING:
    import pyarrow as pa

    from wager.data.engine import Engine
    from wager.foundation.ledger import Record
    from wager.registry.registry import Act, Registered, Registry
    from wager.registry.titles import Turn
    from wager.training.estimator import Encode, Estimator, Estimators, Files, Fitted


class EngineOnDemand:
    """DuckDB, loaded with the first operation; see `data.engine.Engine`.

    Parameters
    ----------
    threads : int
        How many may work; 0 for all.
    memory : int or None
        Bytes that it and what is computed beside it may take; half of them are the engine's.
    """

    def __init__(self, threads: int, memory: int | None = None) -> None:
        self._threads, self._memory = threads, memory

    @cached_property
    def _engine(self) -> Engine:
        from wager.adapters.duckdb.engine import DuckDBEngine

        return DuckDBEngine(threads=self._threads or None, memory=self._memory and self._memory // 2)

    def read_text(
        self,
        path: Path,
        *,
        member: str | None = None,
        columns: Sequence[str] | None = None,
        nulls: Sequence[str] = ("",),
    ) -> pa.Table:
        """Read a data file."""
        return self._engine.read_text(path, member=member, columns=columns, nulls=nulls)

    def evaluate(
        self,
        table: pa.Table | Sequence[Path],
        types: Mapping[str, Type],
        outputs: Mapping[str, Tree],
        *,
        where: Tree | None = None,
        order: Sequence[str] = (),
        zone: str = "UTC",
    ) -> pa.Table:
        """Evaluate expressions for each row."""
        return self._engine.evaluate(table, types, outputs, where=where, order=order, zone=zone)


class WarehouseOnDemand:
    """Databases in files, loaded with the first query; see `data.warehouse.Warehouse`."""

    def query(self, store: str, sql: str, root: Path) -> pa.Table:
        """Run one query."""
        from wager.adapters.stores.warehouse import FileWarehouse

        return FileWarehouse().query(store, sql, root)


class EstimatorsOnDemand:
    """Our learners, loaded when the first is made; see `training.estimator.Estimators`."""

    def __init__(self, threads: int, *, alone: bool, root: Path, bins: Path | None = None) -> None:
        self._threads, self._alone, self._root, self._bins = threads, alone, root, bins

    @cached_property
    def _catalogue(self) -> Estimators:
        from wager.adapters.estimators.catalogue import EstimatorCatalogue

        return EstimatorCatalogue(self._threads, self._alone, self._root, self._bins)

    def make(
        self, algorithm: str, parameters: Mapping[str, Any], seed: int = 0, encode: Encode | None = None
    ) -> Estimator:
        """Make a learner."""
        return self._catalogue.make(algorithm, parameters, seed, encode)

    def read(self, files: Files) -> Fitted:
        """Read back what a learner learned."""
        return self._catalogue.read(files)

    def at(self, root: Path) -> EstimatorsOnDemand:
        """Return the same learners, for a project that lies elsewhere."""
        return EstimatorsOnDemand(self._threads, alone=self._alone, root=root, bins=self._bins)

    def versions(self, algorithms: Iterable[str] = ()) -> dict[str, str]:
        """Name the versions of the code that learns; nothing is loaded for it."""
        from wager.adapters.estimators.libraries import versions

        return versions(algorithms)


class RegistryOnDemand:
    """Versions, titles and the ledger in SQLite; see `registry.registry.Registry`.

    Where the file is not there, nothing is loaded to say that nothing is in it.

    Parameters
    ----------
    path : Path
        The database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _registry(self) -> Registry:
        from wager.adapters.stores.sqlite.registry import SqliteRegistry

        return SqliteRegistry(self._path)

    def acting(self) -> AbstractContextManager[Act]:
        """Open the one transaction that may write."""
        return self._registry.acting()

    def versions(self) -> tuple[Registered, ...]:
        """Return all versions, oldest first."""
        return self._registry.versions() if self._path.exists() else ()

    def turns(self, serves: str = "") -> tuple[Turn, ...]:
        """Return the turns at a title, or at all."""
        return self._registry.turns(serves) if self._path.exists() else ()

    def ledger(self, since: int = 0) -> Iterator[Record]:
        """Return the ledger's records after a number."""
        return self._registry.ledger(since) if self._path.exists() else iter(())

    def faults(self) -> tuple[str, ...]:
        """Look at everything anew."""
        return self._registry.faults() if self._path.exists() else ()
