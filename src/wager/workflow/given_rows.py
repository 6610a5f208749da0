"""A table that a caller gives, described as a source: its columns are read as the project declares them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from wager.data.cast import STORED
from wager.data.known import Known
from wager.data.origin import Origin
from wager.data.schema import ColumnSpec, ColumnType
from wager.data.source import Source
from wager.expressions.tree import Tree, Type, columns
from wager.foundation.amounts import places
from wager.foundation.errors import BadInputError
from wager.workflow.read_project import Definitions

TABLE = "the table given"


def given_source(definitions: Definitions, rows: pa.Table) -> Source:
    """Describe a table as a source: columns of the project keep their types, derived ones follow where they can.

    Raises
    ------
    BadInputError
        If a column has a type that is not read.
    """
    places_of = homes(definitions)
    specs = {
        name: ColumnSpec(name, _declared(places_of, rows, name), nullable=True) for name in rows.column_names
    }
    derive, types = _derived(places_of, specs)
    config = definitions.config
    currency, zone = config.currency or "USD", config.time_zone
    origin = Origin("path", TABLE)
    return Source(
        TABLE,
        "",
        1,
        origin,
        "",
        (),
        specs,
        Known(),
        derive,
        types,
        currency=currency,
        zone=zone,
        assumed=True,
    )


def homes(definitions: Definitions) -> list[Source]:
    """Return the sources that may say what a column of a row is: those of the designs' rows first."""
    named = [design.rows.source for design in definitions.questions if design.rows.source]
    order = dict.fromkeys([*named, *definitions.sources])
    return [definitions.sources[name] for name in order if name in definitions.sources]


def _declared(homes: list[Source], rows: pa.Table, name: str) -> ColumnType:
    for home in homes:
        if name in home.columns:
            return home.columns[name].type
        for kind in STORED:
            if home.derived_types.get(name) == kind:
                return kind  # type: ignore[return-value] # its keys are such types
    return _type(name, rows.schema.field(name).type)


def _derived(homes: list[Source], specs: Mapping[str, ColumnSpec]) -> tuple[dict[str, Tree], dict[str, Type]]:
    """Take over the derived columns of the first source whose inputs are all there."""
    for home in homes[:1]:
        fit = [name for name, tree in home.derive.items() if set(columns(home.inline(tree))) <= specs.keys()]
        kept = [name for name in fit if name not in specs and name in home.derived_types]
        return {name: home.inline(home.derive[name]) for name in kept}, {
            n: home.derived_types[n] for n in kept
        }
    return {}, {}


def _type(name: str, kind: pa.DataType) -> ColumnType:
    if pa.types.is_dictionary(kind):
        return _type(name, kind.value_type)
    tests: Mapping[ColumnType, bool] = {
        "bool": pa.types.is_boolean(kind),
        "int": pa.types.is_integer(kind),
        "float": pa.types.is_floating(kind) or pa.types.is_decimal(kind),
        "text": pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind),
        "time": pa.types.is_timestamp(kind),
        "date": pa.types.is_date(kind),
    }
    found = next((ours for ours, holds in tests.items() if holds), None)
    if found is None:
        raise BadInputError(f"the column {name!r} is {kind}; expected {', '.join(tests)}, or leave it out")
    return found


def as_declared(rows: pa.Table, unit: Source) -> pa.Table:
    """Put the columns of a table into the forms in which snapshots hold their types.

    Raises
    ------
    BadInputError
        If a column does not fit its type.
    """
    return pa.table(
        {
            name: _cast(name, rows.column(name), spec.type, unit.currency)
            for name, spec in unit.columns.items()
        }
    )


def _cast(name: str, column: pa.ChunkedArray, kind: ColumnType, currency: str) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if kind == "time" and pa.types.is_timestamp(column.type) and column.type.tz is None:
        column = column.cast(pa.timestamp("us"), safe=False)
    try:
        if kind == "money":
            column = pc.round(pc.multiply(column.cast(pa.float64()), float(10 ** places(currency))))
        return column.cast(STORED[kind])
    except pa.ArrowInvalid as error:
        reason = str(error).partition("\n")[0]
    except pa.ArrowNotImplementedError:
        reason = f"{column.type} cannot be read as such"
    raise BadInputError(f"the column {name!r} is {kind} in this project: {reason}")
