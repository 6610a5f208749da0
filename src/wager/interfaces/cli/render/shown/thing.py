"""One thing in full, by its kind."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.analysed.whole import analysis_lines
from wager.interfaces.cli.render.document import document_lines
from wager.interfaces.cli.render.groups import group_lines
from wager.interfaces.cli.render.ran import ran_lines
from wager.interfaces.cli.render.shown.data import source_lines
from wager.interfaces.cli.render.shown.design import design_lines
from wager.interfaces.cli.render.shown.feature import feature_lines
from wager.interfaces.cli.render.shown.model import model_lines

_RENDERERS = {"source": source_lines, "feature": feature_lines, "model": model_lines, "design": design_lines}


def shown_lines(document: dict[str, Any]) -> list[str]:
    """Print a source, feature, model, run or design."""
    kind = document["kind"]
    thing = document[kind]
    if kind == "run":
        groups = group_lines(thing["evidence"])
        lines = [*ran_lines(thing), *(["", *groups] if groups else [])]
        return [*lines, "", *(analysis_lines(thing["analysis"]) if thing["analysis"] else _hint(document))]
    render = _RENDERERS.get(kind)
    return document_lines(thing) if render is None else render(document["name"], thing)


def _hint(document: dict[str, Any]) -> list[str]:
    return [
        f"`wager show run {document['name']} --analyse` says where its money comes from, and what to try next"
    ]
