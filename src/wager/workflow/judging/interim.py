"""A look at a prospective holdout: which one is open on a day, on which rows, and what the log keeps of one that ended nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.frozen.log import Entry, append, log_folder
from wager.design.hypotheses.alpha import Alpha
from wager.evaluation.enough import LEAST_CLUSTERS
from wager.foundation.moments import in_utc, iso
from wager.foundation.rounded import number_of
from wager.verdict.interim import Looks
from wager.verdict.sequential import obrien_fleming
from wager.verdict.verdict import Verdict
from wager.workflow.judging.case import Case
from wager.workflow.prospective import Window, looks_taken
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Look:
    """One of several looks at a holdout that comes after the freeze.

    Attributes
    ----------
    number : int
        From 1; that on the due day is the last.
    taken : tuple of int
        Those before it that were taken and ended nothing.
    whole : Window
        The holdout as it was frozen.
    power : float
        With which the design wants an effect to be found.
    """

    number: int
    taken: tuple[int, ...]
    whole: Window
    power: float

    @property
    def window(self) -> Window:
        """The part of the holdout that it judges."""
        return self.whole.until(self.number)

    @property
    def last(self) -> bool:
        """True for the look on the due day."""
        return self.number == self.whole.of

    def looks(self, decided_at: NDArray[np.int64]) -> Looks | None:
        """Place the rows among the looks until this one; None where it is the only one.

        Parameters
        ----------
        decided_at : ndarray of int64, shape (n,)
            When each row that it judges was decided.
        """
        numbers = (*self.taken, self.number)
        if numbers == (self.whole.of,):
            return None
        ends = np.array([self.whole.until(one).end for one in numbers])
        since = np.searchsorted(ends, decided_at, side="left").astype(np.int16)
        return Looks(tuple(self.whole.share(one) for one in numbers), since, self.power)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values, as a verdict keeps it."""
        return {
            "look": self.number,
            "of": self.whole.of,
            "share": self.whole.share(self.number),
            "taken": list(self.taken),
            "until": iso(self.window.end),
        }


def look_at(case: Case, window: Window, number: int, taken: tuple[int, ...] | None = None) -> Look:
    """Return one look at a holdout, after those that the log holds, or after others."""
    before = looks_taken(case.log, case.hypothesis.id) if taken is None else taken
    rules = case.design.alpha or Alpha()
    power = case.hypothesis.power.value if case.hypothesis.power else rules.power
    return Look(number, tuple(one for one in before if one < number), window, float(power))


def open_look(wiring: Wiring, case: Case, window: Window, *, again: bool) -> tuple[Look | None, str]:
    """Find the look that can be taken before the due day: the last planned one whose day has come.

    Parameters
    ----------
    again : bool
        True to take one once more that was taken already.

    Returns
    -------
    look : Look or None
    why : str
        Why its day has come and it is not taken; empty where it is, and where no day has come.
    """
    number = window.passed(wiring.clock.now())
    if not number or (number in looks_taken(case.log, case.hypothesis.id) and not again):
        return None, ""
    look, unit = look_at(case, window, number), case.inputs.unit
    decided = case.inputs.renewed(wiring).decided(wiring)
    part = look.window
    name = f"look {number} of {window.of}"
    if decided.reach is None or decided.reach < part.end:
        until = in_utc(part.end)
        return None, f"{name} is due and not taken: the source {unit.name} does not reach {until} yet"
    _, clusters = decided.between(part.begin, part.end)
    if clusters < LEAST_CLUSTERS:
        return (
            None,
            f"{name} is passed over: too little in {number_of(clusters, 'clusters')}, expected at least {LEAST_CLUSTERS}",
        )
    return look, ""


def is_futile(judgement: Verdict) -> bool:
    """Tell whether some goal would have shown itself by now, were it as large as was asked."""
    return any(proof.looked is not None and proof.looked.futile for proof in judgement.goals)


def note_look(wiring: Wiring, case: Case, frozen: Entry, look: Look, *, rows: int, clusters: int) -> None:
    """Write into the log that a look was taken and ended nothing: what was spent, and nothing of what was seen."""
    if look.number in looks_taken(case.log, case.hypothesis.id):
        return
    share = np.array([look.whole.share(look.number)])
    alpha = float(case.alpha)
    body = {
        "freeze": frozen.hash,
        **look.to_json(),
        "alpha": alpha,
        "spent": float(obrien_fleming(alpha, share)[0]) if alpha else 0.0,
        "rows": rows,
        "clusters": clusters,
    }
    folder, design = log_folder(wiring.root / case.design.path), case.design.id
    append(folder, "look", body, wiring.clock.now(), design=design, hypothesis=case.hypothesis.id)
