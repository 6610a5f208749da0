"""Which sources the rows of an example are of, and whether anything that it expects reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wager.data.source import Source
from wager.features.feature import Feature, FeatureFile
from wager.features.link import feature_reads
from wager.foundation.finding import Finding


def unread_events(
    files: Iterable[FeatureFile], features: Mapping[str, Feature], sources: Mapping[str, Source]
) -> list[Finding]:
    """Find rows in examples that none of the features expected there reads, of another source than the file's (E106)."""
    found = []
    for file in files:
        for test in (one for one in file.tests if features.keys() >= one.expect.keys()):
            read = _sources_read(test.expect, features, sources) | {file.source}
            for name in (name for name in test.given if name not in read):
                message = f"`given` has rows of {name}, and nothing that is expected reads that source; leave them out"
                found.append(Finding(file.path, test.line, "E106", message))
    return found


def _sources_read(
    names: Iterable[str], features: Mapping[str, Feature], sources: Mapping[str, Source]
) -> set[str | None]:
    """Name the sources behind some features, through features of features, and those that they join."""
    read, waiting, seen = set[str | None](), list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in features:
            continue
        seen.add(name)
        one = features[name]
        waiting += feature_reads(one)
        if one.source is not None and one.source in sources:
            read |= {one.source, *sources[one.source].join}
    return read
