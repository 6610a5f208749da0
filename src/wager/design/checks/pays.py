"""What the actions pay: money that says, for each thing that can turn out true, what was won or lost."""

from __future__ import annotations

from dataclasses import replace

from wager.design.checks.reads import NUMBER, SUM, check_tree
from wager.design.checks.scene import Scene, Types
from wager.design.kinds.worth import Pay
from wager.design.reading.fields import Named
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Call, Column, Literal, Tree, Type, columns, substitute, walk
from wager.expressions.types import typed
from wager.foundation.errors import nearest

PREDICTION = "prediction"
"""The name by which a pay reads the model's answer."""


def check_pays(scene: Scene) -> None:
    """Check what each action pays."""
    if scene.row_types() is None:
        return
    objective, found = scene.design.objective, scene.objective_type()
    for action, pay in scene.design.money.pays.items():
        also: dict[str, Type] = {}
        if pay.by_class is not None:
            _classes(scene, action, pay)
        elif found is not None:
            also = {objective.name: found, **({PREDICTION: "float"} if found in NUMBER else {})}
        for name, tree in pay.trees().items():
            if _reads_unread(scene, tree):
                continue  # a constant that could not be read, which has been said
            what = f"pays of {action}" + (f" for {name}" if name else "")
            _expression(scene, pay, name, what, also)


def _expression(scene: Scene, pay: Pay, name: str, what: str, also: Types) -> None:
    """Check one expression of a pay; the first fault is the only one that is said."""
    tree, line, assumed = pay.trees()[name], pay.lines.get(name, pay.line), scene.design.money.assume
    unpriced = _unpriced(scene, pay, name, also)
    if unpriced is not None:
        message = f"the constant {unpriced} is used as money and needs its unit, such as `18 USD`"
        scene.fault(scene.design.money.lines.get(f"assume.{unpriced}", pay.line), "E002", message)
        return
    said = _unreadable(scene, tree)
    if said is not None:
        scene.fault(line, said[0], f"{what} reads {said[1]}")
    elif check_tree(scene, tree, line, what, wanted=SUM, also=also, hints=tuple(assumed)) and not name:
        _numbers(scene, tree, line, what)
        _words(scene, tree, line, what)


def _unreadable(scene: Scene, tree: Tree) -> tuple[str, str] | None:
    """Name the code and the reason where a pay reads the truth, or the answer, in a way that there is not."""
    read, objective = columns(tree), scene.design.objective.name
    kind, found = scene.objective_kind(), scene.objective_type()
    if PREDICTION in read and kind in {"binary", "classes"} and PREDICTION not in (scene.row_types() or {}):
        return (
            "E106",
            f"{PREDICTION}, which there is where the objective is a number; write a pay for each class",
        )
    if kind == "number" and found in {"money", "duration"} and {objective, PREDICTION} & set(read):
        one = f"1 {scene.currency or 'USD'}" if found == "money" else "1 h"
        return (
            "E109",
            f"{objective}, which is a {found}; make a number of it in the objective, as in `is: … / {one}`",
        )
    return None


def _numbers(scene: Scene, tree: Tree, line: int, what: str) -> None:
    """Check what a pay reads of an objective that is a number."""
    if scene.objective_kind() != "number":
        return
    read, objective = columns(tree), scene.design.objective.name
    if len(scene.design.money.actions) == 1:
        # Who reads a column of the objective reads what is unknown at the decision, which is said (E014).
        its_own = set(columns(scene.design.objective.tree)) - {objective}
        if not {objective, PREDICTION} <= set(read) and not its_own & set(read):
            example = f"-2 {scene.currency or 'USD'} * abs({PREDICTION} - {objective})"
            message = f"{what} does not say what an error costs: it should read {PREDICTION} and {objective}, as in `{example}`"
            scene.fault(line, "E012", message)
    elif PREDICTION in read:
        message = (
            f"{what} reads {PREDICTION}, which is for designs of one action: with several the action is the answer; write "
            f"{objective}, of which the mean is then expected"
        )
        scene.fault(line, "E015", message)
    elif not _linear(tree, objective):
        message = f"{what} reads {objective} other than linearly; with several actions only its mean is known"
        scene.fault(line, "E015", message)


def _words(scene: Scene, tree: Tree, line: int, what: str) -> None:
    """Refuse a class that there is none of, in a pay that asks for the class."""
    name, classes = scene.design.objective.name, scene.design.objective.classes or ()
    for node in walk(tree) if classes else ():
        if not isinstance(node, Call) or Column(name) not in node.arguments:
            continue
        for part in node.arguments:
            if isinstance(part, Literal) and part.type == "text" and part.value not in classes:
                near = nearest(str(part.value), classes)
                message = (
                    f"{what}: {part.value!r} is no class of {name}{near}; there are {', '.join(classes)}"
                )
                scene.fault(line, "E105", message)


def _reads_unread(scene: Scene, tree: Tree) -> bool:
    money = scene.design.money
    return any(f"assume.{name}" in money.lines and name not in money.assume for name in columns(tree))


def _unpriced(scene: Scene, pay: Pay, name: str, also: Types) -> str | None:
    """Name the constant without a unit that keeps a pay from being money, if it is one alone."""
    assume = scene.design.money.assume
    known = {**(scene.row_types() or {}), **also}
    written = pay.written.get(name)
    if written is None or _gives(substitute(written, assume), known) == "money":
        return None
    for constant, value in assume.items():
        if constant in columns(written) and isinstance(value, Literal) and value.type in {"int", "float"}:
            priced = replace(value, type="money", currency=scene.currency or "USD")
            if _gives(substitute(written, {**assume, constant: priced}), known) == "money":
                return constant
    return None


def _gives(tree: Tree, known: Types) -> Type | None:
    try:
        return typed(tree, known)[1]
    except ExpressionError:
        return None


def _classes(scene: Scene, action: str, pay: Pay) -> None:
    kind, classes = scene.objective_kind(), scene.classes()
    if kind == "number":
        scene.fault(
            pay.line,
            "E103",
            f"the objective is a number, so pays of {action} is one expression, not one for each class",
        )
    if classes is None or pay.by_class is None or "objective" in scene.design.unread:
        return
    known = [
        scene.refer(
            name,
            dict.fromkeys((*classes, "otherwise")),
            f"class, in pays of {action}",
            name.line if isinstance(name, Named) else pay.line,
        )
        for name in pay.by_class
    ]
    if not all(known):
        return  # what is missing may be what was meant
    missing = [name for name in classes if name not in pay.by_class and "otherwise" not in pay.by_class]
    if missing:
        scene.fault(
            pay.line,
            "E102",
            f"pays of {action} says nothing for {', '.join(missing)}; add it, or `otherwise`",
        )


def _linear(tree: Tree, name: str) -> bool:
    """Tell whether a tree is linear in a column."""
    if name not in columns(tree):
        return True
    if isinstance(tree, Column):
        return True
    if not isinstance(tree, Call):
        return False
    reading = [part for part in tree.arguments if name in columns(part)]
    if tree.operator in {"+", "-", "negate", "neg", "float"}:
        return all(_linear(part, name) for part in reading)
    if tree.operator == "*":
        return len(reading) == 1 and _linear(reading[0], name)
    if tree.operator == "/":
        return reading == [tree.arguments[0]] and _linear(reading[0], name)
    return False
