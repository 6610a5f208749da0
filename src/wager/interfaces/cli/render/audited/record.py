"""An audit record, by what it is of."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.audited.prediction import prediction_lines, short_prediction_lines
from wager.interfaces.cli.render.audited.title import title_lines
from wager.interfaces.cli.render.audited.version import short_version_lines, version_lines


def audited_lines(document: dict[str, Any], *, short: bool = False, rows: bool = False) -> list[str]:
    """Print the audit record of a prediction, a version or a title.

    Parameters
    ----------
    document : dict
        As `to_json()` gives it.
    short : bool
        Only what a person asks first.
    rows : bool
        Of a prediction: name the source rows behind each feature that is listed, not only behind the loudest.
    """
    if document["kind"] == "title":
        return title_lines(document)
    if document["kind"] == "version":
        return short_version_lines(document) if short else version_lines(document)
    return short_prediction_lines(document) if short else prediction_lines(document, rows=rows)
