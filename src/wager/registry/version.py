"""A version: a registered model with all that it came from, as one object in the store.

The manifest is canonical JSON; its SHA-256 is the version's id and its name in the object store. It names no moment
and no place, so registering the same thing twice gives the same version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from wager.foundation.errors import BadInputError, NotFoundError
from wager.foundation.fingerprint import canonical
from wager.foundation.objects import ObjectStore, read_object

FORMAT = 1
"""Number of the manifest's format; a newer one is refused."""


@dataclass(frozen=True)
class Version:
    """A registered model.

    Attributes
    ----------
    id : str
        SHA-256 of the manifest.
    serves, design : str
        The name that callers use, and the design that asks.
    hypothesis : str
        The one whose model this is; empty for a baseline.
    model, algorithm : str
        Name of the model file (or of the baseline that always takes one action), and its learner.
    always : str
        The action of a baseline that always takes one; else empty.
    freeze, closure : str
        Hash of the log entry that froze the hypothesis, and what it pinned; empty for a baseline.
    run : str
        Digest of all that the fit follows from.
    definitions : str
        Object with all files of the project that were read (`registry.definitions`).
    document : str
        SHA-256 of the design document.
    snapshots : dict of str to str
        Ids by source.
    rows : dict
        `fingerprint`, `content` (digest of the unit rows' values) and `count`.
    columns : dict of str to dict
        Of each column that the model reads: `type`, `key` (of all that it follows from), `content` (of its values).
    fitted : str
        Digest of what was learned.
    artifact : dict of str to str
        Object of each file of the fitted model.
    predictions : dict
        On the held-out rows: `part`, `object` (Parquet), `content` (digest of the values), `count`.
    golden : str
        Object with some rows and their answers, which a loaded model must repeat bit for bit.
    code : dict
        `commit`, `patch` (object with what was not committed; empty where nothing), `left_out` (files too large for it).
    environment : dict
        `lock` (object: what is installed, with versions), `wager` (object: this package as a zip), `python`,
        `platform`, `cpu`, `threads`, `variables`.
    cuts : dict of str to float
        Of actions with a capacity: the least expected gain for which they are taken where rows are decided one by one,
        in minor units. Empty where nothing is limited, and then not part of the manifest.
    behaviour : list of dict
        What each test of its model file said of what was fitted: `name`, `kind`, `result`, and what was asked and found. Empty
        where there is none, and then not part of the manifest.
    """

    id: str
    serves: str
    design: str
    hypothesis: str
    model: str
    algorithm: str
    always: str
    freeze: str
    closure: str
    run: str
    definitions: str
    document: str
    fitted: str
    golden: str
    snapshots: Mapping[str, str] = field(hash=False)
    rows: Mapping[str, Any] = field(hash=False)
    columns: Mapping[str, Mapping[str, str]] = field(hash=False)
    artifact: Mapping[str, str] = field(hash=False)
    predictions: Mapping[str, Any] = field(hash=False)
    code: Mapping[str, Any] = field(hash=False)
    environment: Mapping[str, Any] = field(hash=False)
    cuts: Mapping[str, float] = field(hash=False, default_factory=dict)
    behaviour: Sequence[Mapping[str, Any]] = field(hash=False, default=())

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values, the id among them."""
        return {"format": FORMAT, **{one.name: getattr(self, one.name) for one in fields(self)}}

    def manifest(self) -> bytes:
        """Write all that the id is made of."""
        left_out = {"id", *(key for key in ("cuts", "behaviour") if not getattr(self, key))}
        plain = {key: value for key, value in self.to_json().items() if key not in left_out}
        return canonical({"kind": "version", **plain})

    def objects(self) -> dict[str, str]:
        """Name all objects of the store that it refers to itself, by what they are; snapshots are not among them."""
        named = {
            "manifest": self.id,
            "definitions": self.definitions,
            "golden rows": self.golden,
            "predictions": self.predictions["object"],
            "patch": self.code["patch"],
            "lock": self.environment["lock"],
            "wager": self.environment["wager"],
        }
        named |= {f"model file {name}": held for name, held in self.artifact.items()}
        return {what: held for what, held in named.items() if held}


def keep_version(objects: ObjectStore, **facts: Any) -> Version:
    """Write a version's manifest into the store; what it refers to must be there already.

    Parameters
    ----------
    objects : ObjectStore
    **facts
        All fields of `Version` but the id.
    """
    made = Version(id="", **facts)
    held = objects.put_bytes(made.manifest())
    return Version(id=held, **facts)


def read_version(objects: ObjectStore, version: str) -> Version:
    """Read a version's manifest.

    Raises
    ------
    NotFoundError
        If it is not in the store.
    BadInputError
        If a bit of it has changed, or it is no version that this wager knows.
    """
    written = json.loads(read_object(objects, version))
    if written.get("kind") != "version":
        raise NotFoundError(f"the object {version} is no version")
    if written["format"] > FORMAT:
        raise BadInputError(
            f"version {version} has format {written['format']}, and this wager knows {FORMAT}; use a newer wager"
        )
    return Version(
        id=version, **{key: value for key, value in written.items() if key not in {"kind", "format"}}
    )
