"""Expressions of a design: every column they read exists, and they have the types that their places ask for."""

from __future__ import annotations

from collections.abc import Collection

from wager.design.checks.judging import check_random_split
from wager.design.checks.scene import Scene, Types
from wager.design.checks.windows import check_events, check_windows
from wager.design.kinds.row_fields import CUT_OFF
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Tree, Type, aggregates, columns
from wager.expressions.types import typed
from wager.expressions.write import to_text
from wager.foundation.errors import nearest

CONDITION: tuple[Type, ...] = ("bool",)
MOMENT: tuple[Type, ...] = ("time", "date")
NUMBER: tuple[Type, ...] = ("int", "float", "money", "duration")
SUM: tuple[Type, ...] = ("money",)
_COUNTED_IN: dict[Type | None, str] = {"money": "1 {}", "duration": "1 h"}


def check_reads(scene: Scene) -> None:
    """Check all expressions and columns of a design."""
    if scene.row_types() is None:
        return
    for check in (_rows, _split, _objective, _slices, _online):
        check(scene)


def check_tree(
    scene: Scene,
    tree: Tree,
    line: int,
    what: str,
    *,
    wanted: Collection[Type] = (),
    events: Types | None = None,
    also: Types | None = None,
    hints: Collection[str] = (),
) -> bool:
    """Check one expression.

    Parameters
    ----------
    wanted : collection of Type
        What it should give; empty for anything.
    events : mapping, optional
        Columns that its aggregates read; without it there should be none.
    also : mapping, optional
        Further names that it may read.
    hints : collection of str
        Names that were put in already and so may have been meant.
    """
    outside = {**(scene.row_types() or {}), **(also or {})}
    if aggregates(tree) and events is None:
        scene.fault(line, "E109", f"{what} aggregates events; define a feature for that")
        return False
    inside: Types = events or {}
    unknown = [name for name in columns(tree, into_aggregates=False) if name not in outside]
    unknown += [name for one in aggregates(tree) for name in columns(one) if name not in inside]
    for name in dict.fromkeys(unknown):
        if not scene.is_unread(name):
            near = nearest(name, {*outside, *inside, *hints})
            scene.fault(line, "E106", f"{what} reads {name!r}, which is no column or feature{near}")
    if unknown:
        return False
    try:
        found = typed(tree, {**inside, **outside})[1]
    except ExpressionError as error:
        scene.fault(line, "E109", f"{what}: {error}")
        return False
    if wanted and found not in wanted and found != "null":
        scene.fault(line, "E109", f"{what} should give {' or '.join(wanted)}, and gives {found}")
        return False
    return True


def _rows(scene: Scene) -> None:
    rows = scene.design.rows
    events = scene.sources[rows.reads]
    at = rows.lines.get
    if rows.decide_at is not None:
        _decide_at(scene, rows.decide_at, at("decide_at", rows.line))
    if rows.where is not None:
        check_tree(
            scene,
            rows.where,
            at("where", rows.line),
            "where of rows",
            wanted=CONDITION,
            events=events if rows.every else None,
        )
        check_windows(scene, rows.where, at("where", rows.line), "where of rows")
        _without_features(scene, rows.where, at("where", rows.line), "where of rows")
    for way in rows.ways:
        check_tree(scene, way, at("cluster", rows.line), "cluster")
        _without_features(scene, way, at("cluster", rows.line), "cluster")
    named = [*(rows.request if rows.request != "all" else ()), *rows.key, *rows.afterwards]
    named += [name for name in rows.by if name != CUT_OFF]
    for name in named:
        scene.refer(name, events, f"column of {rows.reads}", rows.line)


def _decide_at(scene: Scene, tree: Tree, line: int) -> None:
    """Check that the moment of decision is one, of the row's own columns."""
    if not check_tree(scene, tree, line, "decide_at", wanted=MOMENT):
        return
    kinds = scene.row_types() or {}
    if typed(tree, kinds)[1] == "date":
        message = (
            "decide_at should give a time, and gives a date; declare the column `time`, as a date is its midnight, or write such as "
            "`floor_to(at, 1 d)` in place of `day(at)`"
        )
        scene.fault(line, "E109", message)


def _without_features(scene: Scene, tree: Tree, line: int, what: str) -> None:
    """Refuse features where rows are made: they are computed for rows that are there."""
    for name in columns(tree, into_aggregates=False):
        if name in scene.features:
            scene.fault(line, "E109", f"{what} reads the feature {name}; expected columns of the row")


def _split(scene: Scene) -> None:
    design, split = scene.design, scene.design.split
    if split is None:
        return
    timed = design.rows.decide_at is not None or design.rows.every is not None
    if split.group is not None:
        line = split.lines.get("group", split.line)
        check_tree(scene, split.group, line, "group of split")
        _without_features(scene, split.group, line, "group of split")
    if split.begin and not timed and "rows" not in design.unread:
        scene.fault(
            design.rows.line,
            "E102",
            "the split has moments, but the rows have no `decide_at` and no `every`; say when a row is decided",
        )
    check_random_split(scene)


def _objective(scene: Scene) -> None:
    objective = scene.design.objective
    events = scene.event_types()
    if events is None:
        return
    line = objective.lines.get("is", objective.line)
    for name in objective.by:
        by_line = objective.lines.get("by", objective.line)
        if scene.refer(name, events, "column of the objective's source", by_line):
            scene.refer(
                name, scene.row_types() or {}, "column of the rows, by which their events are found", by_line
            )
    if not check_tree(scene, objective.tree, line, "the objective", events=events):
        return
    check_events(scene, objective, line)
    _without_features(scene, objective.tree, line, "the objective")
    found = scene.objective_type()
    if found == "null" and columns(objective.tree):
        return  # of a column that cannot be used, which has been said
    if objective.classes is not None and found not in {"text", None}:
        scene.fault(line, "E109", f"an objective with classes should give text, and gives {found}")
    elif objective.classes is None and found in _COUNTED_IN:
        scene.fault(
            line,
            "E113",
            f"the objective gives {found}, and this version learns plain numbers; divide it by its unit and give it a "
            f"`name`, such as `is: {to_text(objective.tree)} / {_COUNTED_IN[found].format(scene.currency or 'USD')}`",
        )
    elif objective.classes is None and scene.objective_kind() is None:
        scene.fault(
            line, "E109", f"the objective gives {found}; expected bool, a number, or text with `classes`"
        )


def _slices(scene: Scene) -> None:
    known = scene.row_types() or {}
    declared = scene.values.get(scene.design.rows.reads, {})
    for one in scene.design.slices.values():
        if one.column is not None and not scene.is_unread(one.column):
            line = getattr(one.column, "line", one.line)
            hint = "; a slice that is no column needs `{value: condition}`"
            if not scene.refer(one.column, known, "column or feature", line, hint):
                continue
        for value in one.values:
            if value.condition is not None:
                check_tree(
                    scene,
                    value.condition,
                    value.line,
                    f"slice {one.dimension} {value.name}",
                    wanted=CONDITION,
                )
            elif one.column is not None and one.column in declared and value.name not in declared[one.column]:
                words = ", ".join(sorted(declared[one.column]))
                near = nearest(value.name, declared[one.column])
                scene.fault(
                    value.line,
                    "E105",
                    f"{value.name!r} is no value of {one.column}{near}; declared are {words}",
                )


def _online(scene: Scene) -> None:
    online = scene.design.online
    if online is not None:
        check_tree(scene, online.randomise, online.lines.get("randomise", online.line), "randomise of online")
