"""What is told of all that a verdict does not say, and of how far it can be trusted."""

from __future__ import annotations

from wager.verdict.words.basis import Basis
from wager.verdict.words.section import Section
from wager.verdict.words.sentences import LACKS, TRUST, graded

UNTUNED = (
    "no row of `tune` had a known outcome when the model was learned, so nothing was chosen on it: neither when to stop, nor "
    "the cut that keeps room where a `capacity` is short"
)
"""Also said by `freeze` and `plan`, before there is a verdict."""


def left_aside(basis: Basis) -> Section:
    """Tell what the hypothesis leaves aside, how often the outcomes were read, and what the grade lacks."""
    verdict, scope = basis.verdict, basis.scope
    lost = ", ".join(f"{count:,} {reason}" for reason, count in scope.left_out.items())
    needs = ", ".join(f"{name} (`{check}`)" for name, check in scope.needs.items())
    grade = f"{TRUST[verdict.grade]}{f'; {LACKS[verdict.grade]}' if LACKS[verdict.grade] else ''}"
    said = {
        "slices": f"no guardrail is about {', '.join(scope.slices)}" if scope.slices else "",
        "goals": f"the hypothesis does not ask {', '.join(scope.goals)}" if scope.goals else "",
        "metrics": f"no goal of it is about {', '.join(scope.metrics)}" if scope.metrics else "",
        "later": f"{', '.join(scope.later)}, which the launch or a stage asks for" if scope.later else "",
        "unchecked": f"what was answered on {', '.join(scope.unchecked)}" if scope.unchecked else "",
        "needs": f"whether it is there: {needs}" if needs else "",
        "left out": f"{lost}" if lost else "",
        "tune": UNTUNED if scope.untuned else "",
        "looks": _looks(basis),
        "clocks": "assumed: nobody wrote down when what became known" if scope.assumed else "",
        graded(verdict).partition(",")[0]: grade,
    }
    facts = tuple((label, text) for label, text in said.items() if text)
    return Section("untested", "what was not tested, and how far it can be trusted", facts=facts)


def _looks(basis: Basis) -> str:
    if not basis.looks:
        return ""
    before = basis.looks - 1
    times = {0: "never", 1: "once"}.get(before, f"{before:,} times")
    spent = ", ".join(f"α {alpha:.4g} was spent by {design}" for design, alpha in basis.scope.spent.items())
    said = f"{basis.looks:,} at the outcomes of these rows so far, over all designs: {times} before this one"
    return f"{said}; {spent}" if spent else said
