"""`wager check`: everything that can be known to be wrong before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.data.foreign_values import declared_values, foreign_values
from wager.data.header import header_findings
from wager.data.rules import faulty_columns
from wager.data.source import Source
from wager.design.blocks import Design
from wager.design.models.own_blocks import own_designs
from wager.design.rules import check_design, check_models, check_own
from wager.expressions.tree import Tree, Type, aggregates, columns
from wager.features.feature import PythonCall
from wager.foundation.errors import NotFoundError, WagerError, nearest
from wager.foundation.finding import Finding
from wager.workflow.counting.ceiling import forecast_findings
from wager.workflow.find_leaks import design_uses, find_leaks, model_uses
from wager.workflow.leaks.find_signs import find_afterwards, find_signs
from wager.workflow.proving.prove_features import prove_features
from wager.workflow.read_project import TO_FILL, Definitions, not_read, read_definitions
from wager.workflow.searching.space import search_findings
from wager.workflow.testing.required import missing_examples
from wager.workflow.tracing.gather import find_traces
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Checked:
    """What `check` found.

    Attributes
    ----------
    findings : tuple of Finding
        Sorted by file and line.
    files : tuple of str
        All that was read.
    strict : bool
        True where warnings count as errors.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    strict: bool

    @property
    def passed(self) -> bool:
        """False where there is an error, or with `strict` a warning."""
        return not any(one.is_error or (self.strict and one.is_warning) for one in self.findings)

    @property
    def to_fill(self) -> int:
        """How many places are still to fill in."""
        return sum(one.code == TO_FILL for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            "passed": self.passed,
            "to_fill": self.to_fill,
            "files": list(self.files),
            "findings": [vars(one) for one in self.findings],
        }


def check_project(
    wiring: Wiring,
    paths: Sequence[Path] = (),
    *,
    strict: bool = False,
    data: bool = False,
    definitions: Definitions | None = None,
) -> Checked:
    """Check all files of a project; report on those under `paths`, or on all.

    Clocks that expressions cannot compare are compared on the data, which may take a first snapshot.

    Parameters
    ----------
    wiring : Wiring
    paths : sequence of Path
    strict : bool
        True where warnings count as errors.
    data : bool
        Whether to look also for signs of leaks in the snapshots that are there, which computes the columns of all models,
        and to try functions and delete the future.
    definitions : Definitions, optional
        What was read of the project already.

    Raises
    ------
    NotFoundError
        If there is nothing at a path.
    UnavailableError
        If a file cannot be read at all.
    """
    _demand(paths)
    definitions = definitions or read_definitions(wiring)
    findings = [*definitions.findings, *_between_files(wiring, definitions)]
    for source in definitions.sources.values():
        findings += header_findings(source, wiring.root)
    findings += [*_never(definitions), *_seals(definitions)]
    for model in definitions.models.values():
        findings += search_findings(model)
    for design in definitions.questions:
        findings += find_leaks(wiring, definitions, design)
        findings += find_afterwards(wiring, definitions, design)
        findings += missing_examples(wiring, definitions, design, _read(definitions, design))
    if not any(one.is_error for one in findings):
        for design in definitions.questions:
            findings += forecast_findings(wiring, definitions, design)
            tried = prove_features(wiring, definitions, design, _read(definitions, design)) if data else []
            findings += tried
            # What a function that is at fault gives is not looked at.
            findings += find_signs(wiring, definitions, design) if data and not tried else []
    findings += find_traces(wiring, definitions)
    shown = [one for one in sorted(set(findings)) if not paths or _under(wiring.root, one.path, paths)]
    return Checked(tuple(shown), definitions.files, strict)


def _read(definitions: Definitions, design: Design) -> set[str]:
    """Name what the models of a design, and the design itself, read of a row."""
    unit = definitions.sources.get(design.rows.source or "")
    uses = () if unit is None else (*design_uses(design, unit), *model_uses(definitions, design, unit))
    return {name for use in uses for name in columns(use.tree)}


