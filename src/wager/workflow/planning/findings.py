"""What a plan finds wrong: nothing to win, not enough time, a test that cannot see what it asks for."""

from __future__ import annotations

import math
from decimal import Decimal

from wager.design.blocks import Design
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.hypotheses.ways import Way
from wager.evaluation.written import written
from wager.foundation.amounts import DAY
from wager.foundation.finding import Finding
from wager.foundation.rounded import number_of
from wager.workflow.counting.development import Holdout
from wager.workflow.counting.worth import Worth
from wager.workflow.planning.detection import Detectable
from wager.workflow.planning.prospects import Prospect


def not_worth_it(design: Design, worth: Worth) -> list[Finding]:
    """Refuse a plan whose ceiling is below its cost (E018)."""
    if worth.pays_off is not False or worth.cost is None:
        return []
    won = written(worth.yearly(worth.ceiling) or 0.0, worth.currency)
    message = (
        f"even a perfect model would win no more than {won} a year over doing nothing, and it costs "
        f"{written(worth.cost, worth.currency)} to build and to run for a year; there is not enough to be won here"
    )
    return [Finding(design.path, design.money.lines.get("costs", design.money.line), "E018", message)]


def too_long(design: Design, worst: Way | None) -> list[Finding]:
    """Refuse a way that takes longer than the appetite (E005), what was used so far included."""
    if worst is None or design.appetite is None or round(worst.days * DAY) <= design.appetite.microseconds:
        return []
    message = f"the path {' → '.join(worst.names)} takes {worst.days:.4g} d, longer than the appetite of {design.appetite}"
    return [Finding(design.path, design.front_lines.get("appetite", 1), "E005", message)]


def underpowered(
    design: Design, hypothesis: Hypothesis, prospect: Prospect, holdout: Holdout
) -> list[Finding]:
    """Refuse a test that cannot see what it asks for, even at the most favourable share of decisions (E006).

    Of several slices of one test the worst is named.
    """
    alpha = prospect.alpha
    if alpha <= 0:
        message = f"{hypothesis.id} owns no α on any way that leads to it, so that it can prove nothing; give it a share"
        return [Finding(design.path, hypothesis.line, "E006", message)]
    worst: dict[str, tuple[float, str]] = {}
    for test in prospect.tests:
        least = min([test.amount, *test.shares.values()])
        if not test.enough and least > worst.get(test.id, (0.0, ""))[0]:
            worst[test.id] = (least, _said(hypothesis.id, alpha, holdout, test, least))
    for blind in prospect.untold:
        if blind.blind:
            where = f" for {blind.slice}" if blind.slice else ""
            said = f"{hypothesis.id} is underpowered in {blind.id}: {blind.metric}{where}: {blind.why}; judge on more"
            if worst.get(blind.id, (0.0, ""))[0] < math.inf:
                worst[blind.id] = math.inf, said
    return [Finding(design.path, _line(design, name), "E006", said) for name, (_, said) in worst.items()]


def _line(design: Design, test: str) -> int:
    name, _, place = test.partition(".")
    goal = design.goals[name]
    if place:
        at = int(place) - 1
        return goal.lines.get(f"margin{at}", goal.lines.get(f"guard{at}", goal.line))
    return goal.lines.get("by", goal.line)


def _said(hypothesis: str, alpha: Decimal, holdout: Holdout, test: Detectable, least: float) -> str:
    where = f" for {test.slice}" if test.slice else ""
    basis = (
        "as a development run says"
        if not test.shares
        else f"if only {min(test.shares, key=_share)} of decisions change"
    )
    asked = written(test.asked or 0.0, test.unit, signed=test.unit == "share").lstrip("+")
    found = written(least, test.unit, signed=test.unit == "share").lstrip("+")
    judged = f"{number_of(holdout.rows, 'rows')} in {number_of(holdout.clusters, 'clusters')}, at α = {alpha.normalize():f}"
    if test.kind == "guardrail":
        what = (
            f"the guardrail on {test.metric}{where} allows {asked}, and a harmless model is only shown to stay within "
            f"{found} with the {test.wanted:.0%} power that it needs"
        )
        advice = "allow more"
    else:
        what = (
            f"{test.metric}{where} by {asked} is asked, and {found} is the least that is told from nothing with "
            f"{test.wanted:.0%} power"
        )
        advice = "ask for more"
    what = what.replace("%", " %")
    return f"{hypothesis} is underpowered in {test.id}: {what}, {basis} ({judged}); {advice}, judge on more, or give it more α"


def _share(name: str) -> float:
    return float(name.partition(" ")[0])


def untuned(design: Design) -> Finding:
    """Warn that nothing can be chosen on `tune` (W120)."""
    line = (
        design.line("split") if design.split is None else design.split.lines.get("begin", design.split.line)
    )
    message = (
        "no row of `tune` has a known outcome yet: frozen now, a model learns without one to stop by, no cut keeps room where a "
        "`capacity` is short, and what has `calibrate` is refused; let `tune` begin earlier, or freeze later"
    )
    return Finding(design.path, line, "W120", message)
