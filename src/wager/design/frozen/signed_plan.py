"""What a reviewer signs: the plan of a document, all of it, as one digest.

Inside is every block as it is understood, with what says what will be done, to whom and what may go wrong: claims, goals,
guardrails, no-gos, the answers on security and privacy, risks, what was chosen. Outside is what stands between the
blocks, comments, the order of keys and blocks, how a value is spelt (`120 h` is `5 d`), defaults that are written out,
and what only gives reasons (`REASONS`): a reader decides by what is planned, and reasons may be put better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from wager.design.as_json import PLACES, as_json
from wager.design.blocks import Design, read_design
from wager.design.config import Config
from wager.design.defaults import with_defaults
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import digest

REASONS: Mapping[str, tuple[str, ...]] = {
    "problem": ("why_now",),
    "goals": ("why", "tradeoff"),
    "decisions": ("because",),
    "tasks": ("benefit",),
}
"""Keys of blocks whose wording does not count."""

_OUTSIDE = PLACES | {"title"}
_NOTHING: tuple[Any, ...] = (None, "", {}, [])


def plan_digest(design: Design) -> str:
    """Hash all of a plan that a reviewer decides by.

    Parameters
    ----------
    design : Design
        With its defaults (`defaults.with_defaults`).
    """
    return digest({"plan": 1, **plan_of(design)})


def plan_of(design: Design) -> dict[str, Any]:
    """Return all of a plan that a reviewer decides by, as JSON values; what is not said is left out."""
    ordered = _in_any_order(design)
    found = {
        one.name: as_json(getattr(ordered, one.name))
        for one in fields(ordered)
        if one.compare and one.name not in _OUTSIDE
    }
    for kind, keys in REASONS.items():
        block = found.get(kind) or {}
        for record in block.values() if kind != "problem" else (block,):
            for key in keys:
                record.pop(key, None)
    kept: dict[str, Any] = _said(found)
    return kept


def plan_of_text(text: str, path: str, config: Config) -> str:
    """Hash the plan in the text of a document; one that cannot be read counts as it is written.

    Parameters
    ----------
    text : str
        The Markdown.
    path : str
        Its stem is the design's id.
    config : Config
        Of the project.
    """
    try:
        design, findings = read_design(
            text, path, currency=config.currency, zone=config.time_zone, own=config.blocks
        )
    except BadInputError:
        return digest(text)
    if design is None or any(one.is_error for one in findings):
        return digest(text)
    return plan_digest(with_defaults(design))


def _in_any_order(design: Design) -> Design:
    """Sort what the document has as the keys of a map, and the records as a sequence."""
    hypotheses = {
        name: replace(one, goals=tuple(sorted(one.goals))) for name, one in design.hypotheses.items()
    }
    slices = {
        name: replace(one, values=tuple(sorted(one.values, key=lambda value: value.name)))
        for name, one in design.slices.items()
    }
    return replace(design, hypotheses=hypotheses, slices=slices)


def _said(value: Any) -> Any:
    """Leave out what holds nothing, so that a key which a later version of wager adds voids no sign-off."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _said(item)) not in _NOTHING}
    return [_said(item) for item in value] if isinstance(value, list) else value
