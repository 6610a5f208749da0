"""What `judge` found: the verdict, the money, every test, why, and what follows."""

from __future__ import annotations

from typing import Any

import click

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.evidence import NAMES, figure_lines, rows_text
from wager.interfaces.cli.render.followed import followed
from wager.interfaces.cli.tables import labelled, prose, table

COLOURS = {"SHIP": "green", "HARM": "red", "REFUTED": "yellow", "INCONCLUSIVE": "cyan"}
WHY = {
    "SHIP": "every goal is proven and every guardrail is non-inferior",
    "HARM": "an interval lies wholly beyond what is bearable",
    "REFUTED": "an interval lies wholly below the amount asked",
    "INCONCLUSIVE": "some interval is too wide to say yes or no",
}
_BRIEF = ("auc", "recall", "mae", "rmse")


def judged_lines(document: dict[str, Any]) -> list[str]:
    """Print a verdict as a person reads it."""
    from wager.verdict.sentences import help_needed
    from wager.verdict.verdict import GRADES, Verdict

    judgement, evidence = document["judgement"], document["evidence"]
    word = click.style(document["verdict"], fg=COLOURS[document["verdict"]], bold=True)
    grade = f"(grade {judgement['grade']}, {GRADES[judgement['grade']]})"
    again = ", as it stands in the log" if document["already"] else ""
    lines = [f"{document['hypothesis']} of {document['design']}: {word} {grade}{again}"]
    lines += prose(document["claim"], "  ") if document["claim"] else []
    lines += ["", *_money(judgement, evidence), *_model(evidence), "", *_tests(judgement), ""]
    facts = [("why", text) for text in _why(judgement)]
    if document["verdict"] == "INCONCLUSIVE":
        facts += [("would help", text) for text in help_needed(Verdict.from_json(judgement))]
    facts.append(("looks", f"{document['looks']:,} at the outcomes of these rows so far, over all designs"))
    return [*lines, *labelled(_once(facts)), *followed(document)]


def _money(judgement: dict[str, Any], evidence: dict[str, Any]) -> list[str]:
    """Print money per 1,000 rows: over the champion first, then over each baseline, doing nothing among them."""
    rows = [f"holdout: {rows_text(evidence)}"]
    if judgement["money"]["value"] is None:
        return rows
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
            _title(name, champion),
        ]
        for name, found in order
    ]
    return [*rows, f"money per 1,000 {judgement['each']}s, with 95 % interval", *table([""] * 4, cells)]


def _title(name: str, champion: str) -> str:
    return "the champion" if name == champion else ""


def _model(evidence: dict[str, Any]) -> list[str]:
    """Print AUC and recall of the contenders; all other figures are in the log."""
    brief = {"auc", "recall", "mae", "rmse"}
    contenders = [
        {**each, "measures": {name: found for name, found in each["measures"].items() if name in brief}}
        for each in evidence["contenders"]
    ]
    return figure_lines({**evidence, "contenders": contenders})


def _tests(judgement: dict[str, Any]) -> list[str]:
    """Print each test: what came of it, what was asked, what was found."""
    from wager.verdict.sentences import MARKS

    lines = [f"goals and guardrails, each tested one-sided at α = {judgement['alpha']:.4g}"]
    proofs = [*judgement["goals"], *judgement["guards"]]
    width = max((len(proof["id"]) for proof in proofs), default=0)
    for proof in proofs:
        label = f"  {MARKS[proof['result']]:<7}  {proof['id']:<{width}}  "
        lines += prose(_said(proof), " " * len(label), label)
    return lines


def _said(proof: dict[str, Any]) -> str:
    place = f" for {proof['slice']}" if proof["slice"] else ""
    metric = NAMES.get(proof["metric"], proof["metric"])
    found = f"{figure_text(proof['estimate'], signed=True)} {interval_text(proof['estimate'], signed=True)}"
    if proof["estimate"]["value"] is None:
        found = f"not measured: {proof['estimate']['reason']}"
    return f"{metric}{place} over {proof['against']}: {found}; asked: {_asked(proof)}"


def _asked(proof: dict[str, Any]) -> str:
    amount = figure_text(proof["estimate"], abs(proof["asked"]))
    if proof["estimate"]["unit"] == "share":
        amount = amount.replace("%", "pp")
    words = proof["sentence"].split(" ", 2)
    if proof["kind"] == "guardrail":
        harm = "more" if words[1] == "increasing" else "less"
        return f"at most {amount} {harm}"
    if words[0] == "Keep":
        return f"within {amount}"
    if " by any amount" in proof["sentence"]:
        return "any gain"
    return f"{'-' if words[0] == 'Decrease' else '+'}{amount}"


def _why(judgement: dict[str, Any]) -> list[str]:
    """Say why this verdict: the rule, and the tests that decided it unless they are all."""
    word = judgement["word"]
    return [WHY[word]] if word == "SHIP" else [WHY[word], *judgement["reasons"]]


def _once(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Name what several lines share on the first of them only."""
    named = []
    for at, (name, text) in enumerate(facts):
        named.append(("" if at and facts[at - 1][0] == name else name, text))
    return named
