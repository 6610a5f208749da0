"""What an analysis suggests: each rule says one kind of thing, where a stated test finds it, and nothing else.

`ALPHA` is shared among the rules that test something (Bonferroni): of analyses in which nothing is wrong, no more than one in twenty is told
anything at all by chance. Slices are held to it over all that are looked at (Benjamini and Hochberg), features each by itself: that one is worth
nothing is said where the interval holds zero and no worth that counts. What is real and hardly worth a cent is not told either: `NEGLIGIBLE` and
`MATERIAL` are shares of what the model earns over the best of the simpler ones. How often the rules err, and find what was planted, is
measured by `bench/analysis.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wager.evaluation.analysis.advice import Advice
from wager.evaluation.analysis.importance import Importance
from wager.evaluation.analysis.search import Search, Slice
from wager.evaluation.analysis.whole import Analysis
from wager.evaluation.estimate import Estimate
from wager.evaluation.written import written

ALPHA = 0.05
EACH = ALPHA / 7
"""Of the seven rules that test: everything, worse, slice, probabilities, rows, age, nothing."""

NEGLIGIBLE = 0.03
"""A share of the gain that nobody would miss."""

MATERIAL = 0.05
"""A share of the gain for which somebody would work."""

NEARLY_ALL = 0.9
"""Of what all features are worth: one that has so much stands alone."""

STALE = 0.1
"""The share of the gain that age may cost before a fit is made anew."""

MOST = 5
NO_LEAK = "W410"
"""A sign that flatters no figure: a column from which nothing can be learned."""

FIRST = ("leak", "everything", "worse", "too little data")
"""What makes other figures doubtful comes first."""


def with_advice(found: Analysis) -> Analysis:
    """Return an analysis with what it suggests: at most five things."""
    said = sorted(_all(found), key=lambda one: (_rank(one), -one.stake))
    return replace(found, next=tuple(said[:MOST]))


def _rank(one: Advice) -> int:
    return FIRST.index(one.about) if one.about in FIRST else len(FIRST)


def _all(found: Analysis) -> Iterator[Advice]:
    for rule in (_leak, _everything, _worse, _too_little, _slices, _probabilities, _rows, _age, _nothing):
        yield from rule(found)


def _gain(found: Analysis) -> float:
    """Return what the model surely earns over the best of the simpler ones; 0 where that is not sure."""
    gain = found.complexity.gain
    return gain.value or 0.0 if gain is not None and gain.low is not None and gain.low > 0 else 0.0


def _per(found: Analysis) -> str:
    return f"per 1,000 {found.each}s"


def _leak(found: Analysis) -> Iterator[Advice]:
    flattering = [one for one in found.signs if one["code"] != NO_LEAK]
    if flattering:
        first, *others = flattering
        more = f" (and {len(others)} more)" if others else ""
        said = f"{first['path']}:{first['line']}: {first['code']} {first['message']}{more}"
        yield Advice("leak", said, "settle this first: it makes every figure too good", None, 0.0)


def _everything(found: Analysis) -> Iterator[Advice]:
    worths = [max(one.worth.value or 0.0, 0.0) for one in found.importance]
    if len(worths) < 2 or not sum(worths):
        return
    first = found.importance[worths.index(max(worths))]
    low = first.worth.lower(EACH)
    if max(worths) >= NEARLY_ALL * sum(worths) and low is not None and low > 0:
        share = written(max(worths) / sum(worths), "share")
        said = f"{first.feature} is worth nearly everything: {_money(first.worth)} {_per(found)}, {share} of what all are worth"
        do = "find out when it is written; if it is known that early, try the model with it alone"
        yield Advice("everything", said, do, first.worth, max(worths))


def _worse(found: Analysis) -> Iterator[Advice]:
    gain = found.complexity.gain
    high = None if gain is None else gain.upper(EACH)
    if gain is not None and gain.value is not None and high is not None and high < 0:
        said = (
            f"{found.model} earns {_money(gain)} {_per(found)} over {found.complexity.over}, which is simpler"
        )
        yield Advice("worse", said, f"take {found.complexity.over}, or other features", gain, -gain.value)


def _too_little(found: Analysis) -> Iterator[Advice]:
    gain = found.complexity.gain
    if (
        gain is None
        or gain.value is None
        or gain.low is None
        or gain.high is None
        or not gain.low <= 0 <= gain.high
    ):
        return
    said = (
        f"the interval of the gain over {found.complexity.over} is wider than the gain: "
        f"{_money(gain)} {_per(found)}, on {found.rows:,} {found.each}s"
    )
    if gain.value > 0:
        more = int(found.rows * ((gain.value - gain.low) / gain.value) ** 2) - found.rows
        do = f"lengthen `tune`: about {_round(more)} more {found.each}s would tell such a gain from nothing"
    else:
        do = f"take {found.complexity.over}, which is simpler and earns as much here: more {found.each}s would not make this a gain"
    yield Advice("too little data", said, do, gain, gain.high)


def _round(number: int) -> str:
    """Write a count with two digits that say something."""
    size = 10 ** max(len(str(number)) - 2, 0)
    return f"{-(-number // size) * size:,}"


def _slices(found: Analysis) -> Iterator[Advice]:
    told: list[Slice] = []
    searches = [one for one in found.searches if one.against in {found.champion, PROMISE}]
    for one in searches:
        sure = [each for each in one.found if each.adjusted <= EACH / len(searches)]
        worst = min(sure, key=lambda each: each.of_all, default=None)
        if worst is not None and not any(set(worst.columns) & set(other.columns) for other in told):
            told.append(worst)
            yield _slice(found, one, worst)


PROMISE, MEAN = "its promise", "its mean"
"""What a search may be against besides the champion."""


def _slice(found: Analysis, search: Search, one: Slice) -> Advice:
    less = "than it promised" if search.against == PROMISE else f"than {search.against}"
    money = replace(
        one.money, value=-(one.money.value or 0.0), low=_minus(one.money.high), high=_minus(one.money.low)
    )
    said = (
        f"where {one.condition}: {one.rows:,} {found.each}s ({written(one.share, 'share')}) earn {money.with_interval()} "
        f"{_per(found)} less {less}"
    )
    do = "look at it, declare it in `slices`, and give the model what tells these rows apart"
    return Advice("slice", said, do, one.money, -one.of_all)


def _minus(number: float | None) -> float | None:
    return None if number is None else -number


def _probabilities(found: Analysis) -> Iterator[Advice]:
    one = found.recalibrated
    if one is None or one.p is None or one.p > EACH or (one.gain.value or 0.0) < NEGLIGIBLE * _gain(found):
        return
    said = f"the probabilities are not what they say: isotonic calibration would add {_money(one.gain)} {_per(found)}"
    do = "`calibrate: isotonic` in the model file"
    if found.calibrated:
        do = f"it is calibrated (`{found.calibrated}`) on the later half of `tune`: lengthen `tune`, or retrain on newer rows"
    yield Advice("probabilities", said, do, one.gain, one.gain.value or 0.0)


def _rows(found: Analysis) -> Iterator[Advice]:
    curve = found.curve
    if curve is None or curve.doubling is None or curve.p is None or curve.p > EACH:
        return
    value = curve.doubling.value or 0.0
    if value >= MATERIAL * _gain(found):
        half, whole = curve.steps[-2].rows, curve.steps[-1].rows
        said = f"the last doubling of rows, from {half:,} to {whole:,}, added {_money(curve.doubling)} {_per(found)}"
        yield Advice("rows", said, "more rows to learn from: begin `train` earlier", curve.doubling, value)


def _age(found: Analysis) -> Iterator[Advice]:
    one = found.ageing
    if (
        one is None
        or one.p is None
        or one.p > EACH
        or not one.lost.value
        or one.lost.value < MATERIAL * _gain(found)
    ):
        return
    said = f"it ages: a fit that is {one.days:,.0f} d older earns {_money(one.lost, signed=False)} {_per(found)} less"
    do = "retrain more often, or learn from newer rows only"
    if _gain(found):
        every = max(STALE * _gain(found) * one.days / one.lost.value, 1.0)
        do = f"retrain every {every:,.0f} d: by then {STALE:.0%} of its gain is gone".replace("%", " %")
    yield Advice("age", said, do, one.lost, one.lost.value)


def _nothing(found: Analysis) -> Iterator[Advice]:
    margin = NEGLIGIBLE * _gain(found)
    idle = [one for one in found.importance if _idle(one.worth, margin)]
    if not margin or not idle:
        return
    idle.sort(key=lambda one: (-(one.seconds or 0.0), one.feature))
    first = idle[0]
    said = f"{first.feature} is worth nothing: {_money(first.worth)} {_per(found)}{_costs(first)}"
    if len(idle) > 1:
        names = ", ".join(one.feature for one in idle[1:4])
        said += f"; so {'is' if len(idle) == 2 else 'are'} {names}{f' and {len(idle) - 4} more' if len(idle) > 4 else ''}"
    do = (
        "leave it out"
        if len(idle) == 1
        else "leave them out, one after the other: they may stand in for each other"
    )
    yield Advice("nothing", said, do, first.worth, 0.0)


def _idle(worth: Estimate, margin: float) -> bool:
    high = worth.upper(EACH)
    return worth.low is not None and worth.low <= 0 and high is not None and high < margin


def _costs(one: Importance) -> str:
    return f", and costs {one.seconds:.1f} s" if one.seconds is not None and one.seconds >= 0.1 else ""


def _money(found: Estimate, *, signed: bool = True) -> str:
    return found.with_interval(signed=signed)
