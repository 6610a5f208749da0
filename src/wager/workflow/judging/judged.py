"""What `judge` yields: a verdict with its evidence, its version, and who holds the title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wager.evaluation.evidence import Evidence
from wager.verdict.scope import Scope
from wager.verdict.verdict import Verdict
from wager.verdict.words.basis import Basis


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
    scope : Scope
        What it leaves aside, and how many rows a year it is about.
    snapshots : dict of str to str
        Ids by source, of what was judged on.
    tried : int
        Among how many its parameters were chosen, on development rows; 0 where it has no search.
    look : dict or None
        Where there were several looks: `look` (which), `of`, `share` (of the time), `taken` (those before), `until` (decisions
        that it judges) and `futile` (whether going on was hardly worth it).
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
    scope: Scope = field(default_factory=Scope)
    snapshots: Mapping[str, str] = field(default_factory=dict)
    look: Mapping[str, Any] | None = None
    tried: int = 0

    @property
    def basis(self) -> Basis:
        """What a page on it is told from."""
        found = self.evidence
        return Basis(self.judgement, self.scope, self.looks, found.first, found.last, found.zone)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        records = {"judgement", "evidence", "scope"}
        plain = {key: value for key, value in vars(self).items() if key not in records}
        plain |= {"title": vars(self.title), "snapshots": dict(self.snapshots)}
        return {
            "format": 1,
            **plain,
            "follows": list(self.follows),
            "moved": list(self.moved),
            "tasks": list(self.tasks),
            "judgement": self.judgement.to_json(),
            "evidence": self.evidence.to_json(),
            "scope": self.scope.to_json(),
            "per_year": self._per_year(),
            "told": [one.to_json() for one in self.basis.tell()],
        }

    def _per_year(self) -> dict[str, Any] | None:
        """Give money per 365 days: the model's own, and over the others."""
        own = self.scope.yearly(self.judgement.money)
        if own is None:
            return None
        over = {name: self.scope.yearly(found) for name, found in self.judgement.against.items()}
        against = {name: one.to_json() for name, one in over.items() if one is not None}
        return {"money": own.to_json(), "against": against}
