"""Goals, metrics and monitors: what they measure exists, and their amounts have the metric's unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from wager.design.checks.answers import is_no_answer
from wager.design.checks.scene import Scene
from wager.design.kinds.running import Monitor
from wager.design.reading.field_reader import FILLER
from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import BUILT_IN, KINDS, OF_ACTIONS, RATES, Metric, resolved
from wager.design.sentences.monitor_words import SELF_ALARMING
from wager.design.sentences.slices import SliceRef
from wager.design.sentences.words import Amount, written
from wager.foundation.amounts import Change, Duration, Money, Relative, Share
from wager.foundation.errors import nearest

_NEEDS = {
    "rate": "`rate of ACTION`",
    "ratio": "`ratio of A to B`",
    "quantile_loss": "`quantile_loss of 0.9`",
}
_SCORES = ("auc", "average_precision", "brier", "log_loss", "calibration", "ratio")


def check_sentences(scene: Scene) -> None:
    """Check the goals, metrics and monitors of a design."""
    for name, metric in scene.design.metrics.items():
        _metric(scene, metric, f"metric {name}", getattr(name, "line", scene.design.line("metrics")))
    for goal in scene.design.goals.values():
        _goal(scene, goal)
    for name, monitor in scene.design.monitors.items():
        _monitor(scene, name, monitor)


def _known(scene: Scene, metric: Metric, what: str, line: int, also: Collection[str] = ()) -> Metric | None:
    """Look a metric up; None, with a finding, where there is none of that name or it says too little."""
    design = scene.design
    found = resolved(metric, design.metrics)
    if found.kind not in KINDS:
        if "metrics" not in design.unread:
            names = dict.fromkeys((*design.metrics, *KINDS, *also))
            scene.refer(found.kind, names, "metric", line, where=what)
        return None
    if found is metric and not _metric(scene, metric, what, line):
        return None
    return found


def _metric(scene: Scene, metric: Metric, what: str, line: int) -> bool:
    """Check what a metric names: classes, actions, the word for a row."""
    design, before = scene.design, len(scene.findings)
    classes = None if "objective" in design.unread else scene.classes()
    if metric.kind not in BUILT_IN and metric.is_bare and "metrics" not in design.unread:
        needed = _NEEDS.get(metric.kind, f"`{metric.kind} of CLASS`")
        scene.fault(line, "E102", f"{what}: {metric.kind} of what? Write {needed}")
    if metric.kind == "rate" and metric.of is not None:
        scene.refer(metric.of, design.money.actions, "action", line, where=what)
    elif metric.each_class:
        if design.objective.classes is None and "objective" not in design.unread:
            scene.fault(line, "E106", f"{what}: `each class` needs an objective with `classes`")
    elif metric.of is not None and classes is not None and metric.kind != "quantile_loss":
        scene.refer(metric.of, classes, "class", line, where=what)
    if metric.in_class is not None and classes is not None:
        scene.refer(metric.in_class, classes, "class", line, where=what)
    for action in metric.by:
        scene.refer(action, design.money.actions, "action", line, where=what)
    if metric.each is not None and "rows" not in design.unread:
        _each(scene, metric.each, what, line)
    if len(scene.findings) == before:
        _actions_counted(scene, metric, what, line)
        return True
    return False


def _actions_counted(scene: Scene, metric: Metric, what: str, line: int) -> None:
    """Warn where several actions count as one: which is meant is not to be guessed."""
    counted = scene.design.money.actions[1:]
    if len(counted) < 2 or metric.kind not in OF_ACTIONS or metric.by or metric.each_class or not metric.of:
        return
    said = str(replace(metric, better=KINDS[metric.kind]))
    meant = replace(metric, by=counted[:1], better=KINDS[metric.kind])
    message = (
        f"{what}: `{said}` counts {' and '.join((', '.join(counted[:-1]), counted[-1]))} alike; say which count, such as `{meant}`, or name "
        "them all"
    )
    scene.fault(line, "W117", message)


def _each(scene: Scene, word: str, what: str, line: int) -> None:
    rows = scene.design.rows
    if word in _words_for(rows.each):
        return
    scene.fault(
        line, "E106", f"{what}: the rows are called {rows.each!r}, not {word!r}; write `{rows.each}s`"
    )
    written_words = {metric.each for metric in scene.design.metrics.values() if metric.each}
    if "each" in rows.lines and not any(other in _words_for(rows.each) for other in written_words):
        message = (
            f"no metric calls the rows {rows.each!r}: they say {', '.join(sorted(written_words or {word}))}"
        )
        scene.fault(rows.lines["each"], "E106", message)


def _words_for(each: str) -> set[str]:
    ies = {f"{each[:-1]}ies"} if each.endswith("y") else set()
    return {each, f"{each}s", f"{each}es", "row", "rows"} | ies


def _goal(scene: Scene, goal: Goal) -> None:
    what = f"goal {goal.id}"
    at = {part: goal.lines.get(part, goal.line) for part in ("metric", "by", "for", "over")}
    if not (
        goal.why and (FILLER.fullmatch(goal.why) or not is_no_answer(goal.why))
    ) and not scene.design.is_to_fill("goals", "hypothesis"):
        scene.fault(goal.line, "W102", f"{what} has no `why`; say what it is good for")
    metric = _known(scene, goal.metric, what, at["metric"])
    if metric is not None and goal.amount != "any":
        _amount(scene, metric, goal.amount, what, at["by"])
    if goal.slice is not None:
        _slice(scene, goal.slice, what, at["for"])
    scene.refer_to_baseline(goal.baseline, ("champion",), f"baseline, in {what}", at["over"])
    for number, guard in enumerate(goal.guards):
        line = goal.lines.get(f"guard{number}", goal.line)
        margin = goal.lines.get(f"margin{number}", line)
        measured = _known(scene, guard.metric, f"a guardrail of {what}", line)
        if measured is not None:
            _amount(scene, measured, guard.margin, f"a guardrail of {what}", margin)
        if guard.slice is not None:
            _slice(scene, guard.slice, f"a guardrail of {what}", line)
            if guard.slice.any == "any other" and goal.slice is None:
                scene.fault(
                    line,
                    "E103",
                    f"a guardrail of {what} says `any other`, but the goal has no slice of its own; write `any`",
                )


def _slice(scene: Scene, ref: SliceRef, what: str, line: int) -> None:
    if "slices" in scene.design.unread:
        return
    dimensions = _dimensions(scene)
    if ref.dimension is None:
        _value_alone(scene, str(ref.value), dimensions, what, line)
    elif scene.refer(ref.dimension, dimensions, "dimension of the block `slices`", line, where=what):
        values = dimensions[ref.dimension]
        if ref.value is not None and values:
            scene.refer(ref.value, values, f"value of {ref.dimension}", line, where=what)


def _dimensions(scene: Scene) -> dict[str, tuple[str, ...]]:
    """Return the values of each dimension; none where a column's own values count."""
    found = {name: tuple(value.name for value in one.values) for name, one in scene.design.slices.items()}
    classes = scene.design.objective.classes
    return found if classes is None else {**found, "class": classes}


