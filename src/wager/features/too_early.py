"""What is said of reads that come too early: one finding for all in a file that one clock makes late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wager.data.clocks import KnownTime, proves_before
from wager.data.known import Always, Never
from wager.data.source import Source
from wager.expressions.tree import Call, Column, Literal
from wager.expressions.write import to_text
from wager.features.decision import Decision, Use
from wager.foundation.finding import Finding

_ADVICE = {
    "E011": "leave it out of the model, or aggregate it over past events in a feature file",
    "E014": "use only what is known at the decision",
}

_NAMED = 3
"""How many that share a fault are named."""


@dataclass(frozen=True)
class Early:
    """A read that comes before what it reads is known.

    Attributes
    ----------
    use : Use
        Where it is written.
    reads : str
        What reads which column, for messages.
    known : KnownTime
        Of the column.
    others : tuple of str
        What else, written in the same place, reads the column.
    share : str
        In how many rows.
    """

    use: Use
    reads: str
    known: KnownTime
    others: tuple[str, ...] = ()
    share: str = "in every row"


def early_findings(found: Iterable[Early], decision: Decision) -> list[Finding]:
    """Say what comes too early: what one clock makes late in one file is one mistake, with one advice."""
    together: dict[tuple[str, str, KnownTime, str], list[Early]] = {}
    for one in found:
        together.setdefault((one.use.code, one.use.path, one.known, one.share), []).append(one)
    return [_finding(sorted(group, key=lambda one: one.use.line), decision) for group in together.values()]


def _finding(group: Sequence[Early], decision: Decision) -> Finding:
    first = group[0]
    use, known, share = first.use, first.known, first.share
    clock, at = known_text(known, decision.source), to_text(decision.decide_at)
    late, advice = f"which is not before the decision at {at} {share}", _ADVICE[use.code]
    if _just_then(known, decision):
        late = f"exactly at the decision at {at} {share}, and only what is known strictly before it counts"
        advice = (
            "if it comes with the question, name it in `request` of the block rows; if it is there earlier, say so "
            f"in `known` of {decision.source.path}; or decide later, such as `decide_at: {at} + 1 min`; else {advice}"
        )
    others = tuple(dict.fromkeys(name for one in group for name in one.others))
    said = f"{_places(group)}, known {clock}, {late}; {advice}{also_reading(others)}"
    return Finding(use.path, use.line, use.code, said)


def _places(group: Sequence[Early]) -> str:
    """Name all reads, each with its line where that is not the first one's."""
    lines: dict[int, list[str]] = {}
    for one in group:
        lines.setdefault(one.use.line, []).append(one.reads)
    (_, here), *elsewhere = lines.items()
    more = (f"; on line {line}: {', '.join(reads)}" for line, reads in elsewhere)
    return f"{', '.join(here)}{''.join(more)}"


def also_reading(others: Sequence[str]) -> str:
    """Name the first of those that share a fault, and count the rest.

    Examples
    --------
    >>> also_reading(["a", "b", "c", "d", "e"]), also_reading([])
    ('. The same holds for a, b, c and 2 more', '')
    """
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f". The same holds for {', '.join(others[:_NAMED])}{more}" if others else ""


def _just_then(known: KnownTime, decision: Decision) -> bool:
    """Tell whether something becomes known at the very moment of the decision, in every row."""
    just_after = Call("+", (decision.decide_at, Literal(1, "duration")))
    return (
        proves_before(known, decision.decide_at, decision.source) is False
        and proves_before(known, just_after, decision.source) is True
    )


def known_text(known: KnownTime, source: Source) -> str:
    """Print a known time; a derived column with its definition."""
    if isinstance(known, Always):
        return "always"
    if isinstance(known, Never):
        return "never"
    name = known.name if isinstance(known, Column) else ""
    definition = source.derive.get(name)
    return f"at {to_text(known)}" if definition is None else f"at {name} = {to_text(definition)}"
