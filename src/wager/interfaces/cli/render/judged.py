"""What `judge` found: the verdict, the money, every test, why, and what follows."""

from __future__ import annotations

from typing import Any

import click

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.evidence import figure_lines, rows_text
from wager.interfaces.cli.render.followed import followed
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.render.tasks import task_facts
from wager.interfaces.cli.tables import labelled, prose, table

COLOURS = {"SHIP": "green", "HARM": "red", "REFUTED": "yellow", "INCONCLUSIVE": "cyan"}
WHY = {
    "SHIP": "every goal is proven and every guardrail is non-inferior",
    "HARM": "an interval lies wholly beyond what is bearable",
    "REFUTED": "an interval lies wholly below the amount asked",
    "INCONCLUSIVE": "some interval is too wide to say yes or no",
}
_BRIEF = ("auc", "recall", "mae", "rmse")
_MARK_COLOURS = {"proven": "green", "beyond": "red", "below": "yellow"}


def judged_lines(document: dict[str, Any]) -> list[str]:
    """Print a verdict as a person reads it: the word, the money, every test, why, and what follows."""
    from wager.verdict.verdict import GRADES

    judgement, evidence = document["judgement"], document["evidence"]
    word = click.style(document["verdict"], fg=COLOURS[document["verdict"]], bold=True)
    grade = f"(grade {judgement['grade']}, {GRADES[judgement['grade']]})"
    again = ", as it stands in the log" if document["already"] else _replayed(document)
    lines = [f"{document['hypothesis']} of {document['design']}: {word} {grade}{again}"]
    lines += prose(document["claim"], "  ") if document["claim"] else []
    lines += ["", f"holdout: {rows_text(evidence)}", *_money(judgement)]
    figures = _figures(evidence)
    lines += ["", *figures] if figures else []
    looks = f"{document['looks']:,} at the outcomes of these rows so far, over all designs"
    window = document.get("window")
    when = (
        [("frozen", f"{moment_text(window['begin'])} UTC; due {moment_text(window['due'])} UTC")]
        if window
        else []
    )
    moved = ", ".join(document.get("moved", ()))
    since = [("since", f"{moved} changed; the verdict is about what was frozen")] if moved else []
    facts = [*when, *_post_hoc(document), ("why", _why(judgement)), *_helps(judgement)]
    if document.get("as_of"):
        return [*lines, "", *_tests(judgement), "", *labelled([*facts, ("log", "nothing was written")])]
    facts += [("looks", looks), *since, *followed(document), *_version(document)]
    facts += task_facts(document.get("tasks", []))
    return [*lines, "", *_tests(judgement), "", *labelled(facts)]


