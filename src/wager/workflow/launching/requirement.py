"""One thing that a promotion, or the next stage, asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MARKS = {True: "met", False: "missing", None: "open"}


@dataclass(frozen=True)
class Requirement:
    """One thing that is asked for.

    Attributes
    ----------
    name : str
        `verdict`, `champion`, `written beforehand`, `stage`, `reviews`, a word of the block `launch`, or an exit of a stage.
    met : bool or None
        None where this version of wager does not measure it: that is no pass.
    said : str
        What was found.
    """

    name: str
    met: bool | None
    said: str


def all_met(requirements: Iterable[Requirement]) -> bool:
    """Tell whether nothing is missing, and nothing unmeasured."""
    return all(one.met is True for one in requirements)


def requirement_lines(requirements: tuple[Requirement, ...]) -> list[str]:
    """Print requirements under one another.

    Examples
    --------
    >>> requirement_lines((Requirement("verdict", True, "SHIP"), Requirement("drill", None, "not measured")))
    ['  met      verdict  SHIP', '  open     drill    not measured']
    """
    width = max(len(one.name) for one in requirements)
    return [f"  {MARKS[one.met]:<7}  {one.name:<{width}}  {one.said}" for one in requirements]
