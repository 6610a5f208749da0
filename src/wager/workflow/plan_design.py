"""`wager plan`: the ways through the graph, what the question is worth, and what its data can detect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.hypotheses.graph import circle
from wager.design.hypotheses.ways import Step, Way
from wager.foundation.amounts import DAY
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.finding import Finding
from wager.workflow.check_project import check_project
from wager.workflow.counting.ceiling import beyond_ceiling
from wager.workflow.counting.development import Development, development_of
from wager.workflow.counting.worth import Worth, worth_of
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import chosen_model, model_trees
from wager.workflow.judging.charged import Left, left_on, spent_elsewhere
from wager.workflow.planning.bench import Bench
from wager.workflow.planning.detectable import told
from wager.workflow.planning.expected import expected_days
from wager.workflow.planning.findings import not_worth_it, too_long, underpowered, untuned
from wager.workflow.planning.prospects import Ahead, Prospect, look_ahead
from wager.workflow.prospective import learns_until
from wager.workflow.question import ask_question
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.refuse_unfilled import refuse_unfilled
from wager.workflow.run_model import inputs_of
from wager.workflow.standing.timebox import all_stand
from wager.workflow.tuned import is_untuned
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring

GRAPH = ("E004", "E005", "E008", "E110", "W104", "W106")
"""Codes by which `check` speaks of the plan."""


NOTHING_LEFT = "other designs spent all of its α on the same outcomes"


@dataclass(frozen=True)
class Planned:
    """What a design plans, and what is wrong with it.

    Attributes
    ----------
    design, path : str
    appetite : float or None
        Days.
    crawl : float or None
        Days to the first thing that anybody can use.
    ahead : Ahead
        The graph.
    development : Development or None
        None where the question cannot be asked; `why` says why.
    worth : Worth or None
    why : str
    findings : tuple of Finding
    expected : dict of str to float or None
        Days that what is still to come takes on average: where there is `nothing`, and where each gain is what is `needed`.
    left : Left or None
        What other designs leave of the α on the outcomes of the holdout; None where the question cannot be asked.
    """

    design: str
    path: str
    appetite: float | None
    crawl: float | None
    ahead: Ahead
    development: Development | None
    worth: Worth | None
    why: str
    findings: tuple[Finding, ...]
    expected: Mapping[str, float | None] = field(default_factory=dict)
    left: Left | None = None

    @property
    def passed(self) -> bool:
        """False where something is wrong with the plan."""
        return not any(one.is_error for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        ways, worst = self.ahead.ways, self.ahead.ways.worst
        return {
            "format": 1,
            "design": self.design,
            "path": self.path,
            "passed": self.passed,
            "appetite": self.appetite,
            "crawl": self.crawl,
            "worst": None if worst is None else _way(worst, worst),
            "ways": [_way(way, worst) for way in ways.listed],
            "ways_in_all": ways.count,
            "ends": list(self.ahead.ends),
            "waits": self.ahead.waits,
            "looks": self.ahead.looks,
            "expected": dict(self.expected),
            "hypotheses": [one.to_json() for one in self.ahead.prospects.values()],
            "rows": _rows(self.development),
            "worth": None if self.worth is None else self.worth.to_json(),
            "why": self.why,
            "others": None if self.left is None else self.left.to_json(self.left.total),
            "findings": [vars(one) for one in self.findings],
        }


def _way(way: Way, worst: Way | None) -> dict[str, Any]:
    longest = worst is not None and round(way.days * DAY) == round(worst.days * DAY)
    return {"days": way.days, "longest": longest, "steps": [_step(step) for step in way.steps]}


def _step(step: Step) -> dict[str, Any]:
    lists = {"verdicts": list(step.verdicts), "leads": list(step.leads)}
    return {**vars(step), **lists, "alpha": f"{step.alpha.normalize():f}"}


def _rows(found: Development | None) -> dict[str, Any] | None:
    if found is None:
        return None
    outcomes = found.question.outcomes(found.rows)
    return {
        "each": outcomes.each,
        "cluster_word": outcomes.cluster_word,
        "development": len(found.rows),
        "clusters": outcomes.cluster_count,
        "decided": found.decided,
        "lost": dict(found.lost),
        "per_year": found.per_year,
        "holdout": vars(found.holdout),
    }


def plan_design(wiring: Wiring, design: str) -> Planned:
    """Plan a design: labels of development rows are read, of held-out rows only keys, moments and clusters.

    Raises
    ------
    NotFoundError
        If there is no such design.
    BadInputError
        If it cannot be read, or its hypotheses lead in a circle.
    """
    definitions = read_definitions(wiring)
    chosen = definitions.design(design)
    _demand_no_circle(chosen)
    for kind, name in chosen.lines:
        if kind == "hypothesis":
            refuse_unfilled(chosen, name)
    log = read_log(log_folder(wiring.root / chosen.path))
    stand = all_stand(chosen, log, wiring.clock.now())
    ahead = look_ahead(chosen, log, stand)
    development, worth, left, why = None, None, None, ""
    try:
        development, entered = _asked(wiring, definitions, chosen, log, ahead)
        worth = worth_of(development)
        left = left_on(wiring, chosen, log, development.question)
        ahead = replace(ahead, prospects=dict(_told(wiring, chosen, ahead, development, entered, left=left)))
    except WagerError as error:
        why = str(error)
    findings = _findings(wiring, chosen, ahead, development, worth, left=left)
    crawl = chosen.stages.get("crawl")
    return Planned(
        chosen.id,
        chosen.path,
        None if chosen.appetite is None else chosen.appetite.days,
        None if crawl is None else crawl.by.days,
        ahead,
        development,
        worth,
        why,
        findings,
        {
            truth: expected_days(chosen.hypotheses, ahead, needed=truth == "needed")
            for truth in ("nothing", "needed")
        },
        left,
    )


def _demand_no_circle(design: Design) -> None:
    around = circle(design.hypotheses)
    if around:
        one = design.hypotheses[around[0]]
        message = f"hypotheses lead in a circle: {' → '.join((*around, around[0]))}; no way through them ends"
        raise BadInputError.of([Finding(design.path, one.lines.get("next", one.line), "E110", message)])


Entered = Mapping[str, Entrant | str]
"""By hypothesis: its model, or why that cannot be run."""


def _asked(
    wiring: Wiring, definitions: Definitions, design: Design, log: tuple[Entry, ...], ahead: Ahead
) -> tuple[Development, Entered]:
    """Ask the design's question on its data as they are now, together with the models that are still to come."""
    entered = {
        name: _entrant(wiring, definitions, design, one.model)
        for name, one in ahead.prospects.items()
        if one.ahead
    }
    usable = [one for one in entered.values() if isinstance(one, Entrant)]
    inputs = inputs_of(wiring, definitions, design, *usable)
    question = ask_question(wiring, replace(inputs, until=learns_until(log)))
    return development_of(question), entered


