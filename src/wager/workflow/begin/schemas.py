"""The JSON Schemas of all kinds of file, made from the tables that read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wager.data.source_file import SOURCE
from wager.design.block_kinds import FRONT, KINDS
from wager.design.kinds.own import own_kind
from wager.design.models.model_keys import KEYS as MODEL
from wager.design.reading.shapes import Shape, record_of, schema
from wager.features.feature_keys import KEYS as FEATURE

FILES = {"source": SOURCE, "feature": FEATURE, "model": MODEL}
"""The tables of the YAML files."""

FOLDERS = {"source": "sources", "feature": "features", "model": "models"}
"""Where these files are."""


def schemas(own: Mapping[str, Sequence[str]] | None = None) -> dict[str, Shape]:
    """Make every schema, by the name of its file.

    Parameters
    ----------
    own : mapping of str to sequence of str, optional
        Kinds of block that the project's policy adds, each with the keys that it asks for.

    Examples
    --------
    >>> sorted(schemas())[:3]
    ['block-alpha.json', 'block-baselines.json', 'block-decisions.json']
    >>> schemas()["block-alpha.json"]["properties"]["total"]["description"][:24]
    'the chance of at least o'
    """
    kinds = {**KINDS, **{kind: own_kind(kind, keys) for kind, keys in (own or {}).items()}}
    blocks = {
        f"block-{name}.json": schema(kind.shape, f"wager: block {name}", kind.means)
        for name, kind in kinds.items()
    }
    files = {f"{name}.json": schema(record_of(table), f"wager: {name} file") for name, table in FILES.items()}
    front = schema(record_of(FRONT), "wager: front matter of a design")
    return {"front-matter.json": front, **blocks, **files}
