"""A template for each kind of block: complete, and without a fault but that it is still to fill in.

A place to fill in is a value in angle brackets. What a project knows already stands in braces, `{source}`,
and is put in by `block_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wager.foundation.keys import COLUMN_NAME


@dataclass(frozen=True)
class Known:
    """What a project says already, so that nobody has to write it.

    Attributes
    ----------
    currency : str
    source : str
        The source that the rows come from; empty where there are several, or none.
    sources : tuple of str
        All there are.
    columns : tuple of str
        Its columns.
    event_time : str
        Its first clock; empty where it has none.
    """

    currency: str = "USD"
    source: str = ""
    sources: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    event_time: str = ""


BLOCKS: Mapping[str, str] = {
    "problem": """\
what: <what is wrong today>
why_now: <why it is solved now and not later>
tied_to: <product, customer or operations>
scope: <which cases it is about>
no_gos: [<what will not be done>]
""",
    "rows": """\
each: <the word for one row, such as flight>
from: {source}
decide_at: {decide_at}
cluster: <what rows share that are not independent, such as day(booked_at)>
# where: a condition, known at the decision, for which rows count
# request: [columns that the caller sends], or all
""",
    "objective": """\
is: <what turns out to be true, a column or an expression>
name: <one word for it, such as late>
matures: <how long after the decision it is known, such as 3 d>
""",
    "split": """\
begin:
  train: <when the training rows begin, such as 2024-01-01>
  tune: <when the rows for tuning begin>
  holdout: <when the rows begin that judge>
  end: <when they end>
# or a holdout that does not exist yet: only train and tune above, and `holdout: after freeze for 60 d`
""",
    "money": """\
actions: [none, act]          # the first is what happens without us
assume:
  loss: <what a case costs that nobody acted on, such as 2000 {currency}>
  effort: <what acting costs, such as 400 {currency}>
  saved: <the share of the loss that acting saves, such as 60 %>
pays:                         # each action, given the truth: the name of the objective, and otherwise
  none:
    <the name of the objective>: -loss
    otherwise: 0 {currency}
  act:
    <the name of the objective>: -effort - (1 - saved) * loss
    otherwise: -effort
# several actions: `actions: [none, call, visit]`, each with its own pays; several classes: one line for each class, and otherwise
# capacity: {{act: 200 per 7 d}}
costs:
  build: <what it costs to build, such as 20k {currency}>
  run: <what it costs to run, such as 400 {currency} per month>
forecast:
  low: <what it earns at least, such as 1M {currency} per year>
  likely: <what it earns most likely>
  high: <what it earns at most>
  by: <who estimated it, or by which query>
""",
    "requirements": """\
latency_p99: <how long an answer may take, such as 50 ms>
where: <where it runs, and on what>
explain: <none, or per decision>
retrain: <how often, such as every 90 d>
consumers: [<who reads the answers>]
feedback: <how acting on an answer changes what is learned from>
security: <what it opens, and to whom>
privacy: <which personal data it reads or shows>
""",
    "software": """\
feed:
  is: <what must exist before it can run>
  check: <the command that proves it, such as make check-feed>
""",
    "slices": """\
part: <a column or feature whose values are told apart, such as region>
""",
    "metrics": """\
net: money per 1000 rows
found: recall of <the name of the objective>
""",
    "baselines": """\
do_nothing: {{always: none}}
usual: {{model: <how it is done today by a model file with a rule>}}
champion: usual               # until a version holds the title
""",
    "goals": """\
G1:
  goal: Increase net by <amount> over champion without decreasing found for any part by more than <margin, such as 2 pp>
  why: <why this much is worth it>
  tradeoff: <what is expected to get worse>
G2:
  goal: Increase net by any amount over do_nothing
  why: <why it must be better than doing nothing>
""",
    "hypothesis": """\
claim: <what is believed>
model: <what would prove it, a model file or lightgbm>
goals: [G1, G2]
timebox: <how long it may take, such as 5 d>
next: {{ship: PROMOTE, refuted: STOP, harm: STOP, otherwise: CHECK_IN}}
""",
    "alpha": """\
total: 0.05
share: {{H1: 100 %}}
power: 80 %
""",
    "stages": """\
crawl:
  is: <the least that can be shown>
  by: <when, such as 10 d>
  exit: [G1]
walk:
  is: <a part of the traffic>
  by: <when>
  exit: [G1 online]
run:
  is: <all of it>
  by: <when>
  exit: [G1 online]
""",
    "online": """\
randomise: <rows with one value of it go to one arm, such as customer>
arms: {{champion: 50 %, challenger: 50 %}}
goals: [G1]
horizon: <how long at most, such as 56 d>
looks: <how often it is looked at, such as every 7 d>
""",
    "launch": """\
requires: [verdict, reviews, drill]
""",
    "monitors": """\
M1: {{watch: net over do_nothing, red: below <amount>, then: rollback}}
M2: {{watch: drift of score, then: retrain}}
""",
    "rollback": """\
to: previous
when: [M1]
within: <how fast, such as 5 min>
drill: <how often it is practised, such as every 30 d>
""",
    "risks": """\
R1:
  what: <what may go wrong>
  surface: <where it shows>
  customer: <what a customer notices>
  seen_by: M1
  answer: <what is done then>
""",
    "decisions": """\
D1:
  chose: <what was decided>
  over: [<what else was considered>]
  because: <why>
  revisit: <when to look again>
""",
    "tasks": """\
T1:
  type: <such as data exploration>
  question: <what should be known afterwards>
  benefit: <what the answer is good for>
  timebox: <how long it may take, such as 1 d>
""",
    "reviews": """\
data_science: 1
engineering: 1
product: 1
""",
}


def block_lines(kind: str, known: Known, name: str = "", own: Sequence[str] = ()) -> list[str]:
    r"""Write the template of a block, with its fences.

    Parameters
    ----------
    kind : str
    known : Known
        What the project says already.
    name : str
        The id of a hypothesis.
    own : sequence of str
        The keys that the project's policy asks for, of a kind that is not wager's.

    Examples
    --------
    >>> print("\n".join(block_lines("launch", Known())))
    ```yaml wager.launch
    requires: [verdict, reviews, drill]
    ```
    """
    if kind in BLOCKS:
        body = BLOCKS[kind].format(**_put_in(known)).rstrip("\n").split("\n")
    else:
        body = [f"{key}: <{re.sub(r'[<>_]+', ' ', key).strip() or 'answer'}>" for key in own]
    hint = _columns(known) if kind == "rows" else []
    return [f"```yaml wager.{kind} {name}".rstrip(), *body, *hint, "```"]


def _put_in(known: Known) -> dict[str, str]:
    moment = f"{known.event_time} - 2 h" if known.event_time else "booked_at"
    return {
        "currency": known.currency,
        "source": known.source or source_place(known, "the source of the rows"),
        "decide_at": f"<the moment of the decision, such as {moment}>",
    }


def source_place(known: Known, what: str) -> str:
    """Write the place of a source, with those there are."""
    there = f"such as {' or '.join(known.sources)}" if known.sources else "a file in sources/"
    return f"<{what}, {there}>"


def _columns(known: Known) -> list[str]:
    named = [name for name in known.columns if COLUMN_NAME.fullmatch(name)]
    return [f"# columns of {known.source}: {', '.join(named)}"] if named else []
