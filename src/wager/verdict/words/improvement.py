"""The words on what is won over the champion: how much the model file brings, and how much the data."""

from __future__ import annotations

from wager.evaluation.estimate import Estimate
from wager.verdict.verdict import Verdict

MODEL, DATA = "of it the model part", "of it the data part"
"""What the two parts are called beside the whole."""


def improvement_figures(verdict: Verdict) -> list[tuple[str, Estimate]]:
    """Name the two parts; none where both learned from the same data, or they are not told."""
    found = verdict.improvement
    if found is None or not found.differs or found.model is None or found.data is None:
        return []
    return [(MODEL, found.model), (DATA, found.data)]


def improvement_facts(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Say what the parts are, or why there are none."""
    found, model = verdict.improvement, verdict.model
    if found is None:
        return ()
    if found.untold:
        return (("", f"how much of it over the champion is the data part is not told: {found.untold}"),)
    if not found.differs:
        return (("", f"{model} and the champion learned from the same data: all of it is the model part"),)
    own = f"what {model} gains by what it learned from itself ({', '.join(found.differs)})"
    return (
        ("model part", f"{model}, fitted to what the champion learned from, less the champion"),
        ("data part", own),
    )
