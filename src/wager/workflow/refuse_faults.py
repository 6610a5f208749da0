"""What `check` finds in the expressions of a design and its models is refused before anything is computed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from wager.data.source import Source
from wager.design.blocks import Design
from wager.design.checks.pays import check_pays
from wager.design.checks.reads import check_reads
from wager.design.checks.scene import Scene
from wager.design.rules import check_models
from wager.expressions.tree import Type
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.workflow.read_project import Definitions, model_paths, not_read


def refuse_faults(definitions: Definitions, design: Design, unit: Source, models: Collection[str]) -> None:
    """Refuse rows, an objective, slices, pays or models that read what is not there or is of the wrong type.

    Parameters
    ----------
    definitions : Definitions
    design : Design
    unit : Source
        Of the rows.
    models : collection of str
        The model files that will be fitted; what they extend is looked at, too.

    Raises
    ------
    BadInputError
        All faults, each with file and line; where they follow from a file that could not be read, its own in their place.
    """
    errors = _errors(definitions, design, unit, models, set())
    unread = not_read(definitions) if errors else set()
    others = _errors(definitions, design, unit, models, unread) if unread else errors
    if len(others) < len(errors):  # the rest follows from files that could not be read
        causes = [one for one in definitions.findings if one.is_error and Path(one.path).stem in unread]
        errors = sorted({*causes, *others})
    if errors:
        raise BadInputError.of(errors)


def _errors(
    definitions: Definitions, design: Design, unit: Source, models: Collection[str], unread: set[str]
) -> list[Finding]:
    sources = {name: source.types() for name, source in definitions.sources.items()}
    sources[design.rows.reads] = unit.types()
    features: dict[str, Type] = {name: one.type for name, one in definitions.features.items()}
    scene = Scene(
        design, definitions.models, sources, features, unread=unread, currency=definitions.config.currency
    )
    check_reads(scene)
    check_pays(scene)
    files = model_paths(definitions, list(models))
    texts = {**definitions.texts, design.rows.reads: unit.texts}
    found = check_models(
        definitions.models, definitions.designs, sources, features, tuple(unread), texts=texts
    )
    faults = [*scene.findings, *(one for one in found if one.path in files)]
    return sorted({one for one in faults if one.is_error})
