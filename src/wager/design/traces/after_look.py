"""What was chosen when outcomes had been seen: exclusions, winsorising, thresholds (detectors 8 and 10)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wager.design.frozen.log import Entry
from wager.design.traces.places import place
from wager.design.traces.trace import Trace
from wager.foundation.finding import Finding

_CLIPS = frozenset(("clip", "least", "greatest"))
"""Operators that cut off what is far out."""

Plan = Mapping[str, Any]


def exclusions(trace: Trace) -> Iterator[Finding]:
    """Name filters and winsorising that differ from what was judged before, on the same holdout (detector 8)."""
    for verdict, judged, freeze, plan in _frozen_later(trace):
        if judged["rows"].get("where") != plan["rows"].get("where"):
            yield _after(trace, verdict, freeze, "other rows are left out (`rows.where`)")
        if _clips(judged) != _clips(plan):
            yield _after(
                trace,
                verdict,
                freeze,
                "other amounts are cut off (`clip`, `least` or `greatest` in pays or objective)",
            )
    for verdict, judged, name, plan in _chosen_later(trace):
        old, new = _model(judged), _model(plan)
        if old and new and _alike(old, new) and old.get("train_on") != new.get("train_on"):
            yield _model_finding(
                trace,
                name,
                "train_on",
                "W308",
                f"other rows are left out of training than in the model of {verdict.hypothesis}",
            )


def thresholds(trace: Trace) -> Iterator[Finding]:
    """Name thresholds that differ from what was judged before on the same holdout, with the same features and algorithm (detector 10)."""
    for verdict, judged, name, plan in _chosen_later(trace):
        old, new = _model(judged), _model(plan)
        if (
            old
            and new
            and _alike(old, new)
            and _threshold(new) is not None
            and _threshold(new) != _threshold(old)
        ):
            said = f"its threshold differs from that of {verdict.hypothesis}'s model, which is the same but for it"
            yield _model_finding(trace, name, "policy", "W310", said)


def _judged(trace: Trace) -> Iterator[tuple[Entry, Plan]]:
    for verdict in trace.of("verdict"):
        freeze = trace.entries.get(str(verdict.body.get("freeze", "")))
        plan = freeze.body.get("plan") if freeze is not None else None
        if isinstance(plan, dict) and _fixed(plan):
            yield verdict, plan


def _frozen_later(trace: Trace) -> Iterator[tuple[Entry, Plan, Entry, Plan]]:
    """Yield what was frozen on the same holdout after a verdict on it was there."""
    for verdict, judged in _judged(trace):
        for freeze in trace.frozen():
            plan = freeze.body.get("plan")
            if (
                verdict.hash in trace.before[freeze.hash]
                and isinstance(plan, dict)
                and plan.get("split") == judged["split"]
            ):
                yield verdict, judged, freeze, plan


def _chosen_later(trace: Trace) -> Iterator[tuple[Entry, Plan, str, Plan]]:
    """Yield what is asked on the same holdout after a verdict on it: frozen later, or still a draft, in files changed since."""
    frozen = {freeze.hypothesis: freeze for freeze in trace.frozen()}
    for verdict, judged in _judged(trace):
        for name, now in trace.plans.items():
            freeze = frozen.get(name)
            plan = freeze.body.get("plan", now) if freeze is not None else now
            later = freeze is None or verdict.hash in trace.before[freeze.hash]
            if (
                name != verdict.hypothesis
                and later
                and plan.get("split") == judged["split"]
                and not _settled(trace, plan, verdict)
            ):
                yield verdict, judged, name, plan


def _settled(trace: Trace, plan: Plan, verdict: Entry) -> bool:
    """Tell whether git saw the last change of a model's file before the verdict: it was chosen beforehand."""
    model = trace.models.get(str(plan["hypothesis"]["model"]))
    return model is not None and trace.settled.get(model.path, verdict.at + 1) <= verdict.at


def _fixed(plan: Plan) -> bool:
    """Tell whether the holdout was there when it was frozen: what comes later nobody has seen."""
    split = plan.get("split")
    return isinstance(split, dict) and not split.get("prospective")


def _model(plan: Plan) -> dict[str, Any]:
    found: Any = plan["models"].get(plan["hypothesis"]["model"])
    return found if isinstance(found, dict) else {}


def _alike(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return all(old.get(key) == new.get(key) for key in ("algorithm", "selection"))


def _threshold(model: Mapping[str, Any]) -> Any:
    policy = model.get("policy")
    return policy.get("threshold") if isinstance(policy, dict) else None


def _clips(plan: Plan) -> list[str]:
    """Write every call that cuts off, of the pays and the objective."""
    found: list[str] = []

    def visit(value: Any) -> None:
        if isinstance(value, dict):
            call = value.get("call")  # of a map of actions it is no operator, but what the action `call` pays
            if isinstance(call, str) and call in _CLIPS:
                found.append(json.dumps(value, sort_keys=True))
            for inner in value.values():
                visit(inner)
        elif isinstance(value, list):
            for inner in value:
                visit(inner)

    visit([plan["money"].get("pays"), plan["objective"]])
    return sorted(found)


def _after(trace: Trace, verdict: Entry, freeze: Entry, what: str) -> Finding:
    why = (
        f"{freeze.hypothesis} was frozen after the verdict on {verdict.hypothesis}, on the same holdout, and {what}: it was chosen when "
        "the outcomes had been seen; judge it on rows nobody saw"
    )
    return trace.at_entry(freeze, "body", "E308", why)


def _model_finding(trace: Trace, name: str, key: str, code: str, what: str) -> Finding:
    model = str(trace.plans[name]["hypothesis"]["model"]) if name in trace.plans else ""
    path, line = place(trace, "models", model, key)
    why = (
        f"{name}: {what}, and was chosen, as far as is known, after those outcomes had been seen; choose it on tune, or judge "
        "it on rows nobody saw"
    )
    return Finding(path, line, code, why)
