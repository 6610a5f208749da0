"""Experiments on the features that a design reads; what was found sound is remembered until something of it changes."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence

from wager.data.clocks import requested
from wager.data.kept_table import keep_file
from wager.design.blocks import Design
from wager.expressions.tree import Column
from wager.features.feature import Feature
from wager.features.plan import Planned
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import canonical, digest
from wager.workflow.heads import read_head
from wager.workflow.inputs import Inputs, gather_inputs, used_features
from wager.workflow.proving.functions import try_functions
from wager.workflow.proving.later import delete_the_future
from wager.workflow.proving.sample import Tried, evenly, given_to
from wager.workflow.question import Question, ask_question
from wager.workflow.read_project import Definitions
from wager.workflow.wiring import Wiring

VERSION = 2
"""Raised when an experiment asks for more."""


def prove_features(
    wiring: Wiring, definitions: Definitions, design: Design, names: Iterable[str], *, later: bool = True
) -> list[Finding]:
    """Try the features behind some names on a sample of a design's rows.

    Nothing is tried where there is no snapshot yet.

    Parameters
    ----------
    wiring : Wiring
    definitions : Definitions
    design : Design
    names : iterable of str
        Columns and features; those that they read in turn are tried as well.
    later : bool
        Whether to delete the future too; functions are tried in any case.

    Returns
    -------
    list of Finding
        E114 and E021 of functions, E020 of features that see the future.
    """
    used = used_features(names, definitions.features)
    if not used or design.is_one_file or not _taken(wiring, definitions, design, used):
        return []
    try:
        inputs = gather_inputs(wiring, definitions, design, [one.name for one in used])
        proof = _Proof(wiring, inputs, used, later=later)
        return [] if proof.known() else proof.findings()
    except BadInputError as error:
        return list(error.findings)
    except WagerError:
        return []  # what cannot be computed is said by who computes it


def _taken(wiring: Wiring, definitions: Definitions, design: Design, used: Sequence[Feature]) -> bool:
    """Tell whether there is a snapshot of all that the features read, and of what that joins."""
    names = {one.source for one in used if one.source} | {design.rows.source or ""}
    joined = {
        other for name in names if name in definitions.sources for other in definitions.sources[name].join
    }
    return all(read_head(wiring.heads, name) for name in names | joined)


class _Proof:
    """Experiments on some features, and what is known of them."""

    def __init__(self, wiring: Wiring, inputs: Inputs, used: Sequence[Feature], *, later: bool) -> None:
        self.wiring, self.inputs, self.used, self.later = wiring, inputs, used, later
        self.stored = inputs.all_stored
        self.planned = tuple(inputs.planner.planned(one.name, Column(one.name)) for one in used)

    def known(self) -> bool:
        """Tell whether all of this was found sound before."""
        wanted = [self._key("functions", one) for one in self.planned if one.calls]
        wanted += [self._key("later", one) for one in self.planned] if self.later else []
        return all((self.wiring.cache / "proofs" / f"{key}.json").is_file() for key in wanted)

    def _key(self, what: str, one: Planned) -> str:
        return digest(
            {"what": what, "version": VERSION, "column": one.key, "python": platform.python_version()}
        )

    def findings(self) -> list[Finding]:
        """Make the experiments, and remember what was found sound."""
        question = ask_question(self.wiring, self.inputs)
        tried = Tried(self.planned, evenly(question.rows), self.stored[self.inputs.unit.name], self.stored)
        findings = try_functions(given_to(self.wiring, tried), self.wiring.root)
        calling = [one for one in self.planned if one.calls]
        if findings:
            return findings  # what hangs on more than its row proves nothing about the future
        self._keep("functions", calling)
        if self.later and self.inputs.design.rows.decide_at is not None:
            findings = delete_the_future(
                self.wiring, tried, self.inputs.definitions.features, self._request(question)
            )
        if self.later and not findings:
            self._keep("later", self.planned)
        return findings

    def _request(self, question: Question) -> Sequence[str]:
        rows, unit = question.design.rows, self.inputs.declared.unit
        return sorted(requested(rows.request, question.design.objective.tree, rows.decide_at, unit))

    def _keep(self, what: str, columns_: Iterable[Planned]) -> None:
        for one in columns_:
            said = {"format": VERSION, "what": what, "column": one.name}
            keep_file(self.wiring.cache / "proofs" / f"{self._key(what, one)}.json", canonical(said))
