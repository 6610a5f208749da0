"""A small whole project whose rows are versions: 4,000 tickets of a desk, of which each change is one more row."""

import random
from datetime import UTC, datetime, timedelta

from project_folder import ALONE, config, requirements, write_project

FILES = {
    "wager.toml": config("desk", "EUR"),
    "sources/tickets.yaml": """\
source: tickets
from: {path: data/tickets.csv}
owner: support
key: ticket
columns:
  ticket: int
  opened: time
  team: category
  priority: {type: int, means: 1 is urgent; whoever works on it may change it}
  words: int
  status: {type: category, values: [open, closed, escalated]}
  updated: time
event_time: opened
known: updated
""",
    "features/teams.yaml": """\
features: teams
owner: support
from: tickets
by: team
over: [1 d, 7 d]
define:
  tickets: count()
  urgent: share(priority = 1)
  escalated: share(status = 'escalated')
""",
    "models/boosted.yaml": "model: boosted\ndesign: escalation\nfeatures: [team, priority, words, teams.*]\n"
    "algorithm: {lightgbm: {n_estimators: 40, num_leaves: 7}}\n",
    "models/urgent.yaml": "model: urgent\ndesign: escalation\nalgorithm: {rule: {call: priority = 1}}\n",
}

DESIGN = (
    """\
---
design: escalation
owner: support
appetite: 20 d
---

# Call before a customer escalates

```yaml wager.problem
what: customers whose tickets wait escalate them
why_now: renewals fall
tied_to: customer
scope: all teams
no_gos: [personal data]
```

```yaml wager.rows
each: ticket
from: tickets
decide_at: opened + 2 h
where: status = 'open'
cluster: day(opened)
```

```yaml wager.objective
is: status = 'escalated'
name: escalated
matures: 7 d
```

```yaml wager.split
begin: {train: 2024-01-10, tune: 2024-02-10, holdout: 2024-03-05, end: 2024-05-01}
```

```yaml wager.money
actions: [wait, call]
pays:
  wait: 0 EUR
  call: {escalated: 30 EUR, otherwise: -10 EUR}
forecast: {low: 1k EUR per year, likely: 5k EUR per year, high: 40k EUR per year, by: the desk}
```

"""
    + requirements("desk")
    + """
```yaml wager.slices
team: [north, south, west]
```

```yaml wager.metrics
net: money per 1000 tickets
```

```yaml wager.baselines
do_nothing: {always: wait}
urgent: {model: urgent}
champion: urgent
```

```yaml wager.goals
G1:
  goal: Increase net by any amount without increasing rate of call in otherwise by more than 30 pp
  why: customers stay
  tradeoff: calls that nobody needed
```

```yaml wager.hypothesis H1
claim: what a team has on its desk says more than the priority
model: boosted
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: CHECK_IN}
```

"""
    + ALONE
)


def write_tickets(folder, files=None, rows=None):
    """Write the project into a folder that is not there yet."""
    files = {**FILES, "designs/escalation.md": DESIGN, **(files or {})}
    return write_project(folder, files, "tickets.csv", tickets() if rows is None else rows)


def tickets(count=4_000, seed=5):
    """Versions of tickets, one every 40 minutes: as it was opened, looked at within hours, and often days later.

    Whether a ticket escalates follows its priority two hours after it was opened, and how busy its team is. Once it has, its priority
    is urgent: whoever reads the last version knows the outcome.
    """
    chance = random.Random(seed)
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(count):
        opened = begin + number * timedelta(minutes=40)
        team = chance.choice(["north", "south", "west"])
        said = {
            "ticket": number,
            "opened": opened,
            "team": team,
            "priority": chance.choice([1, 2, 2, 3, 3]),
            "words": chance.randrange(5, 400),
            "status": "open",
        }
        yield _version(said, opened + timedelta(minutes=1))
        if chance.random() < 0.5:  # somebody looks at it, before the decision or after it
            said["priority"] = chance.choice([1, 2, 3])
            yield _version(said, opened + timedelta(minutes=chance.randrange(5, 110)))
        likely = {1: 0.55, 2: 0.2, 3: 0.05}[said["priority"]] + (0.15 if team == "south" else 0)
        if chance.random() < likely:
            said |= {"status": "escalated", "priority": 1}
        else:
            said |= {"status": "closed", "priority": 3}
        after = timedelta(hours=chance.randrange(3, 24 * 6))
        yield _version(said, opened + after)
        if said["status"] == "closed" and chance.random() < 0.1:  # once more, after the outcome counts
            yield _version({**said, "status": "escalated"}, opened + timedelta(days=9))


def _version(said, updated):
    written = {name: f"{one:%Y-%m-%d %H:%M}" if name == "opened" else one for name, one in said.items()}
    return {**written, "updated": f"{updated:%Y-%m-%d %H:%M}"}
