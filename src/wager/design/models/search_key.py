"""The key `search` of a model file: which parameters are looked for, and among which values."""

from __future__ import annotations

from collections.abc import Mapping as Map
from decimal import Decimal
from typing import Any

from wager.design.models.algorithm_key import read_parameter
from wager.design.models.algorithms import ALGORITHMS, OWN, is_algorithm, known, parameters_of
from wager.design.reading.fields import (
    Field,
    FieldReader,
    Named,
    choice,
    may,
    must,
    number,
    reads,
    whole,
)
from wager.design.reading.shapes import either, map_of, record_of
from wager.foundation.errors import nearest, nearest_or_some
from wager.foundation.yaml_file import Mapping, Node, Sequence


def check_path(path: str, algorithm: str) -> str | None:
    """Say what is wrong with a path to a parameter, such as `lightgbm.num_leaves`; None where nothing is."""
    name, dot, parameter = path.rpartition(".")
    if not dot or (algorithm and name != algorithm):
        wanted = algorithm or "ALGORITHM"
        return f"{path!r} is no path to a parameter of {wanted}{nearest(name, [algorithm])}; expected such as `{wanted}.NAME`"
    taken = parameters_of(name)
    if not is_algorithm(name):
        return f"{name!r} is no algorithm{nearest(name, known())}"
    if name == OWN:
        return (
            "the class is named by the file, and is not searched; make one model file for each"
            if parameter == "call"
            else None
        )
    if taken is not None and parameter not in taken:
        return f"{name} has no parameter {parameter!r}{nearest_or_some(parameter, [*taken])}"
    return None


@reads({"type": "array", "items": number.shape, "minItems": 2, "maxItems": 2})
def _bounds(reader: FieldReader, node: Node, what: str) -> tuple[Decimal, ...] | None:
    found = [reader.number(item, what) for item in reader.items(node)]
    bounds = tuple(bound for bound in found if bound is not None)
    if len(bounds) == len(found) and (len(bounds) != 2 or not 0 < bounds[0] < bounds[1]):
        reader.fault(node, "E103", f"{what} should be two numbers above 0, the lower first")
    return bounds if len(bounds) == 2 else None


LOG: Map[str, Field] = {"log": must(_bounds, "from the lower to the higher number, by the logarithm")}
_VALUES = {"title": "list of values", "type": "array", "minItems": 1}


@reads(map_of(either(_VALUES, record_of(LOG)), noun="path to a parameter"))
def _over(reader: FieldReader, node: Node, what: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for entry in reader.entries(node, what):
        values: Any = None
        problem = check_path(entry.key, "")
        if problem:
            reader.fault(entry, "E106", f"search: {problem}")
        elif isinstance(entry.value, Mapping):
            values = reader.record(entry.value, f"search: {entry.key}", LOG)
        elif isinstance(entry.value, Sequence):
            values = [_tried(reader, item, entry.key) for item in entry.value.items]
        else:
            reader.fault(
                entry,
                "E103",
                f"search: {entry.key} should be a list of values, or `{{log: [low, high]}}`",
            )
        if values:
            found[Named(entry.key, entry.line)] = values
    return found or None


def _tried(reader: FieldReader, node: Node, path: str) -> Any:
    algorithm, _, parameter = path.rpartition(".")
    return read_parameter(
        reader,
        node,
        ALGORITHMS.get(algorithm, {}).get(parameter, "any"),
        f"search: {algorithm}.{parameter}",
    )


SEARCH: Map[str, Field] = {
    "method": may(choice("grid", "random", "halving"), "how; default `grid`"),
    "trials": may(whole(1), "how many are tried"),
    "folds": may(whole(2), "into how many the development rows are parted; default 3"),
    "over": must(_over, "paths to parameters, such as `lightgbm.num_leaves`, each with its values"),
}
