"""A hypothesis on the page: what was claimed and asked, what was found, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wager.interfaces.report.markup import Markup, element
from wager.interfaces.report.strips import Strip, strip_table
from wager.interfaces.spans import span_text
from wager.verdict.proof import Proof
from wager.verdict.scope import Scope
from wager.verdict.threshold import is_margin, threshold
from wager.verdict.verdict import Verdict
from wager.verdict.words.basis import Basis
from wager.verdict.words.improvement import improvement_facts, improvement_figures
from wager.verdict.words.opening import is_money_over, opening
from wager.verdict.words.page import sections
from wager.verdict.words.section import Section
from wager.verdict.words.sentences import RESULTS

Thing = Mapping[str, Any]

ENDED = {
    "timeout": "Stopped when its time was over, without a verdict",
    "void": "Given up before a verdict",
}
STATES = {
    "draft": "Not begun: no result was looked at",
    "not reached": "The way went elsewhere, so no result was looked at",
    "frozen": "Frozen, and not judged yet",
    "timed out": "Its time is over, and a check-in is due",
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
    found = one["verdict"]
    basis = None if found is None else _basis(found)
    return element(
        "article",
        heading,
        element("p", one["claim"] or "no claim is written", class_="claim"),
        *(_worth(name, basis) if basis else [element("p", ENDED.get(word) or _state(one, word), ".")]),
        element("h4", "What was asked"),
        element("ul", *map(_goal, one["goals"])),
        *(_told(name, basis) if basis else ()),
        element("p", _facts(one), class_="soft"),
        element("p", element("b", "Learned: "), one["learned"], class_="learned") if one["learned"] else None,
        class_="hypothesis",
        aria_labelledby=anchor(name),
    )


def _basis(found: Thing) -> Basis:
    verdict, scope = Verdict.from_json(found["judgement"]), Scope.from_json(found["scope"])
    return Basis(verdict, scope, found["looks"], found["first"], found["last"], found["zone"])


def _goal(goal: Thing) -> Markup:
    reasons = _reasons(goal)
    return element(
        "li",
        element("b", goal["goal"]),
        f" {goal['sentence']}",
        element("span", reasons, class_="soft") if reasons else None,
    )


def _state(one: Thing, word: str) -> str:
    if one["due"]:
        look = f", and may be given on {day(one['next_look'])} already" if _earlier(one) else ""
        return f"Frozen; its verdict is due on {day(one['due'])}, when the outcomes that it is judged on are known{look}"
    return STATES.get(word, word)


def _earlier(one: Thing) -> bool:
    """Tell whether the next look comes before the due day."""
    return bool(one["next_look"]) and one["next_look"] != one["due"]


def anchor(name: str) -> str:
    """Return the id of a hypothesis on the page."""
    return f"hypothesis-{name}"


def _reasons(goal: Thing) -> str:
    said = [goal["why"], f"expected trade-off: {goal['tradeoff']}" if goal["tradeoff"] else ""]
    return "; ".join(one for one in said if one)


def _worth(name: str, basis: Basis) -> Iterator[Markup]:
    """Say what a verdict means, and what that is in money."""
    means, *gains = opening(basis.verdict, basis.scope)
    yield element("p", element("b", means), *(f" {gain}" for gain in gains))
    money = list(_money(basis.verdict))
    if money:
        yield strip_table(f"{name}-money", f"Money per 1,000 {basis.verdict.each}s", money)
        yield from _said(improvement_facts(basis.verdict))


def _told(name: str, basis: Basis) -> Iterator[Markup]:
    """Tell the rest of the page, part by part; what was asked stands above it, and intervals are drawn."""
    for part in sections(basis):
        if part.name in {"money", "asked"}:
            continue
        yield element("h4", part.title[0].upper(), part.title[1:])
        if part.name == "found":
            yield from _drawn(name, basis.verdict)
        elif part.rows:
            yield _table(part)
        yield from _said(part.facts)


def _drawn(name: str, verdict: Verdict) -> Iterator[Markup]:
    """Draw every test that is not of the money above, by unit."""
    others = [one for one in (*verdict.goals, *verdict.guards) if not is_money_over(one, verdict)]
    if len(others) < len(verdict.goals) + len(verdict.guards):
        yield element("p", "The tests of money stand above.", class_="soft")
    groups: dict[str, list[Proof]] = {}
    for one in others:
        unit = one.estimate.unit
        groups.setdefault(one.metric if unit == "number" else unit, []).append(one)
    for number, (unit, proofs) in enumerate(groups.items(), 1):
        caption = {"share": "Shares, in percentage points"}.get(unit, unit)
        same = "" if unit == "share" else unit
        yield strip_table(f"{name}-{number}", caption, [_strip(one, _what(one, same)) for one in proofs])


def _table(part: Section) -> Markup:
    """Write the table of a part; a column without a name has an empty head, so that readers aloud keep the columns apart."""
    named = (element("th", name, scope="col") if name else element("td") for name in part.head)
    head = element("thead", element("tr", *named)) if any(part.head) else None
    rows = (element("tr", *(element("td", cell) for cell in row)) for row in part.rows)
    return element("table", head, element("tbody", *rows), class_="told")


def _said(facts: Iterable[tuple[str, str]]) -> Iterator[Markup]:
    """Write labelled sentences as a list; a sentence without a label goes on from the one before it."""
    items = [element("li", element("b", f"{label}: ") if label else None, text) for label, text in facts]
    if items:
        yield element("ul", *items)


def _money(verdict: Verdict) -> Iterator[Strip]:
    """Set the model's money against the champion's and each baseline's, with what goals asked for there."""
    tests = {one.against: one for one in (*verdict.goals, *verdict.guards) if is_money_over(one, verdict)}
    order = sorted(verdict.against.items(), key=lambda pair: pair[0] != verdict.champion)
    for against, estimate in order:
        champion = ", the champion" if against == verdict.champion else ""
        what = f"over {against.replace('_', ' ')}{champion}"
        test = tests.get(against)
        yield Strip(what, estimate) if test is None else _strip(test, what)
        if against == verdict.champion:
            yield from (Strip(part, found) for part, found in improvement_figures(verdict))


def _what(one: Proof, caption: str) -> str:
    """Say what was measured, where, against whom; not again what stands above the table."""
    where = f"for {one.slice}" if one.slice else ""
    metric = "" if one.metric == caption else one.metric
    words = " ".join(word for word in (metric, where) if word)
    against = f"over {one.against.replace('_', ' ')}"
    return f"{words}, {against}" if words else against


def _strip(one: Proof, what: str) -> Strip:
    limit = "bearable" if is_margin(one) else "asked"
    return Strip(what, one.estimate, threshold(one), limit, one.result, f"{one.id}: {RESULTS[one.result]}")


def _facts(one: Thing) -> str:
    """Say with what, when and in which time."""
    said = [f"Model {one['model']}"]
    if one["frozen"]:
        said.append(f"frozen {day(one['frozen'])}")
    if one["due"]:
        said.append(f"verdict due {day(one['due'])}")
        said += [f"next look {day(one['next_look'])}"] if _earlier(one) else []
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
