"""Examples of features and tests of models as suites of tests, one for each file."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render import behaved
from wager.interfaces.cli.render.tested import expected_text, failed_lines
from wager.interfaces.cli.render.traced import value_text
from wager.interfaces.junit import Case, Suite


def suites_of(document: dict[str, Any]) -> list[Suite]:
    """Make suites of the document of `test`; a feature file without an example is one skipped case.

    Parameters
    ----------
    document : dict
        As `Tested` writes it.
    """
    files: dict[str, list[Case]] = {}
    for one in document["tests"]:
        files.setdefault(one["file"], []).append(_case(one))
    for file in document["without"]:
        files[file] = [Case(f"features.{file}", "examples", "skipped", "none", "the file has no example")]
    models: dict[str, list[Case]] = {}
    for one in document["models"]:
        models.setdefault(one["model"], []).append(_behaviour(one))
    return [
        *(Suite(f"features {file}", cases) for file, cases in files.items()),
        *(Suite(f"models {model}", cases) for model, cases in models.items()),
    ]


def _behaviour(one: dict[str, Any]) -> Case:
    group, name = f"models.{one['model']}", f"{one['name']} (line {one['line']})"
    if one["result"] == "passed":
        return Case(group, name)
    text = "\n".join(behaved.failed_lines(one)[1:])
    if one["result"] == "error":
        return Case(group, name, "error", "error", one["why"], text)
    return Case(group, name, "failure", one["kind"], one["why"], text)


def _case(one: dict[str, Any]) -> Case:
    group, name = f"features.{one['file']}", f"{one['feature']} (line {one['line']})"
    if one["result"] == "passed":
        return Case(group, name)
    text = "\n".join(failed_lines(one)[1:])
    if one["result"] == "error":
        return Case(group, name, "error", "error", one["why"], text)
    is_now = value_text(one["found"], one["type"])
    return Case(
        group, name, "failure", "value", f"expected {expected_text(one['expected'])}, is {is_now}", text
    )
