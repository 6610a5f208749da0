"""The columns of a tried file: what they look like, what is suspicious, which of them models may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wager.data.profile import Profile, profile_table
from wager.design.one_file_document import Without
from wager.evaluation.suspicion.alone import Alone
from wager.evaluation.suspicion.suspicions import NO_TIME, Scene, Suspicion, suspicions
from wager.expressions.tree import columns
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError
from wager.workflow.inputs import usable_columns
from wager.workflow.question import Question
from wager.workflow.trying.label import Label

MOMENTS = frozenset({"time", "date"})
MOST_ROWS = 300_000
"""Suspicions look at so many training rows at most, evenly spread."""


@dataclass(frozen=True)
class Look:
    """What the columns look like.

    Attributes
    ----------
    profile : Profile
        Of the whole file.
    suspicions : tuple of Suspicion
        On training rows.
    alone : dict of str to Alone
        What each column says by itself, on training rows.
    label : dict
        See `Tried`.
    """

    profile: Profile
    suspicions: tuple[Suspicion, ...]
    alone: Mapping[str, Alone]
    label: Mapping[str, Any]

    def without(self) -> tuple[Without, ...]:
        """Name the columns that models do without, with the reason."""
        return tuple(Without(one.column, one.reason) for one in self.suspicions if one.left_out)

    def described(self, question: Question) -> tuple[Mapping[str, Any], ...]:
        """Describe each column with its role, in the order of the file."""
        roles = _roles(question)
        return tuple(
            {
                **column.to_json(),
                "role": roles[column.name],
                "alone": self.alone[column.name].score if column.name in self.alone else None,
            }
            for column in self.profile.columns
        )


def _roles(question: Question) -> dict[str, str]:
    design, unit = question.design, question.inputs.unit
    roles = dict.fromkeys(unit.columns, "not used")
    roles |= dict.fromkeys(usable_columns(design, unit), "feature")
    roles |= dict.fromkeys(design.rows.afterwards, "left out")
    roles |= dict.fromkeys(design.rows.key, "key")
    roles |= dict.fromkeys(columns(design.rows.decide_at) if design.rows.decide_at else (), "time")
    return roles | dict.fromkeys(columns(design.objective.tree), "label")


def look_at_columns(question: Question, label: Label) -> Look:
    """Profile every column, and suspect some of them on the training rows.

    Raises
    ------
    BadInputError
        If no column is left to learn from.
    """
    question.wiring.progress("columns")
    snapshot, unit = question.inputs.snapshots[question.inputs.unit.name], question.inputs.unit
    table = pa.concat_tables([pq.ParquetFile(path).read() for path in snapshot.paths])
    profile = profile_table(table, snapshot.columns, snapshot.currency)
    question.wiring.progress("suspicions")
    train = _spread(question.parts.rows("train"))
    seen = table.take(pa.array(question.rows.index[train]))
    truth = question.truth[train]
    found, alone = suspicions(_scene(question, label, seen, truth, train))
    usable = set(usable_columns(question.design, unit))
    found = tuple(one for one in found if one.kind != "constant" or one.column in usable)
    found += tuple(_texts(question, {one.column for one in found}, alone))
    if not usable - {one.column for one in found if one.left_out}:
        # A counter is better than nothing; what tells the outcome itself is not.
        found = tuple(replace(one, left_out=False) if one.kind == "id" else one for one in found)
    if not usable - {one.column for one in found if one.left_out}:
        raise BadInputError(_nothing_left(question, found))
    developed = question.truth[question.parts.codes != 2] if label.binary else truth
    said = {
        "name": label.name,
        "is": to_text(label.tree),
        "kind": "binary" if label.binary else "number",
        "mean": float(developed.mean()),
    }
    return Look(profile, found, alone, said)


def _texts(question: Question, said: set[str], alone: Mapping[str, Alone]) -> list[Suspicion]:
    """Say which texts are no features, as they have too many different values."""
    roles, specs = _roles(question), question.inputs.unit.columns
    return [
        Suspicion(name, "id", f"is a text with {one.distinct:,} different values: not used", False, one.score)
        for name, one in alone.items()
        if name not in said and specs[name].type == "text" and roles[name] == "not used"
    ]


def _nothing_left(question: Question, found: tuple[Suspicion, ...]) -> str:
    left_out = [one.column for one in found if one.left_out]
    unused = [name for name, role in _roles(question).items() if role == "not used" and name not in left_out]
    why = [f"{', '.join(left_out)} left out as suspicious"] if left_out else []
    why += (
        [f"{', '.join(unused)} not used (times, or texts of which nearly every one is different)"]
        if unused
        else []
    )
    return f"no column is left to learn from: {'; '.join(why) or 'there is none besides the label'}"


def _spread(rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Any:
    if len(rows) <= MOST_ROWS:
        return rows
    return rows[np.linspace(0, len(rows) - 1, MOST_ROWS).astype(np.int64)]


def _scene(question: Question, label: Label, seen: pa.Table, truth: Any, train: Any) -> Scene:
    design, kinds = question.design, question.inputs.snapshots[question.inputs.unit.name].columns
    decide_at = design.rows.decide_at
    inputs = columns(label.tree)
    taken = {*inputs, *(columns(decide_at) if decide_at else ()), *design.rows.key, *design.rows.afterwards}
    looked = {name: seen.column(name).combine_chunks() for name in kinds}
    return Scene(
        {
            name: _filled(column) if kinds[name] in MOMENTS else column
            for name, column in looked.items()
            if name not in taken
        },
        truth,
        label.binary,
        label.name,
        {name: looked[name] for name in inputs},
        {
            name: _instants(column)
            for name, column in looked.items()
            if kinds[name] in MOMENTS and name not in taken
        },
        question.rows.t[train] if decide_at else None,
    )


def _filled(column: pa.Array) -> pa.Array:
    """Reduce a moment to whether there is one: moments are no features, where they are missing may tell."""
    return pc.if_else(column.is_valid(), pa.scalar(1), pa.scalar(None, pa.int64()))


def _instants(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(
        column.cast(pa.timestamp("us"))
        .cast(pa.int64())
        .fill_null(int(NO_TIME))
        .to_numpy(zero_copy_only=False)
    )
