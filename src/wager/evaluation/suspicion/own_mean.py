"""Find columns of means that were fitted on the very rows that they stand in.

A column with one number for each value of another (a rate of the branch, a score of the town) may say how outcomes went
before. Then the outcomes of these rows scatter around it as outcomes scatter around their chance, or more. Where they lie *closer* than
even their true chances would let them, the number was made of them: target means over all rows, held-out ones among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wager.evaluation.suspicion.alone import coded
from wager.evaluation.suspicion.sign import ALPHA, Seen, Sign
from wager.training.columns import Columns, Floats, Integers

LEAST_LEVELS = 10
"""With fewer, a line through the means lies close to them whatever they are."""


@dataclass(frozen=True)
class Fit:
    """How close the means of outcomes lie to a column's numbers.

    Attributes
    ----------
    chi2 : float
        Sum of squared distances, each in units of its chance error.
    levels : int
        Of them; expected is two fewer, or more.
    p : float
        How often they would lie so close by chance.
    """

    chi2: float
    levels: int
    p: float


def own_means(seen: Seen, others: Columns) -> list[Sign]:
    """Find the numbers that were made of the outcomes of these rows.

    Parameters
    ----------
    seen : Seen
        Whose columns are looked at.
    others : mapping of str to pyarrow.Array
        Columns that may be what the means are by; n rows.
    """
    groups = {name: codes for name, column in others.items() if (codes := _levels(column)) is not None}
    numbers = {
        name: values for name, column in seen.columns.items() if (values := coded(column)[1]) is not None
    }
    alpha = ALPHA / max(len(groups) * len(numbers) * max(len(seen.classes), 1), 1)
    found = []
    for name, values in numbers.items():
        for by, codes in groups.items():
            if by == name or not _one_each(codes, values):
                continue
            for outcome, target in _targets(seen).items():
                fit = closeness(codes, values, target, counts=seen.kind != "number")
                if fit is not None and fit.p < alpha:
                    said = (
                        f"it has one number for each of {fit.levels:,} values of {by}, and the means of {outcome} lie closer to them than "
                        f"even true chances would be (χ² {fit.chi2:.1f}, expected {fit.levels - 2} or more): it was made of these very outcomes"
                    )
                    found.append(Sign((name,), said))
                    break
            else:
                continue
            break
    return found


def _targets(seen: Seen) -> dict[str, Floats]:
    if seen.kind == "number":
        return {seen.said: seen.truth.astype(np.float64)}
    return {name: true.astype(np.float64) for name, true in seen.events().items()}


def _levels(column: object) -> Integers | None:
    """Return codes of a column whose values come again; None where they hardly do."""
    if pa.types.is_floating(column.type):  # type: ignore[attr-defined]
        return None
    codes, _, distinct = coded(column)
    return codes if LEAST_LEVELS <= distinct <= len(codes) / 2 else None


def _one_each(codes: Integers, values: Floats) -> bool:
    """Tell whether every level has one number, and they are not all the same."""
    there = (codes >= 0) & ~np.isnan(values)
    if there.sum() < len(codes) / 2:
        return False
    codes, values = codes[there], values[there]
    last = np.empty(int(codes.max()) + 1)
    last[codes] = values
    return bool((last[codes] == values).all()) and len(np.unique(values)) >= LEAST_LEVELS


def closeness(codes: Integers, values: Floats, target: Floats, *, counts: bool) -> Fit | None:
    """Compare the means of a target by level with a number for each level, along the line that fits them best.

    Were the numbers the true means, the sum of squared distances would follow χ² with two degrees of freedom fewer than levels; were they
    any other honest guess, it would be larger. Only what lies far below is a sign.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        Level of each row; negative ones are left out.
    values : ndarray of float, shape (n,)
        The number of its level.
    target : ndarray of float, shape (n,)
    counts : bool
        Whether the target is 0 and 1, whose scatter follows from its mean.

    Examples
    --------
    >>> chance = np.random.default_rng(3)
    >>> codes = np.repeat(np.arange(60), 40)
    >>> rates = chance.uniform(0.1, 0.5, 60)
    >>> target = (chance.random(2400) < rates[codes]).astype(float)
    >>> made = np.bincount(codes, weights=target) / 40
    >>> closeness(codes, rates[codes], target, counts=True).p > 0.01, closeness(codes, made[codes], target, counts=True).p < 1e-9
    (True, True)
    """
    from scipy.special import chdtr

    there = (codes >= 0) & ~np.isnan(values)
    _, place = np.unique(codes[there], return_inverse=True)
    rows = np.bincount(place).astype(np.float64)
    means = np.bincount(place, weights=target[there]) / rows
    number = np.bincount(place, weights=values[there]) / rows
    many = rows >= 2
    if int(many.sum()) < LEAST_LEVELS or np.ptp(number[many]) == 0:
        return None
    fitted = _line(number[many], means[many], rows[many])
    scatter, peaked = _scatter(fitted, rows[many], None if counts else target[there] - means[place])
    if not (scatter > 0).all():
        return None
    levels = int(many.sum())
    distance = float((rows[many] * (means[many] - fitted) ** 2 / scatter).sum())
    # Squares of means of few rows vary more than squares of normal ones: as many degrees of freedom as have that spread.
    freedom = 2 * (levels - 2) ** 2 / (2 * (levels - 2) + float((peaked / rows[many]).sum()))
    return Fit(distance, levels, float(chdtr(freedom, distance * freedom / (levels - 2))))


def _scatter(fitted: Floats, rows: Floats, within: Floats | None) -> tuple[Floats, Floats]:
    """Return the variance of one row in each level, and its excess of the fourth moment over a normal one's."""
    if within is None:
        chance = np.clip(fitted, 1 / (4 * rows), 1 - 1 / (4 * rows))
        variance = chance * (1 - chance)
        return variance, np.maximum((1 - 6 * variance) / variance, 0.0)
    spread = float((within**2).sum()) / max(len(within) - len(rows), 1)
    excess = float((within**4).mean()) / spread**2 - 3 if spread > 0 else 0.0
    return np.full(len(rows), spread), np.full(len(rows), max(excess, 0.0))


def _line(x: Floats, y: Floats, weights: Floats) -> Floats:
    total = weights.sum()
    middle_x, middle_y = float((weights * x).sum() / total), float((weights * y).sum() / total)
    slope = float((weights * (x - middle_x) * (y - middle_y)).sum() / (weights * (x - middle_x) ** 2).sum())
    return np.asarray(middle_y + slope * (x - middle_x))
