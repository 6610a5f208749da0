"""A design as it is understood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wager.design.as_json import as_json
from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.kinds.worth import MoneyBlock
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, columns
from wager.expressions.write import to_text
from wager.foundation.amounts import Change, Duration, Money, Rate, Relative, Share, round_half_even
from wager.foundation.errors import WagerError
from wager.foundation.moments import print_moment
from wager.workflow.list_things import list_things
from wager.workflow.standing.timebox import all_stand
from wager.workflow.states import alphas_of, verdicts_of
from wager.workflow.wiring import Wiring

Thing = dict[str, Any]

_TREES = (Literal, Column, Call, Aggregate)
_AMOUNTS = (Money, Duration, Share, Change, Relative, Rate)
_REST = (
    "problem requirements software stages online launch monitors rollback risks decisions tasks reviews"
).split()


def show_design(wiring: Wiring, design: Design, *, resolved: bool = False) -> Thing:
    """Show a design: its question, what answers are worth, how they are judged, and where its hypotheses stand.

    Parameters
    ----------
    resolved : bool
        Also the blocks that are defaults, and those that this version only checks.
    """
    log = read_log(log_folder(wiring.root / design.path))
    zone = wiring.config.time_zone
    written = {kind for kind, _ in design.lines}
    shown: Thing = {
        "title": design.title,
        "path": design.path,
        "owner": design.owner,
        "serves": design.serves,
        "appetite": plain(design.appetite),
        "rows": _rows(design, zone),
        "objective": _named(design.objective, tree="is", source="from"),
        "split": _split(wiring, design, zone),
        "money": _money(design.money, zone),
        "slices": {name: _slice(one) for name, one in design.slices.items()},
        "metrics": {name: str(one) for name, one in design.metrics.items()},
        "baselines": _baselines(design),
        "goals": {name: str(goal) for name, goal in design.goals.items()},
        "hypotheses": _hypotheses(design, log, wiring.clock.now()),
        "alpha": plain((design.alpha or Alpha()).total),
        "defaults": sorted({"split", "baselines", "alpha"} - written),
    }
    if resolved:
        shown |= {kind: _filled(plain(getattr(design, kind))) for kind in _REST if getattr(design, kind)}
    return shown


def plain(value: Any) -> Any:
    """Turn a record into JSON values as people write them: expressions and amounts in the language.

    Examples
    --------
    >>> plain({"timebox": Duration(432_000_000_000), "where": Column("late")})
    {'timebox': '5 d', 'where': 'late'}
    """
    if isinstance(value, _TREES):
        return to_text(value)
    if isinstance(value, _AMOUNTS):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        hidden = {"line", "lines", "written"}
        return {
            name: plain(getattr(value, name)) for name in value.__dataclass_fields__ if name not in hidden
        }
    return as_json(value)


def _named(record: Any, **words: str) -> Thing:
    """Write a block under the keys that a document has for it."""
    return {words.get(key, key): value for key, value in _filled(plain(record)).items()}


def _filled(record: Any) -> Any:
    empty: tuple[Any, ...] = (None, [], {}, "")
    return (
        {key: value for key, value in record.items() if value not in empty}
        if isinstance(record, dict)
        else record
    )


def _rows(design: Design, zone: str) -> Thing:
    found, every = _named(design.rows, source="from", file="from"), design.rows.every
    return (
        found if every is None else {**found, "every": f"{every.step} from {print_moment(every.start, zone)}"}
    )


def _split(wiring: Wiring, design: Design, zone: str) -> Thing | None:
    split = design.split
    if split is None:
        return None
    found = _filled(plain(split))
    found.pop("begin", None)
    found["begin"] = {part: print_moment(at, zone) for part, at in split.begin.items()}
    found["rows"] = _counts(wiring, design)
    return {key: value for key, value in found.items() if value is not False}


def _counts(wiring: Wiring, design: Design) -> dict[str, int]:
    """Count the rows of the parts, as the newest run of the design found them; empty where there is none."""
    for run in list_things(wiring).runs:
        if run["design"] == design.id:
            written = json.loads((wiring.runs / f"{run['run']}.json").read_bytes())
            return {
                part: written["rows"][part]
                for part in ("train", "tune", "holdout")
                if part in written["rows"]
            }
    return {}


def _money(block: MoneyBlock, zone: str) -> Thing:
    """Write what each action pays in each class: an amount where it is one, else the expression."""
    pays = {
        action: {name or "any": _amount(tree, zone) for name, tree in pay.trees().items()}
        for action, pay in block.pays.items()
    }
    rest = _filled({key: plain(getattr(block, key)) for key in ("assume", "capacity", "costs", "forecast")})
    return {"actions": list(block.actions), "pays": pays, **rest}


def _amount(tree: Tree, zone: str) -> str:
    currency = next((node for node in _currencies(tree)), "")
    if columns(tree) or not currency:
        return to_text(tree)
    try:
        minor = row_function(tree, {}, zone)({})
    except (WagerError, ValueError):
        return to_text(tree)
    from decimal import Decimal

    return to_text(tree) if minor is None else str(round_half_even(Decimal(str(minor)), currency))


def _currencies(tree: Tree) -> list[str]:
    from wager.expressions.tree import walk

    return [node.currency for node in walk(tree) if isinstance(node, Literal) and node.currency]


def _slice(one: Any) -> str:
    values = [
        value.name if value.condition is None else f"{value.name}: {to_text(value.condition)}"
        for value in one.values
    ]
    return (
        "; ".join(values)
        if values and ":" in values[0]
        else ", ".join(values) or f"every value of {one.column}"
    )


def _baselines(design: Design) -> Thing:
    if design.baselines is None:
        return {}
    named = {
        name: f"always {one.always}" if one.always is not None else f"the model {one.model}"
        for name, one in design.baselines.named.items()
    }
    return {**named, "champion": design.baselines.champion}


def _hypotheses(design: Design, log: tuple[Entry, ...], now: int) -> list[Thing]:
    verdicts, stand = verdicts_of(log), all_stand(design, log, now)
    alphas = owned(design.hypotheses, design.alpha or Alpha(), verdicts, alphas_of(log))
    return [
        {
            "hypothesis": name,
            "claim": one.claim,
            "model": one.model,
            "goals": list(one.goals),
            "timebox": str(one.timebox),
            "state": stand[name].state,
            "verdict": verdicts.get(name),
            "alpha": plain(alphas[name]),
            "next": {verdict: list(targets) for verdict, targets in one.next.items()},
        }
        for name, one in design.hypotheses.items()
    ]
