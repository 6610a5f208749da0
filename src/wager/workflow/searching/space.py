"""What a search tries: every combination, or draws that follow from the seed alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from wager.design.models.algorithms import ALGORITHMS
from wager.design.models.model_file import ModelFile, Search
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding

TRIALS = 20
"""How many are drawn where the model file does not say."""

MOST = 1_000
"""More trials than these are a mistake of writing: a grid multiplies."""

_ATTEMPTS = 50  # draws for each trial before it is believed that nothing new comes

Parameters = dict[str, Any]


def tried(model: ModelFile) -> tuple[Parameters, ...]:
    """List the parameters that a model's search tries, in the order in which they are tried.

    Raises
    ------
    BadInputError
        If a path names another algorithm than the model's, or there are more combinations than may be tried.

    Examples
    --------
    >>> from wager.design.models.model_file import ModelFile, Search
    >>> over = {"lightgbm.num_leaves": [15, 31], "lightgbm.extra_trees": [True, False]}
    >>> model = ModelFile("m", "", algorithm="lightgbm", search=Search(over))
    >>> [found["num_leaves"] for found in tried(model)]
    [15, 15, 31, 31]
    """
    search = model.search
    assert search is not None
    over = {_parameter(model, path): _plain(values) for path, values in search.over.items()}
    listed = not any(isinstance(values, Mapping) for values in over.values())
    combinations = math.prod(len(values) for values in over.values()) if listed else None
    if search.method == "grid":
        _demand_grid(model, search, combinations)
        return tuple(dict(zip(over, values, strict=True)) for values in product(*over.values()))
    wanted = search.trials or TRIALS
    _demand_few(model, wanted)
    if combinations is not None and combinations <= wanted:
        return tuple(dict(zip(over, values, strict=True)) for values in product(*over.values()))
    return tuple(_draws(over, model.algorithm, model.seed, wanted))


def count(model: ModelFile) -> int:
    """Count the trials of a model's search; 0 where it has none."""
    return 0 if model.search is None else len(tried(model))


def search_findings(model: ModelFile) -> list[Finding]:
    """Say what is wrong with a model's search, as `check` does."""
    search = model.search
    if search is None or any(str(path).rpartition(".")[0] != model.algorithm for path in search.over):
        return []  # a path to another algorithm is said where it stands; one that is inherited is not known here
    try:
        count(model)
    except BadInputError as error:
        return list(error.findings)
    return []


def said(parameters: Mapping[str, Any]) -> str:
    """Write what is tried for people.

    Examples
    --------
    >>> said({"num_leaves": 31, "learning_rate": 0.0123456})
    'num_leaves 31, learning_rate 0.01235'
    """
    return ", ".join(f"{name} {_short(value)}" for name, value in parameters.items())


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | Decimal) else str(value)


def _draws(over: Mapping[str, Any], algorithm: str, seed: int, wanted: int) -> Iterator[Parameters]:
    """Draw different parameters; the first of more trials are those of fewer, so that what was tried is found again."""
    seen: list[Parameters] = []
    for attempt in range(wanted * _ATTEMPTS):
        if len(seen) == wanted:
            return
        chance = np.random.default_rng([seed % 2**63, attempt])
        found = {name: _drawn(chance, values, _kind(algorithm, name)) for name, values in over.items()}
        if found not in seen:
            seen.append(found)
            yield found


def _drawn(chance: np.random.Generator, values: Any, kind: str) -> Any:
    if not isinstance(values, Mapping):
        return values[int(chance.integers(len(values)))]
    low, high = (float(bound) for bound in values["log"])
    found = min(max(math.exp(chance.uniform(math.log(low), math.log(high))), low), high)
    # Rounded to what a person would write: the last bits of a logarithm differ between machines.
    return round(found) if kind == "whole" else float(f"{found:.6g}")


def _kind(algorithm: str, name: str) -> str:
    return ALGORITHMS.get(algorithm, {}).get(name, "any")


def _parameter(model: ModelFile, path: str) -> str:
    algorithm, _, name = str(path).rpartition(".")
    if algorithm != model.algorithm:
        raise _fault(
            model,
            f"`search` looks over {path}, and the algorithm is {model.algorithm}"
            f"{nearest(algorithm, [model.algorithm])}; expected such as `{model.algorithm}.{name}`",
        )
    return name


def _demand_grid(model: ModelFile, search: Search, combinations: int | None) -> None:
    if combinations is None:
        raise _fault(
            model,
            "`search` by `grid` tries every combination, and `{log: [low, high]}` has no end of them; "
            "list the values, or say `method: random` or `method: halving`",
        )
    if search.trials is not None and combinations > search.trials:
        raise _fault(
            model,
            f"the grid has {combinations:,} combinations and `trials` allows {search.trials:,}; "
            "raise it, list fewer values, or say `method: random`",
        )
    _demand_few(model, combinations)


def _demand_few(model: ModelFile, trials: int) -> None:
    if trials > MOST:
        raise _fault(
            model, f"`search` would try {trials:,}; at most {MOST:,} are tried: the best of more is chance"
        )


def _plain(values: Any) -> Any:
    """Turn decimals of a list into the floats that a learner gets anyway."""
    if isinstance(values, Mapping):
        return values
    return [float(value) if isinstance(value, Decimal) else value for value in values]


def _fault(model: ModelFile, message: str) -> BadInputError:
    return BadInputError.of([Finding(model.path, model.lines.get("search", 1), "E103", message)])
