"""`wager show KIND NAME`: one thing in full."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from wager.foundation.errors import NotFoundError, UsageError, nearest
from wager.workflow.list_things import list_things
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


def show_thing(wiring: Wiring, kind: str, name: str, *, resolved: bool = False) -> Shown:
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

    Raises
    ------
    NotFoundError
        If there is no such thing; the message names the nearest.
    UsageError
        If there is no such kind.
    """
    if kind not in _KINDS:
        raise UsageError(f"no kind {kind!r}{nearest(kind, _KINDS)}; there are {', '.join(_KINDS)}")
    found = _KINDS[kind](wiring, read_definitions(wiring), name, resolved)
    return Shown(kind, name, found)


def _source(wiring: Wiring, definitions: Definitions, name: str, _resolved: bool) -> Thing:
    from wager.workflow.showing.data import show_source

    return show_source(wiring, _named(definitions.sources, name, "source"))


def _feature(wiring: Wiring, definitions: Definitions, name: str, _resolved: bool) -> Thing:
    from wager.workflow.showing.feature import show_feature

    return show_feature(wiring, definitions, _named(definitions.features, name, "feature"))


def _model(wiring: Wiring, definitions: Definitions, name: str, resolved: bool) -> Thing:
    from wager.workflow.showing.design import show_model

    definitions.model(name)
    return show_model(wiring, definitions, name, resolved=resolved)


def _design(wiring: Wiring, definitions: Definitions, name: str, resolved: bool) -> Thing:
    from wager.workflow.showing.design import show_design

    return show_design(wiring, definitions.design(name), resolved=resolved)


def _run(wiring: Wiring, _definitions: Definitions, name: str, _resolved: bool) -> Thing:
    from wager.workflow.runs import find_run

    runs = sorted(wiring.runs.glob("*.json"), key=lambda path: -path.stat().st_mtime_ns)
    ids = [path.stem for path in runs if path.stem.startswith(name)]
    if len(ids) > 1 and name not in ids:
        listed = ", ".join(one[: len(name) + 6] for one in ids)
        raise UsageError(f"{len(ids)} runs begin with {name!r}: {listed}; write more of it")
    listed_runs = () if ids else list_things(wiring).runs
    ids += [run["run"] for run in listed_runs if run["model"] == name][:1]
    found = find_run(wiring, ids[0]) if ids else None
    if found is None:
        models = {run["model"] for run in listed_runs}
        there = ", ".join(sorted(models)) or "none yet; `wager run MODEL` makes one"
        raise NotFoundError(
            f"no run of the model or id {name!r}{nearest(name, models)}; there are runs of {there}"
        )
    return found.to_json()


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
