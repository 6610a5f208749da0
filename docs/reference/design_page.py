"""The page of the design document: every kind of block, its keys from the tables that read them, an example.

The examples are one whole design; a test checks that it is without a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wager.design.block_kinds import ESSENTIAL, FRONT, KINDS, REQUIRED
from wager.design.reading.shapes import DEFINITIONS, Shape, record_of
from wager.design.sentences.means import METRICS
from wager.design.sentences.metrics import KINDS as KINDS_OF_METRIC

FRONT_EXAMPLE = """\
---
design: flight-protect
owner: operations-research
appetite: 30 d
---
"""

EXAMPLES: Mapping[str, str] = {
    "problem": """\
what: agents learn of a disruption too late
why_now: the autumn contract round asks for a warning
tied_to: customer
scope: departures from the three New York airports
no_gos: [paid delay feeds]
""",
    "rows": """\
each: flight
from: flights
decide_at: scheduled_departure - 2 h
cluster: day(scheduled_departure)
""",
    "objective": """\
is: disrupted
matures: 3 d
""",
    "split": """\
begin: {train: 2013-01-01, tune: 2013-09-01, holdout: 2013-11-01, end: 2014-01-01}
""",
    "money": """\
actions: [none, protect]
assume: {loss: 2000 USD, effort: 400 USD, saved: 60 %}
pays:
  none: {disrupted: -loss, otherwise: 0 USD}
  protect: {disrupted: -effort - (1 - saved) * loss, otherwise: -effort}
costs: {build: 20k USD, run: 400 USD per month}
forecast: {low: 1M USD per year, likely: 4M USD per year, high: 8M USD per year, by: operations finance}
""",
    "requirements": """\
latency_p99: 50 ms
where: on-premises, 2 cores
explain: per decision
retrain: every 90 d
consumers: [agent desk]
feedback: protecting a flight does not change its delay
security: no new inbound port
privacy: no personal data
""",
    "software": """\
desk_feed: {is: scores reach the desk console, check: make check-desk-feed}
""",
    "slices": """\
origin: [EWR, JFK, LGA]
part_of_day: {early: timetable.hour < 9, late: timetable.hour >= 19}
""",
    "metrics": """\
net: money per 1000 flights
alerts: rate of protect per 1000 flights, lower is better
""",
    "baselines": """\
do_nothing: {always: none}
evening: {model: evening-rule}
champion: evening
""",
    "goals": """\
G1:
  goal: Increase net by 8000 USD over champion
    without decreasing recall of disrupted for any origin by more than 2 pp
    and without increasing alerts by more than 50
  why: pays for the build in one season
G2:
  goal: Increase net by any amount over do_nothing
  why: acting must be better than not acting
""",
    "hypothesis": """\
claim: the timetable alone says which flights to protect
model: delay-table
goals: [G1, G2]
needs: [desk_feed]
timebox: 5 d
next: {ship: PROMOTE, refuted: STOP, harm: STOP, otherwise: CHECK_IN}
""",
    "alpha": """\
total: 0.05
share: {H1: 100 %}
power: 80 %
""",
    "stages": """\
crawl: {is: a nightly file for one desk, by: 10 d, exit: [G1]}
walk: {is: the service at EWR, by: 20 d, exit: [G1 online, latency_p99]}
run: {is: all origins, by: 30 d, exit: [G1 online, score >= 3]}
""",
    "online": """\
randomise: day(scheduled_departure)
arms: {champion: 50 %, challenger: 50 %}
goals: [G1]
horizon: 56 d
looks: every 4 d
""",
    "launch": """\
requires: [verdict, reviews, drill, latency_p99]
""",
    "monitors": """\
M1: {watch: net over do_nothing, red: below -1000 USD, then: rollback}
M2: {watch: drift of score, then: retrain}
""",
    "rollback": """\
to: previous
when: [M1]
within: 5 min
drill: every 30 d
""",
    "risks": """\
R1: {what: alert fatigue, surface: desk console, customer: slower service, seen_by: M1, answer: cap the alerts}
""",
    "decisions": """\
D1: {chose: one alert per flight, over: [one per passenger], because: agents act on flights, revisit: T1}
""",
    "tasks": """\
T1: {type: review, question: do agents accept 50 more alerts?, benefit: a margin that holds, timebox: 1 d}
""",
    "reviews": """\
data_science: 1
product: 1
""",
}
"""A minimal block of each kind."""

HEAD = """\
A design is a Markdown file, `designs/NAME.md`. Its title is the first heading; prose between the blocks is free and changes nothing. A block is
fenced code marked `yaml wager.KIND`, once each, except `yaml wager.hypothesis ID`. `wager new design NAME` writes one to fill in, and
`wager new block KIND DESIGN` puts one more block into a document. The same tables as JSON Schema: `wager new --schema`."""

PLACES = """\
## Places to fill in

A value in angle brackets, without quotes and with nothing beside it, is a place that is still to fill in: `timebox: <how long>`. It may stand for
any value, list item, or key, and inside the sentence of a goal, metric or monitor. `check` says each with its line (I203) and counts them; the rest of
its block is judged as far as it can be. `run`, `freeze` and `judge` refuse a design as long as there is one in a block that their figures depend on: `rows`
`objective` `split` `money` `slices` `metrics` `baselines`, and for a verdict `alpha`, the hypothesis and its goals. In quotes it is a text: `'<none>'`.

