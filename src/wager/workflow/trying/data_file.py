"""A data file before it belongs to a project: its columns by name and type, options read against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from wager.data.clean import clean
from wager.data.engine import Engine
from wager.data.infer import NULLS, Shape
from wager.data.schema import ColumnSpec
from wager.expressions.parse import ExpressionError, parse
from wager.expressions.tree import Column, Tree, Type, columns
from wager.expressions.types import typed
from wager.foundation.errors import UsageError, nearest


@dataclass(frozen=True)
class File:
    """A data file whose columns are known by name and type.

    Attributes
    ----------
    engine : Engine
    path : Path
    shape : Shape
    zone : str
        Time zone of the project.
    """

    engine: Engine
    path: Path
    shape: Shape
    zone: str

    @property
    def types(self) -> dict[str, Type]:
        """Types of the columns, as expressions see them."""
        return {spec.name: spec.expression_type for spec in self.shape.columns}

    def column(self, written: str) -> str | None:
        """Find a column as the file writes it, or as we call it."""
        for said in (written, written.strip(), written.strip().casefold()):
            for spec in self.shape.columns:
                if said in {spec.name, spec.file_name, spec.file_name.casefold()}:
                    return spec.name
        return None

    def named(self, written: str, option: str) -> str:
        """Find a column, or refuse the option that names it."""
        found = self.column(written)
        if found is None:
            raise UsageError(f"{option}: {self.path.name} has no column {written!r}{self.hint(written)}")
        return found

    def hint(self, written: str) -> str:
        """Say which column may have been meant, or which there are."""
        names = [name for spec in self.shape.columns for name in dict.fromkeys((spec.name, spec.file_name))]
        shown = [spec.name for spec in self.shape.columns]
        more = f" and {len(shown) - 20} more" if len(shown) > 20 else ""
        return nearest(written, names) or f"; it has {', '.join(shown[:20])}{more}"

    def expression(
        self, text: str, option: str, extra: Mapping[str, Type] | None = None
    ) -> tuple[Tree, Type]:
        """Read an expression, or a column as the file writes it, and find its type.

        Raises
        ------
        UsageError
            If it cannot be read, or names no column.
        """
        column = self.column(text)
        try:
            tree: Tree = Column(column) if column else parse(text, zone=self.zone)
            return tree, typed(tree, {**self.types, **(extra or {})})[1]
        except ExpressionError as error:
            if error.unknown:
                raise UsageError(
                    f"{option}: {self.path.name} has no column {error.unknown!r}{self.hint(error.unknown)}"
                ) from error
            raise UsageError(f"{option} {text!r}: {error.message}") from error

    def evaluate(self, outputs: Mapping[str, Tree], times: Sequence[str] = ()) -> pa.Table:
        """Evaluate expressions on every row, in the order of the file."""
        read = {name for tree in outputs.values() for name in columns(tree)}
        specs = [spec for spec in self.shape.columns if spec.name in read]
        raw = self.engine.read_text(self.path, columns=[spec.file_name for spec in specs], nulls=NULLS)
        kept = {
            spec.name: clean(raw.column(spec.file_name), as_time(spec, times), "USD")[0] for spec in specs
        }
        types = {name: ("time" if name in times else kind) for name, kind in self.types.items()}
        return self.engine.evaluate(pa.table(kept), types, outputs, zone=self.zone)


def as_time(spec: ColumnSpec, times: Sequence[str]) -> ColumnSpec:
    """Take a date for its midnight where it is a moment of decision."""
    return replace(spec, type="time") if spec.name in times and spec.type == "date" else spec
