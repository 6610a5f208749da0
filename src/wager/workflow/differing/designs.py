"""What moved between two versions of a design, and what of it is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from wager.design.blocks import Design, read_design
from wager.design.config import Config
from wager.design.defaults import with_defaults
from wager.design.diff.canonical_text import canonical_text
from wager.design.diff.change import Change
from wager.design.diff.documents import classify_documents
from wager.design.diff.since_freeze import Moved, frozen_in, moved_from, plan_of, with_frozen
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.models.model_file import ModelFile
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.workflow.differing.version import Pair, Version

Read = tuple[Design, tuple[Finding, ...]]


def read_version(version: Version, config: Config) -> Read:
    """Read a version of a design, with the faults in it that hide something.

    Raises
    ------
    BadInputError
        If nothing can be made of it.
    """
    design, findings = read_design(
        version.text, version.label, currency=config.currency, zone=config.time_zone, own=config.blocks
    )
    faults = [one for one in findings if one.is_error]
    if design is None:
        raise BadInputError.of(faults or findings)
    hiding = tuple(one for one in faults if one.code != "E104" or one.line > 5)
    return with_defaults(design), hiding if design.unread else ()


def compare_designs(
    pair: Pair, config: Config, models: Mapping[str, ModelFile]
) -> tuple[tuple[Moved, ...], tuple[str, ...], tuple[Finding, ...]]:
    """Compare two versions of a design.

    Returns
    -------
    tuple of Moved
        What is frozen first.
    tuple of str
        The hypotheses that are frozen.
    tuple of Finding
        Faults that hide something of one version.
    """
    new, faults = read_version(pair.new, config)
    old, hidden = (None, ()) if pair.old is None else read_version(pair.old, config)
    changes: tuple[Change, ...] = ()
    if old is not None and pair.old is not None:
        changes = classify_documents(old, new, pair.old.text, pair.new.text, zone=config.time_zone)
    frozen = frozen_in(_log(pair))
    moves = {
        name: _moved(entry, None if pair.since_freeze else old, new, models, config.time_zone)
        for name, entry in frozen.items()
    }
    return with_frozen(changes, moves), tuple(frozen), (*hidden, *faults)


def canonical_document(text: str, config: Config) -> str:
    """Write a document for `git diff`; what is no design, or cannot be read as one, stays as it is."""
    if not text.removeprefix("\ufeff").startswith("---"):
        return text
    try:
        design, _ = read_design(
            text, "a.md", currency=config.currency, zone=config.time_zone, own=config.blocks
        )
    except BadInputError:
        design = None
    return text if design is None else canonical_text(text, design, zone=config.time_zone)


def _log(pair: Pair) -> tuple[Entry, ...]:
    beside = [pair.new.file, *([] if pair.old is None else [pair.old.file])]
    return next((log for file in beside if (log := read_log(log_folder(file)))), ())


def _moved(
    entry: Entry, old: Design | None, new: Design, models: Mapping[str, ModelFile], zone: str
) -> tuple[Change, ...]:
    alpha, name = Decimal(str(entry.body["alpha"])), entry.hypothesis
    lost = [goal for goal in _goals(new, name) if goal not in new.goals]
    if lost:
        sentences = entry.body.get("goals", {})
        return tuple(Change("goals", goal, "", "removed", str(sentences.get(goal, "")), "") for goal in lost)
    before = None if old is None else plan_of(old, name, models, alpha)
    return moved_from(entry, before, plan_of(new, name, models, alpha), zone=zone)


def _goals(design: Design, hypothesis: str) -> tuple[str, ...]:
    return design.hypotheses[hypothesis].goals if hypothesis in design.hypotheses else ()
