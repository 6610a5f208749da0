"""How good the evidence of a verdict is: who could have seen the outcomes before they were judged on."""

from __future__ import annotations

from wager.design.frozen.log import Entry, log_folder
from wager.verdict.verdict import Grade
from wager.workflow.judging.case import Case
from wager.workflow.versions.pushed import freeze_pushed
from wager.workflow.wiring import Wiring


def grade_of(wiring: Wiring, case: Case, frozen: Entry, *, sealed: bool = False) -> Grade:
    """Grade the evidence of a verdict that is about to be given.

    Parameters
    ----------
    frozen : Entry
        The freeze.
    sealed : bool
        True where the outcomes were encrypted, and opened for this verdict.

    Returns
    -------
    str
        P where the outcomes came after the freeze; A where they were sealed and the freeze stood elsewhere before;
        B where the freeze stood elsewhere before; C where only our own log says so. Clocks that are only assumed
        give C.
    """
    if case.inputs.unit.assumed:
        return "C"
    if case.window is not None:
        return "P"
    entry = log_folder(wiring.root / case.design.path) / f"{frozen.hash}.yaml"
    if not freeze_pushed(wiring.root, entry.relative_to(wiring.root).as_posix()):
        return "C"
    return "A" if sealed else "B"