def _entrant(wiring: Wiring, definitions: Definitions, design: Design, name: str) -> Entrant | str:
    try:
        model = chosen_model(definitions, design, name)
        unit = unit_source(wiring, definitions, design)
        return Entrant(name, model, model_trees(model, design, unit, definitions.features))
    except WagerError as error:
        return str(error)


def _told(
    wiring: Wiring, design: Design, ahead: Ahead, development: Development, entered: Entered, *, left: Left
) -> Iterator[tuple[str, Prospect]]:
    """Tell of each hypothesis that is still to come what its tests can detect."""
    question, holdout = development.question, development.holdout
    looks = 1 if design.split is None else design.split.looks or 1
    before, after = Bench(question, development.rows), Bench(question, question.parts.rows("tune"))
    for name, one in ahead.prospects.items():
        model = entered.get(name)
        if not isinstance(model, Entrant):
            yield name, replace(one, why=model or "")
            continue
        if left.nothing:
            yield name, replace(one, why=NOTHING_LEFT)
            continue
        wiring.progress(f"what {name} can detect")
        hypothesis = design.hypotheses[name]
        try:
            counts = {"clusters": holdout.clusters, "rows": holdout.rows}
            at = replace(one, alpha=left.of(one.alpha))
            yield name, at.with_tests(told(before, after, hypothesis, model, at.alpha, **counts), looks)
        except WagerError as error:
            yield name, replace(one, why=str(error))


def _findings(
    wiring: Wiring,
    design: Design,
    ahead: Ahead,
    development: Development | None,
    worth: Worth | None,
    *,
    left: Left | None,
) -> tuple[Finding, ...]:
    found = [one for one in check_project(wiring).findings if one.path == design.path and one.code in GRAPH]
    if not any(one.code == "E005" for one in found):
        found += too_long(design, ahead.ways.worst)
    if worth is not None:
        found += [*beyond_ceiling(design, worth), *not_worth_it(design, worth)]
    if left is not None and any(one.ahead for one in ahead.prospects.values()):
        found += spent_elsewhere(design, left)
        if development is not None and is_untuned(development.question):
            found.append(untuned(design))
    if development is not None and (left is None or not left.nothing):
        for name, one in ahead.prospects.items():
            if one.ahead and not one.why:
                found += underpowered(design, design.hypotheses[name], one, development.holdout)
    return tuple(sorted(set(found)))
