"""`wager audit PREDICTION`: all that explains one answer, looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wager.audit.record import ColumnAudit, PredictionAudit
from wager.audit.shares import Share
from wager.audit.values import shown
from wager.audit.version_record import Check, TurnAudit
from wager.data.source import Source
from wager.foundation.moments import parse_moment
from wager.serving.prediction import Prediction
from wager.serving.prediction_log import Logged, find_prediction
from wager.workflow.auditing.audit_version import record_of
from wager.workflow.auditing.opened import open_audited, snapshot_audits, turn_audits
from wager.workflow.auditing.origin import environment_facts
from wager.workflow.auditing.parts import parts_of
from wager.workflow.auditing.read_columns import Served, read_columns
from wager.workflow.wiring import Wiring

NEWEST = 5
"""How many of the rows behind an aggregate are named."""


def audit_prediction(wiring: Wiring, prediction: str, *, rows: int = NEWEST) -> PredictionAudit:
    """Explain one prediction.

    Parameters
    ----------
    wiring : Wiring
    prediction : str
        Its id, as the answer gave it.
    rows : int
        How many of the rows behind each aggregate to name, the newest first.

    Raises
    ------
    NotFoundError
        If there never was one of that id.
    BadInputError
        If the log, or what answered, is damaged.
    """
    logged = find_prediction(wiring.predictions, prediction)
    said = as_logged(logged.prediction)
    opened = open_audited(wiring, said.version)
    snapshots: Mapping[str, str] = logged.session.get("snapshots") or opened.version.snapshots
    reading = read_columns(opened, said, Served(snapshots, logged.events), rows)
    parts = parts_of(opened, said, reading)
    over = _next_best(said)
    columns = _loudest([replace(one, share=parts.of.get(one.name)) for one in reading.columns], said, over)
    return PredictionAudit(
        prediction,
        said,
        _request(said, opened.unit),
        over,
        parts.base,
        parts.reference,
        tuple(columns),
        reading.sources,
        snapshot_audits(wiring, snapshots),
        reading.live,
        _turn(turn_audits(wiring, said.serves), logged),
        _session(wiring, logged),
        record_of(opened),
        tuple(_checks(logged, columns, parts.again)),
    )


def _session(wiring: Wiring, logged: Logged) -> dict[str, Any]:
    """Say what served: what the log says of it, with how many packages were installed."""
    served = dict(logged.session)
    if "environment" in served:
        served["environment"] = environment_facts(wiring, served["environment"])
    return served


def as_logged(record: Mapping[str, Any]) -> Prediction:
    """Read what `Prediction.to_json` wrote."""
    moments = {name: parse_moment(record[name]) for name in ("at", "decide_at")}
    return Prediction(**{**record, **moments})


def _next_best(said: Prediction) -> str:
    """Name the action that would have earned most but for the one that was taken."""
    others = [action for action in said.expected if action != said.action]
    return max(others, key=lambda action: said.expected[action], default="")


def _loudest(columns: list[ColumnAudit], said: Prediction, over: str) -> list[ColumnAudit]:
    """Order columns by how much they moved the decision; without parts they stay as the model names them."""

    def loudness(one: ColumnAudit) -> tuple[float, float]:
        share = one.share or Share()
        moved = [abs(part) for part in share.probabilities.values()]
        return (
            float(abs(share.ahead(said.action, over))) if over else 0.0,
            max([*moved, abs(share.value or 0.0)]),
        )

    return sorted(columns, key=loudness, reverse=True)


def _turn(turns: tuple[TurnAudit, ...], logged: Logged) -> TurnAudit | None:
    """Find the turn by which it was answered, as the log says."""
    number = logged.session.get("turn")
    return next((one for one in turns if one.turn.number == number), None)


def _request(said: Prediction, unit: Source) -> dict[str, Any]:
    types = unit.stored_types()
    return {
        name: shown(value, types[name], unit.currency) if name in types else value
        for name, value in said.request.items()
    }


def _checks(logged: Logged, columns: list[ColumnAudit], again: Check) -> list[Check]:
    checks = [Check("the log", True, f"its record is what was written ({logged.place})"), again]
    if columns:
        wrong = [one.name for one in columns if not one.again]
        told = f"all {len(columns)} follow again from the request and the source rows, bit for bit"
        listed = ", ".join(wrong[:5]) + (", …" if len(wrong) > 5 else "")
        checks.append(
            Check("the features", not wrong, f"{listed}: not what these rows give" if wrong else told)
        )
    return checks
