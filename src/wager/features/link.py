"""Bring the features of all files together: what reads which, and the types that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wager.data.source import Source
from wager.expressions.definitions import overgrown
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Type
from wager.features.feature import Feature, FeatureFile, PythonCall
from wager.features.frame import best_row
from wager.features.typed import definition_type, row_columns
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding
from wager.foundation.order import in_order


def link_features(
    files: Iterable[FeatureFile], sources: Mapping[str, Source]
) -> tuple[dict[str, Feature], list[Finding]]:
    """Collect the features of a project and type those that read features of other files.

    Returns
    -------
    dict of str to Feature
        By full name; one at fault is left out.
    list of Finding
        Features that read what does not exist (E106), are too large with what they read (E108), do not fit (E109) or
        go in a circle (E110).
    """
    features = {name: feature for file in files for name, feature in file.features.items()}
    linker = _Linker(features, sources)
    order, circle = in_order({name: feature_reads(feature) for name, feature in features.items()})
    if circle:
        said = " reads ".join(circle)
        linker.fault(features[circle[0]], "E110", f"features go in a circle: {said}; break it")
    for name in overgrown(
        {name: one.tree for name, one in features.items() if not isinstance(one.tree, PythonCall)}
    ):
        linker.fault(
            features[name],
            "E108",
            f"feature {name} is too large with all that it reads put in; let it read fewer features of features",
        )
        linker.done[name] = None
    linked = {name: linker.linked(name) for name in order}
    found = {name: feature for name in features if (feature := linked.get(name)) is not None}
    return found, linker.findings


def feature_reads(feature: Feature) -> tuple[str, ...]:
    """Name the columns of the unit row, and the features, that a feature reads outside of aggregates."""
    return feature.tree.reads if isinstance(feature.tree, PythonCall) else row_columns(feature.tree)


class _Linker:
    """Types features, each once, after those that it reads."""

    def __init__(self, features: Mapping[str, Feature], sources: Mapping[str, Source]) -> None:
        self.features, self.sources = features, sources
        self.done: dict[str, Feature | None] = {}
        self.findings: list[Finding] = []

    def fault(self, feature: Feature, code: str, message: str) -> None:
        self.findings.append(Finding(feature.path, feature.line, code, message))

    def linked(self, name: str) -> Feature | None:
        if name in self.done:
            return self.done[name]
        self.done[name] = self.resolved(self.features[name])
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
        linked = self.done.get(name)
        return None if linked is None else linked.type
