"""`wager next`: where a design stands, and the command that is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.hypotheses.graph import starts
from wager.design.hypotheses.hypothesis import ENDS
from wager.foundation.errors import NotFoundError, UsageError
from wager.foundation.fingerprint import short
from wager.registry.titles import holder
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.states import verdicts_of
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Due:
    """What is due in a design.

    Attributes
    ----------
    design : str
    hypothesis : str or None
        The one to work on; None where the graph has ended.
    claim : str
        Of the hypothesis.
    state : {'draft', 'frozen', 'ended'}
    ends : tuple of str
        PROMOTE, CHECK_IN, STOP that verdicts so far have led to.
    path : tuple of (str, str)
        Each judged hypothesis on the way with its verdict.
    command : str
        What to type; empty where nothing is due that this version does.
    """

    design: str
    hypothesis: str | None
    claim: str
    state: str
    ends: tuple[str, ...]
    path: tuple[tuple[str, str], ...]
    command: str

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            **vars(self),
            "ends": list(self.ends),
            "path": [list(step) for step in self.path],
        }


def next_step(wiring: Wiring, design: str | None = None) -> Due:
    """Follow the edges from the first hypothesis along the verdicts in the log.

    Raises
    ------
    NotFoundError
        If there is no such design.
    UsageError
        If the project has several designs, and none was named.
    """
    definitions = read_definitions(wiring)
    chosen = _only(definitions) if design is None else definitions.design(design)
    if not chosen.hypotheses:
        raise NotFoundError(
            f"{chosen.path}: design {chosen.id} has no hypothesis yet; write `yaml wager.hypothesis H1`"
        )
    log = read_log(log_folder(wiring.root / chosen.path))
    found = due(chosen, log)
    return found if found.command else replace(found, command=_promotion(wiring, chosen, log, found))


def _promotion(wiring: Wiring, design: Design, log: tuple[Entry, ...], found: Due) -> str:
    """Name the command that gives the title to what has earned it; empty where it holds it, or nothing has."""
    earned = [name for name, word in found.path if "PROMOTE" in design.hypotheses[name].edge(word)]
    versions = [
        str(entry.body.get("version", ""))
        for entry in log
        if entry.kind == "verdict" and entry.hypothesis in earned
    ]
    holds = holder(wiring.registry.turns(design.serves))
    if not versions or not versions[-1] or (holds is not None and holds.version == versions[-1]):
        return ""
    return f"wager promote {short(versions[-1])}"


def _only(definitions: Definitions) -> Design:
    if len(definitions.designs) != 1:
        listed = ", ".join(sorted(definitions.designs)) or "none that can be read"
        raise UsageError(f"say which design: `wager next DESIGN`; the project has {listed}")
    return definitions.design(next(iter(definitions.designs)))


def due(design: Design, log: tuple[Entry, ...]) -> Due:
    """Say what is due in a design with such a log."""
    verdicts = verdicts_of(log)
    frozen = {entry.hypothesis for entry in log if entry.kind == "freeze"}
    path: list[tuple[str, str]] = []
    ends: list[str] = []
    waiting = list(starts(design.hypotheses))
    while waiting:
        name = waiting.pop(0)
        if name in dict(path):
            continue
        if name not in verdicts:
            return _open(design, name, name in frozen, ends, path)
        path.append((name, verdicts[name]))
        targets = design.hypotheses[name].edge(verdicts[name])
        ends += [target for target in targets if target in ENDS]
        waiting += [target for target in targets if target in design.hypotheses]
    return Due(design.id, None, "", "ended", tuple(ends), tuple(path), "")


def _open(design: Design, name: str, frozen: bool, ends: list[str], path: list[tuple[str, str]]) -> Due:
    state, verb = ("frozen", "judge") if frozen else ("draft", "freeze")
    claim, command = design.hypotheses[name].claim, f"wager {verb} {design.id} {name}"
    return Due(design.id, name, claim, state, tuple(ends), tuple(path), command)
