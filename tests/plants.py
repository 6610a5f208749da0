"""Projects in which something is planted that an analysis should say, and clean twins in which nothing is wrong.

Seeds below 1000 are for writing the rules, and were looked at; figures are reported on seeds from 1000 on (`bench/analysis.py`).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from project_folder import ALONE, config, requirements, write_project

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = {"train": 75, "tune": 50, "holdout": 5}
A_DAY = 160
"""Offers; about: it varies by day."""

SOURCE = """\
source: offers
from: {{path: data/offers.csv}}
owner: shop
key: offer
columns:
  offer: int
  made: time
  shop: category
{floats}
  bought: bool
event_time: made
known: {{made - 1 h: [offer, made, shop, {names}], made + 1 h: bought}}
"""

DESIGN = (
    """\
---
design: who-buys
owner: shop
appetite: 20 d
---

# Whom to make an offer

```yaml wager.problem
what: offers go to those who never buy
why_now: postage went up
tied_to: customer
scope: all shops
no_gos: [names]
```

```yaml wager.rows
each: offer
from: offers
decide_at: made
cluster: day(made)
```

```yaml wager.objective
is: bought
matures: 2 h
```

```yaml wager.split
begin: {{train: 2024-01-01, tune: {tune}, holdout: {holdout}, end: {end}}}
```

```yaml wager.money
actions: [none, offer]
pays:
  none: {{bought: 0 EUR, otherwise: 0 EUR}}
  offer: {{bought: 10 EUR, otherwise: -4 EUR}}
```

```yaml wager.baselines
do_nothing: {{always: none}}
champion: do_nothing
```

```yaml wager.goals
G1: {{goal: Increase money per 1000 offers by any amount over champion, why: pays for the post, tradeoff: none}}
```

```yaml wager.hypothesis H1
claim: who bought before buys again
model: buyers
goals: [G1]
timebox: 5 d
next: {{ship: PROMOTE, refuted: STOP, otherwise: CHECK_IN}}
```

