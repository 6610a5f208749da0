"""A difference in words: with the interval that is shown, and with the bounds that decided where these tell another story."""

from __future__ import annotations

from wager.verdict.question import Question


def said(question: Question) -> str:
    """Write a difference with its 95 % interval, and the bounds at α where one lies on another side of a limit.

    What is shown leaves 2.5 % to either side, a test α: at 5 % a loss may be certain although the interval that is shown
    reaches beyond zero, and nobody should read that it does not.
    """
    plain, spare = question.plain, question.spare.value
    shown = plain.with_interval(signed=True)
    low, high = question.bounds(question.alpha)
    if (
        plain.value is None
        or spare is None
        or plain.low is None
        or plain.high is None
        or low is None
        or high is None
    ):
        return shown
    limits = (
        0.0,
        plain.value - question.sign * spare,
    )  # in relative amounts the baseline's own noise is left aside
    ends = ((plain.low, low), (plain.high, high))
    if all((end > limit) == (bound > limit) for limit in limits for end, bound in ends):
        return shown
    bounds = f"{plain.shown(low, signed=True)} .. {plain.shown(high, signed=True)}"
    return f"{shown}, at α = {question.alpha:.3g} on either side {bounds},"
