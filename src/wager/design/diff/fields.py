"""A plan or a design as fields: `(block, id)` to the values of its fields, as JSON.

A plan (`freeze.design_parts`) and a design say the same thing in the same place, so that what moved in one is found
in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wager.design.as_json import as_json
from wager.design.design_record import Design
from wager.design.diff.said import is_amount, is_metric, is_slice, is_tree, said_moment
from wager.design.hypotheses.hypothesis import VERDICTS, Hypothesis
from wager.design.kinds.split import PARTS

Fields = dict[tuple[str, str], dict[str, Any]]
"""Fields of each block: what is empty is left out."""

BY_ID = frozenset(
    (
        "goals",
        "hypotheses",
        "slices",
        "metrics",
        "software",
        "stages",
        "monitors",
        "risks",
        "decisions",
        "tasks",
    )
)
"""Parts of a design that hold several things by name."""

_KINDS = {"hypotheses": "hypothesis"}
_PLACES = frozenset(("title", "path", "lines", "front_lines", "unread", "to_fill", "own"))
_OUTSIDE = ("id", "owner", "appetite", "serves", "supersedes")
_NAMES = {
    "rows": {"source": "from", "file": "from"},
    "objective": {"tree": "is", "source": "from"},
    "split": {"prospective": "holdout"},
    "goals": {"baseline": "over"},
    "software": {"is_": "is"},
    "stages": {"is_": "is"},
}
"""Where a record's name differs from the key that a person writes."""


def fields_of_plan(plan: Mapping[str, Any], name: str = "", zone: str = "UTC") -> Fields:
    """Spread a plan over its fields.

    Parameters
    ----------
    plan : mapping
        The JSON of `freeze.design_parts`; parts beside those (`snapshots`, `columns`, …) are spread as they are.
    name : str
        Called so instead of by its hypothesis' own id: an amendment is held against what it amends.
    zone : str
        In which moments are shown.
    """
    found: Fields = {}
    hypothesis = name or plan.get("hypothesis", {}).get("id", "")
    for part, value in plan.items():
        if part == "hypothesis":
            found[part, hypothesis] = flat({key: one for key, one in value.items() if key != "id"})
        elif part == "champion":
            found.setdefault(("baselines", ""), {})["champion"] = value
        elif part in {*BY_ID, "baselines", "models"}:
            for key, one in (value or {}).items():
                found[part, key] = _record(part, one, zone)
        elif part == "alpha":
            found[part, ""] = _alpha(value, hypothesis)
        else:
            found[part, ""] = _record(part, value, zone)
    return found


def fields_of_design(design: Design, zone: str = "UTC", *, edges: bool = True) -> Fields:
    """Spread a design over its fields, prose among them.

    Parameters
    ----------
    design : Design
    zone : str
        In which moments are shown.
    edges : bool
        Put `otherwise` into each verdict that it stands for, as a plan has it.
    """
    if edges:
        design = replace(
            design, hypotheses={name: with_edges(one) for name, one in design.hypotheses.items()}
        )
    found: Fields = {("document", ""): flat({key: as_json(getattr(design, key)) for key in _OUTSIDE})}
    for part in vars(design):
        value = getattr(design, part)
        if part in _OUTSIDE or part in _PLACES or value is None:
            continue
        kind = _KINDS.get(part, part)
        if part == "monitors":
            value = {
                name: {**vars(one), "watch": str(one.watch), "red": one.red and str(one.red)}
                for name, one in value.items()
            }
        if part == "baselines":
            found[part, ""] = {"champion": value.champion}
            value = value.named
        if part in {*BY_ID, "baselines"}:
            for name, one in value.items():
                found[kind, str(name)] = _record(kind, _placeless(as_json(one)), zone)
        elif value or not isinstance(value, dict):
            found[kind, ""] = _record(kind, as_json(value), zone)
    return found | {(kind, ""): flat(as_json(values)) for kind, values in design.own.items()}


def with_edges(one: Hypothesis) -> Hypothesis:
    """Say for each verdict what follows it, without `otherwise`."""
    return replace(
        one, next={verdict: tuple(sorted(one.edge(verdict))) for verdict in VERDICTS if one.edge(verdict)}
    )


def flat(record: Any, before: str = "") -> dict[str, Any]:
    """Spread maps within maps over names with dots; what is empty is left out.

    Examples
    --------
    >>> flat({"pays": {"none": {"disrupted": "-loss"}}, "where": None})
    {'pays.none.disrupted': '-loss'}
    """
    found: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{before}{key}"
        if value is None or value in ("", [], {}):
            continue
        if isinstance(value, Mapping) and not any(
            known(value) for known in (is_tree, is_amount, is_metric, is_slice)
        ):
            found |= flat(dict(sorted(value.items())), f"{name}.")
        else:
            found[name] = value
    return found


def _placeless(record: Any) -> Any:
    """Drop what only says where or what a record is: its own name and line."""
    if not isinstance(record, Mapping) or is_metric(record):
        return record
    return {key: value for key, value in record.items() if key not in {"line", "lines", "id", "name"}}


def _record(kind: str, record: Any, zone: str) -> dict[str, Any]:
    if kind == "metrics":
        return {"metric": record}
    if record is None or not isinstance(record, Mapping):
        return {} if record is None else {"": record}
    if kind == "slices":
        return _slice(record)
    if kind == "baselines":
        return _baseline(record)
    names = _NAMES.get(kind, {})
    renamed = {names.get(key, key): value for key, value in record.items() if value is not None}
    if kind == "split":
        renamed.pop("by_time", None)
        begin = renamed.pop("begin")
        renamed |= {f"begin.{key}": said_moment(begin[key], zone) for key in (*PARTS, "end") if key in begin}
    if kind == "rows" and renamed.get("every"):
        renamed["every"] = {**renamed["every"], "start": said_moment(renamed["every"]["start"], zone)}
    if kind == "money":
        renamed["pays"] = {action: _pay(pay) for action, pay in record["pays"].items()}
    if kind == "goals":
        renamed.pop("id", None)
        return {
            **flat({**renamed, "guards": None}),
            **({"guards": guards} if (guards := record["guards"]) else {}),
        }
    return flat(dict(sorted(renamed.items())) if kind == "reviews" else renamed)


def _pay(pay: Mapping[str, Any]) -> Any:
    return pay["expression"] if pay["by_class"] is None else pay["by_class"]


def _slice(record: Mapping[str, Any]) -> dict[str, Any]:
    values = record["values"]
    conditions = {one["name"]: one["condition"] for one in values if one["condition"] is not None}
    found = {"column": record["column"], "values": sorted(one["name"] for one in values), "value": conditions}
    return flat({key: value for key, value in found.items() if key != "column" or not values})


def _baseline(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"is": f"always {record['always']}" if record.get("always") else f"model {record['model']}"}


def _alpha(record: Mapping[str, Any], hypothesis: str) -> dict[str, Any]:
    named = {f"share.{hypothesis}" if key == "share" else key: value for key, value in record.items()}
    return flat(named)
