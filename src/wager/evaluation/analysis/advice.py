"""One thing to try next, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from wager.evaluation.analysis.record import Record
from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class Advice(Record):
    """One thing to try next.

    Attributes
    ----------
    about : str
        `leak`, `everything`, `worse`, `too little data`, `slice`, `probabilities`, `rows`, `age` or `nothing`.
    said : str
        What was seen, in figures.
    do : str
        What to try.
    money : Estimate or None
        The figure that it rests on, per 1,000 rows.
    stake : float
        What is at stake per 1,000 rows of all, in whole units of the currency: the larger, the sooner.
    """

    about: str
    said: str
    do: str
    money: Estimate | None
    stake: float
