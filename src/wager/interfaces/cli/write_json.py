"""One JSON document on stdout, for machines."""

from __future__ import annotations

import json
import math
from typing import Any

import click


def write_json(document: Any) -> None:
    """Print a document in UTF-8 with stable keys; what JSON has no number for becomes null.

    Parameters
    ----------
    document : dict, list or scalar
        As `to_json()` of a result gives it.
    """
    click.echo(json.dumps(finite(document), indent=2, ensure_ascii=False, allow_nan=False, default=str))


def finite(value: Any) -> Any:
    """Replace NaN and infinities, which JSON cannot hold, by None.

    Examples
    --------
    >>> finite({"auc": float("nan"), "se": [0.5, float("inf")]})
    {'auc': None, 'se': [0.5, None]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list | tuple) else value
