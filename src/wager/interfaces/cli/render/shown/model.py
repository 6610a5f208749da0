"""A model file with what it inherits."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.shown.design import question_lines
from wager.interfaces.cli.tables import counted, labelled, prose

_SHOWN = {"path", "design", "extends", "algorithm", "parameters", "features", "inherited"}
_BLOCKS = ("rows", "objective", "split", "money")


def model_lines(name: str, model: dict[str, Any]) -> list[str]:
    """Print a model file: its learner, the features it takes, and what is inherited."""
    parameters = ", ".join(f"{key} {cell(value)}" for key, value in model["parameters"].items())
    inherited = ", ".join(model["inherited"])
    facts = [
        ("design", model["design"] or ""),
        ("extends", ", ".join(model["extends"]) + (f", from which it has {inherited}" if inherited else "")),
        ("algorithm", model["algorithm"]),
        ("parameters", parameters),
    ]
    facts += [(key, _text(value)) for key, value in model.items() if key not in {*_SHOWN, *_BLOCKS}]
    lines = [f"model {name}, {model['path']}", *labelled([fact for fact in facts if fact[1]], "  ")]
    lines += ["", counted(len(model["features"]), "column"), *_features(model["features"])]
    return [*lines, *(question_lines(model) if "rows" in model else [])]


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
