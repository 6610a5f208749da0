"""Write the document of a project of one file (formats.md, section 11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9_(/][A-Za-z0-9_ ().,/+*=<>'-]*")
_NOT_TEXT = frozenset("true false null yes no on off y n".split())


@dataclass(frozen=True)
class Without:
    """A column that models do without, and why."""

    column: str
    why: str


@dataclass(frozen=True)
class OneFile:
    """All that the document says.

    Attributes
    ----------
    design, title : str
    preface : tuple of str
        Paragraphs below the title.
    file : str
        The data file, relative to the document.
    key : tuple of str
    decide_at, cluster : str or None
        Expressions.
    afterwards : tuple of Without
        Columns that exist only after the decision, or are no use.
    is_ : str
        The objective, an expression.
    name : str or None
        Its name, where it is not a column.
    pays : tuple of (str, str)
        Class and amount; for a number one expression, with an empty class.
    model : str
        A bare algorithm.
    claim, goal, why : str
        Of the one hypothesis.
    """

    design: str
    title: str
    preface: tuple[str, ...]
    file: str
    key: tuple[str, ...]
    decide_at: str | None
    cluster: str | None
    afterwards: tuple[Without, ...]
    is_: str
    name: str | None
    pays: tuple[tuple[str, str], ...]
    model: str = "lightgbm"
    claim: str = ""
    goal: str = ""
    why: str = ""


def one_file_document(said: OneFile) -> str:
    r"""Write the Markdown.

    Examples
    --------
    >>> said = OneFile("a", "A title", (), "a.csv", (), None, None, (), "late", None, (("late", "8 USD"),), goal="G")
    >>> print("\n".join(one_file_document(said).splitlines()[:4]))
    ---
    design: a
    owner: team
    ---
    """
    parts = [
        "\n".join(["---", f"design: {said.design}", "owner: team", "---", "", f"# {said.title}"]),
        *said.preface,
        _block("rows", _rows(said)),
        _block("objective", _objective(said)),
        _block("money", _money(said)),
        _block("hypothesis H1", _hypothesis(said)),
    ]
    return "\n\n".join(parts) + "\n"


def _block(kind: str, lines: Sequence[str]) -> str:
    return "\n".join([f"```yaml wager.{kind}", *lines, "```"])


def _rows(said: OneFile) -> list[str]:
    lines = [f"from: {scalar(said.file)}"]
    if said.key:
        lines.append(
            f"key: {said.key[0] if len(said.key) == 1 else '[' + ', '.join(map(scalar, said.key)) + ']'}"
        )
    if said.decide_at:
        lines.append(f"decide_at: {scalar(said.decide_at)}")
    if said.cluster:
        lines.append(f"cluster: {scalar(said.cluster)}")
    if said.afterwards:
        width = max(len(scalar(one.column)) for one in said.afterwards)
        lines.append(
            "afterwards:   # left out of models: not known at the decision, it seems; delete what is"
        )
        lines += [f"  - {scalar(one.column).ljust(width)}   # {_comment(one.why)}" for one in said.afterwards]
    return lines


def _comment(text: str) -> str:
    return " ".join(text.split())


def _objective(said: OneFile) -> list[str]:
    named = [f"name: {said.name}"] if said.name else []
    return [f"is: {scalar(said.is_)}", *named, "matures: 0 d"]


def _money(said: OneFile) -> list[str]:
    if len(said.pays) == 1 and not said.pays[0][0]:
        return ["pays:", f"  predict: {scalar(said.pays[0][1])}"]
    paid = ", ".join(f"{name}: {amount}" for name, amount in said.pays)
    return [f"pays: {{act: {{{paid}}}}}     # actions: [none, act]"]


def _hypothesis(said: OneFile) -> list[str]:
    return [
        f"claim: {scalar(said.claim)}",
        f"model: {said.model}",
        "goals:",
        "  G1:",
        f"    goal: {scalar(said.goal)}",
        f"    why: {scalar(said.why)}",
        "timebox: 5 d",
    ]


def scalar(text: str) -> str:
    """Write a text as a YAML scalar, quoted where it must be.

    Examples
    --------
    >>> scalar("arr_delay >= 30"), scalar("species = 'setosa'"), scalar("a: b"), scalar("-1 USD * abs(x)")
    ('arr_delay >= 30', "species = 'setosa'", "'a: b'", "'-1 USD * abs(x)'")
    """
    fine = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _NOT_TEXT
    return text if fine else "'" + text.replace("'", "''") + "'"
