"""The audit record of a prediction: what was asked and answered, why, from which rows, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.audit.shares import Share, amount
from wager.audit.source_rows import Behind, SourceRow
from wager.audit.values import shown
from wager.audit.version_record import FORMAT, Check, Document, SnapshotAudit, TurnAudit, VersionAudit
from wager.data.source import Source
from wager.expressions.tree import Type
from wager.expressions.types import type_of
from wager.expressions.write import to_text, window_text
from wager.features.place import Place
from wager.foundation.moments import iso
from wager.serving.prediction import Prediction


@dataclass(frozen=True)
class ColumnAudit:
    """One column that the model read, for one prediction.

    Attributes
    ----------
    name : str
        As the model names it.
    value : value
        In physical form.
    type : Type
        Of the value.
    unit, means : str
        As declared; empty where nothing is.
    definition : str
        In the language; empty for a column of the row as it was sent.
    source, entity : str
        Whose events its definition aggregates, and which of them; empty where it has none.
    share : Share or None
        What it moved; None where the model's answer has no such parts.
    behind : tuple of Behind
        The rows behind each aggregate in it.
    again : bool
        True where the definition gives this value again, to the bit, from the request and these rows.
    """

    name: str
    value: Any
    type: Type
    unit: str
    means: str
    definition: str
    source: str
    entity: str
    share: Share | None
    behind: tuple[Behind, ...]
    again: bool

    def to_json(self, currency: str, sources: Mapping[str, Source]) -> Document:
        """Write as JSON values, as people read them."""
        return {
            "name": self.name,
            "value": shown(self.value, self.type, currency),
            "type": self.type,
            "unit": self.unit,
            "means": self.means,
            "is": self.definition,
            "from": self.source,
            "by": self.entity,
            "again": self.again,
            "share": None if self.share is None else self.share.to_json(currency),
            "behind": [behind_json(one, sources[one.place.source]) for one in self.behind],
        }


def behind_json(behind: Behind, source: Source) -> Document:
    """Write the rows behind an aggregate as JSON values."""
    place, currency = behind.place, source.currency
    types = source.types()
    entity = {
        to_text(tree): shown(value, type_of(tree, types), currency)
        for tree, value in zip(place.theirs, behind.entity, strict=True)
    }
    window = place.aggregate.over
    return {
        "is": to_text(place.aggregate),
        "of": "" if place.aggregate.argument is None else to_text(place.aggregate.argument),
        "over": "" if window is None else window_text(window),
        "from": source.name,
        "by": entity,
        "value": shown(behind.value, place.type, currency),
        "rows": behind.count,
        "live": behind.live,
        "first": None if behind.first is None else iso(behind.first),
        "last": None if behind.last is None else iso(behind.last),
        "newest": [_row_json(row, place, source) for row in behind.newest],
    }


def _row_json(row: SourceRow, place: Place, source: Source) -> Document:
    types, argument = source.types(), place.aggregate.argument
    kind: Type = "null" if argument is None else type_of(argument, types)
    return {
        "key": {
            name: shown(value, types[name], source.currency)
            for name, value in zip(source.key, row.key, strict=True)
        },
        "happened": None if row.happened is None else iso(row.happened),
        "known": None if row.known is None else iso(row.known),
        "value": shown(row.value, kind, source.currency),
        "live": row.live,
    }


@dataclass(frozen=True)
class PredictionAudit:
    """All that explains one prediction.

    Attributes
    ----------
    id : str
    prediction : Prediction
        As it was logged.
    request : dict
        The row as it was understood, as people read it.
    over : str
        The action that would have been next best; empty where nothing was chosen by money.
    base : Share or None
        The answer for a row to compare with; None where it has no parts.
    reference : str
        Which row that is, in words.
    columns : tuple of ColumnAudit
        What the model read; what spoke loudest comes first.
    sources : dict of str to Source
        Those whose rows are named.
    snapshots : tuple of SnapshotAudit
        What was served from.
    live : dict of str to int
        How many live events of each source had come by then.
    title : TurnAudit or None
        Who held the title when it was asked.
    session : dict
        What the log says of the server.
    answered : VersionAudit
        Who answered.
    checks : tuple of Check
    """

    id: str
    prediction: Prediction
    request: Mapping[str, Any] = field(hash=False)
    over: str
    base: Share | None
    reference: str
    columns: tuple[ColumnAudit, ...]
    sources: Mapping[str, Source] = field(hash=False)
    snapshots: tuple[SnapshotAudit, ...]
    live: Mapping[str, int] = field(hash=False)
    title: TurnAudit | None
    session: Mapping[str, Any] = field(hash=False)
    answered: VersionAudit
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """True where everything that was looked at holds."""
        return self.answered.passed and all(check.holds for check in self.checks)

    def to_json(self) -> Document:
        """Write as JSON values; the version's record stands under `version`."""
        said = self.prediction
        return {
            "format": FORMAT,
            "kind": "prediction",
            "prediction": self.id,
            "serves": said.serves,
            "arm": said.arm,
            "at": iso(said.at),
            "decide_at": iso(said.decide_at),
            "answer": self._answer(),
            "request": dict(self.request),
            "base": None
            if self.base is None
            else {"reference": self.reference, **self.base.to_json(said.currency)},
            "columns": [one.to_json(said.currency, self.sources) for one in self.columns],
            "snapshots": [one.to_json() for one in self.snapshots],
            "live": dict(self.live),
            "title": None if self.title is None else self.title.to_json(),
            "session": dict(self.session),
            "version": self.answered.to_json(),
            "checks": [check.to_json() for check in self.checks],
            "passed": self.passed,
        }

    def _answer(self) -> Document:
        said = self.prediction
        ahead = said.expected[said.action] - said.expected[self.over] if self.over else None
        return {
            "action": said.action,
            "wanted": said.wanted,
            "probabilities": dict(said.probabilities),
            "value": said.value,
            "expected_money": {name: amount(minor, said.currency) for name, minor in said.expected.items()},
            "currency": said.currency,
            "over": self.over,
            "ahead": None if ahead is None else amount(ahead, said.currency),
        }
