"""What a caller sends: the columns of a row that are known at the decision, read as strictly as a file's are.

One contract stands for a design, whatever model answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wager.data.clocks import known_time_of, proves_before, requested
from wager.data.json_values import Broken, Reads, json_reader
from wager.data.known import Always, Never
from wager.data.schema import ColumnSpec
from wager.data.source import Source
from wager.design.blocks import Design
from wager.design.kinds.row_fields import CUT_OFF
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree, columns
from wager.foundation.errors import BadInputError, BadRequestError, nearest

DOCUMENT = "document"
"""The place of a fault that is no column's."""

_MOST_EXTRAS = 20  # a request with thousands of wrong names is answered as quickly as any other
_LONGEST_NAME = 60

Fault = tuple[str, str, str]


@dataclass(frozen=True)
class Contract:
    """The columns that a JSON object must hold, and may hold.

    Attributes
    ----------
    name : str
        The source whose rows these are.
    columns : dict of str to ColumnSpec
        What is taken; those that may be null may be left out.
    refused : dict of str to Broken
        Columns of the source that are not taken, and why.
    currency : str
        Of money.
    never_null : dict of str to callable
        What a row must yield besides: the parts of an event's key, and its time.
    keeps_seen : bool
        True where a row is known from the moment at which it comes.

    Examples
    --------
    >>> contract = Contract("rides", {"ride": ColumnSpec("ride", "int"), "rain": ColumnSpec("rain", "float", True)})
    >>> contract.read({"ride": 7})
    {'ride': 7, 'rain': None}
    """

    name: str
    columns: Mapping[str, ColumnSpec] = field(hash=False)
    refused: Mapping[str, Broken] = field(default_factory=dict, hash=False)
    currency: str = "USD"
    never_null: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict, hash=False)
    keeps_seen: bool = False

    @cached_property
    def _readers(self) -> tuple[tuple[str, Reads, bool], ...]:
        return tuple(
            (name, json_reader(spec, self.currency), spec.nullable) for name, spec in self.columns.items()
        )

    @classmethod
    def event(cls, source: Source) -> Contract:
        """Take whole rows of a source, outcomes too: what is sent after it happened."""
        parts = [*source.key, *([] if source.event_time is None else [source.event_time])]
        never_null = {
            name: row_function(source.inline(Column(name)), source.stored_types(), source.zone)
            for name in dict.fromkeys(parts)
        }
        return cls(
            source.name,
            source.columns,
            dict(_derived(source)),
            source.currency,
            never_null,
            source.keeps_seen,
        )

    def read(self, document: Any) -> dict[str, Any]:
        """Read a JSON object.

        Parameters
        ----------
        document : any
            What a JSON parser yields.

        Returns
        -------
        dict of str to any
            Every column of the contract in its physical form, None for null.

        Raises
        ------
        BadRequestError
            With every fault, one for each column.
        """
        if not isinstance(document, Mapping):
            expected = f"an object with one value for each column of {self.name}, such as {{{self._example}}}"
            raise BadRequestError([(DOCUMENT, "type", expected)])
        row: dict[str, Any] = {}
        faults: list[Fault] = []
        left_out = 0
        for name, read, nullable in self._readers:
            if name in document:
                row[name] = value = read(document[name])
                if type(value) is Broken:
                    faults.append((name, value.rule, f"expected {value.expected}"))
            else:
                row[name], left_out = None, left_out + 1
                if not nullable:
                    faults.append((name, "missing", f"it is missing; expected {self._missing(name)}"))
        if len(document) > len(row) - left_out:
            faults += self._extras(document)
        if not faults and self.never_null:
            faults = list(self._nulls(row))
        if faults:
            raise BadRequestError(faults)
        return row

    @property
    def _example(self) -> str:
        first = next(iter(self.columns), "column")
        return f'"{first}": …'

    def _missing(self, name: str) -> str:
        wrong = json_reader(self.columns[name], self.currency)(None)
        assert isinstance(wrong, Broken), "a column that may be null is not missed"
        return wrong.expected.partition("; null is not")[0]

    def _extras(self, document: Mapping[str, Any]) -> list[Fault]:
        extras = [str(name) for name in document if name not in self.columns]
        written = {spec.file_name: name for name, spec in self.columns.items()}
        found = [self._extra(name, written) for name in extras[:_MOST_EXTRAS]]
        more = len(extras) - len(found)
        if more > 0:
            found.append((DOCUMENT, "extra", f"{more} further names are no columns of {self.name} either"))
        return found

    def _extra(self, name: str, written: Mapping[str, str]) -> Fault:
        if name in self.refused:
            return name, self.refused[name].rule, self.refused[name].expected
        if name in written:
            return name, "extra", f"this column is called {written[name]} here"
        shown = "".join(sign if sign.isprintable() else "?" for sign in name[:_LONGEST_NAME])
        return (
            shown,
            "extra",
            f"{self.name} takes no such column{nearest(shown, self.columns) or '; leave it out'}",
        )

    def _nulls(self, row: Mapping[str, Any]) -> Iterator[Fault]:
        for name, computed in self.never_null.items():
            try:
                if computed(row) is None:
                    yield name, "null", "expected a value; an event's key and time have no gaps"
            except BadInputError as error:
                yield name, "range", str(error)


