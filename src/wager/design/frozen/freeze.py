"""What a freeze covers: a hypothesis with all that its verdict depends on, as one digest of named parts.

Prose and other hypotheses are outside: editing them leaves every digest as it was. `why` and `tradeoff`
of a goal, costs and forecast, decisions, risks, tests of a model and the names of assumed constants are outside
too. So is the spelling: in which order what has no order was written (goals, guardrails, slices, edges), and
`otherwise` for the verdicts that it stands for. The claim is inside: what was claimed must not be reworded after
the fact.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from wager.design.as_json import as_json
from wager.design.blocks import Design
from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.hypothesis import VERDICTS, Hypothesis
from wager.design.kinds.split import Split
from wager.design.models.algorithms import is_algorithm
from wager.design.models.lineage import resolve
from wager.design.models.model_file import ModelFile, bare_model
from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import Metric, resolved
from wager.design.sentences.slices import SliceRef
from wager.expressions.write import to_text
from wager.foundation.fingerprint import digest


@dataclass(frozen=True)
class Closure:
    """The digest of all parts together, and of each.

    Attributes
    ----------
    hash : str
        64 hexadecimal characters.
    parts : dict of str to str
        Digest of each part by its name.
    """

    hash: str
    parts: dict[str, str]


def closure(parts: Map[str, Any]) -> Closure:
    """Hash named parts of JSON values.

    Examples
    --------
    >>> closure({"a": 1, "b": 2}).hash == closure({"b": 2, "a": 1}).hash
    True
    """
    digests = {name: digest(as_json(part)) for name, part in sorted(parts.items())}
    return Closure(digest(digests), digests)


def changed(old: Map[str, str], new: Map[str, str]) -> tuple[str, ...]:
    """Name the parts that differ, are new or are gone.

    Parameters
    ----------
    old, new : mapping of str to str
        `Closure.parts` then and now.

    Examples
    --------
    >>> changed({"goals": "a", "rows": "b"}, {"goals": "c", "rows": "b", "code": "d"})
    ('code', 'goals')
    """
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def design_parts(
    design: Design, hypothesis: str, models: Map[str, ModelFile], *, alpha: Decimal | None = None
) -> dict[str, Any]:
    """Collect what of a design, and of its model files, the verdict on one hypothesis depends on.

    Parameters
    ----------
    design : Design
        With its defaults (`defaults.with_defaults`).
    hypothesis : str
        Its id.
    models : mapping of str to ModelFile
        As read; they are resolved here.
    alpha : Decimal or None
        What the hypothesis owns by now; None is what it owns at first.

    Returns
    -------
    dict of str to JSON values
        The workflow adds `features`, `sources`, `snapshots` and `code`.
    """
    chosen = design.hypotheses[hypothesis]
    goals = [design.goals[name] for name in chosen.goals]
    rules = design.alpha or Alpha()
    metrics = _metrics(design, goals)
    baselines = _baselines(design, goals)
    parts = {
        "hypothesis": _hypothesis(chosen),
        "goals": {goal.id: _goal(goal) for goal in goals},
        "metrics": metrics,
        "slices": _slices(design, goals),
        "baselines": {name: design.baselines.named.get(name) for name in baselines}
        if design.baselines
        else {},
        "champion": design.baselines and design.baselines.champion,
        "money": {key: getattr(design.money, key) for key in ("actions", "pays", "capacity")},
        "rows": design.rows,
        "objective": design.objective,
        "split": _split(design.split),
        "alpha": {
            "owned": alpha if alpha is not None else owned(design.hypotheses, rules)[hypothesis],
            "total": rules.total,
            "share": None if rules.share is None else rules.share.get(hypothesis, Decimal(0)),
            "power": chosen.power.value if chosen.power else rules.power,
        },
        "models": _models(design, [chosen.model, *_baseline_models(design, baselines)], models),
    }
    return {name: as_json(part) for name, part in parts.items()}


def _split(split: Split | None) -> Any:
    """Leave out one look, which is what a holdout has that says nothing of looks."""
    written = as_json(split)
    return (
        {key: one for key, one in written.items() if key != "looks" or one not in {None, 1}}
        if split
        else None
    )


def _hypothesis(one: Hypothesis) -> dict[str, Any]:
    kept = {key: getattr(one, key) for key in ("id", "claim", "model", "timebox")}
    edges = {verdict: sorted(one.edge(verdict)) for verdict in VERDICTS}
    return {**kept, "goals": sorted(one.goals), "needs": sorted(one.needs), "next": edges}


def _goal(goal: Goal) -> dict[str, Any]:
    kept = {key: getattr(goal, key) for key in ("verb", "amount", "slice", "baseline", "prove")}
    guards = [replace(guard, metric=_spelt(guard.metric)) for guard in goal.guards]
    return {**kept, "metric": _spelt(goal.metric), "guards": sorted(guards, key=str)}


def _spelt(metric: Metric) -> Metric:
    """Spell the expressions of a ratio in the one way that follows from their meaning."""
    return replace(metric, of_text=" to ".join(map(to_text, metric.ratio)) if metric.ratio else "")


def _metrics(design: Design, goals: list[Goal]) -> dict[str, Metric]:
    written = [metric for goal in goals for metric in (goal.metric, *(guard.metric for guard in goal.guards))]
    return {str(_spelt(metric)): _spelt(resolved(metric, design.metrics)) for metric in written}


def _slices(design: Design, goals: list[Goal]) -> dict[str, Any]:
    """Collect the dimensions that goals and guardrails speak of.

    A value without its dimension belongs to whichever has it; one that nobody declares, to a dimension that takes
    its values from the data.
    """
    refs: list[SliceRef | None] = [
        ref for goal in goals for ref in (goal.slice, *(guard.slice for guard in goal.guards))
    ]
    names = {ref.dimension for ref in refs if ref}
    values = {ref.value for ref in refs if ref and ref.dimension is None}
    declared = {value.name for one in design.slices.values() for value in one.values}
    undeclared = values - declared - set(design.objective.classes or ())
    return {
        name: replace(one, values=tuple(sorted(one.values, key=lambda value: value.name)))
        for name, one in design.slices.items()
        if name in names or values & {value.name for value in one.values} or (undeclared and not one.values)
    }


def _baselines(design: Design, goals: list[Goal]) -> tuple[str, ...]:
    if design.baselines is None:
        return ()
    used = {goal.baseline for goal in goals} | {"do_nothing", "champion"}
    used = {design.baselines.champion if name == "champion" else name for name in used}
    return tuple(sorted(used))


def _baseline_models(design: Design, names: tuple[str, ...]) -> list[str]:
    named = design.baselines.named if design.baselines else {}
    return [model for name in names if name in named and (model := named[name].model)]


def _models(design: Design, names: list[str], models: Map[str, ModelFile]) -> dict[str, Any]:
    found = {}
    for name in dict.fromkeys(names):
        if name in models:
            found[name] = resolve(models, name).to_json()
        elif is_algorithm(name):
            found[name] = bare_model(design.id, name).to_json()
    return {name: {key: one[key] for key in one if key != "tests"} for name, one in found.items()}
