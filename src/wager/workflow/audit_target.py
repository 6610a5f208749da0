"""`wager audit TARGET`: a prediction, a version, or a title."""

from __future__ import annotations

from wager.audit.record import PredictionAudit
from wager.audit.version_record import TitleAudit, VersionAudit
from wager.foundation.errors import NotFoundError, UsageError, nearest
from wager.foundation.fingerprint import short
from wager.serving.prediction_id import is_prediction_id
from wager.workflow.auditing.audit_prediction import NEWEST, audit_prediction
from wager.workflow.auditing.audit_title import audit_title
from wager.workflow.auditing.audit_version import audit_version
from wager.workflow.versions.find_version import find_version
from wager.workflow.wiring import Wiring

Audited = PredictionAudit | VersionAudit | TitleAudit


def audit_target(wiring: Wiring, target: str, *, at: str | None = None, rows: int = NEWEST) -> Audited:
    """Explain a prediction or a version, or say who held a title.

    Parameters
    ----------
    wiring : Wiring
    target : str
        The id of a prediction, the beginning of a version's digest, or a name that callers use.
    at : str, optional
        Of a title: the day or the moment asked about.
    rows : int
        Of a prediction: how many of the rows behind each feature to name.

    Raises
    ------
    NotFoundError
        If it is none of them; the message names what there is.
    ConflictError
        If several versions begin so.
    UsageError
        If `at` is given without a title.
    """
    titles = sorted({turn.serves for turn in wiring.registry.turns()})
    if target in titles:
        return audit_title(wiring, target, at)
    if at is not None:
        listed = ", ".join(titles) or "none yet"
        raise UsageError(
            f"--at goes with a title, and {target!r} is none{nearest(target, titles)}; there are {listed}"
        )
    if is_prediction_id(target):
        return audit_prediction(wiring, target, rows=rows)
    try:
        return audit_version(wiring, find_version(wiring, target).id)
    except NotFoundError as error:
        if _known(wiring, target):
            raise
        versions = ", ".join(f"{short(one.id)} ({one.model})" for one in wiring.registry.versions())
        near = nearest(target, titles)
        raise NotFoundError(
            f"nothing to audit as {target!r}{near}{' Expected' if near else '; expected'} the id of a prediction, as its answer gave "
            f"it, a title ({', '.join(titles) or 'none yet'}) or a version ({versions or 'none yet'})"
        ) from error


def _known(wiring: Wiring, target: str) -> bool:
    return any(one.id.startswith(target) for one in wiring.registry.versions())
