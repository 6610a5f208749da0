"""Amendments: `H1.2` asks the question of `H1` again, in another form."""

from __future__ import annotations

import re

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[0-9]+)?")
"""How a hypothesis may be called."""


def amended(hypothesis: str) -> str:
    """Name the hypothesis that one amends; empty for one that amends none.

    Examples
    --------
    >>> amended("H1.2"), amended("H1")
    ('H1', '')
    """
    name, dot, _ = hypothesis.partition(".")
    return name if dot else ""


def kin(hypothesis: str, other: str) -> bool:
    """Tell whether two ask the same question: one amends the other, or both amend a third.

    Examples
    --------
    >>> kin("H1.2", "H1"), kin("H1.2", "H1.3"), kin("H1", "H2")
    (True, True, False)
    """
    return (amended(hypothesis) or hypothesis) == (amended(other) or other)
