"""A small whole project: 6,000 loans, granted or denied; a rule that is told to be keener is harder on women, and on one town."""

import random
from datetime import UTC, datetime, timedelta

from project_folder import ALONE, config, requirements, write_project

FILES = {
    "wager.toml": config("loans", "EUR"),
    "sources/loans.yaml": """\
source: loans
from: {path: data/loans.csv}
owner: credit
key: loan
columns:
  loan: int
  asked: time
  sex: {type: category, means: as the applicant says}
  town: {type: category, means: where the applicant lives}
  income: {type: float?, unit: EUR}
  score: {type: int, means: points of the bureau}
  outcome: {type: category, means: good where it was paid back}
event_time: asked
known: {asked: [loan, asked, sex, town, income, score], asked + 20 h: outcome}
""",
    "models/cautious.yaml": "model: cautious\ndesign: lending\nalgorithm: {rule: {deny: score < 500}}\n",
    "models/keen.yaml": "model: keen\ndesign: lending\nalgorithm: {rule: {deny: "
    "score < 480 or (sex = 'f' and score < 560) or (town = 'Ems' and score < 640)}}\n",
}

DESIGN = (
    """\
---
design: lending
owner: credit
appetite: 20 d
---

# Lend to those who pay back

```yaml wager.problem
what: loans are not paid back
why_now: money got dearer
tied_to: customer
scope: all towns
no_gos: [personal data]
```

```yaml wager.rows
each: loan
from: loans
decide_at: asked
cluster: day(asked)
request: all
```

```yaml wager.objective
is: outcome
name: outcome
classes: [good, bad]
matures: 1 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-01-21, holdout: 2024-02-01, end: 2024-03-22}
```

```yaml wager.money
actions: [grant, deny]
assume: {interest: 90 EUR, lost: 400 EUR}
pays:
  grant: {good: interest, bad: -lost}
  deny: 0 EUR
forecast: {low: 1k EUR per year, likely: 2k EUR per year, high: 4k EUR per year, by: the credit office}
```

"""
    + requirements("desk")
    + """
```yaml wager.slices
sex: [f, m, x]
```

```yaml wager.metrics
net: money per 1000 loans
women_per_man: ratio of if(action = 'deny' and outcome = 'good' and sex = 'f', 1, 0) to if(action = 'deny' and outcome = 'good' and sex = 'm', 1, 0), lower is better
```

```yaml wager.baselines
do_nothing: {always: grant}
cautious: {model: cautious}
champion: cautious
```

```yaml wager.goals
G1:
  goal: GOAL
  why: pays for the desk
  tradeoff: fewer loans
```

```yaml wager.hypothesis H1
claim: a keener rule lends better
model: keen
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: CHECK_IN}
```

"""
    + ALONE
)

GROUPS = "Increase net by any amount without increasing rate of deny in good for any sex by more than 1 pp"
GAP = "Increase net by any amount without increasing women_per_man by more than rel 10 %"


def write_loans(folder, goal=GROUPS, slices=None):
    """Write the project into a folder that is not there yet."""
    design = DESIGN.replace("GOAL", goal)
    design = design if slices is None else design.replace("sex: [f, m, x]", slices)
    return write_project(folder, {**FILES, "designs/lending.md": design}, "loans.csv", loans())


def loans(count=10_000, seed=11):
    """Loans every 12 minutes; whether they are paid back follows the score, and neither sex nor town."""
    chance = random.Random(seed)
    asked = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(count):
        score = round(chance.gauss(600, 80))
        bad = chance.random() < min(0.9, max(0.02, 0.35 - (score - 480) / 400))
        yield {
            "loan": number,
            "asked": (asked + number * timedelta(minutes=12)).strftime("%Y-%m-%d %H:%M"),
            "sex": "x" if number % 700 == 0 else chance.choice("fm"),
            "town": chance.choice(["Aar", "Ems", "Inn", "Lech"]),
            "income": "" if chance.random() < 0.05 else f"{chance.lognormvariate(7.5, 0.4):.0f}",
            "score": score,
            "outcome": "bad" if bad else "good",
        }
