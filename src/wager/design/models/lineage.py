"""What a model file inherits by `extends`, and from which file each value comes."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any

from wager.design.models.model_file import ModelFile
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding

REPLACED = ("calibrate", "policy", "train_on", "weight", "refit", "search", "loss", "tests", "seed")
"""Keys of which what an heir says stands in the place of all that was inherited."""


def lineage(models: Map[str, ModelFile], name: str) -> tuple[ModelFile, ...]:
    """Name a model and those that it inherits from, the root last.

    Raises
    ------
    BadInputError
        E106 where a model that is extended does not exist, E110 where models extend each other in a circle.
    """
    chain: list[ModelFile] = []
    seen: list[str] = []
    while True:
        model = models[name]
        if name in seen:
            circle = " extends ".join([*seen, name])
            raise _fault(chain[-1], "E110", f"{circle}, a circle; one of them must stand by itself")
        chain.append(model)
        seen.append(name)
        if model.extends is None:
            return tuple(chain)
        if model.extends not in models:
            raise _fault(
                model,
                "E106",
                f"model {model.name} extends {model.extends!r}, which does not exist{nearest(model.extends, models)}",
            )
        name = model.extends


def resolve(models: Map[str, ModelFile], name: str) -> ModelFile:
    r"""Put what a model inherits into it: maps merge by key, lists and the algorithm are replaced.

    Raises
    ------
    BadInputError
        As `lineage` does.

    Examples
    --------
    >>> from wager.design.models.model_file import read_model
    >>> root, _ = read_model("model: a\ndesign: d\nfeatures: [x]\nalgorithm: linear\nseed: 3", "models/a.yaml")
    >>> heir, _ = read_model("model: b\nextends: a\nalso: [y]", "models/b.yaml")
    >>> found = resolve({"a": root, "b": heir}, "b")
    >>> found.columns(("x", "y")), found.algorithm, found.seed
    (('x', 'y'), 'linear', 3)
    """
    *heirs, resolved = lineage(models, name)
    for heir in reversed(heirs):
        resolved = _inherit(resolved, heir)
    return resolved


def root_of(models: Map[str, ModelFile], name: str) -> ModelFile | None:
    """Return the last that a model inherits from; None where the way there is broken, or no file has that name."""
    if name not in models:  # names are those of the files, which a file may contradict
        return None
    try:
        return lineage(models, name)[-1]
    except BadInputError:
        return None


def origins(models: Map[str, ModelFile], name: str) -> dict[str, str]:
    """Say for each value of a resolved model which file it was written in.

    Returns
    -------
    dict of str to str
        Key to the model's name; an entry of `encode`, which merge, as `encode.COLUMN`. What nobody wrote is left out.
        `features` are those of the last who begins anew; `also` and `except` add to what is inherited, and name all.

    Raises
    ------
    BadInputError
        As `lineage` does.
    """
    found: dict[str, str] = {}
    for model in reversed(lineage(models, name)):
        for key in sorted(model.given - {"model", "extends", "encode", "also", "except", "features"}):
            found[key] = model.name
        for column in model.encode:
            found[f"encode.{column}"] = model.name
        if model.features:  # begins anew: what was added and taken away before is gone
            found = {key: whose for key, whose in found.items() if key not in {"also", "except"}}
            found["features"] = model.name
        for key, said in (("also", model.also), ("except", model.except_)):
            if said:
                found[key] = ", ".join(filter(None, (found.get(key), model.name)))
    return found


def _fault(model: ModelFile, code: str, message: str) -> BadInputError:
    return BadInputError.of([Finding(model.path, model.lines.get("extends", 1), code, message)])


def _inherit(root: ModelFile, heir: ModelFile) -> ModelFile:
    changes: dict[str, Any] = {
        "name": heir.name,
        "path": heir.path,
        "lines": heir.lines,
        "given": root.given | heir.given,
    }
    changes |= {key: getattr(heir, key) for key in REPLACED if key in heir.given}
    if heir.algorithm:
        changes |= {"algorithm": heir.algorithm, "parameters": heir.parameters, "code": heir.code}
    changes["encode"] = {**root.encode, **heir.encode}
    changes["selection"] = root.selection + heir.selection
    return replace(root, **changes)
