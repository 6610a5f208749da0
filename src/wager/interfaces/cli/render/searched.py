"""What a search tried, and what is simple beside a model."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import counted, prose, table

SHOWN = 20
"""So many trials are shown; JSON has all."""


def search_lines(document: dict[str, Any]) -> list[str]:
    """Print what was tried, the best first, and what the choice does to the figures below; nothing without a search."""
    found = document.get("searched")
    if not found:
        return []
    each = document["evidence"]["each"]
    head = (
        f"search by {found['method']}: {counted(found['tried'], 'trial')}, money per 1,000 {each}s on {counted(found['rows'], each)} "
        f"of {found['folds']} folds of the development rows"
    )
    ranked = sorted(
        found["trials"], key=lambda one: (one["trial"] != found["chosen"], -one["share"], -_worth(one))
    )
    rows = [_trial(one, found["chosen"]) for one in ranked[:SHOWN]]
    lines = ["", *prose(head, "  "), *table(["", "", "", "", "seconds", "", ""], rows)]
    left = len(ranked) - SHOWN
    lines += [f"  and {counted(left, 'trial')} that earned less"] if left > 0 else []
    if found["tried"] > 1:
        lines += prose(
            f"chosen among {found['tried']} on rows that hold those of tune, so every figure below flatters it; "
            "the holdout was tried by none",
            "  ",
        )
    return lines


def _worth(trial: dict[str, Any]) -> float:
    value = trial["money"]["value"]
    return float("-inf") if value is None else float(value)


def _trial(one: dict[str, Any], chosen: int) -> list[str]:
    from fractions import Fraction

    from wager.foundation.fingerprint import short
    from wager.workflow.searching.space import said

    mark = "chosen" if one["trial"] == chosen else ""
    part = "" if one["share"] == 1 else f"on {Fraction(one['share'])} of train"
    money = one["money"]
    return [
        f"  {one['trial']}", f"{said(one['parameters'])}", figure_text(money), interval_text(money),
        f"{one['seconds']:.1f}", short(one["run"]), " ".join(filter(None, (mark, part))),
    ]  # fmt: skip


def beside_lines(document: dict[str, Any]) -> list[str]:
    r"""Print what is simple on the same rows, and what the model gains over it.

    Examples
    --------
    >>> money = {"value": 5.0, "low": 4.0, "high": 6.0, "unit": "EUR", "reason": ""}
    >>> gain = {**money, "value": 2.0, "low": 1.0, "high": 3.0}
    >>> quick = {"name": "quick", "described": "20 trees", "money": money, "gain": gain, "seconds": 0.5, "found": False}
    >>> run = {"beside": [quick], "evidence": {"each": "ride"}, "seconds": {"fit": 2.5}, "model": "m"}
    >>> print("\n".join(beside_lines(run)).strip())
    what is simple on the same rows, money per 1,000 rides; m took 2.5 s to fit
                  earns    m gains                    seconds
        quick  5.00 EUR  +2.00 EUR  (+1.00 .. +3.00)      0.5  20 trees
    """
    beside = document.get("beside")
    if not beside:
        return []
    took = document["seconds"].get("fit", 0.0)
    model, each = document["model"], document["evidence"]["each"]
    head = f"what is simple on the same rows, money per 1,000 {each}s; {model} took {took:.1f} s to fit"
    rows = [
        [
            f"  {one['name']}", figure_text(one["money"]), figure_text(one["gain"], signed=True),
            interval_text(one["gain"], signed=True), f"{one['seconds']:.1f}", one["described"],
        ]
        for one in beside
    ]  # fmt: skip
    lines = ["", *prose(head, "  "), *table(["", "earns", f"{model} gains", "", "seconds", ""], rows)]
    doubtful = [one["name"] for one in beside if not _surely(one["gain"])]
    if doubtful:
        lines += prose(f"it is not shown to earn more than {' or '.join(doubtful)}, which is simpler", "  ")
    return lines


def _surely(gain: dict[str, Any]) -> bool:
    return gain["low"] is not None and gain["low"] > 0


def refit_lines(document: dict[str, Any]) -> list[str]:
    """Say whose figures these are where a model was fitted again."""
    if not document.get("before"):
        return []
    said = (
        "these are figures of the model before it was fitted again on train and tune; the one that is frozen, judged and served "
        "learned from these rows, so they can say nothing of it"
    )
    return prose(said, "", "")
