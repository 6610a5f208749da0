"""What is wrong with a source's contract: references, types, circles; first alone, then beside the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wager.data.joins.rules import joined_types, misplaced
from wager.data.known import Always, Declared
from wager.data.personal_names import undeclared_personal
from wager.data.source import Source
from wager.expressions.definitions import definitions_in_order, overgrown
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Tree, Type, aggregates, columns
from wager.expressions.types import typed
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding

_SEALED = ("bool", "int", "float", "text", "category")
"""Types of which the stored value is the one that is written."""


def check_source(source: Source) -> tuple[Source, list[Finding]]:
    """Check a contract by itself, and type its derived columns.

    Returns
    -------
    source : Source
        With `derived_types`; those that read joined columns follow in `link_sources`.
    findings : list of Finding
        E002, E106, E107, E109, E110, E102, W108, W116.
    """
    source, grown = _shortened(source)
    typing = _typed(source)
    findings = [
        *grown,
        *_references(source),
        *_clocks(source),
        *_promises(source),
        *_currencies(source),
        *_seal(source),
        *undeclared_personal(source),
        *typing.findings,
    ]
    return replace(source, derived_types=typing.types), findings


def _shortened(source: Source) -> tuple[Source, list[Finding]]:
    """Leave out derived columns that nobody could put into an expression: they double with each name they read."""
    grown = overgrown(source.derive)
    findings = [
        source.fault(
            f"derive.{name}",
            "E108",
            f"{name} is too large with all that it reads put in; derive less from it",
        )
        for name in grown
    ]
    if not grown:
        return source, []
    return replace(
        source, derive={name: one for name, one in source.derive.items() if name not in grown}
    ), findings


def link_sources(sources: Mapping[str, Source]) -> tuple[dict[str, Source], list[Finding]]:
    """Give each source the columns that it joins from others, and check those.

    Parameters
    ----------
    sources : mapping of str to Source
        All sources of the project, as `read_source` made them.

    Returns
    -------
    sources : dict of str to Source
        With `joined` and all `derived_types`.
    findings : list of Finding
        What became visible only beside the other sources.
    """
    linked: dict[str, Source] = {}
    findings: list[Finding] = []
    for name, source in sources.items():
        if not source.join:
            linked[name] = source
            continue
        joined, faults = joined_types(source, sources)
        before = set(_typed(source).findings)
        others = {other: sources[other] for other in source.join if other in sources}
        whole = replace(source, joined=joined, others=others)
        typing = _typed(whole)
        findings += [*faults, *(found for found in typing.findings if found not in before), *misplaced(whole)]
        linked[name] = replace(whole, derived_types=typing.types)
    return linked, findings


def _names(source: Source) -> dict[str, None]:
    joined = [f"{name}.{column}" for name, join in source.join.items() for column in join.take]
    return dict.fromkeys([*source.columns, *source.derive, *joined, *_unread(source)])


def faulty_columns(source: Source) -> list[str]:
    """Name the columns that are written and cannot be used; of a linked source."""
    return [name for name in (*_unread(source), *source.derive) if name not in source.types()]


def _unread(source: Source) -> list[str]:
    """Name what was written but could not be read: a fault already, and no second one where it is used."""
    written = (key.partition(".") for key in source.lines)
    named = [name for key, _, name in written if key in {"columns", "derive"} and name]
    return [name for name in named if name not in source.columns and name not in source.derive]


def _references(source: Source) -> Iterator[Finding]:
    names = _names(source)
    for name in source.derive:
        if name in source.columns:
            message = f"{name!r} is both a column and derived; name one of them otherwise"
            yield source.fault(f"derive.{name}", "E107", message)
    named: list[tuple[str, str | int, Iterable[str]]] = [
        ("key", "key", source.key),
        ("event_time", "event_time", (source.event_time,) if source.event_time else ()),
        ("fallback", "fallback", source.fallback),
        ("personal", "personal", source.personal.columns if source.personal else ()),
        ("seal", "seal", (source.seal.column, *source.seal.hides) if source.seal else ()),
        *(("known", f"known.{name}", (name,)) for name in source.known.columns),
        *(
            (f"join of {name}", join.line, [ours for ours, _ in join.by])
            for name, join in source.join.items()
        ),
    ]
    for what, at, columns_ in named:
        line = at if isinstance(at, int) else source.line_of(at)
        for name in columns_:
            if name not in names:
                message = f"{what}: there is no column {name!r}{nearest(name, names)}"
                yield Finding(source.path, line, "E106", message)


def _clocks(source: Source) -> Iterator[Finding]:
    known = source.known
    if "rest" not in known.lines:
        for name in source.columns:
            if name not in known.lines:
                yield source.fault(
                    f"columns.{name}",
                    "E102",
                    f"nothing says when column {name!r} is known; list it in `known`, or add a moment for `rest`",
                )
    for moment in known.moments():
        if isinstance(moment, Always):
            yield source.fault(
                "known",
                "W108",
                f"source {source.name} has columns that are known `always`: an assumption that they never change; "
                "if they do, give them the moment at which they were written",
            )


def _promises(source: Source) -> Iterator[Finding]:
    if source.stability == "internal":
        return
    for key in ("must_earn", "fallback"):
        if key not in source.lines:
            message = f"a source that is {source.stability} needs the key {key!r}: it may change or vanish without notice"
            yield source.fault("stability", "E102", message)


def _currencies(source: Source) -> Iterator[Finding]:
    for name, column in source.columns.items():
        if column.type == "money" and column.unit not in {None, source.currency}:
            yield source.fault(
                f"columns.{name}",
                "E002",
                f"column {name} is money in {column.unit!r}, and the project's currency is {source.currency}; convert it "
                "before wager reads it, or declare it `float`",
            )


def _seal(source: Source) -> Iterator[Finding]:
    if source.seal is None:
        return
    text = source.columns.get(source.seal.column)
    if text is not None and not (text.type == "text" and text.nullable):
        yield source.fault("seal", "E103", f"column {text.name} holds what is encrypted; declare it `text?`")
    for name in source.seal.hides:
        spec = source.columns.get(name)
        if spec is not None and (not spec.nullable or spec.type not in _SEALED):
            yield source.fault(
                "seal",
                "E103",
                f"column {name} is hidden in sealed rows, so it should be null there and plain when opened; declare it as "
                f"one of {', '.join(f'`{kind}?`' for kind in _SEALED)}, not `{spec.written_type}`",
            )


@dataclass
class _Typing:
    types: dict[str, Type] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def _typed(source: Source) -> _Typing:
    """Type the derived columns and all expressions; those that wait for a join are passed over."""
    typing = _Typing()
    expressions = _Expressions(source, typing.findings)
    order, circle = definitions_in_order(source.derive)
    if circle:
        message = f"derived columns need each other: {' → '.join(circle)}; break the circle"
        typing.findings.append(source.fault(f"derive.{circle[0]}", "E110", message))
        return typing
    for name in order:
        found = expressions.type(name, source.derive[name], source.line_of(f"derive.{name}"))
        if found is None:
            expressions.failed.add(name)
        else:
            typing.types[name] = expressions.types[name] = found
    _type_clocks(source, expressions, typing.findings)
    return typing


class _Expressions:
    """Types expressions of one source, and passes over those that read what is faulty already."""

    def __init__(self, source: Source, findings: list[Finding]) -> None:
        self.source, self.findings = source, findings
        self.types: dict[str, Type] = {**source.stored_types(), **source.joined}
        self.failed = {
            name for name in _names(source) if name not in self.types and name not in source.derive
        }

    def type(self, what: str, tree: Tree, line: int) -> Type | None:
        def fault(code: str, message: str) -> None:
            self.findings.append(Finding(self.source.path, line, code, f"{what}: {message}"))

        if self.failed.intersection(columns(tree)):
            return None
        if aggregates(tree):
            fault("E109", "a source has no aggregates; they belong into a feature file")
            return None
        try:
            return typed(tree, self.types)[1]
        except ExpressionError as error:
            fault("E109" if error.unknown is None else "E106", str(error))
            return None


def _type_clocks(source: Source, expressions: _Expressions, findings: list[Finding]) -> None:
    seen: set[Declared] = set()
    for name, moment in {**source.known.columns, "rest": source.known.rest}.items():
        if not isinstance(moment, Tree) or moment in seen:
            continue
        seen.add(moment)
        found = expressions.type("known", moment, source.line_of(f"known.{name}"))
        if found not in {None, "time", "null"}:
            such = f"{source.event_time or 'changed_at'} + 1 h"
            message = f"known should be a time, not {found}; such as `{such}`"
            findings.append(source.fault(f"known.{name}", "E109", message))
    at = source.event_time
    if at in expressions.types and expressions.types[at] != "time":
        message = f"event_time should be a column of type time; {at} is {expressions.types[at]}. Declare it `time`: a date is its midnight"
        findings.append(source.fault("event_time", "E109", message))
    for check in source.checks:
        found = expressions.type("condition of a check", check.condition, check.line)
        if found not in {None, "bool", "null"}:
            message = f"condition of a check should be true or false, not {found}"
            findings.append(Finding(source.path, check.line, "E109", message))