def _value_alone(
    scene: Scene, value: str, dimensions: dict[str, tuple[str, ...]], what: str, line: int
) -> None:
    """Check a value that is written without its dimension: it must belong to one, and to one only."""
    places = [name for name, values in dimensions.items() if value in values]
    if len(places) > 1:
        both = " and of ".join(places)
        message = f"{what}: {value!r} is a value of {both}; write `for {places[0]} {value}`"
        scene.fault(line, "E106", message)
    elif not places:
        every = dict.fromkeys(one for values in dimensions.values() for one in values)
        advice = "values without their dimension stand in the block `slices`"
        if value in dimensions:
            advice = f"write `for any {value}`"
        near = nearest(value, [*every, *dimensions])
        scene.fault(line, "E106", f"{what}: {value!r} is no value of a slice{near}; {advice}")


def _amount(scene: Scene, metric: Metric, amount: Amount, what: str, line: int) -> None:
    """Check that an amount is a change in the metric's own unit."""
    text = written(amount)
    value = getattr(amount, "minor", getattr(amount, "microseconds", getattr(amount, "value", amount)))
    if isinstance(value, Decimal | int) and value < 0:
        scene.fault(
            line,
            "E002",
            f"{what}: {text} is below zero; the verb or `increasing`, `decreasing` says the direction: write it without the sign",
        )
    elif isinstance(amount, Relative):
        return
    elif isinstance(amount, Share):
        scene.fault(
            line,
            "W109",
            f"{what}: `{text}` can mean two things; write `{text.removesuffix(' %')} pp` or `rel {text}`",
        )
    elif not isinstance(amount, _units(metric)):
        scene.fault(
            line,
            "E002",
            f"{what}: {text} is not in the unit of {metric}; expected such as {_example(metric, amount, scene.currency)}",
        )
    elif isinstance(amount, Money):
        _currency(scene, amount, what, line)
    elif isinstance(amount, Change) and amount.value > 1:
        scene.fault(
            line, "E002", f"{what}: {text} is more than a share can change; expected at most `100 pp`"
        )


