"""Read all files of a project into records, and every fault with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from wager.data.rules import faulty_columns, link_sources
from wager.data.source import Source
from wager.data.source_file import read_source
from wager.design.blocks import Design, read_design
from wager.design.config import Config, read_config
from wager.design.defaults import with_defaults
from wager.design.models.algorithms import ALGORITHMS
from wager.design.models.model_file import ModelFile, read_model
from wager.design.models.own_blocks import own_designs
from wager.features.code.code import Code
from wager.features.definition import read_features
from wager.features.example_sources import unread_events
from wager.features.feature import Feature, FeatureFile
from wager.features.link import link_features
from wager.features.python.attach import code_files, with_code
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, UnavailableError, nearest
from wager.foundation.finding import Finding
from wager.workflow.own_learners import learner_files, with_learners
from wager.workflow.wiring import CONFIG, Wiring

T = TypeVar("T")

TO_FILL = "I203"
"""The code of a place that is still to fill in."""


@dataclass(frozen=True)
class Definitions:
    """A project's files, understood.

    Attributes
    ----------
    config : Config
    sources, models, designs : dict by name
    feature_files : dict of str to FeatureFile
    features : dict of str to Feature
        By full name, of all files.
    findings : tuple of Finding
        Faults of single files; what does not fit together is found by `check_project`.
    files : tuple of str
        All that was read, relative to the project.
    code : tuple of str
        The files that Python features and learners follow from: modules, and what says which libraries are installed.
    learners : dict of str to Code
        Of the project's own, by what model files call them.
    root : Path
        Of the project.
    """

    config: Config
    sources: dict[str, Source]
    feature_files: dict[str, FeatureFile]
    features: dict[str, Feature]
    models: dict[str, ModelFile]
    designs: dict[str, Design]
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    code: tuple[str, ...] = ()
    learners: Mapping[str, Code] = field(default_factory=dict)
    root: Path = Path()

    @cached_property
    def questions(self) -> tuple[Design, ...]:
        """All that is asked: by the designs, and by model files with blocks of their own."""
        return (*self.designs.values(), *own_designs(self.models).values())

    @cached_property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """Name of each source the columns that are declared as texts, which no model takes as they are."""
        return {name: source.texts for name, source in self.sources.items()}

    def design(self, name: str) -> Design:
        """Return a design, or say which is nearest; refuse one that cannot be read."""
        model = self.models.get(name)
        if name not in self.designs and model is not None:
            whose = "by blocks of its own" if model.design is None else f"for the design {model.design}"
            raise NotFoundError(
                f"no design {name!r}: it is a model file, {whose}. A design says what would prove it better, and what is "
                "frozen, judged and promoted is one of its hypotheses; `wager new design NAME` writes a template, and takes "
                "the blocks as they are"
            )
        return self._usable(self.designs, name, "design")

    def model(self, name: str) -> ModelFile:
        """Return a model file, or say which is nearest; refuse one that cannot be read."""
        return self._usable(self.models, name, "model")

    def to_fill(self, name: str) -> tuple[Finding, ...]:
        """Name the places of a design that are to be filled in before it says anything; none where there are faults too."""
        found = [one for one in self.findings if Path(one.path).stem in {name, "wager"}]
        if name in self.designs or any(one.is_error for one in found):
            return ()
        return tuple(sorted(one for one in found if one.code == TO_FILL and one.path.endswith(".md")))

    def _usable(self, known: dict[str, T], name: str, kind: str) -> T:
        faults = [one for one in self.findings if one.is_error and Path(one.path).stem in {name, "wager"}]
        if faults:
            raise BadInputError.of(faults)
        unfilled = [one for one in self.findings if one.code == TO_FILL and Path(one.path).stem == name]
        if name not in known and unfilled:
            many = "1 place is" if len(unfilled) == 1 else f"{len(unfilled)} places are"
            raise RefusedError(
                f"{kind} {name} cannot be used yet: {many} still to fill in, first on line {unfilled[0].line}; "
                f"`wager check {unfilled[0].path}` lists them"
            )
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            of = [one.id for one in self.designs.values() if kind == "design" and name in one.hypotheses]
            if of:
                raise NotFoundError(
                    f"no design {name!r}: it is a hypothesis of {', '.join(of)}, and the design comes first; did you mean `{of[0]} {name}`?"
                )
            also = ALGORITHMS if kind == "model" else ()
            near = nearest(name, known) or nearest(name, also)
            raise NotFoundError(f"no {kind} {name!r}{near}; the project has {listed}")
        return known[name]


def read_definitions(wiring: Wiring) -> Definitions:
    """Read sources, features, models and designs, in this order.

    Raises
    ------
    UnavailableError
        If a file cannot be read.
    """
    reading = _Reading(wiring)
    config = wiring.config
    reading.config()
    root, currency = wiring.root, config.currency or "USD"
    sources = reading.each(
        sorted(root.glob("sources/*.yaml")),
        lambda text, path: read_source(text, path, currency=currency, zone=config.time_zone),
    )
    sources, faults = link_sources(sources)
    reading.findings += faults
    files = reading.each(
        sorted(root.glob("features/*.yaml")),
        lambda text, path: read_features(
            text, path, currency=currency, zone=config.time_zone, sources=sources
        ),
    )
    models = reading.each(
        sorted(root.glob("models/*.yaml")),
        lambda text, path: read_model(text, path, currency=config.currency, zone=config.time_zone),
    )
    designs = {
        name: with_defaults(design)
        for name, design in reading.each(
            design_files(root),
            lambda text, path: read_design(
                text, path, currency=config.currency, zone=config.time_zone, own=config.blocks
            ),
        ).items()
    }
    features, faults = link_features(files.values(), sources)
    faults += unread_events(files.values(), features, sources)
    features, broken = with_code(features, root)
    models, learners, wrong = with_learners(models, root)
    found = [*reading.findings, *faults, *broken, *wrong]
    findings = _first_causes(found, faulty_sources(reading.files, sources))
    code = tuple(sorted({*code_files(features.values()), *learner_files(learners.values())}))
    read = tuple(reading.files)
    return Definitions(
        config, sources, files, features, models, designs, findings, read, code, learners, root
    )


def with_model(definitions: Definitions, name: str, text: str) -> Definitions:
    """Put a model that was written in Python in the place of a file of its name.

    Raises
    ------
    BadInputError
        With every fault; a line is that of its text.
    """
    config = definitions.config
    shown = f"Model({name})"
    model, findings = read_model(text, shown, currency=config.currency, zone=config.time_zone, stem=None)
    faults = [one for one in findings if one.is_error]
    if model is None or faults:
        raise BadInputError.of(faults or findings)
    return with_record(definitions, model, findings)


def with_record(definitions: Definitions, model: ModelFile, findings: Iterable[Finding] = ()) -> Definitions:
    """Put a model that was read elsewhere in the place of a file of its name; its own learner is the project's present one."""
    known = definitions.models.get(model.name)
    one, learners, wrong = with_learners({model.name: model}, definitions.root)
    if any(fault.path == model.path for fault in wrong):
        raise BadInputError.of(wrong)
    path = f"models/{model.name}.yaml" if known is None else known.path
    others = tuple(one for one in definitions.findings if one.path != path)
    return replace(
        definitions,
        models={**definitions.models, **one},
        findings=(*others, *findings),
        learners={**definitions.learners, **learners},
    )


