"""`wager compare A B`: two runs beside each other, on the same development rows, and where their difference comes from."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from wager.evaluation.analysis.compared import Compared, Side
from wager.evaluation.analysis.money_parts import changed_parts
from wager.evaluation.analysis.search import Losses, search
from wager.evaluation.contender import Contender
from wager.evaluation.differing import differing
from wager.evaluation.figures import MONEY
from wager.evaluation.usual_metrics import usual_metrics
from wager.foundation.errors import RefusedError, UsageError
from wager.foundation.fingerprint import short
from wager.workflow.analysing.cut_rows import cut_rows
from wager.workflow.analysing.named import named_run
from wager.workflow.analysing.opened import Opened, open_run
from wager.workflow.fresh_run import DEVELOPMENT
from wager.workflow.gather_evidence import gather_evidence
from wager.workflow.runs import Run
from wager.workflow.wiring import Wiring


def compare_runs(wiring: Wiring, a: str, b: str) -> Compared:
    """Set two runs beside each other.

    Parameters
    ----------
    wiring : Wiring
    a, b : str
        Each the beginning of an id, or the name of a model for its newest run.

    Raises
    ------
    NotFoundError
        If there is no such run.
    UsageError
        If both are the same one.
    """
    runs = [named_run(wiring, name) for name in (a, b)]
    if runs[0].id == runs[1].id:
        raise UsageError(
            f"{a} and {b} are the same run, {short(runs[0].id)}; name another one: `wager ls` lists them, and a run of other "
            "files of the same model is found by its id"
        )
    opened: list[Opened | None] = []
    why = ""
    for run in runs:
        try:
            opened.append(open_run(wiring, run))
        except RefusedError as error:
            opened.append(None)
            why = why or str(error)
    first, second = opened
    left, right = (_side(run, one, runs) for run, one in zip(runs, opened, strict=True))
    if first is None or second is None:
        return Compared(left, right, why)
    why = _apart(first, second)
    return Compared(left, right, why) if why else _compared(first, second, left, right)


def _side(run: Run, opened: Opened | None, runs: list[Run]) -> Side:
    alone = len({one.model for one in runs}) == len(runs)
    return Side(
        name=run.model if alone else f"{run.model} {short(run.id)}",
        run=run.id,
        model=run.model,
        design=run.design,
        described=run.described,
        rows=run.rows.get("train", 0),
        features=() if opened is None else tuple(opened.entered.trees),
        seconds=sum(run.seconds.values()),
        money=run.evidence.of(run.evidence.model).measures.get(MONEY),
        changes=dict(run.changes),
    )


def _apart(a: Opened, b: Opened) -> str:
    """Say why the two were not shown on the same rows with the same outcomes; empty where they were."""
    for name, one, other in (
        ("objectives", a.question.task.classes, b.question.task.classes),
        ("actions", a.question.task.actions, b.question.task.actions),
        ("currencies", a.currency, b.currency),
        ("rows", a.question.rows.fingerprint, b.question.rows.fingerprint),
    ):
        if one != other:
            return (
                f"the two have different {name}, so no difference on the same {a.outcomes.each}s can be told"
            )
    same = np.array_equal(a.rows, b.rows) and np.array_equal(a.outcomes.truth, b.outcomes.truth)
    return "" if same else f"the two were shown on different {a.outcomes.each}s of `{DEVELOPMENT}`"


def _compared(a: Opened, b: Opened, first: Side, second: Side) -> Compared:
    one, other = (replace(opened.contender, name=side.name) for opened, side in ((a, first), (b, second)))
    outcomes, currency = b.outcomes, b.currency
    evidence = gather_evidence(b.question, DEVELOPMENT, [other, one], outcomes, b.slices)
    found = Compared(first, second, "", evidence, differ=_differ(other, one, b))
    if one.money is None or other.money is None or one.actions is None or other.actions is None:
        return found
    cuts = cut_rows(
        max(a, b, key=lambda opened: len(opened.entered.trees))
    )  # by all that either reads, mostly
    more = (other.money - one.money).astype(np.float64)
    seek = partial(Losses, outcomes=outcomes, currency=currency, differ=True)
    return replace(
        found,
        changes=changed_parts(other, one, outcomes, currency),
        lost=search(seek(one.name, more), *cuts),
        won=search(seek(other.name, -more), *cuts),
    )


def _differ(one: Contender, other: Contender, opened: Opened) -> int:
    metrics = usual_metrics(opened.outcomes, priced=one.money is not None)
    metric = metrics.get(MONEY) or next(iter(metrics.values()))
    if one.actions is not None and other.actions is not None:
        return int((one.actions != other.actions).sum())
    every = np.ones(len(opened.outcomes), dtype=np.bool_)
    return int(differing(metric, one, other, opened.outcomes, every).sum())
