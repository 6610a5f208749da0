"""Where examples of features are asked for: in every stage after the proof of concept, or from the first freeze on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from wager.design.blocks import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.features.feature import FeatureFile
from wager.foundation.errors import WagerError
from wager.foundation.finding import Finding
from wager.workflow.inputs import used_features
from wager.workflow.launching.stage import POC, stage_at, stage_of
from wager.workflow.read_project import Definitions
from wager.workflow.wiring import Wiring

CODE = "W122"
"""Of a feature file without an example, in a design that has left its proof of concept."""


def asked_by(definitions: Definitions, log: Sequence[Entry], frozen: str | None = None) -> str:
    """Say what asks for an example in every feature file that a model reads; empty where nothing does.

    Parameters
    ----------
    definitions : Definitions
    log : sequence of Entry
        Of the design.
    frozen : str or None
        Hash of a freeze: its stage counts. None for the present one.
    """
    if definitions.config.examples:
        return "[policy] examples asks for one"
    stage = stage_of(log) if frozen is None else stage_at(log, frozen)
    return "" if stage == POC else f"in {stage} every feature file that a model reads has one"


def without_examples(definitions: Definitions, names: Collection[str]) -> list[FeatureFile]:
    """Name the feature files behind some columns and features that have no example."""
    used = {one.file for one in used_features(names, definitions.features)}
    return [file for file in definitions.feature_files.values() if file.name in used and not file.tests]


def missing_examples(
    wiring: Wiring, definitions: Definitions, design: Design, names: Collection[str]
) -> Iterator[Finding]:
    """Warn of feature files without an example where a freeze will refuse them (W122).

    Parameters
    ----------
    names : collection of str
        What the models of the design, and the design itself, read.
    """
    try:
        asked = asked_by(definitions, read_log(log_folder(wiring.root / design.path)))
    except WagerError:
        return  # who reads the log says what is wrong with it
    if not asked:
        return
    for file in without_examples(definitions, names):
        message = (
            f"no example says what {file.name} should give, and {design.id} reads it: {asked}, or nothing is frozen; give it "
            "`tests`: {at, row, given, expect}, and `wager test` runs it"
        )
        yield Finding(file.path, file.line, CODE, message)
