"""`wager show KIND NAME`: one thing in full."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from wager.foundation.errors import NotFoundError, UsageError, nearest
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """One thing in full.

    Attributes
    ----------
    kind, name : str
        What was asked for.
    thing : dict
        JSON values; its keys depend on the kind.
    """

    kind: str
    name: str
    thing: Thing

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, "kind": self.kind, "name": self.name, self.kind: self.thing}


def show_thing(
    wiring: Wiring,
    kind: str,
    name: str,
    *,
    resolved: bool = False,
    analyse: bool = False,
    drop: bool = False,
) -> Shown:
    """Show a source, feature, model, run or design.

    Parameters
    ----------
    wiring : Wiring
    kind : str
        One of these words.
    name : str
        Of a run: the beginning of its id, or the name of its model for the newest.
    resolved : bool
        With all that is inherited or defaulted.
    analyse : bool
        Of a run: make its analysis, unless it is kept; without, one that is kept is shown.
    drop : bool
        Also fit the model of the run without each of its features.

    Raises
    ------
    NotFoundError
        If there is no such thing; the message names the nearest.
    UsageError
        If there is no such kind, or an analysis is asked for of what is no run.
    """
    if kind not in _KINDS:
        raise UsageError(f"no kind {kind!r}{nearest(kind, _KINDS)}; there are {', '.join(_KINDS)}")
    if analyse or drop:
        if kind != "run":
            raise UsageError(
                f"only runs are analysed, and {name} is a {kind}; leave --analyse and --drop out"
            )
        return Shown(kind, name, _analysed(wiring, name, drop=drop))
    found = _KINDS[kind](wiring, read_definitions(wiring), name, resolved)
    return Shown(kind, name, found)


def _source(wiring: Wiring, definitions: Definitions, name: str, _resolved: bool) -> Thing:
    from wager.workflow.showing.data import show_source

    return show_source(wiring, _named(definitions.sources, name, "source"))


def _feature(wiring: Wiring, definitions: Definitions, name: str, _resolved: bool) -> Thing:
    from wager.workflow.showing.feature import show_feature

    return show_feature(wiring, definitions, _named(definitions.features, name, "feature"))


def _model(wiring: Wiring, definitions: Definitions, name: str, resolved: bool) -> Thing:
    from wager.workflow.showing.model import show_model

    definitions.model(name)
    return show_model(wiring, definitions, name, resolved=resolved)


def _design(wiring: Wiring, definitions: Definitions, name: str, resolved: bool) -> Thing:
    from wager.workflow.showing.design import show_design

    return show_design(wiring, definitions.design(name), resolved=resolved)


def _run(wiring: Wiring, _definitions: Definitions, name: str, _resolved: bool) -> Thing:
    from wager.workflow.analysing.kept import kept_analysis
    from wager.workflow.analysing.named import named_run

    run = named_run(wiring, name)
    analysis = kept_analysis(wiring, run.id)
    return {**run.to_json(), "analysis": analysis and analysis.to_json()}


def _analysed(wiring: Wiring, name: str, *, drop: bool) -> Thing:
    from wager.workflow.analysing.analyse_run import analyse_run
    from wager.workflow.analysing.named import named_run

    run = named_run(wiring, name)
    return {**run.to_json(), "analysis": analyse_run(wiring, run, drop=drop).to_json()}


_KINDS: dict[str, Callable[[Wiring, Definitions, str, bool], Thing]] = {
    "source": _source,
    "feature": _feature,
    "model": _model,
    "run": _run,
    "design": _design,
}


def _named(known: dict[str, T], name: str, kind: str) -> T:
    if name in known:
        return known[name]
    listed = ", ".join(sorted(known)[:12]) or "none"
    more = ", …" if len(known) > 12 else ""
    raise NotFoundError(f"no {kind} {name!r}{nearest(name, known)}; the project has {listed}{more}")