"""
    + requirements("post")
    + ALONE.replace("{", "{{").replace("}", "}}")
)

MODEL = "model: buyers\ndesign: who-buys\nfeatures: [shop, {names}]\nalgorithm: logistic\nseed: 1\n"


@dataclass
class Offers:
    """The offers of one project.

    Attributes
    ----------
    day : ndarray
        On which each was made.
    shop : ndarray
        Its number.
    floats : dict of str to ndarray
        What else is known of it.
    weights : dict of str to float
        By which each of these moves the logit.
    logit : ndarray
    days : dict of str to int
        How long each part lasts.
    """

    chance: np.random.Generator
    day: np.ndarray
    shop: np.ndarray
    floats: dict
    weights: dict
    logit: np.ndarray
    days: dict = field(default_factory=lambda: dict(DAYS))


def world(seed, *, shops=12, rows=1.0, of_shop=0.8, weights=None, days=None):
    """Make offers in which nothing is wrong: the logit adds up, and a logistic model can learn it."""
    chance = np.random.default_rng([seed, 8])
    days = days or dict(DAYS)
    span = sum(days.values())
    a_day = chance.poisson(A_DAY * rows * chance.gamma(30, 1 / 30, span))
    day = np.repeat(np.arange(span), a_day)
    shop = chance.integers(0, shops, len(day))
    weights = weights or dict.fromkeys("abcd", 0.7)
    floats = {name: np.round(chance.normal(size=len(day)), 4) for name in weights}
    lift = chance.normal(scale=of_shop, size=shops)
    moods = chance.normal(
        scale=0.1, size=span
    )  # a day has its own mood, for which its rows are no independent ones
    logit = -1.2 + lift[shop] + moods[day] + sum(weights[name] * floats[name] for name in weights)
    return Offers(chance, day, shop, floats, weights, logit, days=days)


def best_shop(made):
    """Name the shop with the most buyers: where nobody is made an offer, nothing can be lost."""
    return np.argmax(np.bincount(made.shop, weights=made.logit) / np.bincount(made.shop))


def clean(seed):
    """Plant nothing."""
    return world(seed)


def bad_shop(seed):
    """One shop in fifty, in which buyers stay away once training is over."""
    made = world(seed, shops=50)
    gone = (made.shop == best_shop(made)) & (made.day >= made.days["train"])
    made.logit = np.where(gone, -5.0, made.logit)
    return made


def bad_tail(seed):
    """The highest fiftieth of a number, at which nobody buys, where a straight line says that most do."""
    made = world(seed)
    made.logit = np.where(made.floats["a"] > 2.05, -5.0, made.logit)
    return made


def bad_pair(seed):
    """The upper quarter of a number in one of twelve shops: two in a hundred rows, that neither column tells alone."""
    made = world(seed)
    bad = (made.shop == best_shop(made)) & (made.floats["b"] > 0.67)
    made.logit = np.where(bad, -5.0, made.logit)
    return made


def idle(seed):
    """A number that says nothing."""
    return world(seed, weights={**dict.fromkeys("abcd", 0.7), "idle": 0.0})


def everything(seed):
    """A number that says nearly all there is."""
    return world(seed, of_shop=0.05, weights={"a": 0.1, "b": 0.1, "c": 0.1, "d": 4.0})


def drift(seed):
    """What one number means turns round over the year."""
    made = world(seed)
    when = made.day / made.day.max()
    made.logit = made.logit + 2.4 * (0.35 - when) * made.floats["a"] + 1.6 * (when - 0.35) * made.floats["b"]
    return made


def little(seed):
    """A weak gain, seen on a handful of offers."""
    made = world(seed, rows=0.02, of_shop=0.2, weights=dict.fromkeys("abcd", 0.15))
    made.logit = made.logit + 0.15
    return made


def more(seed):
    """Far more shops than can be learned from so few offers."""
    return world(seed, shops=800, of_shop=1.6, weights=dict.fromkeys("abcd", 0.3), rows=0.6)


def rarer(seed):
    """Buyers grow rarer once training is over: everybody is promised more than is there."""
    made = world(seed)
    made.logit = np.where(made.day >= made.days["train"], made.logit - 1.0, made.logit)
    return made


PLANTS = {
    "bad shop": (bad_shop, "slice"),
    "bad tail": (bad_tail, "slice"),
    "bad pair": (bad_pair, "slice"),
    "idle feature": (idle, "nothing"),
    "one feature is all": (everything, "everything"),
    "drift": (drift, "age"),
    "too little data": (little, "too little data"),
    "too few rows": (more, "rows"),
    "probabilities too high": (rarer, "probabilities"),
}
"""Of each plant: who makes it, and what the analysis is to say it is about."""


def write_offers(folder, made):
    """Write a project into a folder that is not there yet."""
    names = ", ".join(made.floats)
    begin = np.cumsum([0, *made.days.values()])
    tune, holdout, end = (f"{BEGIN + timedelta(days=int(one)):%Y-%m-%d}" for one in begin[1:])
    floats = "\n".join(f"  {name}: float" for name in made.floats)
    files = {
        "wager.toml": config("offers", "EUR"),
        "sources/offers.yaml": SOURCE.format(floats=floats, names=names),
        "designs/who-buys.md": DESIGN.format(tune=tune, holdout=holdout, end=end),
        "models/buyers.yaml": MODEL.format(names=names),
    }
    return write_project(folder, files, "offers.csv", rows(made))


def rows(made):
    """Draw who bought, and yield the offers as texts."""
    bought = made.chance.random(len(made.logit)) < 1 / (1 + np.exp(-made.logit))
    minute = made.chance.integers(0, 22 * 60, len(bought))
    order = np.lexsort((minute, made.day))
    for number, at in enumerate(order, 1):
        when = BEGIN + timedelta(days=int(made.day[at]), minutes=int(minute[at]))
        yield {
            "offer": number,
            "made": f"{when:%Y-%m-%d %H:%M}",
            "shop": f"shop {made.shop[at]:03}",
            **{name: float(values[at]) for name, values in made.floats.items()},
            "bought": str(bool(bought[at])).lower(),
        }


def analysed(folder, made):
    """Write a project, run its model, and return the analysis."""
    from wager.interfaces import api

    return api.open(write_offers(folder, made)).run("buyers").analysis
