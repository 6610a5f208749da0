"""What `wager try --label` means on one file: true or not, or a number; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from wager.data.infer import safe_name
from wager.expressions.tree import Call, Column, Literal, Tree, columns, substitute
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError, UsageError
from wager.workflow.trying.data_file import File

POSITIVE = frozenset(
    "yes y true t 1 positive pos malignant fraud spam churn churned default cancelled canceled late died dead sick failed ja oui si sim".split()
)
_RESERVED = frozenset("on off yes no y n true false null otherwise prediction".split())
_FEW = 10
OUTCOME = "outcome"


@dataclass(frozen=True)
class Label:
    """What is to be predicted.

    Attributes
    ----------
    tree : Tree
        The objective, on the columns of the file.
    name : str
        As pays call it.
    binary : bool
        False for a number.
    assumed : tuple of str
        What was decided about it, for people.
    values : pyarrow.Array
        Of every row of the file; may hold nulls.
    """

    tree: Tree
    name: str
    binary: bool
    assumed: tuple[str, ...]
    values: pa.Array

    @property
    def is_column(self) -> bool:
        """True where it is a column as it stands, under its own name."""
        return isinstance(self.tree, Column) and self.tree.name == self.name


def understand_label(file: File, text: str) -> Label:
    """Say what a label means.

    Raises
    ------
    UsageError
        If it cannot be read, or is neither true or false nor a number.
    BadInputError
        If it has one value only.
    """
    tree, kind = file.expression(text, "--label")
    if not columns(tree):
        raise UsageError(f"--label {text!r} reads no column; name one, or compare one: \"column = 'value'\"")
    if kind in {"time", "date", "duration", "money", "null"}:
        raise UsageError(
            f"--label {text!r} is a {kind}; expected what is true or not, or a number{_instead(kind, text)}"
        )
    values = file.evaluate({"label": tree})["label"].combine_chunks()
    label = Label(tree, _name(tree, file), kind == "bool", (), values)
    counted = pc.value_counts(values.drop_null())
    found = (
        {pair["values"]: pair["counts"] for pair in counted.to_pylist()}
        if kind != "float" or len(counted) <= 2
        else {}
    )
    distinct = len(counted)
    if distinct < 2:
        what = "no value" if distinct == 0 else f"always {_shown(next(iter(found)))}"
        raise BadInputError(f"the label {text} is {what} in {file.path.name}; nothing can be learned from it")
    if kind == "bool":
        return label
    if distinct == 2:
        return _two_valued(label, found, file)
    if kind == "text":
        raise UsageError(_too_many(text, tree, found))
    said: tuple[str, ...] = ()
    if distinct <= _FEW and kind == "int":
        said = (
            f'{text} has {distinct} different whole numbers and is predicted as a number; for one of them: --label "{text} = {min(found)}"',
        )
    return replace(label, assumed=said)


def _instead(kind: str, text: str) -> str:
    return {
        "time": f', such as "{text} is not null"',
        "date": f', such as "{text} is not null"',
        "duration": f', such as "in_hours({text})"',
    }.get(kind, "")


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _too_many(text: str, tree: Tree, found: Mapping[object, int]) -> str:
    ranked = sorted(found, key=lambda value: (-found[value], str(value)))
    example = min(ranked[:5], key=str) if len(ranked) <= 50 else ranked[0]
    shown = ", ".join(map(str, ranked[:5])) + (", …" if len(ranked) > 5 else "")
    quoted = str(example).replace("'", "''")
    return f"the label {text} is a text with {len(found)} values ({shown}); choose one: --label \"{to_text(tree)} = '{quoted}'\""


def _two_valued(label: Label, found: Mapping[object, int], file: File) -> Label:
    """Decide which of two values is the true one."""
    if set(found) == {0, 1}:
        return _compared(label, 1, file, ())
    words = [value for value in found if str(value).strip().lower() in POSITIVE]
    if len(words) == 1:
        chosen = words[0]
        why = f"{chosen!r} counts as true"
    else:
        chosen = min(found, key=lambda value: (found[value], str(value)))
        why = f"{chosen!r}, the rarer value, counts as true"
    return _compared(
        label,
        chosen,
        file,
        (
            f'of the label\'s two values {why}; for the other: --label "{_comparison(label.tree, _other(found, chosen))}"',
        ),
    )


def _other(found: Mapping[object, int], chosen: object) -> object:
    return next(value for value in found if value != chosen)


def _literal(value: object) -> Literal:
    if isinstance(value, str):
        return Literal(value, "text")
    assert isinstance(value, int | float)
    return Literal(int(value), "int") if float(value).is_integer() else Literal(float(value), "float")


def _comparison(tree: Tree, value: object) -> str:
    return to_text(Call("=", (tree, _literal(value))))


def _compared(label: Label, value: object, file: File, assumed: tuple[str, ...]) -> Label:
    tree = Call("=", (label.tree, _literal(value)))
    name = label.name if value == 1 and not isinstance(value, str) else _name(tree, file)
    made = pc.equal(label.values, pa.scalar(value, label.values.type))
    return Label(tree, name, True, assumed, made)


def _name(tree: Tree, file: File) -> str:
    """Name an objective: its column, column and value where these are compared, else `outcome`."""
    taken = set(file.types)
    if isinstance(tree, Column) and tree.name not in _RESERVED:
        return tree.name
    candidate = OUTCOME
    if isinstance(tree, Call) and tree.operator == "=":
        left, right = tree.arguments
        if isinstance(left, Column) and isinstance(right, Literal):
            candidate = safe_name(f"{left.name}_{right.value}") or OUTCOME
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", candidate) or candidate in _RESERVED:
        candidate = OUTCOME
    name, number = candidate, 2
    while name in taken:
        name, number = f"{candidate}_{number}", number + 1
    return name


def called(tree: Tree, label: Label) -> Tree:
    """Put the label's name in the place of the label, as pays must call it."""
    if isinstance(label.tree, Column) and label.tree.name != label.name:
        return substitute(tree, {label.tree.name: Column(label.name)})
    return tree
