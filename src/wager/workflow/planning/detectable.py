"""What a hypothesis's goals and guardrails can detect, told from development rows alone.

Before the model was run, from a share of decisions that it may change; after a development run from its own
difference, its standard error scaled to the clusters that the holdout has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from wager.design.hypotheses.alpha import Alpha
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.sentences.answers import LACKING, answers_of, kind_of, lacked
from wager.evaluation.contender import Contender
from wager.evaluation.enough import LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.estimate import per_unit
from wager.evaluation.metrics import measure, unmeasurable
from wager.foundation.errors import RefusedError, WagerError
from wager.foundation.rounded import number_of
from wager.training.split import TUNE
from wager.verdict.asked import Asked, tests_of
from wager.verdict.changed_decisions import FIGURES, SHARES, USUAL_SHARE, se_of_changed
from wager.verdict.power import chance, distance, goal_power, needed_effect, power_of_each
from wager.verdict.question import Court, ask
from wager.verdict.question import Question as Difference
from wager.workflow.entrant import Entrant
from wager.workflow.planning.bench import Bench
from wager.workflow.planning.detection import Detectable, Untold
from wager.workflow.question import Question

RUN = "a development run"


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
    tuned = after.outcomes.cluster_count
    model = after.ran(entered) if tuned >= LEAST_CLUSTERS else None
    bench = before if model is None else after
    original = bench.original()
    tests = [
        test
        for name in hypothesis.goals
        for test in tests_of(design.goals[name], design.metrics, bench.slices, len(bench.rows), original)
    ]
    power = hypothesis.power.value if hypothesis.power else (design.alpha or Alpha()).power
    guards = sum(test.kind == "guardrail" for test in tests)
    terms = _Terms(bench, entered, model, float(alpha), float(power), guards, clusters, rows, tuned)
    return [terms.tell(test) for test in tests]


@dataclass(frozen=True)
class _Terms:
    """What the tests of a hypothesis share."""

    bench: Bench
    entered: Entrant
    model: Contender | None
    alpha: float
    power: float
    guards: int
    clusters: int
    rows: int
    tuned: int
    """Clusters of `tune`, from which a development run is told."""

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
        self._demand_measurable(test, against)
        if model is None:
            if test.metric.kind not in FIGURES or test.metric.each_class:
                raise RefusedError(self._later())
            model = self.bench.changed(test.baseline)
        contenders = {model.name: model, against.name: against}
        currency = self.bench.question.inputs.currency
        return Court(model, contenders, against.name, self.bench.outcomes, currency, self.alpha), against

    def _demand_measurable(self, test: Asked, against: Contender) -> None:
        """Refuse what no run will ever tell."""
        outcomes = self.bench.outcomes
        kind = kind_of(len(outcomes.classes))
        why = unmeasurable(test.metric, against, outcomes)
        lack = lacked(test.metric, answers_of(self.entered.algorithm, kind))
        if not why and lack is not None:
            why = f"{self.entered.name} {LACKING[lack]}"
        if why:
            raise RefusedError(f"it can never be told, nor measured by the verdict: {why}")

    def _later(self) -> str:
        if self.tuned >= LEAST_CLUSTERS:
            return "it is told after a development run"
        return (
            f"it is told from a development run, and the {self.tuned} {self.bench.outcomes.cluster_word} of `tune` are too few for "
            f"that; expected at least {LEAST_CLUSTERS}: let `tune` be longer"
        )

    def _missing(self, difference: Difference) -> str:
        """Say why nothing can be told; empty where something can."""
        return difference.plain.reason if self.alpha > 0 else "the hypothesis owns no α"

    def _too_few(self, difference: Difference) -> str:
        """Say that there will be too little to judge on; empty where there will be enough."""
        if difference.plain.se is None:
            return ""
        if self._clusters(difference) < LEAST_CLUSTERS:
            few = number_of(self._clusters(difference), "clusters")
            return f"{few} to judge on: too few, expected at least {LEAST_CLUSTERS}"
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
