"""All findings that need a design with its surroundings: models, and the names of sources and features."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Map

from wager.design.blocks import Design
from wager.design.checks.answers import check_answers
from wager.design.checks.judging import check_judging
from wager.design.checks.measurable import check_measurable
from wager.design.checks.model_files import check_models
from wager.design.checks.names import check_names
from wager.design.checks.own_blocks import check_unjudged
from wager.design.checks.pays import check_pays
from wager.design.checks.plan import check_plan
from wager.design.checks.ratios import check_ratios
from wager.design.checks.reads import check_reads
from wager.design.checks.scene import Scene
from wager.design.checks.sentences import check_sentences
from wager.design.checks.worth import check_worth
from wager.design.models.model_file import ModelFile
from wager.expressions.tree import Type
from wager.foundation.finding import Finding

__all__ = ["check_design", "check_models", "check_own"]

CHECKS = (
    check_names,
    check_reads,
    check_pays,
    check_sentences,
    check_measurable,
    check_ratios,
    check_plan,
    check_worth,
    check_judging,
    check_answers,
)


CHECKS_OF_OWN = (check_names, check_reads, check_pays, check_worth, check_unjudged)
"""Of the blocks of a model file: no hypothesis is there, and nothing to judge by."""


def check_design(
    design: Design,
    models: Map[str, ModelFile],
    sources: Map[str, Map[str, Type]],
    features: Map[str, Type],
    *,
    values: Map[str, Map[str, Collection[str]]] | None = None,
    unread: Collection[str] = (),
    currency: str | None = None,
    required: Collection[str] = (),
) -> list[Finding]:
    """Find faults between a design and what it names.

    Parameters
    ----------
    design : Design
        As read, or with its defaults.
    models : mapping of str to ModelFile
        As read.
    sources : mapping of str to mapping of str to Type
        Columns of each source, derived and joined ones among them; a data file stands under the name that
        `rows.from` gives it. Where the source of the rows is missing, columns are not checked.
    features : mapping of str to Type
    values : mapping, optional
        Values that a source declares for a column.
    unread : collection of str
        Names of sources, feature files and models that exist but could not be read.
    currency : str or None
        The project's.
    required : collection of str
        Block kinds that the project's policy asks for.

    Returns
    -------
    list of Finding
        In the order of their lines.
    """
    scene = Scene(design, models, sources, features, values or {}, unread, currency)
    for check in CHECKS:
        check(scene)
    for kind in required:
        there = any(kind == present for present, _ in design.lines)
        if not there and kind not in design.unread:
            scene.fault(
                1,
                "E102",
                f"the project's policy asks for a block wager.{kind}; wager.toml says so under [policy]",
            )
    return sorted(set(scene.findings))


def check_own(
    design: Design,
    models: Map[str, ModelFile],
    sources: Map[str, Map[str, Type]],
    features: Map[str, Type],
    *,
    unread: Collection[str] = (),
    currency: str | None = None,
) -> list[Finding]:
    """Find faults between the blocks of a model file and what they name; see `check_design`.

    Parameters
    ----------
    design : Design
        As `own_blocks.own_design` makes it.
    models, sources, features, unread, currency
        As for `check_design`.
    """
    scene = Scene(design, models, sources, features, {}, unread, currency)
    for check in CHECKS_OF_OWN:
        check(scene)
    return sorted(set(scene.findings))
