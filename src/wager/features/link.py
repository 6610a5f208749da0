"""Bring the features of all files together: what reads which, and the types that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wager.data.source import Source
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Type
from wager.features.feature import Feature, FeatureFile, PythonCall
from wager.features.frame import best_row
from wager.features.typed import definition_type, row_columns
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding


def link_features(
    files: Iterable[FeatureFile], sources: Mapping[str, Source]
) -> tuple[dict[str, Feature], list[Finding]]:
    """Collect the features of a project and type those that read features of other files.

    Returns
    -------
    dict of str to Feature
        By full name; one at fault is left out.
    list of Finding
        Features that read what does not exist (E106), do not fit (E109) or go in a circle (E110).
    """
    features = {name: feature for file in files for name, feature in file.features.items()}
    linker = _Linker(features, sources)
    linked = {name: linker.linked(name) for name in features}
    found = {name: feature for name, feature in linked.items() if feature is not None}
    return found, linker.findings


def feature_reads(feature: Feature) -> tuple[str, ...]:
    """Name the columns of the unit row, and the features, that a feature reads outside of aggregates."""
    return feature.tree.reads if isinstance(feature.tree, PythonCall) else row_columns(feature.tree)


class _Linker:
    """Types features on demand, each once; remembers the way it came, to see circles."""

    def __init__(self, features: Mapping[str, Feature], sources: Mapping[str, Source]) -> None:
        self.features, self.sources = features, sources
        self.done: dict[str, Feature | None] = {}
        self.way: list[str] = []
        self.findings: list[Finding] = []

    def fault(self, feature: Feature, code: str, message: str) -> None:
        self.findings.append(Finding(feature.path, feature.line, code, message))

    def linked(self, name: str) -> Feature | None:
        if name in self.done:
            return self.done[name]
        feature = self.features[name]
        if name in self.way:
            circle = " reads ".join([*self.way[self.way.index(name) :], name])
            self.fault(feature, "E110", f"features go in a circle: {circle}; break it")
            return None
        self.way.append(name)
        self.done[name] = self.resolved(feature)
        self.way.pop()
        return self.done[name]

    def resolved(self, feature: Feature) -> Feature | None:
        row = best_row(feature_reads(feature), self.sources)
        types = {name: kind for name in feature_reads(feature) if (kind := self.type_of(name, row))}
        for missing in (name for name in feature_reads(feature) if name not in types):
            if missing in self.features:
                return None  # its own fault has been noted
            if "." in missing:
                known = [*self.features, *row]
                self.fault(
                    feature,
                    "E106",
                    f"feature {feature.name} reads {missing!r}, which is no feature and no column{nearest(missing, known)}",
                )
                return None
        if isinstance(feature.tree, PythonCall) or feature.type != "null" or not self.sources:
            return feature
        source = None if feature.source is None else self.sources.get(feature.source)
        try:
            return replace(feature, type=definition_type(feature.tree, source, row | types))
        except ExpressionError as error:
            self.fault(feature, "E106" if error.unknown else "E109", f"feature {feature.name}: {error}")
            return None

    def type_of(self, name: str, row: Mapping[str, Type]) -> Type | None:
        if name in row:
            return row[name]
        linked = self.linked(name) if name in self.features else None
        return None if linked is None else linked.type
