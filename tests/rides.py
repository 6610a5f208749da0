"""A small whole project: 600 rides of a bus, some of them late; it runs in a second."""

import random
from datetime import UTC, datetime, timedelta

from project_folder import config, requirements, write_project

CONFIG = config("rides", "EUR")

SOURCE = """\
source: rides
from: {path: data/rides.csv}
owner: timetable
key: ride
columns:
  ride: int
  due: time
  line: {type: category, means: the number on the bus}
  rain: {type: float?, unit: mm}
  delay: {type: float?, unit: minute}
derive:
  arrived: due + minutes(coalesce(delay, 0))
  late: delay >= 5
event_time: due
known: {due - 7 d: [ride, due, line], due - 1 h: rain, arrived: rest}
"""

FEATURES = """\
features: history
owner: timetable
from: rides
by: [line, all]
over: [2 d, 10 d]
define:
  late: {is: share(late), means: how often the line was late}
"""

ROW = """\
features: clock
owner: timetable
define: {hour: hour(due)}
"""

MODELS = {
    "by-line": "model: by-line\ndesign: late-bus\nalgorithm: {table: {by: [line, clock.hour], prior: 5}}\n",
    "by-history": "model: by-history\ndesign: late-bus\nfeatures: [clock.hour, history.*]\nexcept: [history.all_*]\n"
    "algorithm: logistic\nseed: 3\n",
    "by-more": "model: by-more\nextends: by-history\nalso: [history.all_late_2d]\n",
    "evening": "model: evening\ndesign: late-bus\nalgorithm: {rule: {warn: clock.hour >= 17}}\n",
}

DESIGN = (
    """\
---
design: late-bus
owner: timetable
appetite: 20 d
---

# Warn passengers of a late bus

```yaml wager.problem
what: passengers wait in vain
why_now: a new season
tied_to: customer
scope: all lines
no_gos: [personal data]
```

```yaml wager.rows
each: ride
from: rides
decide_at: due - 30 min
cluster: day(due)
```

```yaml wager.objective
is: late
matures: 1 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}
```

```yaml wager.money
actions: [none, warn]
assume: {goodwill: 9 EUR, effort: 1 EUR}
pays:
  none: {late: -goodwill, otherwise: 0 EUR}
  warn: {late: -effort, otherwise: -effort}
forecast: {low: 1k EUR per year, likely: 2k EUR per year, high: 4k EUR per year, by: the timetable office}
```

"""
    + requirements("display")
    + """
```yaml wager.slices
line: [one, two]
```

```yaml wager.metrics
net: money per 1000 rides
```

```yaml wager.baselines
do_nothing: {always: none}
evening: {model: evening}
champion: evening
```

```yaml wager.goals
G1:
  goal: Increase net by 100 EUR over champion without decreasing recall of late for any line by more than 20 pp
  why: pays for the display
  tradeoff: more warnings
G2: {goal: Increase net by any amount over do_nothing, why: is it any use, tradeoff: none}
```

```yaml wager.hypothesis H1
claim: the timetable says which rides are late
model: by-line
goals: [G1, G2]
timebox: 5 d
next: {ship: [PROMOTE, H2], otherwise: H2}
```

```yaml wager.hypothesis H2
claim: what was late lately is late again
model: by-history
goals: [G1, G2]
timebox: 5 d
next: {ship: PROMOTE, refuted: STOP, otherwise: CHECK_IN}
```

```yaml wager.alpha
total: 0.05
share: {H1: 50 %, H2: 50 %}
```
"""
)


def write_rides(folder):
    """Write the project into a folder that is not there yet."""
    files = {
        "wager.toml": CONFIG,
        "sources/rides.yaml": SOURCE,
        "features/history.yaml": FEATURES,
        "features/clock.yaml": ROW,
        "designs/late-bus.md": DESIGN,
        **{f"models/{name}.yaml": text for name, text in MODELS.items()},
    }
    return write_project(folder, files, "rides.csv", rides())


def write_copy(folder, name, *edits):
    """Copy the design and its models under another name, with edits."""
    text = DESIGN.replace("design: late-bus", f"design: {name}")
    for model in MODELS:
        text = text.replace(f"model: {model}\n", f"model: {model}-{name}\n")
        text = text.replace(f"{{model: {model}}}", f"{{model: {model}-{name}}}")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (folder / "designs" / f"{name}.md").write_text(text, "utf-8")
    for model, written in MODELS.items():
        mine = written.replace(f"model: {model}\n", f"model: {model}-{name}\n").replace("late-bus", name)
        mine = mine.replace("extends: by-history", f"extends: by-history-{name}")
        (folder / "models" / f"{model}-{name}.yaml").write_text(mine, "utf-8")


def rides(count=1800, seed=5):
    """Rides every 72 minutes; line two is late in the evening, and when it rains."""
    chance = random.Random(seed)
    due = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(count):
        at = due + number * timedelta(minutes=72)
        line, rain = chance.choice(["one", "two"]), max(0.0, chance.gauss(0, 2))
        often = 0.1 + 0.5 * (line == "two" and at.hour >= 17) + 0.1 * (rain > 2)
        delay = chance.uniform(5, 30) if chance.random() < often else chance.uniform(-2, 5)
        yield {
            "ride": number,
            "due": at.strftime("%Y-%m-%d %H:%M"),
            "line": line,
            "rain": "" if chance.random() < 0.05 else f"{rain:.1f}",
            "delay": f"{delay:.0f}",
        }
