"""How many rows and clusters are enough to say something: one answer for tests, slices, groups, plans and looks."""

from __future__ import annotations

LEAST_EVENTS = 20
"""A figure that rests on fewer rows, or a difference on fewer that differ, says nothing about the next ones."""

LEAST_CLUSTERS = 6
"""With fewer, no interval keeps what it promises (Cameron & Miller 2015, on few clusters)."""

FEW_CLUSTERS = 30
"""With fewer, t is too narrow."""
