"""How it is judged: rows that count as independent are so, and something besides learning is compared."""

from __future__ import annotations

from wager.design.checks.scene import Scene
from wager.design.kinds.judging import Baseline
from wager.design.models.algorithms import is_algorithm
from wager.design.models.lineage import resolve
from wager.design.sentences.metrics import resolved
from wager.expressions.tree import Column, columns
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError

UNLEARNED = ("rule", "table", "constant")
"""Algorithms that a person could carry out with a sheet of paper."""


def check_judging(scene: Scene) -> None:
    """Check the rows' independence, that something is compared that did not learn, and that goals are guarded and in money."""
    _clusters(scene)
    _alternative(scene)
    _guarded(scene)


def _clusters(scene: Scene) -> None:
    """Ask for `cluster` where rows have a time or come several to an entity: they are seldom independent.

    A project of one file is spared: its clocks are assumed, and its verdicts say so.
    """
    design, rows = scene.design, scene.design.rows
    if rows.cluster is not None or "rows" in design.unread or design.is_one_file:
        return
    if rows.every is not None:
        why, by = "`every` makes several rows of one entity", ", ".join(rows.by)
    elif rows.decide_at is not None:
        read = columns(rows.decide_at)
        day = read[0] if read else to_text(rows.decide_at)
        why, by = f"{rows.each}s of one day or week share much", f"day({day})"
    else:
        return
    scene.fault(
        rows.line,
        "E007",
        f"the rows have a time and no `cluster`, so each would count by itself, and {why}: intervals would be too "
        f"narrow; write `cluster: {by}`, or the key where rows truly are independent",
    )


def check_random_split(scene: Scene) -> None:
    """Refuse a split by chance where rows have a time, or where it would tear clusters apart."""
    split, rows = scene.design.split, scene.design.rows
    if split is None or not split.shares or split.by_time:
        return
    line = split.lines.get("shares", split.line)
    if rows.decide_at is not None or rows.every is not None:
        scene.fault(
            line,
            "E007",
            "`shares` part the rows by chance, and these have a time: later rows would help to judge earlier ones; "
            "write `begin: {train: …, tune: …, holdout: …, end: …}`",
        )
    elif rows.cluster is not None and split.group is None:
        named = [to_text(way) for way in rows.ways if isinstance(way, Column)]
        group = named[0] if named else "the column of `cluster`"
        scene.fault(
            line,
            "E007",
            "`shares` would put rows of one cluster into several parts, and judge on what was learned from their "
            f"neighbours; add `group: {group}`",
        )


def _alternative(scene: Scene) -> None:
    """Ask for a baseline that does something, and that nobody had to train."""
    design = scene.design
    if design.baselines is None or "baselines" in design.unread or design.is_one_file:
        return
    if not any(_is_unlearned(scene, one) for one in design.baselines.named.values()):
        scene.fault(
            design.baselines.line,
            "W115",
            "no baseline does without machine learning; add what a person would do, to see whether it is needed at all: "
            "a model file with `algorithm: {rule: …}` or `{table: …}`, or `{always: ACTION}`",
        )


def _is_unlearned(scene: Scene, baseline: Baseline) -> bool:
    """Tell whether a baseline acts without having learned; what cannot be read gets the benefit of the doubt."""
    if baseline.model is None:
        return baseline.always not in {None, scene.design.money.actions[0]}
    if is_algorithm(baseline.model):
        return baseline.model in UNLEARNED
    if baseline.model not in scene.models:
        return True
    try:
        return resolve(scene.models, baseline.model).algorithm in UNLEARNED
    except BadInputError:
        return True


def _guarded(scene: Scene) -> None:
    """Warn of goals without slice or guardrail, and of hypotheses without a goal in money."""
    design = scene.design
    if design.is_to_fill("goals", "hypothesis", "metrics") or {"goals", "hypothesis"} & design.unread:
        return
    for goal in design.goals.values():
        users = [one for one in design.hypotheses.values() if goal.id in one.goals]
        others = [
            [design.goals[name] for name in one.goals if name in design.goals and name != goal.id]
            for one in users
        ]
        if users and all(any(other.guards for other in goals) for goals in others):
            continue
        sliced = goal.slice is not None or any(guard.slice for guard in goal.guards)
        missing = [part for part, there in (("slice", sliced), ("guardrail", bool(goal.guards))) if not there]
        if missing:
            scene.fault(
                goal.line,
                "W111",
                f"goal {goal.id} names no {' and no '.join(missing)}; say where it holds and what it must not harm",
            )
    for one in design.hypotheses.values():
        goals = [design.goals[name] for name in one.goals if name in design.goals]
        if goals and not any(resolved(goal.metric, design.metrics).kind == "money" for goal in goals):
            scene.fault(
                one.lines.get("goals", one.line),
                "W101",
                f"no goal of hypothesis {one.id} is in money; what is it worth?",
            )
