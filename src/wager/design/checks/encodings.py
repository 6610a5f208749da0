"""How columns become numbers: what is encoded is a feature, holds what its encoding reads, and no text is left without one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map
from typing import Any

from wager.design.models.algorithms import FEATURELESS, OWN
from wager.design.models.model_file import ModelFile
from wager.design.models.selection import EVERYTHING, matches
from wager.expressions.tree import Type
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding

LEVELS: tuple[Type, ...] = ("text", "int", "bool", "null")
"""What can be told apart by name."""

NATIVE = ("lightgbm", "xgboost")
"""Algorithms with categories of their own."""


def check_encodings(
    model: ModelFile,
    resolved: ModelFile,
    known: Map[str, Type],
    texts: Collection[str],
    unread: Collection[str] = (),
) -> Iterator[Finding]:
    """Find faults in `encode` of one model file.

    Parameters
    ----------
    model, resolved : ModelFile
        As written, and with all that it inherits.
    known : mapping of str to Type
        The columns and features of its design.
    texts : collection of str
        Columns of the rows that their source declares as `text`, not as `category`.
    unread : collection of str
        Names of files that could not be read: what refers to them is not said a second time.
    """
    if resolved.algorithm in FEATURELESS or resolved.algorithm == OWN:
        if model.encode:
            message = f"{resolved.algorithm} takes no `encode`; it reads its columns as they are"
            yield Finding(model.path, _line(model, "encode"), "E101", message)
        return
    taken = resolved.columns(tuple(known))
    for name, said in model.encode.items():
        line = _line(model, f"encode.{name}")
        if name not in taken:
            if name.partition(".")[0] not in unread:
                what = f"feature of model {model.name}, so it cannot be encoded"
                at = getattr(name, "line", line)
                yield Finding(model.path, at, "E106", f"{name!r} is no {what}{nearest(name, taken)}")
            continue
        for fault in _misread(resolved, known[name], said):
            yield Finding(model.path, line, "E109", f"`encode.{name}`: {fault}")
    yield from _without(model, resolved, [name for name in taken if name in texts])


def _misread(model: ModelFile, kind: Type, said: Any) -> Iterator[str]:
    called = said if isinstance(said, str) else next(iter(said))
    if called == "tfidf" and kind not in {"text", "null"}:
        yield f"`tfidf` reads words, and this is of type {kind}; leave it out"
    elif kind not in LEVELS:
        yield f"`{called}` reads levels, and this is of type {kind}, a number to the model; leave it out"
    elif called == "native" and model.algorithm not in NATIVE:
        yield (
            f"{model.algorithm} has no categories of its own, as {' and '.join(NATIVE)} have; "
            "write onehot, or {target: 20}"
        )


def _without(model: ModelFile, resolved: ModelFile, texts: list[str]) -> Iterator[Finding]:
    # Said once, in the file that names the column.
    for pattern in (*model.features, *model.also):
        for name in matches(pattern, tuple(texts)) if pattern != EVERYTHING else ():
            if name not in resolved.encode:
                yield Finding(
                    model.path,
                    getattr(pattern, "line", 0) or _line(model, "features"),
                    "E102",
                    f"{name!r} is a text, and the model needs to know how it becomes numbers; write "
                    f"`encode: {{{name}: {{tfidf: {{top: 20000}}}}}}` for its words, or declare it as category",
                )


def _line(model: ModelFile, key: str) -> int:
    return model.lines.get(key, model.lines.get(key.partition(".")[0], 1)) or 1
