"""What `wager try` found out about a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wager.evaluation.evidence import Evidence
from wager.evaluation.suspicion.suspicions import Suspicion

FORMAT = 1


@dataclass(frozen=True)
class Tried:
    """What a file looks like, what is suspicious about it, what answers earned, and the project written.

    Attributes
    ----------
    file : str
        As it was given.
    folder : str
        Where the project is.
    design : str
        Its id.
    path : str
        The document, relative to the folder.
    written : str
        `written`, `unchanged` (the same stood there), or `kept` (another stood there, and still does).
    rows : dict of str to int
        In the file, in each part, and left out by reason.
    label : dict
        `name`, `is`, `kind` (`binary` or `number`), and on development rows `mean`: the share that is true, or
        the mean.
    columns : tuple of dict
        Profile of each column, with `role` (`feature`, `label`, `key`, `time`, `left out`, `not used`) and `alone`,
        how well it orders the training rows by itself.
    findings : tuple of str
        What is doubtful about the data.
    suspicions : tuple of Suspicion
        On training rows.
    assumed : tuple of str
        What nobody said.
    evidence : Evidence
        Money and metrics on `tune`; the holdout is not read.
    goal : str
        Of the hypothesis that was written.
    next : tuple of str
        Commands.
    """

    file: str
    folder: str
    design: str
    path: str
    written: str
    rows: Mapping[str, int]
    label: Mapping[str, Any]
    columns: tuple[Mapping[str, Any], ...]
    findings: tuple[str, ...]
    suspicions: tuple[Suspicion, ...]
    assumed: tuple[str, ...]
    evidence: Evidence
    goal: str
    next: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": FORMAT,
            **vars(self),
            "columns": [dict(column) for column in self.columns],
            "findings": list(self.findings),
            "suspicions": [vars(one) for one in self.suspicions],
            "assumed": list(self.assumed),
            "evidence": self.evidence.to_json(),
            "next": list(self.next),
        }
