"""What is read of a row that it does not have (E106), and leaks that can be proven: what is read before it is known (E011, E014, E016)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wager.data.clocks import known_time, known_time_of, looked_up_by, proves_before
from wager.data.known import Always, Never
from wager.data.source import Source
from wager.expressions.tree import Call, Column, Literal, Tree, aggregates, columns
from wager.expressions.write import to_text
from wager.features.decision import Decision, Use
from wager.features.feature import Feature
from wager.features.link import feature_reads
from wager.features.too_early import Early, early_findings, known_text
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding


@dataclass(frozen=True)
class Unproven:
    """A read that expressions cannot judge; `sampled` counts the rows in which it comes too early.

    Attributes
    ----------
    use : Use
        Where it is written.
    reads : str
        What reads which column, for messages.
    column : str
        Of the unit row.
    known : Tree
        Known time of the column.
    others : tuple of str
        What else, written in the same place, reads the column.
    """

    use: Use
    reads: str
    column: str
    known: Tree
    others: tuple[str, ...] = ()


def check_uses(
    uses: Iterable[Use], features: Mapping[str, Feature], decision: Decision
) -> tuple[list[Finding], list[Unproven]]:
    """Compare the known time of every column that is read of the row with the moment of decision.

    Names that are neither columns nor features (the objective in `pays`, `prediction`) are passed over.

    Returns
    -------
    list of Finding
        E011 and E014 that hold in every row.
    list of Unproven
        What has to be looked up in data.
    """
    early, unproven = [], []
    for (_, _, _, column), reading in _by_place(uses, features, decision.source).items():
        (use, reads), others = reading[0], tuple(dict.fromkeys(use.what for use, _ in reading[1:]))
        known = known_time_of(decision.source, _by_clock(column, decision))
        proven = proves_before(known, decision.decide_at, decision.source)
        if proven is None:
            assert not isinstance(known, Always | Never)
            unproven.append(Unproven(use, reads, column, known, others))
        elif not proven:
            early.append(Early(use, reads, known, others))
    return early_findings(early, decision), unproven


def _by_place(
    uses: Iterable[Use], features: Mapping[str, Feature], source: Source
) -> dict[tuple[str, int, str, str], list[tuple[Use, str]]]:
    """Put together what reads one column and is written in one place: that is one mistake."""
    found: dict[tuple[str, int, str, str], list[tuple[Use, str]]] = {}
    for use in uses:
        for reads, column in dict.fromkeys(_reads(use, features, source)):
            found.setdefault((use.path, use.line, use.code, column), []).append((use, reads))
    return found


def _by_clock(column: str, decision: Decision) -> tuple[str, ...]:
    """Name the columns whose clocks decide when one is visible: what comes with the question needs none."""
    source = decision.source
    if column in decision.request:
        return ()
    inputs: tuple[str, ...] = ()
    if column in source.derive and column not in source.known.columns:
        inputs = columns(source.derive[column])
    elif (
        column in source.joined
    ):  # the other side is looked up as of T; what it is looked up by must be visible
        inputs = looked_up_by(source, column)
    return tuple(name for read in inputs for name in _by_clock(read, decision)) if inputs else (column,)


def check_names(uses: Iterable[Use], features: Mapping[str, Feature], source: Source) -> list[Finding]:
    """Refuse features that ask the unit row for a column that it does not have (E106): each once, where it is written."""
    found: dict[tuple[str, str], Finding] = {}
    for use in uses:
        for name in columns(use.tree):
            if name in features and name not in source.types():
                for feature, column in _strangers(features[name], features, source, set()):
                    found.setdefault((feature.name, column), _stranger(feature, column, use, source))
    return list(found.values())


def _strangers(
    feature: Feature, features: Mapping[str, Feature], source: Source, seen: set[str]
) -> Iterable[tuple[Feature, str]]:
    if feature.name in seen:
        return
    seen.add(feature.name)
    for name in (*(feature.entity.ours if feature.entity is not None else ()), *feature_reads(feature)):
        if name in features:
            yield from _strangers(features[name], features, source, seen)
        elif name not in source.types():
            yield feature, name


def _stranger(feature: Feature, column: str, use: Use, source: Source) -> Finding:
    instead = nearest(column, source.types()) or (
        f"; a name outside of an aggregate, and in `by`, is the row's: a column of events is read by an aggregate, such as `last({column})`"
    )
    said = f"feature {feature.name}, which {use.path} takes, reads {column!r}, and rows of {source.name} have no such column{instead}"
    return Finding(feature.path, feature.line, "E106", said)


def check_objective(tree: Tree, name: str, path: str, line: int, decision: Decision) -> list[Finding]:
    """Refuse an objective all of whose columns are declared known at or before the decision (E016)."""
    source = decision.source
    read = [column for column in columns(tree) if column in source.types()]
    if aggregates(tree) or not read:
        return []
    just_after = Call("+", (decision.decide_at, Literal(1, "duration")))
    clocks = {column: known_time(source, column) for column in read}
    if not all(proves_before(known, just_after, source) for known in clocks.values()):
        return []
    said = ", ".join(f"{column} {known_text(known, source)}" for column, known in clocks.items())
    message = (
        f"the objective {name} is known before it is decided: {said}, and the decision is at "
        f"{to_text(decision.decide_at)}; name an outcome that becomes known later, or correct the source's clocks"
    )
    return [Finding(path, line, "E016", message)]


def _reads(use: Use, features: Mapping[str, Feature], source: Source) -> Iterable[tuple[str, str]]:
    """Say what reads which column of the row, through features of features."""
    direct = isinstance(use.tree, Column) and use.what == use.tree.name
    for name in columns(use.tree):
        if name in source.types():
            yield (name if direct else f"{use.what} reads {name}"), name
        elif name in features:
            through = "" if direct else f"{use.what} reads a feature: "
            for said, column in _of_feature(features[name], features, source, set()):
                yield through + said, column


def _of_feature(
    feature: Feature, features: Mapping[str, Feature], source: Source, seen: set[str]
) -> Iterable[tuple[str, str]]:
    if feature.name in seen:
        return
    seen.add(feature.name)
    for column in feature.entity.ours if feature.entity is not None else ():
        if column in source.types():
            yield f"feature {feature.name} finds its events by {column}", column
    for name in feature_reads(feature):
        if name in source.types():
            yield f"feature {feature.name} reads {name}", name
        elif name in features:
            yield from _of_feature(features[name], features, source, seen)
