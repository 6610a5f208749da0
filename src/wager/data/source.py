"""A source: the contract of one table, with its two clocks (formats.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from wager.data.known import SEEN, FromSnapshot, Known
from wager.data.origin import Origin
from wager.data.parts import Check, Join, Personal, Seal
from wager.data.schema import ColumnSpec
from wager.design.kinds.row_fields import Every
from wager.expressions.tree import Tree, Type, substitute
from wager.foundation.amounts import Duration, Rate
from wager.foundation.finding import Finding

Plain = str | int | bool | Decimal | None


@dataclass(frozen=True)
class Generated:
    """Rows that no table holds: one for each entity and cut-off.

    Attributes
    ----------
    base : Source
        Whose events say which entities there are.
    by : tuple of str
        The entity: columns of it.
    every : Every
        The cut-offs.
    """

    base: Source
    by: tuple[str, ...]
    every: Every


@dataclass(frozen=True)
class Cases:
    """Rows of which a table holds several versions: one for each key, as it was known when it was decided.

    Attributes
    ----------
    base : Source
        Whose rows are the versions.
    decide_at : Tree or None
        The moment of decision; None takes what is known by now.
    matures : int
        Microseconds after it as of which the outcome is read.
    clocked : mapping of str to Type
        The derived columns that have a clock of their own: they are taken from a version as a whole.
    outcome : mapping of str to Type
        The columns that the outcome reads, and their types.
    filled : tuple of str
        The columns that are there before they are known: the request, and what the moment of decision is made of.
    known : mapping of str to str
        By column, the one that says when what it holds came to be known; none of those that always were, or never are.
    """

    base: Source
    decide_at: Tree | None
    matures: int
    clocked: Mapping[str, Type] = field(hash=False)
    outcome: Mapping[str, Type] = field(hash=False)
    filled: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def unnamed(self) -> dict[str, Type]:
        """Types of the columns that no file names: when columns came to be known, and what became of the cases."""
        return {**dict.fromkeys(self.known.values(), "time"), **self.later}

    @property
    def later(self) -> dict[str, Type]:
        """Types of the columns that say what became of them; no column of a file is called so."""
        if not self.outcome:
            return {}
        named = {afterwards(name): kind for name, kind in self.outcome.items()}
        return {**named, KNOWN_LATER: "time", COMPLETE_LATER: "bool"}


KNOWN_LATER, COMPLETE_LATER = "outcome known", "outcome complete"
"""Columns of cases: when their outcome came to be known, and whether the data reach as far as it matures."""


def afterwards(name: str) -> str:
    """Name a column as of the time when the outcome matures."""
    return f"{name} afterwards"


@dataclass(frozen=True)
class Source:
    """The contract of one table.

    Attributes
    ----------
    name, path : str
        The source, and the file that declares it, relative to the project.
    line : int
        Where it begins.
    origin : Origin
        Where its bytes come from.
    owner : str
        The role that answers for it.
    key : tuple of str
        One row per key, or versions of it; empty where a file without a contract has none.
    columns : mapping of str to ColumnSpec
        The only columns read.
    derive : mapping of str to Tree
        Further columns as written; they may read each other.
    derived_types : mapping of str to Type
        Types of `derive`, as far as they could be told.
    join : mapping of str to Join
        Columns of other sources, by the name of the other source.
    joined : mapping of str to Type
        Types of the joined columns (`items.brand`); empty until `link_sources` has seen the others.
    others : mapping of str to Source
        The sources that are joined, by name; as empty until then.
    event_time : str or None
        The first clock: a column of type time.
    known : Known
        The second clock.
    refresh, stale_after : Duration or None
        How often the served copy is renewed (None: live); the age at which it is an alert.
    complete_until : int or None
        Instant until which the data is complete; None is the newest known time.
    checks : tuple of Check
        What columns cannot say.
    stability : str
        `internal`, `third_party` or `model`.
    must_earn : Rate or None
        Least gain that pays for it.
    fallback : mapping of str to plain value
        What stands in for a column when the source is stale or gone.
    personal : Personal or None
        Columns about people.
    seal : Seal or None
        Outcomes that only a key opens.
    currency, zone : str
        Of money columns, and of moments in expressions.
    assumed : bool
        True where there is no contract: types are inferred, clocks are assumed, and what breaks a type is
        null and a warning.
    generated : Generated or None
        What its rows are made of, where they are.
    cases : Cases or None
        What its rows are versions of, where one is made of several.
    lines : mapping of str to int
        Lines of keys: `known`, `key`, `derive.landed_at`, …
    """

    name: str
    path: str
    line: int
    origin: Origin
    owner: str
    key: tuple[str, ...]
    columns: Mapping[str, ColumnSpec]
    known: Known
    derive: Mapping[str, Tree] = field(default_factory=dict)
    derived_types: Mapping[str, Type] = field(default_factory=dict)
    join: Mapping[str, Join] = field(default_factory=dict)
    joined: Mapping[str, Type] = field(default_factory=dict)
    others: Mapping[str, Source] = field(default_factory=dict, compare=False, repr=False)
    event_time: str | None = None
    refresh: Duration | None = None
    stale_after: Duration | None = None
    complete_until: int | None = None
    checks: tuple[Check, ...] = ()
    stability: str = "internal"
    must_earn: Rate | None = None
    fallback: Mapping[str, Plain] = field(default_factory=dict)
    personal: Personal | None = None
    seal: Seal | None = None
    currency: str = "USD"
    zone: str = "UTC"
    assumed: bool = False
    generated: Generated | None = None
    cases: Cases | None = None
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that are texts, not categories: no model takes them as they are."""
        return tuple(name for name, spec in self.columns.items() if spec.type == "text")

    @property
    def base(self) -> Source:
        """The source that a file declares: of rows that are made of others, whose they are."""
        made = self.generated or self.cases
        return self if made is None else made.base

    def types(self) -> dict[str, Type]:
        """Name the type of every column that expressions may read: declared, derived and joined."""
        return {**self.stored_types(), **self.joined, **self.derived_types}

    def stored_types(self) -> dict[str, Type]:
        """Name the types of the columns that a snapshot holds: those that are declared, and those that no file names."""
        return dict(self._stored_types)

    @cached_property
    def _stored_types(self) -> Mapping[str, Type]:
        clocked: Mapping[str, Type] = {} if self.cases is None else self.cases.clocked
        declared = {name: spec.expression_type for name, spec in self.columns.items()}
        return {**declared, **clocked, **self.unnamed}

    @cached_property
    def unnamed(self) -> Mapping[str, Type]:
        """Types of the columns that a snapshot holds and no file names: when each row was first seen, and outcomes."""
        seen: dict[str, Type] = {SEEN: "time"} if self.keeps_seen else {}
        return seen if self.cases is None else seen | self.cases.unnamed

    def base_types(self) -> dict[str, Type]:
        """Name the types of the columns that are left when definitions are put in: stored and joined ones."""
        return {**self.stored_types(), **self.joined}

    @property
    def is_view(self) -> bool:
        """True where a query makes the rows: an offline view, in the SQL of one database, which no other engine reads."""
        return self.origin.kind == "sql"

    @property
    def keeps_seen(self) -> bool:
        """True where a snapshot keeps when it first held each version of a row."""
        return any(isinstance(moment, FromSnapshot) for moment in self.known.moments())

    def spec_of(self, name: str) -> ColumnSpec | None:
        """Return what is declared of a column, here or where it is joined from; None of a derived one."""
        other, _, column = name.partition(".")
        joined = self.others.get(other) if name in self.joined else None
        return self.columns.get(name) if joined is None else joined.columns.get(column)

    def inline(self, tree: Tree) -> Tree:
        """Put the definitions of derived columns in their place, until only stored and joined ones are left."""
        return substitute(tree, self.derive)

    def inline_to_clocks(self, tree: Tree) -> Tree:
        """Put the definitions of derived columns in their place, but of those that `known` lists: they have a clock of their own."""
        without = {name: what for name, what in self.derive.items() if name not in self.known.columns}
        return substitute(tree, without)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the source where it is not written."""
        return self.lines.get(key, self.line)

    def fault(self, key: str, code: str, message: str) -> Finding:
        """Make a finding at a key."""
        return Finding(self.path, self.line_of(key), code, message)
