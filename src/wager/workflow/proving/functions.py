"""Try functions: the same rows in other orders and parts, at another time, elsewhere; every bit must be the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from wager.features.python.called import Called
from wager.features.python.function import CODE as BROKEN
from wager.features.python.pure import CODE, first_difference, row_told, told
from wager.foundation.finding import Finding
from wager.workflow.proving.conditions import USUAL, Answer, Condition, tried_under

AHEAD = 400
"""Days: another year, month, day of the month and day of the week."""

Given = Mapping[Called, Sequence[pa.Array]]


def try_functions(heard: Given, root: Path) -> list[Finding]:
    """Find functions whose values hang on more than their row.

    Parameters
    ----------
    heard : mapping of Called to sequence of pa.Array
        What each is given for some rows.
    root : Path
        Of the project.

    Returns
    -------
    list of Finding
        E021 for what hangs on other rows, chance, the clock, the environment or files; E114 for what breaks.
    """
    if not heard:
        return []
    usual = dict(zip(heard, tried_under(USUAL, heard, root), strict=True))
    findings = [fault for call, one in usual.items() for fault in _faults(call, one)]
    sound = {call: given for call, given in heard.items() if not _faults(call, usual[call])}
    other = Condition(AHEAD, elsewhere=True, piecewise=True)
    suspects = dict(_differing(sound, usual, other, root))
    for what, condition in _CAUSES if suspects else ():
        left = {call: sound[call] for call in suspects}
        for call, answer in _differing(left, usual, condition, root):
            findings.append(_finding(call, sound[call], (usual[call], answer), what))
            del suspects[call]
    for call, answer in suspects.items():
        findings.append(
            _finding(call, sound[call], (usual[call], answer), "something that is not given to it")
        )
    return findings


_CAUSES = (
    ("chance", USUAL),
    (
        "what it was called for before (its rows one by one, in a process of their own)",
        Condition(piecewise=True),
    ),
    (f"the clock ({AHEAD} days later)", Condition(AHEAD)),
    (
        "the environment (another time zone, other variables, another folder, another order of sets)",
        Condition(elsewhere=True),
    ),
)
"""What a value may hang on, and the condition under which that shows."""


def _faults(call: Called, answer: Answer) -> list[Finding]:
    findings = list(answer.findings)
    if answer.ended:
        said = f"feature {call.feature.name}: the process that called {call.code.name} {answer.ended}"
        findings.append(Finding(call.code.path, call.code.line, BROKEN, said))
    return findings


def _differing(
    heard: Given, usual: Mapping[Called, Answer], condition: Condition, root: Path
) -> list[tuple[Called, Answer]]:
    """Call functions under another condition, and name those that give something else."""
    if not heard:
        return []
    answers = zip(heard, tried_under(condition, heard, root), strict=True)
    return [(call, answer) for call, answer in answers if not _same(usual[call], answer)]


def _same(usual: Answer, other: Answer) -> bool:
    if usual.values is None or other.values is None or other.findings:
        return False
    return first_difference(usual.values, other.values) is None


def _finding(call: Called, given: Sequence[pa.Array], answers: tuple[Answer, Answer], what: str) -> Finding:
    message = (
        f"feature {call.feature.name}: {call.code.name} hangs on {what}: {_shown(call, given, *answers)}; a feature is a "
        "function of its own row. Give it what it needs as a column, such as the time of the row"
    )
    return Finding(call.code.path, call.code.line, CODE, message)


def _shown(call: Called, given: Sequence[pa.Array], usual: Answer, other: Answer) -> str:
    if other.values is None or usual.values is None:
        why = other.ended or "; ".join(one.message for one in other.findings) or "it broke"
        return f"there {why}"
    row = first_difference(usual.values, other.values)
    if row is None:
        return "; ".join(one.message for one in other.findings)
    shown = row_told(zip(call.names, call.types, strict=True), given, row)
    here, there = (told(one[row].as_py(), call.type) for one in (usual.values, other.values))
    return f"a row ({shown}) has {here} here and {there} there"
