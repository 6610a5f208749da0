"""A hypothesis on the page: what was claimed and asked, what was found, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wager.evaluation.interval import Estimate
from wager.interfaces.report.markup import Markup, element
from wager.interfaces.report.strips import Strip, strip_table
from wager.interfaces.spans import span_text
from wager.verdict.proof import Proof
from wager.verdict.threshold import threshold
from wager.verdict.verdict import GRADES, Verdict

Thing = Mapping[str, Any]

RESULTS = {
    "proven": "proven",
    "beyond": "beyond what is bearable",
    "below": "below what was asked",
    "open": "not settled",
    "unmeasured": "not measured",
}
WORDS = {
    "SHIP": "Every goal is proven, and every guardrail holds",
    "HARM": "A guardrail or the money lies wholly beyond what is bearable",
    "REFUTED": "A goal lies wholly below what was asked; that is completed work",
    "INCONCLUSIVE": "Some interval is too wide to say yes or no",
    "timeout": "Stopped when its time was over, without a verdict",
    "void": "Given up before a verdict",
}
STATES = {
    "draft": "Not begun: no result was looked at",
    "not reached": "The way went elsewhere, so no result was looked at",
    "frozen": "Frozen, and not judged yet",
    "timed out": "Its time is over, and a check-in is due",
}
TRUST = {
    "P": "the outcomes did not exist yet when the hypothesis was frozen",
    "A": "the outcomes were sealed until the verdict",
    "B": "others held the freeze before the outcomes were read",
    "C": "only the project's own log says that the freeze came before the outcomes were read",
    "X": "exploratory: it may inform, and never promotes",
}


def hypothesis_section(one: Thing) -> Markup:
    """Show one hypothesis."""
    name = one["hypothesis"]
    word = one["word"] or (one["state"] if one["ahead"] or one["state"] != "draft" else "not reached")
    heading = element(
        "h3",
        name,
        " ",
        element("span", word, class_=f"badge {word.lower().replace(' ', '-')}"),
        id=anchor(name),
    )
    goals = [
        element(
            "li",
            element("b", goal["goal"]),
            f" {goal['sentence']}",
            element("span", _reasons(goal), class_="soft") if _reasons(goal) else None,
        )
        for goal in one["goals"]
    ]
    found = one["verdict"]
    return element(
        "article",
        heading,
        element("p", one["claim"] or "no claim is written", class_="claim"),
        element("h4", "What was asked"),
        element("ul", *goals),
        element("h4", "What was found"),
        element("p", WORDS.get(word) or _state(one, word), "."),
        *(_found(name, found) if found else ()),
        element("p", _facts(one), class_="soft"),
        element("p", element("b", "Learned: "), one["learned"], class_="learned") if one["learned"] else None,
        class_="hypothesis",
        aria_labelledby=anchor(name),
    )


def _state(one: Thing, word: str) -> str:
    if one["due"]:
        return f"Frozen; its verdict is due on {day(one['due'])}, when the outcomes that it is judged on are known"
    return STATES.get(word, word)


def anchor(name: str) -> str:
    """Return the id of a hypothesis on the page."""
    return f"hypothesis-{name}"


def _reasons(goal: Thing) -> str:
    said = [goal["why"], f"expected trade-off: {goal['tradeoff']}" if goal["tradeoff"] else ""]
    return "; ".join(one for one in said if one)


def _found(name: str, found: Thing) -> Iterator[Markup]:
    """Show a verdict: the money first, then every other test, then how far it can be trusted."""
    verdict = Verdict.from_json(found["judgement"])
    money = list(_money(verdict))
    if money:
        yield strip_table(f"{name}-money", f"Money per 1,000 {verdict.each}s", money)
    others = [one for one in (*verdict.goals, *verdict.guards) if not _is_shown(one, verdict)]
    groups: dict[str, list[Proof]] = {}
    for one in others:
        unit = one.estimate.unit
        groups.setdefault(one.metric if unit == "number" else unit, []).append(one)
    for number, (unit, proofs) in enumerate(groups.items(), 1):
        caption = {"share": "Shares, in percentage points"}.get(unit, unit)
        named = "" if unit == "share" else unit
        yield strip_table(f"{name}-{number}", caption, [_strip(one, _what(one, named)) for one in proofs])
    if verdict.reasons and verdict.word != "SHIP":
        yield element("p", "Decided by:")
        yield element("ul", *(element("li", reason) for reason in verdict.reasons))
    rows = (
        f"On {verdict.rows:,} {verdict.each}s of {verdict.clusters:,} {verdict.cluster_word} that no model had seen; "
        f"every test at α = {verdict.alpha:g}, one-sided."
    )
    yield element("p", rows, " ", _trust(verdict, found["looks"]), class_="soft")


def _trust(verdict: Verdict, looks: int) -> str:
    times = "once" if looks == 1 else f"{looks} times"
    return (
        f"Grade {verdict.grade}, {GRADES[verdict.grade]}: {TRUST[verdict.grade]}. The outcomes of these {verdict.each}s "
        f"had been read {times} for a verdict, this one included."
    )


def _money(verdict: Verdict) -> Iterator[Strip]:
    """Set the model's money against the champion's and each baseline's, with what goals asked for there."""
    tests = {one.against: one for one in (*verdict.goals, *verdict.guards) if _is_shown(one, verdict)}
    order = sorted(verdict.against.items(), key=lambda pair: pair[0] != verdict.champion)
    for against, estimate in order:
        champion = ", the champion" if against == verdict.champion else ""
        what = f"over {against.replace('_', ' ')}{champion}"
        test = tests.get(against)
        yield Strip(what, estimate) if test is None else _strip(test, what)


def _is_shown(one: Proof, verdict: Verdict) -> bool:
    """Tell whether a test is of the same figure as the money against a contender."""
    money: Estimate | None = verdict.against.get(one.against)
    return one.is_money and not one.slice and money is not None and money.value == one.estimate.value


def _what(one: Proof, caption: str) -> str:
    """Say what was measured, where, against whom; not again what stands above the table."""
    where = f"for {one.slice}" if one.slice else ""
    metric = "" if one.metric == caption else one.metric
    words = " ".join(word for word in (metric, where) if word)
    against = f"over {one.against.replace('_', ' ')}"
    return f"{words}, {against}" if words else against


def _strip(one: Proof, what: str) -> Strip:
    bearable = one.kind == "guardrail" or one.sentence.startswith("Keep")
    limit = "bearable" if bearable else "asked"
    return Strip(what, one.estimate, threshold(one), limit, one.result, f"{one.id}: {RESULTS[one.result]}")


def _facts(one: Thing) -> str:
    """Say with what, when and in which time."""
    said = [f"Model {one['model']}"]
    if one["frozen"]:
        said.append(f"frozen {day(one['frozen'])}")
    if one["due"]:
        said.append(f"verdict due {day(one['due'])}")
    if one["ended"]:
        said.append(f"ended {day(one['ended'])}")
    used = "" if one["days"] is None else f"{span_text(one['days'])} used of "
    said.append(f"time: {used}{one['timebox']}")
    if one["verdict"]:
        said.append(f"log entry {one['verdict']['entry'][:12]}")
    return "; ".join(said) + "."


def day(moment: str) -> str:
    """Return the day of an instant.

    Examples
    --------
    >>> day("2013-12-01T06:00:00Z")
    '2013-12-01'
    """
    return moment[:10]