def _currency(scene: Scene, amount: Money, what: str, line: int) -> None:
    if scene.currency is not None and amount.currency != scene.currency:
        scene.fault(
            line,
            "E002",
            f"{what}: {written(amount)} is not in the project's currency; say it in {scene.currency}",
        )


def _units(metric: Metric) -> tuple[type, ...]:
    if metric.kind == "money":
        return (Money,)
    if metric.kind in RATES and metric.each is None:
        return (Change,)
    if metric.kind in _SCORES:
        return (Decimal, Change)
    return (Decimal,)  # so many per 1,000 rows, or errors of a plain number


def _example(metric: Metric, amount: Amount, currency: str | None) -> str:
    number = str(amount).split(" ", maxsplit=1)[0].replace(",", "")
    kinds = _units(metric)
    return (
        f"`{number} {currency or 'USD'}`"
        if Money in kinds
        else f"`{number} pp`"
        if kinds[0] is Change
        else f"`{number}`"
    )


def _monitor(scene: Scene, name: str, monitor: Monitor) -> None:
    what, watch = f"monitor {name}", monitor.watch
    line = monitor.lines.get("watch", monitor.line)
    columns = scene.row_types()
    if (
        watch.kind == "drift"
        and watch.of not in {"score", None}
        and columns is not None
        and not scene.is_unread(watch.of or "")
    ):
        features = {
            *columns,
            *(column for types in scene.sources.values() for column in types),
            *_qualified(scene),
            "score",
        }
        scene.refer(watch.of or "", features, "column, feature or `score`", line, where=what)
    if watch.kind in {"contract", "age"} and scene.sources:
        scene.refer(watch.of or "", (*scene.sources, *scene.unread), "source", line, where=what)
    metric = None
    if watch.metric is not None:
        also = ("drift", "contract", "age", "calibration", "skew")
        metric = _known(scene, watch.metric, what, line, also)
        if watch.slice is not None:
            _slice(scene, watch.slice, what, line)
        if watch.baseline is not None:
            scene.refer_to_baseline(watch.baseline, ("champion",), f"baseline, in {what}", line)
    if monitor.red is not None and watch.kind not in SELF_ALARMING and (metric or watch.metric is None):
        _red(scene, monitor, metric, what, monitor.lines.get("red", monitor.line))


def _qualified(scene: Scene) -> list[str]:
    return [f"{source}.{column}" for source, types in scene.sources.items() for column in types]


def _red(scene: Scene, monitor: Monitor, metric: Metric | None, what: str, line: int) -> None:
    """Check that a level has the unit of what is watched; levels of rates are shares, not changes."""
    red, kind = monitor.red, monitor.watch.kind
    assert red is not None
    if kind == "age":
        wanted: tuple[type, ...] = (Duration,)
        example = "3 h"
    elif kind == "contract":
        wanted, example = (Share,), "0.1 %"
    else:
        assert metric is not None
        wanted = _units(metric)
        is_level = not red.of_holdout and monitor.watch.baseline is None
        if wanted == (Change,):
            wanted, example = ((Share,), "5 %") if is_level else ((Change, Relative), "5 pp")
        else:
            wanted, example = (*wanted, Relative), _example(metric, red.amount, scene.currency).strip("`")
    if not isinstance(red.amount, wanted):
        scene.fault(
            line,
            "E002",
            f"{what}: {written(red.amount)} is not in the unit of {monitor.watch}; expected such as `{example}`",
        )
    elif isinstance(red.amount, Money):
        _currency(scene, red.amount, what, line)
