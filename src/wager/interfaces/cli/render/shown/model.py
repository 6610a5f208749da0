"""A model file with what it inherits."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.shown.design import question_lines
from wager.interfaces.cli.render.shown.feature import cost_text
from wager.interfaces.cli.tables import counted, labelled, prose

_SHOWN = {"path", "design", "extends", "algorithm", "parameters", "features", "cost", "inherited", "from"}
_BLOCKS = ("rows", "objective", "split", "money")


def model_lines(name: str, model: dict[str, Any]) -> list[str]:
    """Print a model file: its learner, the features it takes, what is inherited, and of a resolved one from where."""
    parameters = ", ".join(f"{key} {cell(value)}" for key, value in model["parameters"].items())
    inherited = ", ".join(model["inherited"])
    facts = [
        ("design", model["design"] or ""),
        ("extends", ", ".join(model["extends"]) + (f", from which it has {inherited}" if inherited else "")),
        ("algorithm", model["algorithm"]),
        ("parameters", parameters),
    ]
    facts += [(key, _text(value)) for key, value in model.items() if key not in {*_SHOWN, *_BLOCKS}]
    told = [(key, value + _whence(model, key)) for key, value in facts if value]
    lines = [f"model {name}, {model['path']}", *labelled(told, "  ")]
    lines += ["", counted(len(model["features"]), "column") + _chosen(model), *_features(model["features"])]
    lines += _cost(model.get("cost"))
    if "rows" not in model:
        return lines
    whence = model["from"]["rows"] if "from" in model else ""
    return [*lines, *(["", f"the question, of {whence}"] if whence else []), *question_lines(model)]


def _cost(cost: dict[str, Any] | None) -> list[str]:
    """Print what its columns took together.

    Examples
    --------
    >>> _cost({"columns": 40, "of": 42, "seconds": 3.21, "bytes": 81_000_000})
    ['cost of 40 of 42 columns: 3.2 s to compute, 81.00 MB']
    """
    if cost is None:
        return []
    some = "" if cost["columns"] == cost["of"] else f"{cost['columns']:,} of "
    return [f"cost of {some}{counted(cost['of'], 'column')}: {cost_text(cost)}"]


def _whence(model: dict[str, Any], key: str) -> str:
    """Say in which file a value was written; of one that merges, where each entry was."""
    known = model.get("from", {})
    whence = known.get("algorithm" if key == "parameters" else key)
    if whence:
        return f"  ({whence})"
    entries = {name.partition(".")[2]: whose for name, whose in known.items() if name.startswith(f"{key}.")}
    return f"  ({', '.join(f'{name} {whose}' for name, whose in entries.items())})" if entries else ""


def _chosen(model: dict[str, Any]) -> str:
    known = model.get("from", {})
    said = [f"{key} of {known[key]}" for key in ("features", "also", "except") if key in known]
    return f": {'; '.join(said)}" if said else ""


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(
            f"{key} {_text(item)}" for key, item in value.items() if item is not None and key != "line"
        )
    return cell(value)


def _features(names: list[str]) -> list[str]:
    """Print names, those of one feature file together."""
    files: dict[str, list[str]] = {}
    for name in names:
        file, dot, rest = name.partition(".")
        files.setdefault(file if dot else "", []).append(rest if dot else name)
    return [
        line
        for file, rest in files.items()
        for line in prose(", ".join(rest), "      " if file else "  ", f"  {file}: " if file else "  ")
    ]