def contract_of(unit: Source, design: Design, used: Iterable[str] = ()) -> Contract:
    r"""Say what a request to a design's models holds.

    A column is taken where its known time is proven to lie before the decision; where expressions do not tell, only
    if it is of the key or a model reads it (`wager check` has then looked on the data). Where there is no known time to compare, because
    it is assumed or the design has no moment of decision, all are taken but what the objective reads.

    Parameters
    ----------
    unit : Source
        Where the unit rows come from.
    design : Design
        That asks.
    used : iterable of str
        Columns, declared or derived, that any model of the design reads.

    Examples
    --------
    >>> from wager.data.source_file import read_source
    >>> from wager.design.blocks import read_design
    >>> unit, _ = read_source(
    ...     "source: a\nfrom: {path: a.csv}\nowner: ops\nkey: id\n"
    ...     "columns: {id: int, at: time, done: time}\nderive: {late: done > at}\n"
    ...     "known: {at - 1 d: [id, at], done: rest}", "sources/a.yaml", currency="USD", zone="UTC")
    >>> text = (
    ...     "---\ndesign: d\nowner: ops\n---\n# D\n```yaml wager.rows\neach: ride\nfrom: a\ndecide_at: at\n```\n"
    ...     "```yaml wager.objective\nis: late\nmatures: 1 d\n```\n"
    ...     "```yaml wager.money\npays: {act: {late: 9 USD, otherwise: -1 USD}}\n```\n")
    >>> contract = contract_of(unit, read_design(text, "designs/d.md", currency="USD")[0])
    >>> list(contract.columns), contract.refused["done"].rule
    (['id', 'at'], 'not known')
    """
    terms = _Terms.of(unit, design, used)
    refused = dict(_derived(unit))
    taken: dict[str, ColumnSpec] = {}
    for name, spec in unit.columns.items():
        if unit.generated is not None and name == CUT_OFF:
            refused[name] = Broken("extra", "it is the moment of the request; leave it out")
            continue
        why = terms.why_not(name)
        if why is None:
            taken[name] = spec
        else:
            refused[name] = Broken("not known", why)
    return Contract(unit.name, taken, refused, unit.currency)


def _derived(source: Source) -> Iterator[tuple[str, Broken]]:
    for name in source.derive:
        reads = ", ".join(columns(source.inline(Column(name)))) or "nothing"
        yield name, Broken("extra", f"it is computed, from {reads}; leave it out")


@dataclass(frozen=True)
class _Terms:
    """What decides whether a column is known at the decision; names are of stored columns."""

    unit: Source
    decide_at: Tree | None
    decided_by: frozenset[str]
    requested: frozenset[str]
    objective: frozenset[str]
    used: frozenset[str]

    @classmethod
    def of(cls, unit: Source, design: Design, used: Iterable[str]) -> _Terms:
        def stored(names: Iterable[str]) -> frozenset[str]:
            return frozenset(read for name in names for read in columns(unit.inline(Column(name))))

        rows = design.rows
        return cls(
            unit,
            rows.decide_at,
            stored(() if rows.decide_at is None else columns(rows.decide_at)),
            stored(requested(rows.request, design.objective.tree, rows.decide_at, unit)),
            stored(columns(design.objective.tree, into_aggregates=False)),
            stored((*used, *unit.key)),  # the key says which row it is
        )

    def why_not(self, name: str) -> str | None:
        """Say why a column is not taken; None where it is."""
        if name in self.decided_by:
            return None  # the moment of decision itself is made of it
        known = known_time_of(self.unit, (name,))
        compared = self.decide_at is not None and not isinstance(known, Always | Never)
        proven = proves_before(known, self.decide_at, self.unit) if compared and self.decide_at else None
        if isinstance(known, Never) or proven is False:
            return None if name in self.requested else "it is known only after the decision; leave it out"
        if proven or name in self.requested:
            return None
        if name in self.objective and name not in self.used:
            return "it is what is to be predicted; leave it out"
        if compared and name not in self.used:
            return "nothing proves that it is known before the decision; leave it out"
        return None