def faulty_sources(files: Iterable[str], sources: Mapping[str, Source]) -> set[str]:
    """Name the sources that are there and could not be read, or of which a column could not be."""
    names = {Path(file).stem for file in files if file.startswith("sources/")}
    return {name for name in names if name not in sources or faulty_columns(sources[name])}


def not_read(definitions: Definitions) -> set[str]:
    """Name what exists and could not be read: who refers to it is not at fault as well."""
    read = {*definitions.sources, *definitions.feature_files, *definitions.models, *definitions.designs}
    half = {
        Path(one.path).stem
        for one in definitions.findings
        if one.is_error and one.path.startswith("features/")
    }
    if faulty_sources(definitions.files, definitions.sources):
        half |= {Path(file).stem for file in definitions.files if file.startswith("features/")}
    return ({Path(file).stem for file in definitions.files} - read) | half


def model_paths(definitions: Definitions, names: Sequence[str]) -> set[str]:
    """Name the files of some models, and of those that they extend; bare algorithms have none."""
    waiting, paths = list(names), set[str]()
    while waiting:
        model = definitions.models.get(waiting.pop())
        if model is not None and model.path not in paths:
            paths.add(model.path)
            waiting += [model.extends] if model.extends else []
    return paths


def _first_causes(findings: list[Finding], faulty: set[str]) -> tuple[Finding, ...]:
    """Leave out what may only be wrong because a source is: what features and joins would find there."""

    def follows(one: Finding) -> bool:
        if one.path.startswith("features/"):
            return one.code in {"E106", "E109"}
        return one.path.startswith("sources/") and any(
            f"no source {name!r}" in one.message for name in faulty
        )

    return tuple(one for one in findings if not (faulty and follows(one)))


class _Reading:
    def __init__(self, wiring: Wiring) -> None:
        self.root = wiring.root
        self.findings: list[Finding] = []
        self.files: list[str] = []

    def config(self) -> None:
        """Note what is wrong with wager.toml, which the wiring has read already."""
        if (self.root / CONFIG).is_file():
            self.files.append(CONFIG)
            self.findings += read_text(self.root / CONFIG, CONFIG, read_config)[1]

    def each(
        self, paths: list[Path], read: Callable[[str, str], tuple[T | None, list[Finding]]]
    ) -> dict[str, T]:
        """Read files of one kind; by the stem of the file, which is the name."""
        found: dict[str, T] = {}
        for path in paths:
            shown = path.relative_to(self.root).as_posix()
            self.files.append(shown)
            thing, findings = read_text(path, shown, read)
            self.findings += findings
            if thing is not None:
                found[path.stem] = thing
        return found


def read_text(
    path: Path, shown: str, read: Callable[[str, str], tuple[T | None, list[Finding]]]
) -> tuple[T | None, list[Finding]]:
    """Read one file; what is not text in UTF-8, and what leaves YAML, is a finding."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None, [Finding(shown, 1, "E000", "the file is not text in UTF-8; save it as UTF-8")]
    except OSError as error:
        raise UnavailableError(f"{shown} cannot be read: {error.strerror}") from error
    try:
        return read(text, shown)
    except BadInputError as error:
        return None, list(error.findings)


def design_files(root: Path) -> list[Path]:
    """Find the designs: in `designs/`, and beside the data in a project of one file."""
    found = sorted((root / "designs").glob("*.md"))
    return found + [path for path in sorted(root.glob("*.md")) if is_design(path)]


def is_design(path: Path) -> bool:
    """Tell whether a Markdown file begins with the front matter of a design."""
    try:
        head = path.read_text(encoding="utf-8-sig")[:2000].split("\n")
    except (OSError, UnicodeDecodeError):
        return False
    return head[0].strip() == "---" and any(line.startswith("design:") for line in head[1:10])
