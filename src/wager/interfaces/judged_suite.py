"""A verdict as a suite of tests: one case for each goal and guardrail, on each slice that it names."""

from __future__ import annotations

from typing import Any, Literal

from wager.interfaces.junit import Case, Suite

OUTCOMES: dict[str, Literal["passed", "failure", "skipped"]] = {
    "proven": "passed",
    "beyond": "failure",
    "below": "failure",
    "open": "failure",  # what was asked is not there, so that no pipeline goes on as if it were
    "unmeasured": "skipped",
}
"""What a test is to CI."""


def suite_of(document: dict[str, Any]) -> Suite:
    """Make a suite of the document of `judge`; a verdict whose day has not come is one skipped case.

    Parameters
    ----------
    document : dict
        As `Judged` or `Waiting` writes it.
    """
    name = f"{document['design']} {document['hypothesis']}"
    if document["verdict"] == "WAITING":
        due = f"not judged yet: due {document['due']}"
        return Suite(name, [Case(_group(document), "verdict", "skipped", "waiting", due)])
    judgement = document["judgement"]
    cases = [_case(document, proof) for proof in (*judgement["goals"], *judgement["guards"])]
    return Suite(name, cases, _properties(document), document["at"])


def _group(document: dict[str, Any]) -> str:
    return f"{document['design']}.{document['hypothesis']}"


def _case(document: dict[str, Any], proof: dict[str, Any]) -> Case:
    where = f" [{proof['slice']}]" if proof["slice"] else ""
    name, outcome = f"{proof['id']} {proof['sentence']}{where}", OUTCOMES[proof["result"]]
    figures = _figures(document, proof)
    if outcome == "passed":
        return Case(_group(document), name, text=figures)
    return Case(_group(document), name, outcome, proof["result"], proof["why"], figures)


def _figures(document: dict[str, Any], proof: dict[str, Any]) -> str:
    """Give the numbers as they stand in the document of `--json`, as far as there are any."""
    found, looked = proof["estimate"], proof.get("looked")
    alpha = looked["alpha"] if looked else document["judgement"]["alpha"]
    figures = {"estimate": found["value"], "unit": found["unit"], "asked": proof["asked"], "alpha": alpha}
    figures |= {"lower bound": proof["low"], "upper bound": proof["high"], "rows": found["rows"]}
    lines = [f"{name}: {_digits(value)}" for name, value in figures.items() if value is not None]
    return "\n".join([proof["why"], *lines] if OUTCOMES[proof["result"]] == "passed" else lines)


def _digits(value: float | str) -> str:
    """Write a number without the digits in which floats only differ by rounding.

    Examples
    --------
    >>> _digits(-887.5000000000011), _digits(13718.0), _digits("EUR")
    ('-887.5', '13718', 'EUR')
    """
    return f"{value:.12g}" if isinstance(value, int | float) else value


def _properties(document: dict[str, Any]) -> dict[str, str]:
    judgement, title = document["judgement"], document["title"]
    said = {
        "verdict": document["verdict"],
        "grade": judgement["grade"],
        "alpha": str(judgement["alpha"]),
        "model": judgement["model"],
        "champion": judgement["champion"],
        "version": document["version"],
        "title": f"{title['serves']}: {title['holder']}",
        "rows": str(judgement["rows"]),
        "clusters": str(judgement["clusters"]),
        "looks": str(document["looks"]),
        "entry": document["entry"],
    }
    said |= {f"snapshot {name}": snapshot for name, snapshot in document["snapshots"].items()}
    return {name: value for name, value in said.items() if value}
