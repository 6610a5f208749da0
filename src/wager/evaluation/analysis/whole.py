"""All that an analysis of a run holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.evaluation.analysis.advice import Advice
from wager.evaluation.analysis.complexity import Complexity
from wager.evaluation.analysis.fits import Ageing, LearningCurve
from wager.evaluation.analysis.honest import Recalibrated, Reliability
from wager.evaluation.analysis.importance import Importance
from wager.evaluation.analysis.mistakes import Mistake
from wager.evaluation.analysis.money_parts import MoneyPart, SlicePart
from wager.evaluation.analysis.over_time import Spell
from wager.evaluation.analysis.record import Record
from wager.evaluation.analysis.residuals import Residual
from wager.evaluation.analysis.search import Search
from wager.evaluation.estimate import Estimate

FORMAT = 1


@dataclass(frozen=True)
class Analysis(Record):
    """Where a run's money comes from, where it is lost, and what to try next.

    Attributes
    ----------
    run, model, design, part : str
        Which run; `tune` is the part that was looked at.
    each, cluster_word, currency, zone : str
        The words for one row and for several clusters; the currency; the time zone in which people read moments.
    rows, clusters : int
    champion : str
        Of the baselines; empty where there is none.
    calibrated : str
        By what the model is; empty where it is not.
    money : Estimate or None
        Of the model, per 1,000 rows; None where its answers earn none.
    parts, changes : tuple of MoneyPart
        Its money by action and class; its money over the champion, by what each did and class.
    slices : tuple of SlicePart
        By the declared slices.
    searches : tuple of Search
        For slices that lose money: against the champion, its promise, its own mean.
    ranking : dict of str to Estimate
        AUC and average precision, where there are two classes.
    reliability : tuple of Reliability
    recalibrated : Recalibrated or None
    residuals : tuple of Residual
        Of a number.
    spells : tuple of Spell
        Money over time.
    importance : tuple of Importance
        The dearest feature first; empty where nothing can be shuffled.
    curve : LearningCurve or None
    ageing : Ageing or None
        None without moments of decision.
    mistakes : tuple of Mistake
        The costliest first, at most a hundred.
    signs : tuple of dict
        That something was written after the decision, or lies on both sides of the split: `path`, `line`, `code`, `message`.
    complexity : Complexity
    seconds : dict of str to float
        That each step took.
    next : tuple of Advice
        At most five things, what is most at stake first.
    """

    run: str
    model: str
    design: str
    part: str
    each: str
    cluster_word: str
    currency: str
    zone: str
    rows: int
    clusters: int
    champion: str
    calibrated: str
    money: Estimate | None
    complexity: Complexity
    parts: tuple[MoneyPart, ...] = ()
    changes: tuple[MoneyPart, ...] = ()
    slices: tuple[SlicePart, ...] = ()
    searches: tuple[Search, ...] = ()
    ranking: Mapping[str, Estimate] = field(default_factory=dict)
    reliability: tuple[Reliability, ...] = ()
    recalibrated: Recalibrated | None = None
    residuals: tuple[Residual, ...] = ()
    spells: tuple[Spell, ...] = ()
    importance: tuple[Importance, ...] = ()
    curve: LearningCurve | None = None
    ageing: Ageing | None = None
    mistakes: tuple[Mistake, ...] = ()
    signs: tuple[Mapping[str, Any], ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    next: tuple[Advice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": FORMAT, **super().to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Analysis:
        """Read what `to_json` wrote."""
        return super().from_json({name: value for name, value in found.items() if name != "format"})

    def mistakes_table(self) -> Any:
        """Return the costliest mistakes as a `pyarrow.Table`, one column a feature."""
        import pyarrow as pa

        plain = ("at", "action", "best", "truth", "said", "earned", "lost")
        return pa.Table.from_pylist(
            [
                {**one.key, **{name: getattr(one, name) for name in plain}, **one.features}
                for one in self.mistakes
            ]
        )
