"""What other designs spent on the same outcomes, said before a verdict."""

from __future__ import annotations

from typing import Any


def others_said(others: dict[str, Any] | None, what_for: str) -> list[tuple[str, str]]:
    """Say what was spent by whom, and what that leaves; nothing where nobody spent anything.

    Examples
    --------
    >>> others = {"total": "0.05", "spent": {"copy": "0.04"}, "perhaps": {}, "left": "0.01"}
    >>> others_said(others, "for each verdict")
    [('spent', '0.04 by copy on the same outcomes; of the total of 0.05 that leaves 0.01 for each verdict')]
    """
    if not others:
        return []
    said = []
    if others["spent"]:
        taken = f"{_shares(others['spent'])} on the same outcomes"
        left = f"of the total of {others['total']} that leaves {others['left']} {what_for}"
        said.append(("spent", f"{taken}; {left}"))
    if others["perhaps"]:
        told = "outcomes of the same rows, said by other columns: the verdict tells whether they are the same"
        said.append(("perhaps", f"{_shares(others['perhaps'])} on {told}, and they are taken off then"))
    return said


def _shares(spent: dict[str, str]) -> str:
    return ", ".join(f"{alpha} by {design}" for design, alpha in spent.items())