def _demand(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            around = path.parent.iterdir() if path.parent.is_dir() else ()
            near = nearest(path.name, (file.name for file in around))
            raise NotFoundError(f"there is no file or folder {path}{near}; nothing was checked")


def _under(root: Path, path: str, paths: Sequence[Path]) -> bool:
    file = root / path
    return any(file == given.resolve() or given.resolve() in file.parents for given in paths)


def _between_files(wiring: Wiring, definitions: Definitions) -> Iterator[Finding]:
    """Compare the designs and model files with each other and with what they name."""
    sources: dict[str, Mapping[str, Type]] = {
        name: {**source.types(), **dict.fromkeys(faulty_columns(source), "null")}
        for name, source in definitions.sources.items()
    }
    texts = dict(definitions.texts)
    for design in definitions.questions:
        if design.rows.file is not None:
            inferred = _inferred(wiring, definitions, design)
            if isinstance(inferred, Source):
                sources[design.rows.file], texts[design.rows.file] = inferred.types(), inferred.texts
            else:
                yield from inferred
    values = {
        name: {column: spec.values for column, spec in source.columns.items() if spec.values}
        for name, source in definitions.sources.items()
    }
    features: dict[str, Type] = {name: feature.type for name, feature in definitions.features.items()}
    unread = not_read(definitions)
    for design in definitions.designs.values():
        yield from check_design(
            design,
            definitions.models,
            sources,
            features,
            values=values,
            unread=unread,
            currency=definitions.config.currency,
            required=definitions.config.required,
        )
    for design in own_designs(definitions.models).values():
        yield from check_own(
            design, definitions.models, sources, features, unread=unread, currency=definitions.config.currency
        )
    yield from check_models(
        definitions.models, definitions.designs, sources, features, tuple(unread), texts=texts
    )


def _inferred(wiring: Wiring, definitions: Definitions, design: Design) -> Source | list[Finding]:
    try:
        return unit_source(wiring, definitions, design)
    except WagerError as error:
        findings = getattr(error, "findings", ())
        line = design.rows.lines.get("from", design.rows.line)
        said = str(error).removeprefix(f"{design.path}:{design.rows.line}: ")
        return list(findings) or [Finding(design.path, line, "E106", said)]


def _never(definitions: Definitions) -> Iterator[Finding]:
    """Find comparisons with values that a category cannot take."""
    for source, tree, path, line in _comparing(definitions):
        for said in foreign_values(tree, declared_values(source)):
            yield Finding(path, line, "E105", said)


def _seals(definitions: Definitions) -> Iterator[Finding]:
    """Say which designs call outcomes sealed that no source seals: others may, but then nobody here can tell."""
    for design in definitions.questions:
        split, unit = design.split, definitions.sources.get(design.rows.source or "")
        counted = definitions.sources.get(str(design.objective.source or ""), unit)
        open_ = unit is not None and unit.seal is None and (counted is None or counted.seal is None)
        if split is not None and split.seal and unit is not None and open_:
            message = (
                f"`seal: ci`, and {unit.path} has no `seal`: wager cannot tell who may read the outcomes, and grades "
                "verdicts as if all could; `seal: {column: sealed, hides: [...]}` there makes them grade A"
            )
            yield Finding(design.path, split.lines.get("seal", split.line), "I205", message)


def _comparing(definitions: Definitions) -> Iterator[tuple[Source, Tree, str, int]]:
    """Name the expressions on the columns of a source, and where each is written."""
    for source in definitions.sources.values():
        for name, tree in source.derive.items():
            yield source, tree, source.path, source.line_of(f"derive.{name}")
    for feature in definitions.features.values():
        events = definitions.sources.get(feature.source or "")
        if events is not None and not isinstance(feature.tree, PythonCall):
            for aggregate in aggregates(feature.tree):
                yield events, aggregate, feature.path, feature.line
    for design in definitions.questions:
        unit = definitions.sources.get(design.rows.source or "")
        if unit is not None:
            for use in (*design_uses(design, unit), *model_uses(definitions, design, unit)):
                yield unit, use.tree, use.path, use.line
