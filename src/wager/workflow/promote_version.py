"""`wager promote`: move a title to a version whose hypothesis was judged SHIP against who holds it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.foundation.errors import RefusedError
from wager.foundation.fingerprint import short
from wager.foundation.moments import in_utc, iso
from wager.registry.registry import Registered
from wager.registry.titles import Turn
from wager.registry.version import read_version
from wager.workflow.launching.launch import launch_requirements
from wager.workflow.launching.requirement import Requirement, all_met, requirement_lines
from wager.workflow.read_project import read_definitions
from wager.workflow.versions.find_version import find_version
from wager.workflow.versions.load_predictor import load_predictor
from wager.workflow.versions.titles import PROMOTED, next_turn, seat_baseline
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Moved:
    """A title and who holds it now.

    Attributes
    ----------
    serves : str
        The name that callers use.
    version, model : str
        Who holds it.
    hypothesis : str
        Empty for a baseline.
    before, before_model : str
        Who held it before.
    since : str
        When, in UTC.
    how : str
        `promoted` or `rolled back`.
    already : bool
        True where it was so already, and nothing was written.
    requirements : tuple of Requirement
        What was asked for; none for a rollback, which one person may do at once.
    """

    serves: str
    version: str
    model: str
    hypothesis: str
    before: str
    before_model: str
    since: str
    how: str
    already: bool
    requirements: tuple[Requirement, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, **vars(self), "requirements": [vars(one) for one in self.requirements]}


def promote_version(wiring: Wiring, wanted: str) -> Moved:
    """Give a version the title that it contests, in one transaction with the ledger.

    Parameters
    ----------
    wiring : Wiring
    wanted : str
        The beginning of the version's digest.

    Raises
    ------
    NotFoundError, ConflictError
        If there is no such version, or several; or somebody was faster.
    RefusedError
        If its verdict is not SHIP, or not against who holds the title now, or its design has no sign-offs, or it was frozen in
        its proof of concept, or `launch` asks for what is not measured: says all that is missing.
    BadInputError
        If it is damaged, and could not answer.
    """
    version = find_version(wiring, wanted)
    definitions = read_definitions(wiring)
    design = definitions.design(version.design)
    seat_baseline(wiring, definitions, version.serves)
    turns = wiring.registry.turns(version.serves)
    if turns[-1].version == version.id:
        return moved(wiring, turns, already=True)
    _demand(wiring, design, version, turns)
    # Whoever cannot answer is not given a title; loading takes too long to keep others from writing meanwhile.
    load_predictor(wiring, next_turn(turns, version.id, wiring.clock.now(), PROMOTED, turns[-1].number))
    with wiring.registry.acting() as act:
        turns = act.turns(version.serves)
        if turns[-1].version == version.id:
            return moved(wiring, turns, already=True)
        requirements = _demand(wiring, design, version, turns)
        turn = next_turn(turns, version.id, wiring.clock.now(), PROMOTED, turns[-1].number)
        act.seat(turn)
    return moved(wiring, (*turns, turn), requirements=requirements)


def _demand(
    wiring: Wiring, design: Design, version: Registered, turns: tuple[Turn, ...]
) -> tuple[Requirement, ...]:
    requirements = requirements_of(wiring, design, version, turns)
    if not all_met(requirements):
        raise RefusedError(_refusal(version, requirements))
    return requirements


def moved(
    wiring: Wiring,
    turns: tuple[Turn, ...],
    *,
    already: bool = False,
    requirements: tuple[Requirement, ...] = (),
) -> Moved:
    """Say who holds a title with such turns, and who held it before: as registered, should their objects be damaged."""
    last = turns[-1]
    versions = {one.id: one for one in wiring.registry.versions()}
    before = versions[turns[-2].version] if len(turns) > 1 else None
    version = versions[last.version]
    return Moved(
        last.serves,
        version.id,
        version.model,
        version.hypothesis,
        "" if before is None else before.id,
        "" if before is None else before.model,
        iso(last.since),
        last.how,
        already,
        requirements,
    )


def requirements_of(
    wiring: Wiring, design: Design, version: Registered, turns: tuple[Turn, ...]
) -> tuple[Requirement, ...]:
    """Look at everything that promoting a version asks for, with such turns at its title."""
    log = read_log(log_folder(wiring.root / design.path))
    entry = _verdict(version, log)
    frozen = None if entry is None else str(entry.body.get("freeze", ""))
    others = launch_requirements(wiring, design, log, frozen)
    if entry is None:
        return (Requirement("verdict", False, _no_verdict(design, version)), *others)
    judgement, follows = entry.body["verdict"], entry.body["follows"]
    word, grade = judgement["word"], judgement["grade"]
    shipped = word == "SHIP" and grade != "X"
    verdict = f"{word} (grade {grade}) on {version.hypothesis}, log entry {short(entry.hash)}"
    planned = f"{word.lower()} leads to {', '.join(follows) or 'nothing'}"
    return (
        Requirement("verdict", shipped, verdict),
        _against(entry, turns[-1], turns[0]),
        Requirement("written beforehand", "PROMOTE" in follows, planned),
        *_behaves(wiring, version),
        *others,
    )


def _behaves(wiring: Wiring, version: Registered) -> tuple[Requirement, ...]:
    """Look whether the tests of its model file held for what was fitted, as the version has it; none where there are none."""
    found = read_version(wiring.objects, version.id).behaviour
    if not found:
        return ()
    wrong = [one for one in found if one["result"] != "passed"]
    held = len(found) - len(wrong)
    if not wrong:
        return (Requirement("behaviour", True, "1 test holds" if held == 1 else f"{held} tests hold"),)
    said = "; ".join(f"{one['name']!r} does not hold: {one.get('why', '')}" for one in wrong)
    return (Requirement("behaviour", False, said),)


def is_contested(entry: Entry, now: Turn, first: Turn) -> bool:
    """Tell whether a verdict was against who holds the title now.

    Where the title was vacant at the verdict, its first holder is the baseline that it was judged against.
    """
    judged: Mapping[str, str] = entry.body.get("champion", {})
    return now.version == (judged.get("version") or first.version)


def _against(entry: Entry, now: Turn, first: Turn) -> Requirement:
    """Look whether a verdict was on challenger against champion, and whether that champion holds the title now."""
    if not is_contested(entry, now, first):
        since = f"since {in_utc(now.since)} {short(now.version)} holds the title"
        return Requirement("champion", False, f"judged against somebody else; {since}")
    others = asks_less(entry)
    if others:
        return Requirement("champion", False, f"its goals are {others}")
    return Requirement("champion", True, "judged against who holds the title now")


def asks_less(entry: Entry) -> str:
    """Say over whom the goals of a verdict are, where none is over the champion; such a SHIP earns no title."""
    champion = entry.body.get("champion", {}).get("name")
    asked = tuple(dict.fromkeys(goal["against"] for goal in entry.body["verdict"]["goals"]))
    if champion in asked:
        return ""
    return f"over {', '.join(asked)}, and {champion} holds the title; ask for more than the champion"


def _verdict(version: Registered, log: Iterable[Entry]) -> Entry | None:
    """Find the log entry that the registry knows: one that somebody put beside it is no verdict."""
    found = next((one for one in log if one.kind == "verdict" and one.hash == version.entry), None)
    same = found is not None and found.body["verdict"]["word"] == version.verdict
    return found if same else None


def _no_verdict(design: Design, version: Registered) -> str:
    if not version.hypothesis:
        return "a baseline has none; it takes vacant titles only"
    path = f"{design.path.removesuffix('.md')}.log/{version.entry}.yaml"
    return f"its log entry is gone, or is not what the registry knows; restore {path} from git"


def _refusal(version: Registered, requirements: tuple[Requirement, ...]) -> str:
    lines = requirement_lines(requirements)
    return "\n".join([f"{version.model} {short(version.id)} is not promoted to {version.serves}:", *lines])
