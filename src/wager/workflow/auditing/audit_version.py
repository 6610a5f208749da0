"""`wager audit VERSION`: all that a version came from."""

from __future__ import annotations

from wager.audit.version_record import VersionAudit
from wager.workflow.auditing.opened import Opened, open_audited, snapshot_audits, turn_audits
from wager.workflow.auditing.origin import (
    approval_facts,
    checks_of,
    code_facts,
    design_facts,
    environment_facts,
    freeze_facts,
    hypothesis_facts,
    logged_of,
    model_facts,
    verdict_facts,
)
from wager.workflow.wiring import Wiring


def audit_version(wiring: Wiring, version: str) -> VersionAudit:
    """Gather all that a version came from.

    Parameters
    ----------
    wiring : Wiring
    version : str
        Its whole id.

    Raises
    ------
    NotFoundError, BadInputError
        If what it is made of is not in the store, or damaged.
    """
    return record_of(open_audited(wiring, version))


def record_of(opened: Opened) -> VersionAudit:
    """Gather all that an opened version came from."""
    project, version = opened.project, opened.version
    logged = logged_of(opened)
    turns = tuple(one for one in turn_audits(project, version.serves) if one.turn.version == version.id)
    until = turns[-1].turn.since if turns else project.clock.now()
    return VersionAudit(
        version.id,
        version.serves,
        opened.registered.at,
        model_facts(opened),
        design_facts(opened),
        hypothesis_facts(opened),
        freeze_facts(logged),
        verdict_facts(opened, logged),
        dict(version.rows),
        dict(version.columns),
        snapshot_audits(project, version.snapshots),
        dict(version.predictions),
        code_facts(opened),
        environment_facts(opened.project, opened.version.environment),
        version.objects(),
        turns,
        checks_of(opened, logged),
        approval_facts(opened, until) if version.hypothesis else (),
    )
