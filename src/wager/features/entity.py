"""Entities and windows of a feature file: whose events, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wager.expressions.parse import parse_window as parse_expression_window
from wager.expressions.tree import Window

_COLUMN = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")


@dataclass(frozen=True)
class Entity:
    """Which events belong to a row: those whose `theirs` equal the row's `ours`.

    Attributes
    ----------
    ours : tuple of str
        Columns of the unit row; empty for `all`, to which every event belongs.
    theirs : tuple of str
        Columns of the source, as many.
    label : str
        The part of a feature's name that says the entity: `origin_dest`.
    """

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    label: str

    def __str__(self) -> str:
        """Print as it is written."""
        ours, theirs = "+".join(self.ours), "+".join(self.theirs)
        return (ours if ours == theirs else f"{ours} = {theirs}") or "all"


def parse_entity(text: str) -> Entity:
    """Read `carrier`, `origin+dest`, `sender_domain = mails.sender_domain` or `all`.

    Raises
    ------
    ValueError
        If the text is none of them.

    Examples
    --------
    >>> parse_entity("origin+dest").label
    'origin_dest'
    >>> parse_entity("sender_domain = domain").theirs
    ('domain',)
    """
    if text.strip() == "all":
        return Entity((), (), "all")
    left, equals, right = text.partition("=")
    ours = tuple(part.strip() for part in left.split("+"))
    theirs = tuple(part.strip() for part in right.split("+")) if equals else ours
    for column in (*ours, *theirs):
        if not _COLUMN.fullmatch(column):
            raise ValueError(
                f"{text!r} is no entity; expected columns such as `carrier`, `origin+dest`, `ours = theirs`, or `all`"
            )
    if len(ours) != len(theirs):
        raise ValueError(f"{text!r} sets {len(ours)} columns equal to {len(theirs)}; expected as many")
    return Entity(ours, theirs, "_".join(column.replace(".", "_") for column in ours))


@dataclass(frozen=True)
class NamedWindow:
    """A window of a feature file with the ending that it gives to names.

    Attributes
    ----------
    window : Window
        Which events count.
    ending : str
        `_7d`, `_60d_30d`; empty for `ever`.
    """

    window: Window
    ending: str


EVER = NamedWindow(Window(None), "")


def parse_window(text: str) -> NamedWindow:
    """Read `7 d`, `60 d .. 30 d`, `ever`.

    Raises
    ------
    ValueError
        If the text is none of them, the window is empty, or it lies in the future.

    Examples
    --------
    >>> parse_window("60 d .. 30 d").ending
    '_60d_30d'
    """
    try:
        window = parse_expression_window(text)
    except ValueError as error:
        bare = text.strip().isdigit()
        why = f"a number needs its unit, such as `{text.strip()} d`" if bare else str(error)
        raise ValueError(
            f"`{text}` is no window; expected such as `7 d`, `60 d .. 30 d` or `ever`: {why}"
        ) from error
    if window.forward:
        raise ValueError(f"the window `{text}` lies in the future; only an objective may read it")
    if window == EVER.window:
        return EVER
    parts = (re.sub(r"\s", "", part) for part in text.split(".."))
    return NamedWindow(window, "".join(f"_{part}" for part in parts))