def _post_hoc(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Say that an amendment was judged after a look, and what that makes of its evidence."""
    first = document.get("post_hoc", "")
    if not first:
        return []
    seen = document["judgement"]["grade"] == "X"
    rows = "on the same rows: it may inform and promotes nothing" if seen else "on rows that nobody had seen"
    return [("post-hoc", f"it asks {first} again, which was judged before, {rows}")]


def _replayed(document: dict[str, Any]) -> str:
    if not document.get("as_of"):
        return ""
    return f", a replay as if frozen at {moment_text(document['as_of'])} UTC"


def _version(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Name the version that was judged, the command where it may be promoted, and who holds the title."""
    from wager.foundation.fingerprint import short

    title, version = document["title"], short(document["version"])
    may = (
        document["verdict"] == "SHIP"
        and "PROMOTE" in document["follows"]
        and title["version"] != document["version"]
    )
    facts = [("version", f"{version}: wager promote {version}" if may else version)] if version else []
    held = (
        f"{title['holder']} takes the vacant title {title['serves']}"
        if title["taken"]
        else f"{title['holder']} holds {title['serves']}"
    )
    return [*facts, ("title", held)]


def _money(judgement: dict[str, Any]) -> list[str]:
    """Print money per 1,000 rows: the model's own, over the champion, over each baseline, doing nothing among them."""
    if judgement["money"]["value"] is None:
        return []
    champion = judgement["champion"]
    order = sorted(judgement["against"].items(), key=lambda pair: pair[0] != champion)
    cells = [
        [
            f"{judgement['model']} earns",
            figure_text(judgement["money"]),
            interval_text(judgement["money"]),
            "",
        ]
    ]
    cells += [
        [
            f"over {name}",
            figure_text(found, signed=True),
            interval_text(found, signed=True),
            "the champion" if name == champion else "",
        ]
        for name, found in order
    ]
    return [f"money per 1,000 {judgement['each']}s, with 95 % interval", *table([""] * 4, cells)]


def _figures(evidence: dict[str, Any]) -> list[str]:
    """Print AUC and recall of the contenders; all other figures are in the log."""
    contenders = [
        {**each, "measures": {name: each["measures"][name] for name in _BRIEF if name in each["measures"]}}
        for each in evidence["contenders"]
    ]
    return figure_lines({**evidence, "contenders": contenders})


def _tests(judgement: dict[str, Any]) -> list[str]:
    """Print what each goal and guardrail asked, and below it what was found, for each slice that it names."""
    from wager.verdict.sentences import MARKS

    lines = [f"goals and guardrails, each tested one-sided at α = {judgement['alpha']:.4g}"]
    asked = ""
    for proof in sorted([*judgement["goals"], *judgement["guards"]], key=lambda proof: _place(proof["id"])):
        if proof["id"] != asked:
            asked = proof["id"]
            lines += prose(proof["sentence"], " " * 8, f"  {asked:<5} ")
        mark, colour = f"{MARKS[proof['result']]:<7}", _MARK_COLOURS.get(proof["result"])
        lines.append(f"        {click.style(mark, fg=colour) if colour else mark}  {_found(proof)}")
    return lines


def _place(identity: str) -> tuple[int, str, int, str]:
    """Sort guardrails behind their goal: G1, G1.1, G1.1-original, G1.2, G2, G10."""
    goal, _, guard = identity.partition(".")
    number, _, against = guard.partition("-")
    return (len(goal), goal, int(number or 0), against)


def _found(proof: dict[str, Any]) -> str:
    place = f"{proof['slice']}  " if proof["slice"] else ""
    estimate = proof["estimate"]
    if estimate["value"] is None:
        return f"{place}not measured: {estimate['reason']}"
    if proof["result"] == "unmeasured":  # its figure would say more than is known
        sliced = f" for {proof['slice']}" if proof["slice"] else ""
        named = f"{proof['metric']}{sliced} over {proof['against']}: "
        return f"{place}not measured: {proof['why'].removeprefix(named)}"
    return f"{place}{figure_text(estimate, signed=True)} {interval_text(estimate, signed=True)} over {proof['against']}"


def _why(judgement: dict[str, Any]) -> str:
    """Say the rule that gave the verdict, and which tests fell under it unless they are all."""
    word = judgement["word"]
    results = {"HARM": {"beyond"}, "REFUTED": {"below"}, "INCONCLUSIVE": {"open", "unmeasured"}}.get(
        word, set()
    )
    proofs = [proof for proof in (*judgement["goals"], *judgement["guards"]) if proof["result"] in results]
    names = [f"{proof['id']}{' for ' + proof['slice'] if proof['slice'] else ''}" for proof in proofs]
    return f"{WHY[word]}: {', '.join(names)}" if names else WHY[word]


def _helps(judgement: dict[str, Any]) -> list[tuple[str, str]]:
    """Say how many more rows would do, where the verdict is INCONCLUSIVE."""
    if judgement["word"] != "INCONCLUSIVE":
        return []
    from wager.verdict.sentences import help_needed
    from wager.verdict.verdict import Verdict

    texts = help_needed(Verdict.from_json(judgement))
    return [("" if at else "to settle", text) for at, text in enumerate(texts)]
