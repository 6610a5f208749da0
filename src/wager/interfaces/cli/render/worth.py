"""What a model's answers are worth: promised and earned, the profit curve in short, the probabilities to act from."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import prose, table

BLOCKS = "▁▂▃▄▅▆▇█"
EVERY = 2
"""One block of the small curve stands for so many hundredths of the rows."""

NAMES = {"do_nothing": "nothing", "policy": "its policy", "best": "most earned here", "act_on_all": "all"}

Evidence = dict[str, Any]


def promise_lines(evidence: Evidence) -> list[str]:
    """Say what the model promised, beside what it earned."""
    found = evidence.get("promise")
    if not found:
        return []
    more = found["difference"]
    low, high = more["low"], more["high"]
    verdict = (
        "" if low is None or low <= 0 <= high else "; it promises too " + ("much" if high < 0 else "little")
    )
    said = (
        f"promised {figure_text(found['promised'])} by its own answers; earned less promised: "
        f"{figure_text(more, signed=True)} {interval_text(more, signed=True)}{verdict}"
    )
    return prose(said, "    ", "  ")


def profit_lines(evidence: Evidence) -> list[str]:
    """Print the profit curve: its marks, and a small picture of it."""
    found = evidence.get("profit")
    if not found:
        return []
    cells = [
        [
            NAMES[one["name"]],
            f"{one['share'] * 100:.1f} %",
            figure_text(one["over_nothing"], one["money"]),
            *_over_nothing(one),
        ]
        for one in sorted(found["marks"], key=lambda one: float(one["share"]))
    ]
    head = ["acted on, by expected gain", "share", "money per 1,000", "over nothing", ""]
    return [*table(head, cells), f"  0 % {sparkline(found['values'][::EVERY])} 100 %"]


def _over_nothing(one: dict[str, Any]) -> tuple[str, str]:
    if one["name"] == "do_nothing":
        return "", ""
    more = one["over_nothing"]
    return figure_text(more, signed=True), interval_text(more, signed=True)


def sparkline(values: list[float]) -> str:
    """Draw values as blocks, from the lowest to the highest of them.

    Examples
    --------
    >>> sparkline([0.0, 5.0, 10.0, 2.0])
    '▁▅█▂'
    """
    low, high = min(values), max(values)
    if high == low:
        return BLOCKS[0] * len(values)
    steps = (round((value - low) / (high - low) * (len(BLOCKS) - 1)) for value in values)
    return "".join(BLOCKS[step] for step in steps)


def capacity_lines(evidence: Evidence) -> list[str]:
    """Say from what on an action is taken that cannot be taken always.

    Examples
    --------
    >>> capacity_lines({"cuts": {"call": 12.5}, "promise": {}, "currency": "EUR"})
    ['  decided one by one, call is taken from a rank of 12.5 on']
    """
    found = []
    by_gain = evidence["promise"] and not evidence.get("ranked")
    for action, cut in evidence.get("cuts", {}).items():
        rank = f"a rank of {cut:,.4g}"
        gain = f"an expected gain of {figure_text({'value': cut, 'unit': evidence['currency']})}"
        found.append(f"  decided one by one, {action} is taken from {gain if by_gain else rank} on")
    return found


def threshold_lines(evidence: Evidence) -> list[str]:
    """Print the probability from which acting pays, beside the one that earned most on development rows."""
    found = evidence.get("thresholds")
    if not found:
        only = evidence["threshold"]
        return [] if only is None else [f"  acting pays from a probability of {only:.3f} on"]
    lines = prose(_implied(found["implied"], evidence["each"]) + _written(found), "  ", "  ")
    if found["money"] is not None:
        lines += prose(_best(found), "    ", "  ")
    return [*lines, *_hint(found, evidence)]


def _implied(found: dict[str, Any], each: str) -> str:
    exceptions = [
        f"on {found[key]:,} {words}"
        for key, words in (
            ("always", "it pays whatever is true"),
            ("never", "it never pays"),
            ("below", "it pays up to one only"),
        )
        if found[key]
    ]
    if found["low"] is None:
        return f"no probability decides whether acting pays: {', '.join(exceptions)}"
    if not exceptions and found["low"] == found["high"]:
        return f"acting pays from a probability of {found['low']:.3f} on"
    said = (
        f"acting pays from a probability that varies by {each}: {found['low']:.3f} .. {found['high']:.3f}, "
        f"median {found['median']:.3f}"
    )
    return "; ".join([said, *exceptions])


def _written(found: dict[str, Any]) -> str:
    return "" if found["written"] is None else f"; the model file says {found['written']:.3f}"


def _best(found: dict[str, Any]) -> str:
    where = "acting on none" if found["best"] is None else f"acting from {found['best']:.3f} on"
    return f"on these rows {where} earned most: {figure_text(found['money'])} {interval_text(found['money'])}"


def _hint(found: dict[str, Any], evidence: Evidence) -> list[str]:
    if not found["differs"]:
        return []
    gain = found["gain"]
    said = (
        f"that is another one than the pays imply, and chosen on other {evidence['cluster_word']} it earns "
        f"{figure_text(gain, signed=True)} {interval_text(gain, signed=True)} more: the probabilities are not what they say; "
        "calibrate them (`calibrate` in the model file)"
    )
    return prose(said, "  ", "  ")