A required text that only holds the place of one is an error (E017): `TODO`, `tbd`, `...`, `xxx`, `?`, `lorem ipsum`, `fill in`."""

PROVE = """\
A goal is a sentence; [Sentences](#sentences) says how it is built.

`prove: positive` is the default: the goal is proven when its interval lies wholly above zero and the estimate reaches the amount. `at_least` asks for
more: the interval must lie wholly above the amount. Guardrails are proven when the interval lies wholly within their margin. `wager` calls the
verdict SHIP when every goal is proven and no guardrail is broken; [Verdicts](../explanation/verdicts.md) has the rest."""

AFTER = {"goals": PROVE}

SENTENCES = """\
## Sentences

Goals, metrics and monitors are sentences. `[…]` may be left out, `|` chooses, line breaks are spaces.

```text
goal    = (Increase | Decrease | Improve) METRIC [by AMOUNT] [for SLICE] [over BASELINE] GUARDS
        | Keep METRIC [for SLICE] within AMOUNT of BASELINE GUARDS
GUARDS  = without (increasing | decreasing) METRIC [for SLICE] by more than AMOUNT [and without …]
SLICE   = any DIMENSION | any other DIMENSION | [DIMENSION] VALUE
AMOUNT  = NUMBER [UNIT] | rel NUMBER % | any amount
METRIC  = KIND [of WHAT] [in CLASS] [by ACTION, …] [per NUMBER ROWS] [, lower is better | , higher is better]
watch   = METRIC [for SLICE] [over BASELINE] | drift of COLUMN | contract of SOURCE | age of SOURCE | calibration | skew
red     = (above | below) AMOUNT | AMOUNT (above | below) holdout
```

A goal has one amount, before or after its slice; `any amount` asks for more than nothing. `over champion` and `per 1` are the defaults. `for any
origin` asks for each origin by itself; `any other` leaves out the goal's own value. `Improve` takes the metric's better direction. A metric is one of
those below, or a name from the block `metrics`; `money`, `auc`, `average_precision`, `brier`, `log_loss`, `calibration`, `mae` and `rmse` need
nothing more. Case does not matter."""

WATCHED = """\
With `per 1000 flights` the figures of rates are counts, and so are their amounts: `by 50`. In `red`, the level of a rate is a share (`below 80 %`),
its distance from the holdout a change (`2 pp below holdout`). Drift, calibration and skew have no `red`: they alarm at `false_alarms`."""


def design_page(made: str) -> str:
    """Make the page; `made` is the remark that it is made."""
    lines = ["# The design document", "", made, "", HEAD, "", "## Front matter", ""]
    lines += [*_table(record_of(FRONT)), "", "```text", *FRONT_EXAMPLE.rstrip().split("\n"), "```", ""]
    for name, kind in KINDS.items():
        lines += [f"## {name}", "", f"{kind.means[0].upper()}{kind.means[1:]}.{_needed(name)}", ""]
        lines += [*_table(kind.shape), ""]
        called = f"{name} H1" if name == "hypothesis" else name
        lines += [f"```yaml wager.{called}", *EXAMPLES[name].rstrip().split("\n"), "```", ""]
        lines += [AFTER[name], ""] if name in AFTER else []
    return "\n".join([*lines, *_sentences(), "", PLACES]) + "\n"


def _sentences() -> Iterator[str]:
    yield SENTENCES
    yield ""
    yield from ("| metric | means | its amounts are in | better |", "|---|---|---|---|")
    for kind, (example, means, amounts) in METRICS.items():
        yield f"| `{example}` | {means} | {amounts} | {KINDS_OF_METRIC[kind]} |"
    yield ""
    yield WATCHED


def _needed(name: str) -> str:
    if name in ESSENTIAL:
        return " **Required.**"
    return " **Required**, unless `rows.from` is a data file." if name in REQUIRED else ""


def _table(shape: Shape) -> list[str]:
    rows = list(_rows(shape, ""))
    return ["| key | | value | meaning |", "|---|---|---|---|", *rows]


def _rows(shape: Shape, prefix: str) -> Iterator[str]:
    """Write one row a key; the keys of maps within follow theirs."""
    required = shape.get("required", ())
    for key, inner in shape.get("properties", {}).items():
        must = "required" if key in required else ""
        yield f"| `{prefix}{key}` | {must} | {type_name(inner)} | {_cell(inner.get('description', ''))} |"
        yield from _rows(inner, f"{prefix}{key}.")
    free = shape.get("additionalProperties")
    if isinstance(free, Mapping):
        name = _placeholder(shape)
        if not free.get("properties") and not prefix:
            yield f"| `{prefix}{name}` | | {type_name(free)} | |"
        yield from _rows(free, f"{prefix}{name}.")
    for inner in shape.get("anyOf", ()):
        if isinstance(inner, Mapping) and "additionalProperties" in inner and inner.get("properties"):
            yield from _rows(inner, prefix)


def _placeholder(shape: Shape) -> str:
    noun = str(shape.get("title", "map by name")).removeprefix("map by ")
    return noun.removeprefix("an ").removeprefix("a ").upper().replace(" ", "_")


def type_name(shape: Shape) -> str:
    """Say in words which values a shape takes.

    Examples
    --------
    >>> type_name({"enum": ["up", "down"]})
    '`up`, `down`'
    """
    if "$ref" in shape:
        return str(DEFINITIONS[shape["$ref"].rpartition("/")[2].replace("_", " ")]["title"])
    if "enum" in shape:
        return ", ".join(f"`{word}`" for word in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(type_name(inner) for inner in shape["anyOf"]))
    if shape.get("type") == "array":
        return f"list of {_several(type_name(shape.get('items', {})))}"
    if shape.get("type") == "object":
        free = shape.get("additionalProperties")
        if isinstance(free, Mapping) and not shape.get("properties"):
            return f"{shape.get('title', 'map')}: {type_name(free)}"
        return "map"
    return str(shape.get("title", "value"))


def _several(name: str) -> str:
    return name if name.startswith("`") or name.endswith("s") else f"{name}s"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
