"""`wager trace FEATURE ROW`: one feature of one row, from the source rows to the value in the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wager.design.blocks import Design
from wager.expressions.tree import Column, Type
from wager.expressions.write import to_text
from wager.features.feature import Feature
from wager.features.link import feature_reads
from wager.features.matrix import Matrix
from wager.features.traced.story import NEWEST, OneRow, Story, Teller
from wager.foundation.errors import NotFoundError, RefusedError, UsageError, WagerError
from wager.foundation.fingerprint import short
from wager.foundation.moments import iso
from wager.workflow.inputs import gather_inputs, used_features
from wager.workflow.known_feature import known_feature
from wager.workflow.question import ask_question
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.traced.named_row import Finder, Found, Named
from wager.workflow.traced.told import Telling
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring

"""Names that a message lists."""


@dataclass(frozen=True)
class Traced:
    """One feature of one row.

    Attributes
    ----------
    feature : str
    design : Design
        Whose row.
    source : str
        Where the row comes from.
    found : Found
        The row.
    key_types : dict of str to Type
    stories : tuple of Story
        The feature, after all that it reads.
    value : value
        As models read it, in physical form: equal to the matrix in every bit.
    type : Type
        Of it.
    matrix : str
        Key of the column.
    cached : bool
        True where the column had been computed before.
    rows : int
        How many the design has.
    currency, zone : str
        Of the project: of money, and of hours and days in expressions.
    """

    feature: str
    design: Design
    source: str
    found: Found
    key_types: dict[str, Type]
    stories: tuple[Story, ...]
    value: Any
    type: Type
    matrix: str
    cached: bool
    rows: int
    currency: str
    zone: str

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        telling, found = Telling(self.currency), self.found
        decided = self.design.rows.decide_at
        return {
            "format": 1,
            "feature": self.feature,
            "design": self.design.id,
            "each": self.design.rows.each,
            "source": self.source,
            "row": {name: telling.value(value, self.key_types[name]) for name, value in found.key.items()},
            "number": found.number,
            "rows": self.rows,
            "at": None if decided is None else iso(found.at),
            "decide_at": None if decided is None else to_text(decided),
            "zone": self.zone,
            "steps": telling.stories(self.stories),
            "value": telling.value(self.value, self.type),
            "type": self.type,
            "bits": self.value.hex() if isinstance(self.value, float) else None,
            "matrix": {"key": self.matrix, "cached": self.cached, "equal": True},
        }


def trace_feature(
    wiring: Wiring, feature: str, row: Named, *, design: str | None = None, rows: int = NEWEST
) -> Traced:
    """Compute one feature of one row step by step, and hold it against the matrix.

    Parameters
    ----------
    wiring : Wiring
    feature : str
        Its full name.
    row : str, sequence of str, or mapping
        `column=value`, several of them, or the values of the key in order.
    design : str, optional
        Whose row; where several designs have rows that the feature fits, the first by name.
    rows : int
        How many of the events behind an aggregate to describe.

    Raises
    ------
    NotFoundError
        If there is no such feature, design or row.
    UsageError
        If the row is named in no way, or several are meant.
    RefusedError
        If the value is not what the matrix holds.
    """
    if rows < 0:
        raise UsageError(f"--rows {rows}: expected how many source rows to show, 0 or more")
    definitions = read_definitions(wiring)
    traced = known_feature(definitions, feature)
    chosen = _design(wiring, definitions, traced, design)
    question = ask_question(wiring, gather_inputs(wiring, definitions, chosen, [feature]))
    inputs = question.inputs
    unit = inputs.stored(inputs.unit.name)
    command = f"wager trace {feature}"
    zone = wiring.config.time_zone
    found = Finder(wiring.engine, unit, question.rows, chosen.id, zone, command).find(row)
    matrix = question.matrix({feature: Column(feature)})
    wiring.progress(f"tracing {feature}")
    features = inputs.definitions.features
    teller = Teller(wiring.engine, OneRow(unit, found.place, found.at), features, inputs.all_stored, rows)
    value = teller.value(feature)
    demand_equal(feature, value, matrix, found.number)
    return Traced(
        feature,
        chosen,
        inputs.unit.name,
        found,
        inputs.unit.types(),
        tuple(teller.stories.values()),
        value,
        matrix.types[feature],
        matrix.keys[feature],
        feature not in matrix.computed,
        len(question.rows),
        inputs.currency,
        zone,
    )


def demand_equal(feature: str, value: Any, matrix: Matrix, row: int) -> None:
    """Refuse to tell of a value that is not the matrix's, to the last bit.

    Raises
    ------
    RefusedError
        If it differs; the message gives both.
    """
    column: pa.Array = matrix.columns[feature]
    batch = column[row].as_py()
    if not same_bits(value, batch):
        key = matrix.keys[feature]
        raise RefusedError(
            f"the trace of {feature} ends in {written(value)}, and the matrix has {written(batch)} in row {row} (column "
            f"{short(key)}): one of them is wrong, so neither is told as right; remove .wager/cache/features/{key}.arrow and "
            "trace again, and report it where they still differ"
        )


def same_bits(left: Any, right: Any) -> bool:
    """Compare two physical values to the bit; a whole number is no float.

    Examples
    --------
    >>> same_bits(0.1 + 0.2, 0.3), same_bits(0.0, -0.0), same_bits(1, 1.0), same_bits(None, None)
    (False, False, False, True)
    """
    if isinstance(left, float) and isinstance(right, float):
        return left.hex() == right.hex()
    return type(left) is type(right) and bool(left == right)


def written(value: Any) -> str:
    """Write a physical value with all its digits."""
    return "null" if value is None else repr(value)


def _design(wiring: Wiring, definitions: Definitions, feature: Feature, name: str | None) -> Design:
    """Choose the design whose rows the feature is traced on."""
    if name is not None:
        own = next((one for one in definitions.questions if one.stands_alone and one.id == name), None)
        return own or definitions.design(name)
    lacking: dict[str, list[str]] = {}
    for design in definitions.questions:
        try:
            unit = unit_source(wiring, definitions, design)
        except WagerError as error:  # its rows are not there; another design may have some
            lacking[design.id] = [str(error)]
            continue
        missing = [one for one in needed(definitions, feature) if one not in unit.types()]
        if not missing:
            return design
        lacking[design.id] = missing
    if not lacking:
        raise NotFoundError("no design says which rows there are; `wager new design NAME` writes a template")
    said = "; ".join(f"{one} lacks {', '.join(columns)}" for one, columns in lacking.items())
    raise NotFoundError(f"feature {feature.name} fits the rows of no design: {said}")


def needed(definitions: Definitions, feature: Feature) -> list[str]:
    """Name the columns of a row that a feature needs, with all that it reads."""
    found: dict[str, None] = {}
    for one in used_features([feature.name], definitions.features):
        ours = () if one.entity is None else one.entity.ours
        found |= dict.fromkeys(
            name for name in (*ours, *feature_reads(one)) if name not in definitions.features
        )
    return list(found)
