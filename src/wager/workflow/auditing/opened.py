"""A version opened for an audit: its own definitions, and what the registry says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from wager.audit.version_record import SnapshotAudit, TurnAudit
from wager.data.manifest import read_manifest
from wager.data.source import Source
from wager.design.design_record import Design
from wager.design.models.model_file import ModelFile
from wager.foundation.errors import BadInputError
from wager.registry.registry import Registered
from wager.registry.titles import Turn
from wager.registry.version import Version, read_version
from wager.workflow.inputs import chosen_model
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.unit import unit_source
from wager.workflow.versions.definitions_of import open_version
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Opened:
    """A version with the files that it was made from.

    Attributes
    ----------
    project : Wiring
        The project as it stands now.
    wiring : Wiring
        The version's own files.
    registered : Registered
    version : Version
    """

    project: Wiring
    wiring: Wiring
    registered: Registered
    version: Version

    @cached_property
    def definitions(self) -> Definitions:
        """The files, understood."""
        return read_definitions(self.wiring)

    @property
    def design(self) -> Design:
        """The design that asked."""
        return self.definitions.design(self.version.design)

    @cached_property
    def unit(self) -> Source:
        """Where the rows come from."""
        return unit_source(self.wiring, self.definitions, self.design)

    @property
    def model(self) -> ModelFile | None:
        """The model file with all that it inherits; None for a baseline that always takes one action."""
        if self.version.always:
            return None
        return chosen_model(self.definitions, self.design, self.version.model)


def open_audited(wiring: Wiring, version: str) -> Opened:
    """Open a version by its whole id.

    Raises
    ------
    BadInputError
        If the registry does not know it.
    """
    registered = next((one for one in wiring.registry.versions() if one.id == version), None)
    if registered is None:
        raise BadInputError(
            f"the registry does not know version {version}, and the prediction log names it; `wager verify` says what else "
            "does not fit"
        )
    found = read_version(wiring.objects, version)
    return Opened(wiring, open_version(wiring, found), registered, found)


def snapshot_audits(wiring: Wiring, snapshots: Mapping[str, str]) -> tuple[SnapshotAudit, ...]:
    """Read what the manifests of some snapshots say, by source."""
    manifests = {
        name: read_manifest(wiring.objects.path(held).read_bytes(), held) for name, held in snapshots.items()
    }
    return tuple(
        SnapshotAudit(name, one.id, one.rows, one.first, one.last) for name, one in sorted(manifests.items())
    )


def turn_audits(wiring: Wiring, serves: str) -> tuple[TurnAudit, ...]:
    """Return all turns at a title, each with its end and who had it."""
    turns = wiring.registry.turns(serves)
    versions = {one.id: one for one in wiring.registry.versions()}
    ends = [later.since for _, later in pairwise(turns)]
    return tuple(
        _turn(turn, end, versions.get(turn.version))
        for turn, end in zip(turns, [*ends, None][: len(turns)], strict=True)
    )


def _turn(turn: Turn, until: int | None, version: Registered | None) -> TurnAudit:
    if version is None:
        return TurnAudit(turn, until, "", "", "")
    return TurnAudit(turn, until, version.model, version.hypothesis, version.verdict)
