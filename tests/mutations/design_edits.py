"""Edits of a design document, one at a time, that move what was promised; each made in the text, as a person would."""

import re
from dataclasses import dataclass

FENCED = re.compile(r"```yaml wager\.(?P<kind>\w+)[^\n]*\n(?P<inside>.*?)```", re.DOTALL)
_OTHER_VALUE = {"origin": "origin JFK", "spender": "spender large", "class": "spam"}


@dataclass(frozen=True)
class Edit:
    """One edited document.

    Attributes
    ----------
    kind : str
        What was done.
    text : str
    way : str
        `weakened`, where the direction is certain; `moved`, where it may be either; `reworded`.
    """

    kind: str
    text: str
    way: str


def enriched(text):
    """Write more into an example, so that there is more to weaken; the result is what gets frozen."""
    text = text.replace("\n  why:", "\n  prove: at_least\n  why:", 1)
    text = text.replace("```yaml wager.hypothesis H1\n", "```yaml wager.hypothesis H1\npower: 90 %\n")
    text = text.replace(
        "```yaml wager.goals\n", "```yaml wager.goals\nG9: {goal: Keep net within 500 USD of champion}\n"
    )
    text = re.sub(r"(wager\.hypothesis H1\n.*?goals: \[)", r"\1G9, ", text, count=1, flags=re.DOTALL)
    if "seal:" not in text:
        text = re.sub(r"(```yaml wager\.split\n)", r"\1seal: ci\n", text)
    if "capacity:" not in text:
        text = text.replace("costs: {build", "capacity: {protect: 300 per 1 d}\ncosts: {build")
    if "\nwhere:" not in text[: text.index("wager.objective")]:
        text = re.sub(r"(```yaml wager\.rows\n)", r"\1where: weight > 0\n", text)
    return text


def each(text, pattern, make, within=None):
    """Change each match of a pattern by itself; within blocks of one kind, or all of the text."""
    spans = [match.span("inside") for match in FENCED.finditer(text) if within in (None, match["kind"])]
    for match in re.finditer(pattern, text, re.MULTILINE):
        if within is None or any(start <= match.start() < end for start, end in spans):
            made = make(match) if callable(make) else match.expand(make)
            yield text[: match.start()] + made + text[match.end() :]


def times(factor):
    """Multiply the number of a match."""
    return lambda match: match[0].replace(match["number"], f"{float(match['number']) * factor:g}", 1)


def _first_guard(match):
    """Take a guardrail away; the one behind it then begins without `and`."""
    return "\n    " if match[2] and not match[1] else "\n    and " if match[2] else ""


AMOUNT = r"(?<=\w )by (?P<number>\d+)(?P<unit>k? USD| pp)"
MARGIN = r"(?:by more than|within) (?P<number>[\d.]+)"
TIMEBOX = r"^timebox: (?P<number>\d+) d$"
VALUE = r"[^#\n]*[^#\s]"
NOT_TESTED = "(?!offers)"  # a metric that no goal of its document has

