"""What the formats know and this version reads and checks, but does not act on: said by `check`, refused by the rest."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.models.model_file import ModelFile
from wager.foundation.errors import RefusedError
from wager.foundation.finding import Finding

LATER = ("elastic_net", "xgboost", "python")
"""Algorithms that the grammar names."""


def not_yet_in_model(model: ModelFile) -> list[Finding]:
    """Name the keys of a model file that would make another model, were they acted on."""
    asked = {
        "search": model.search,
        "encode": model.encode,
        "loss": model.loss,
        "refit": model.refit,
    }
    found = [_said(model.path, model.lines.get(key, 1), f"`{key}`") for key, value in asked.items() if value]
    if model.algorithm in LATER or model.algorithm.startswith("sklearn."):
        found.append(_said(model.path, model.lines.get("algorithm", 1), f"`{model.algorithm}`"))
    return found


def _said(path: str, line: int, what: str) -> Finding:
    message = (
        f"{what} is read and checked; this version does not act on it yet, and `run` and `freeze` refuse it"
    )
    return Finding(path, line, "I113", message)


def refuse_not_yet(found: Iterable[Finding]) -> None:
    """Refuse what would be ignored: a figure that leaves out what was asked for is wrong.

    Raises
    ------
    RefusedError
        With the first of them, as E113.
    """
    for one in found:
        place = f"{one.path}:{one.line}: " if one.path else ""  # a bare algorithm has no file
        raise RefusedError(f"{place}E113 {one.message}; leave it out for now")
