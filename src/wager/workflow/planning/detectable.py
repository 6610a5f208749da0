"""What a hypothesis's goals and guardrails can detect, told from development rows alone.

Before the model was run, from a share of decisions that it may change; after a development run from its own
difference, its standard error scaled to the clusters that the holdout has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from wager.design.hypotheses.alpha import POWER, Alpha
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.evaluation.contender import Contender
from wager.evaluation.enough import LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.interval import per_unit
from wager.evaluation.metrics import measure
from wager.foundation.errors import RefusedError, WagerError
from wager.training.split import TUNE
from wager.verdict.asked import Asked, tests_of
from wager.verdict.changed_decisions import FIGURES, SHARES, USUAL_SHARE, se_of_changed
from wager.verdict.power import chance, distance, goal_power, needed_effect, power_of_each
from wager.verdict.question import Court, ask
from wager.verdict.question import Question as Difference
from wager.workflow.contend import Entrant
from wager.workflow.planning.bench import Bench
from wager.workflow.question import Question

RUN = "a development run"


@dataclass(frozen=True)
class Detectable:
    """What one test of a hypothesis can detect.

    Attributes
    ----------
    id : str
        Of the goal; guardrails add their place, as in `G1.2`.
    metric, slice : str
        What is measured, and on which rows; the slice is empty for all.
    unit : str
        A currency, `share` or `number`.
    asked : float or None
        The amount of a goal or the margin of a guardrail; None for `any amount`.
    amount : float
        What is detected with the power that was asked for: the true gain that a goal tells from none, the margin
        within which a guardrail is shown to be harmless if it is.
    power : float
        At the amount that was asked: of a goal when that is the truth, of a guardrail when it does no harm.
    basis : str
        `a development run`, or `10 % of decisions changed`.
    clusters : int
        That the rows of the holdout in the slice are counted to have.
    kind : {'goal', 'guardrail'}
    sentence, against : str
        As it was written, and whom it is compared with.
    needed : float
        The true gain with which a goal is proven with the power that was asked for; the amount, of a guardrail.
    wanted : float
        The power that was asked for; of several guardrails each needs more.
    shares : mapping of str to float
        `amount` by the share of decisions changed; empty after a development run.
    se : float
        That the difference will have; with the usual share of decisions changed, before a development run.
    bearable, at_least : bool
        See `verdict.asked.Asked`.
    """

    id: str
    metric: str
    slice: str
    unit: str
    asked: float | None
    amount: float
    power: float
    basis: str
    clusters: int
    kind: str = "goal"
    sentence: str = ""
    against: str = ""
    needed: float = 0.0
    wanted: float = float(POWER)
    shares: Mapping[str, float] = field(default_factory=dict)
    se: float = 0.0
    bearable: bool = False
    at_least: bool = False

    @property
    def enough(self) -> bool:
        """False where what was asked for cannot be detected, even by the most favourable of the shares."""
        return self.asked is None or min([self.amount, *self.shares.values()]) <= self.asked


@dataclass(frozen=True)
class Untold:
    """A test of which nothing can be told yet.

    Attributes
    ----------
    id, metric, slice, why : str
    blind : bool
        True where there will be too little to judge on, whatever the model does.
    """

    id: str
    metric: str
    slice: str
    why: str
    blind: bool = False


def detectable(  # noqa: PLR0917 - as it reads: of whom, at which α, on how much
    question: Question, hypothesis: Hypothesis, entered: Entrant, alpha: Decimal, clusters: int, rows: int
) -> tuple[Detectable, ...]:
    """Say for each goal and guardrail what so many rows in so many clusters can detect.

    Parameters
    ----------
    question : Question
        Only its development rows are looked at.
    hypothesis : Hypothesis
    entered : Entrant
        Its model; where it was run on these data, that run is what is told from.
    alpha : Decimal
        One-sided, that the hypothesis owns.
    clusters, rows : int
        That the holdout has, or is expected to have.

    Returns
    -------
    tuple of Detectable
        Those of which something can be told.
    """
    learning = question.learning
    before = Bench(learning, np.flatnonzero((learning.parts.codes >= 0) & (learning.parts.codes <= TUNE)))
    after = Bench(learning, learning.parts.rows("tune"))
    found = told(before, after, hypothesis, entered, alpha, clusters=clusters, rows=rows)
    return tuple(one for one in found if isinstance(one, Detectable))


def told(
    before: Bench,
    after: Bench,
    hypothesis: Hypothesis,
    entered: Entrant,
    alpha: Decimal,
    *,
    clusters: int,
    rows: int,
) -> list[Detectable | Untold]:
    """Tell what each test can detect, or why that cannot be told; see `detectable`.

    Parameters
    ----------
    before : Bench
        All development rows: what a share of changed decisions is told from.
    after : Bench
        The rows of `tune`, which a development run is judged on.
    """
    design = before.question.design
    model = after.ran(entered) if after.outcomes.cluster_count >= LEAST_CLUSTERS else None
    bench = before if model is None else after
    original = bench.original()
    tests = [
        test
        for name in hypothesis.goals
        for test in tests_of(design.goals[name], design.metrics, bench.slices, len(bench.rows), original)
    ]
    power = hypothesis.power.value if hypothesis.power else (design.alpha or Alpha()).power
    guards = sum(test.kind == "guardrail" for test in tests)
    terms = _Terms(bench, model, float(alpha), float(power), guards, clusters, rows)
    return [terms.tell(test) for test in tests]


@dataclass(frozen=True)
class _Terms:
    """What the tests of a hypothesis share."""

    bench: Bench
    model: Contender | None
    alpha: float
    power: float
    guards: int
    clusters: int
    rows: int

    def tell(self, test: Asked) -> Detectable | Untold:
        """Tell what one test can detect."""
        try:
            court, against = self._court(test)
            difference = ask(
                court, test.metric, against, test.among, test.amount, sign=test.sign, bearable=test.bearable
            )
        except WagerError as error:
            return Untold(test.id, str(test.metric), test.slice, str(error))
        few = self._too_few(difference)
        if few:
            return Untold(test.id, str(test.metric), test.slice, few, blind=True)
        errors = {} if self._missing(difference) else self._errors(test, court, against, difference)
        if not errors:
            why = self._missing(difference) or "its standard error is not defined"
            return Untold(test.id, str(test.metric), test.slice, why)
        return self._detectable(test, against.name, difference, errors)

    def _court(self, test: Asked) -> tuple[Court, Contender]:
        against, model = self.bench.decided(test.baseline), self.model
        if model is None:
            if test.metric.kind not in FIGURES or test.metric.each_class:
                raise RefusedError("it is told after a development run")
            model = self.bench.changed(test.baseline)
        contenders = {model.name: model, against.name: against}
        currency = self.bench.question.inputs.currency
        return Court(model, contenders, against.name, self.bench.outcomes, currency, self.alpha), against

    def _missing(self, difference: Difference) -> str:
        """Say why nothing can be told; empty where something can."""
        return difference.plain.reason if self.alpha > 0 else "the hypothesis owns no α"

    def _too_few(self, difference: Difference) -> str:
        """Say that there will be too little to judge on; empty where there will be enough."""
        if difference.plain.se is None:
            return ""
        if self._clusters(difference) < LEAST_CLUSTERS:
            return f"{self._clusters(difference)} clusters to judge on are too few; expected at least {LEAST_CLUSTERS}"
        events = round(difference.plain.events * self.rows / len(self.bench.rows))
        if events < LEAST_EVENTS:
            return f"about {events} rows of the kind that it counts will be there, expected at least {LEAST_EVENTS}"
        return ""

    def _clusters(self, difference: Difference) -> int:
        share = self.clusters / self.bench.outcomes.cluster_count
        return min(self.clusters, round(difference.plain.clusters * share))

    def _errors(
        self, test: Asked, court: Court, against: Contender, difference: Difference
    ) -> dict[float | None, float]:
        """Return the standard errors that the holdout will have: by share of changed decisions, or that of the run."""
        outcomes = self.bench.outcomes
        fewer = outcomes.cluster_count / self.clusters
        if (
            outcomes.also is not None
        ):  # shops stay as many while days grow fewer: each row then counts for more
            fewer = max(fewer, len(self.bench.rows) / self.rows)
        scale = math.sqrt(fewer)
        if self.model is not None:
            assert difference.plain.se is not None
            return {None: scale * difference.plain.se}
        theirs, changed = (measure(test.metric, one, outcomes, test.among) for one in (against, court.model))
        scale /= per_unit(difference.plain.unit)
        found = {share: se_of_changed(theirs, changed, outcomes.ways, share) for share in SHARES}
        return {share: scale * se for share, se in found.items() if se is not None}

    def _detectable(
        self, test: Asked, against: str, difference: Difference, errors: Mapping[float | None, float]
    ) -> Detectable:
        clusters, asked = self._clusters(difference), difference.asked
        wanted = power_of_each(self.power, self.guards) if test.kind == "guardrail" else self.power
        se = errors.get(None, errors.get(USUAL_SHARE, 0.0))
        far = distance(self.alpha, wanted, clusters)
        if test.bearable:
            power, needed = chance(asked / se if se else math.inf, self.alpha, clusters), far * se
        elif test.amount == "any":
            power, needed = wanted, far * se
        else:
            power = goal_power(asked, asked, se, self.alpha, clusters, at_least=test.at_least)
            needed = needed_effect(asked, se, self.alpha, wanted, clusters, at_least=test.at_least)
        return Detectable(
            test.id,
            str(test.metric),
            test.slice,
            difference.plain.unit,
            None if test.amount == "any" else asked,
            far * se,
            power,
            RUN if None in errors else f"{USUAL_SHARE:.0%} of decisions changed".replace("%", " %"),
            clusters,
            test.kind,
            test.sentence,
            against,
            needed,
            wanted,
            {
                f"{share:.0%}".replace("%", " %"): far * each
                for share, each in errors.items()
                if share is not None
            },
            se,
            test.bearable,
            test.at_least,
        )