WEAKER = [
    *[("lower amount", AMOUNT, times(factor), "goals") for factor in (0.5, 0.9)],
    ("any amount", AMOUNT, "by any amount", "goals"),
    *[("wider margin", MARGIN, times(factor), "goals") for factor in (1.5, 4, 100)],
    ("removed guardrail", r"\n    (and )?without [^\n]*(\n    and )?", _first_guard, "goals"),
    ("removed guardrail", r"\n    and without [^\n]*", "", "goals"),
    ("dropped slice", r" for any (?:other )?\w+| for newcomer new| for phishing", "", "goals"),
    (
        "one value of a slice",
        r" for any (?:other )?(?P<dim>\w+)",
        lambda match: f" for {_OTHER_VALUE[match['dim']]}",
        "goals",
    ),
    ("weaker baseline of a goal", r"(over|of) champion", r"\1 do_nothing", "goals"),
    ("weaker proof", r"\n  prove: at_least", "", "goals"),
    ("other metric of a goal", r"Increase net by any amount", "Increase auc by any amount", "goals"),
    (
        "to keep instead of to increase",
        r"Increase net by (\d+k?) USD over",
        r"Keep net within \1 USD of",
        "goals",
    ),
    *[("longer timebox", TIMEBOX, times(factor), "hypothesis") for factor in (1.2, 2, 3)],
    ("dropped goal", r"^goals: \[\w+, ", "goals: [", "hypothesis"),
    ("dropped need", r"^needs: \[\w+, ", "needs: [", "hypothesis"),
    ("dropped need", r"^needs: \[\w+\]\n", "", "hypothesis"),
    ("lower power of a hypothesis", r"^power: 90 %", "power: 60 %", "hypothesis"),
    ("no cluster", r"^cluster: .*\n", "", "rows"),
    ("no seal", r"^seal: ci\n", "", "split"),
    *[("larger alpha", r"^total: 0.05", f"total: {total}", "alpha") for total in ("0.06", "0.1", "0.5")],
    ("larger share of alpha", r"H1: 40 %, H2: 40 %", "H1: 45 %, H2: 35 %", "alpha"),
    ("larger share of alpha", r"H1: 50 %, H2: 50 %", "H1: 60 %, H2: 40 %", "alpha"),
    ("lower power", r"^power: 80 %", "power: 70 %", "alpha"),
    ("other metric", rf"^{NOT_TESTED}(\w+): .*", r"\1: precision of another", "metrics"),
    ("other scale of a metric", rf"^{NOT_TESTED}(.*) per (1000|1M) ", r"\1 per 10 ", "metrics"),
    ("weaker champion", r"^champion: \w+", "champion: do_nothing", "baselines"),
    ("weaker baseline", r"\{model: \S+\}", "{always: none}", "baselines"),
    ("fewer slices", r", LGA\]", "]", "slices"),
    ("fewer slices", r", large: spend.usual >= 200 USD", "", "slices"),
]
"""Kind, pattern, what to put there, block: edits whose direction is certain."""

EITHER_WAY = [
    ("other model", r"^model: (\S+)$", "model: lightgbm", "hypothesis"),
    ("other claim", r"^claim: ", "claim: perhaps ", "hypothesis"),
    ("other edge", r"(refuted|harm|otherwise): \w+", r"\1: [PROMOTE]", "hypothesis"),
    ("other edge", r"ship: (\[PROMOTE, \w+\]|PROMOTE)", "ship: CHECK_IN", "hypothesis"),
    ("removed hypothesis", r"^```yaml wager\.hypothesis \w+\n(.*\n)*?```\n", "", None),
    ("other filter", rf"^where: {VALUE}", "where: another > 0", "rows"),
    ("no filter", r"^where: .*\n", "", "rows"),
    ("other moment", rf"^decide_at: {VALUE}", "decide_at: another_moment", "rows"),
    ("other moments", rf"^every: {VALUE}", "every: 15 d from 2025-02-24", "rows"),
    ("other cluster", rf"^cluster: {VALUE}", "cluster: another", "rows"),
    ("other source", rf"^from: {VALUE}", "from: another", "rows"),
    ("other entity", rf"^by: {VALUE}", "by: another", "rows"),
    ("other objective", rf"^is: {VALUE}", "is: another", "objective"),
    ("other source of the objective", rf"^from: {VALUE}", "from: another", "objective"),
    ("other maturity", rf"^matures: {VALUE}", "matures: 1 d", "objective"),
    ("other split", r"((?:train|tune|holdout|end): \d{4}-\d\d-)\d\d", r"\g<1>17", "split"),
    ("other pay", r"(?<=: )-?[\d.]+(?= USD[,}])", "-7", "money"),
    (
        "other assumption",
        r"(loss|effort|saved|margin|months|cost|persuaded): [\d.]+",
        r"\1: 9",
        "money",
    ),
    ("other capacity", r"(?<=: )\d+ per \d+ d", "900 per 2 d", "money"),
    ("other baseline", r"\{model: \S+\}", "{model: logistic}", "baselines"),
    ("other slice", r"usual >= 200|mails_30d < 5", "moved > 1", "slices"),
]
"""The same of edits that may be weaker or stronger."""


def weakenings(text):
    """Yield every edit that moves what a frozen hypothesis promised."""
    for way, table in (("weakened", WEAKER), ("moved", EITHER_WAY)):
        for kind, pattern, make, within in table:
            for edited in each(text, pattern, make, within):
                assert edited != text, kind
                yield Edit(kind, edited, way)
