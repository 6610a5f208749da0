"""The name of a rank among what is read of a row."""

from __future__ import annotations

RANK = "policy rank"
"""The name of the column that says who goes first; no action and no feature has a name with a space."""
