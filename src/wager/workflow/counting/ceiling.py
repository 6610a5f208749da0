"""The ceiling as `check` may know it: from snapshots that are there, counted once for the same data and prices."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from wager.design.as_json import as_json
from wager.design.blocks import Design
from wager.design.frozen.log import log_folder, read_log
from wager.evaluation.written import written
from wager.foundation.errors import WagerError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.workflow.counting.development import development_of
from wager.workflow.counting.worth import Worth, costs_of, forecast_of, worth_of
from wager.workflow.design_trees import pay_trees
from wager.workflow.inputs import Inputs, gather_inputs, sources_read
from wager.workflow.prospective import learns_until
from wager.workflow.question import ask_question
from wager.workflow.read_project import Definitions
from wager.workflow.snapshot_there import is_there
from wager.workflow.unit import behind_rows, unit_source
from wager.workflow.wiring import Wiring

FORMAT = 1
"""Raised when the same inputs would give another ceiling."""


def forecast_findings(wiring: Wiring, definitions: Definitions, design: Design) -> list[Finding]:
    """Warn of a forecast that no model could reach (W104), where the data to say so are there.

    No snapshot is taken for it, and what stands in the way is said by other checks.
    """
    if design.money.forecast is None or design.is_one_file:
        return []
    try:
        unit = unit_source(wiring, definitions, design)
        sources = sources_read(definitions, unit, pay_trees(design).values())
        sources |= behind_rows(definitions, design, unit)
        if not all(is_there(wiring, source) for source in sources.values()):
            return []
        return beyond_ceiling(design, _worth(wiring, definitions, design))
    except WagerError:
        return []


def beyond_ceiling(design: Design, worth: Worth) -> list[Finding]:
    """Warn of a forecast above what a perfect model would win (W104)."""
    if not worth.beyond or worth.forecast is None:
        return []
    said = ", ".join(f"{name} ({written(worth.forecast[name], worth.currency)})" for name in worth.beyond)
    won = written(worth.yearly(worth.ceiling) or 0.0, worth.currency)
    message = (
        f"the forecast lies above the ceiling: {said} a year, where even a perfect model would win {won} over doing "
        f"nothing, as {worth.rows:,} development {worth.each}s say; forecast less, or ask where the rest is to come from"
    )
    return [Finding(design.path, design.money.lines.get("forecast", design.money.line), "W104", message)]


def _worth(wiring: Wiring, definitions: Definitions, design: Design) -> Worth:
    """Count the worth, or read what was counted before."""
    inputs = gather_inputs(wiring, definitions, design, sorted(pay_trees(design)))
    inputs = replace(inputs, until=learns_until(read_log(log_folder(wiring.root / design.path))))
    place = wiring.cache / "ceilings" / f"{_identity(inputs)}.json"
    counted = _read(place)
    if counted is None:
        found = worth_of(development_of(ask_question(wiring, inputs)))
        counted = {key: getattr(found, key) for key in ("rows", "nothing", "perfect", "per_year")}
        _write(place, counted)
    money, each = design.money, design.rows.each
    return Worth(inputs.currency, each, **counted, **_said(money.costs, money.forecast))


def _said(costs: Any, forecast: Any) -> dict[str, Any]:
    (build, run), (expected, by) = costs_of(costs), forecast_of(forecast)
    return {"build": build, "run": run, "forecast": expected, "by": by}


def _identity(inputs: Inputs) -> str:
    design = inputs.design
    money = {key: getattr(design.money, key) for key in ("actions", "pays")}
    if design.money.capacity:
        money |= {"capacity": design.money.capacity, "zone": inputs.definitions.config.time_zone}
    return digest(
        {
            "format": FORMAT,
            "rows": inputs.rows_fingerprint,
            **inputs.group_said,
            "pays": inputs.keys(pay_trees(design)),
            "design": as_json({"money": money, "split": design.split, "objective": design.objective}),
            "until": inputs.until,
        }
    )


def _read(place: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(place.read_bytes())
        return found if found.keys() == {"rows", "nothing", "perfect", "per_year"} else None
    except (OSError, ValueError, AttributeError):
        return None  # only a memory: without it the worth is counted again


def _write(place: Path, counted: dict[str, Any]) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.parent / f".{place.stem}-{secrets.token_hex(6)}"
        temporary.write_text(json.dumps(counted), encoding="utf-8")
        os.replace(temporary, place)  # noqa: PTH105  # atomic on every system
    except OSError:
        return  # what cannot be remembered is counted again
