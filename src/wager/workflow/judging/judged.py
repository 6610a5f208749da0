"""What `judge` yields: a verdict with its evidence, its version, and who holds the title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wager.evaluation.evidence import Evidence
from wager.verdict.verdict import Verdict


@dataclass(frozen=True)
class Title:
    """Who holds a title.

    Attributes
    ----------
    serves : str
        The name that callers use.
    holder, version : str
        The holder's model, and its version.
    taken : bool
        True where the declared baseline took the vacant title just now.
    """

    serves: str
    holder: str
    version: str
    taken: bool


@dataclass(frozen=True)
class Judged:
    """A verdict with its evidence, and the step that follows.

    Attributes
    ----------
    design, hypothesis, claim : str
    verdict : str
        The word.
    judgement : Verdict
        With every test.
    evidence : Evidence
        On the holdout.
    looks : int
        How often the outcomes of these rows have been read for a verdict so far, this time included, over
        all designs of the project.
    follows : tuple of str
        The edge: what was written beforehand for this verdict.
    claims : dict of str to str
        Of the hypotheses among what follows.
    entry, path : str
        The log entry, and its file relative to the project.
    at : str
        When, in UTC.
    already : bool
        True where the verdict stood in the log.
    version : str
        Id of the version that was judged; empty for a verdict that was given before there were any.
    title : Title
        Who holds the title that the version contests.
    moved : tuple of str
        What changed since it was given; the verdict is about what was frozen.
    window : dict of str to str or None
        Where the holdout came after the freeze: `begin`, `end` (of decisions), `due`, `learns_until`.
    as_of : str
        Where the freeze was placed in a replay on history, of which nothing is written; else empty.
    post_hoc : str
        The hypothesis that it amends, where that was judged before; else empty.
    tasks : list of dict
        The design's tasks after it: answered, moot, changed or still due.
    """

    design: str
    hypothesis: str
    claim: str
    verdict: str
    judgement: Verdict
    evidence: Evidence
    looks: int
    follows: tuple[str, ...]
    claims: Mapping[str, str]
    entry: str
    path: str
    at: str
    already: bool
    version: str
    title: Title
    moved: tuple[str, ...] = ()
    window: Mapping[str, str] | None = None
    as_of: str = ""
    post_hoc: str = ""
    tasks: Sequence[Mapping[str, Any]] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        plain = {key: value for key, value in vars(self).items() if key not in {"judgement", "evidence"}}
        plain |= {"title": vars(self.title)}
        return {
            "format": 1,
            **plain,
            "follows": list(self.follows),
            "moved": list(self.moved),
            "tasks": list(self.tasks),
            "judgement": self.judgement.to_json(),
            "evidence": self.evidence.to_json(),
        }
