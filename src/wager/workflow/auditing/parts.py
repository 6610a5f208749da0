"""The answer, given again, and in parts: what each column moved in probability and in money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from wager.audit.shares import Share, number_shares, shares
from wager.audit.version_record import Check
from wager.money.one_row import number_row_pays, row_pays
from wager.serving.decision import Decision, Worth, decider
from wager.serving.prediction import Prediction
from wager.training.contributions import Contributions, contributions
from wager.training.estimator import Explained
from wager.training.fit import FittedModel
from wager.workflow.auditing.opened import Opened
from wager.workflow.auditing.read_columns import ARROW, Reading
from wager.workflow.versions.champion import fitted_of


@dataclass(frozen=True)
class Parts:
    """An answer in parts.

    Attributes
    ----------
    base : Share or None
        Of a row to compare with; None where the answer has no parts.
    reference : str
        Which row that is, in words.
    of : dict of str to Share
        By column.
    again : Check
        Whether the same is answered again.
    """

    base: Share | None
    reference: str
    of: Mapping[str, Share] = field(hash=False)
    again: Check


def parts_of(opened: Opened, said: Prediction, reading: Reading) -> Parts:
    """Let the model answer again, and part what it says.

    Raises
    ------
    BadInputError
        If a file of the model is damaged.
    """
    if opened.version.always:
        holds = (said.wanted or said.action) == opened.version.always
        return Parts(None, "", {}, Check("the answer", holds, f"always {opened.version.always}"))
    fitted = fitted_of(opened.project, opened.version)
    columns = {one.name: pa.array([one.value], ARROW.get(one.type, pa.int64())) for one in reading.columns}
    worth = Worth(
        opened.design.money, opened.design.objective.name, reading.types, opened.wiring.config.time_zone
    )
    decide = decider(
        fitted.task, fitted.answers, worth, None if opened.model is None else opened.model.thresholds
    )
    again = _same(said, decide(np.atleast_1d(fitted.predict(columns)[0]), reading.paid))
    if fitted.answers == "actions" or not isinstance(fitted.fitted, Explained):
        return Parts(None, "", {}, again)
    moved = contributions(fitted, columns)
    base, of = _parted(said, moved, fitted, worth, reading.paid)
    return Parts(base, moved.reference, {one.name: base.none_of() for one in reading.columns} | of, again)


def _same(said: Prediction, decision: Decision) -> Check:
    wanted = said.wanted or said.action  # what there was no room for is not the model's
    holds = decision == Decision(wanted, dict(said.probabilities), said.value, dict(said.expected))
    told = (
        "the model gives it again, bit for bit" if holds else "the model that is kept answers something else"
    )
    return Check("the answer", holds, told)


def _parted(
    said: Prediction, moved: Contributions, fitted: FittedModel, worth: Worth, paid: Mapping[str, Any]
) -> tuple[Share, dict[str, Share]]:
    block, objective, types, zone = worth.money, worth.objective, worth.types, worth.zone
    if fitted.answers == "values":
        priced = number_row_pays(block, types, objective=objective, zone=zone)
        amounts = priced(paid, float(moved.base[0]))
        return number_shares(
            {name: part[0] for name, part in moved.of.items()},
            float(moved.base[0]),
            dict(zip(said.expected, map(int, amounts), strict=True)),
            said.expected,
        )
    pays = row_pays(block, fitted.task.classes, types, objective=objective, zone=zone)(paid)
    return shares(moved.of, moved.base, fitted.task.classes, pays.amounts[0], said.expected)
