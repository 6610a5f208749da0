"""Five small projects whose truth is known: their files, their rows, and what the best decisions earn.

Each row is drawn from a probability that is written down here, so the best decision of each row is known too, and what it
would have earned. Rows are 13 minutes apart: those from three to four fifths of the time are `tune`, which a run is shown on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

import numpy as np
import pyarrow as pa
from pyarrow import csv
from scipy.special import expit, softmax
from scipy.stats import norm

STEP = timedelta(minutes=13)
BEGIN = datetime(2024, 1, 1)  # noqa: DTZ001 - without a file of settings times are UTC


@dataclass(frozen=True)
class Small:
    """A project, and its truth.

    Attributes
    ----------
    files : dict of str to str
        All that a person writes after `wager init`.
    model : str
        What is run.
    columns : dict
        Of the data file; the objective's is the last.
    paid : ndarray, shape (n, n_actions)
        What each action earned; doing nothing is the first.
    best : ndarray of int, shape (n,)
        The action that earns most on average.
    chance : ndarray, shape (n,), optional
        The true probability of a binary objective.
    """

    files: dict
    model: str
    columns: dict
    paid: np.ndarray
    best: np.ndarray
    chance: np.ndarray | None = None

    @property
    def lines(self):
        """How many lines a person writes: neither the empty ones nor the fences of blocks."""
        written = [line.strip() for text in self.files.values() for line in text.splitlines()]
        return sum(
            bool(line) and not (line == "```" or line.startswith("```yaml wager.")) for line in written
        )

    @property
    def shown(self):
        """The rows of `tune`."""
        place = np.arange(len(self.paid)) / (len(self.paid) - 1)
        return (place >= 3 / 5) & (place < 4 / 5)

    def earned(self, actions):
        """What actions earned on the rows of `tune`, for each thousand."""
        return 1000 * self.paid[np.arange(len(self.paid)), actions][self.shown].mean()

    def write(self, folder):
        """Write the files into a project that `wager init` began."""
        for name, text in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        n = len(self.paid)
        times = {"id": np.arange(n), "at": [BEGIN + place * STEP for place in range(n)]}
        csv.write_csv(pa.table({**times, **self.columns}), folder / "rows.csv")


def design(name, title, objective, money, model, against="do_nothing"):
    """Write the one file: who asks, which rows, what turns out to be true, what it is worth, and a claim."""
    return f"""\
---
design: {name}
owner: team
---
# {title}

```yaml wager.rows
from: rows.csv
key: id
decide_at: at
```

```yaml wager.objective
{objective}
matures: 0 d
```

```yaml wager.money
{money}
```

```yaml wager.hypothesis H1
model: {model}
goals: {{G1: {{goal: Increase money per 1000 rows by 5 USD over {against}, why: it pays}}}}
timebox: 5 d
```
"""


def bookings(times=1):
    """Binary, an amount in each row, and a truth of thresholds that depend on each other."""
    n, chance = 16_000 * times, np.random.default_rng(1)
    lead, nights = chance.integers(0, 200, n), chance.integers(1, 8, n)
    channel = chance.choice(["web", "desk", "agency"], n)
    price = np.round(chance.lognormal(5, 0.6, n), 2)
    p = expit(-4 + 3.5 * (lead > 90) + 2.5 * ((lead > 90) & (channel == "agency")) - 3 * (nights > 4))
    cancelled = chance.random(n) < p
    kept = np.round(0.3 * price, 2)
    money = "pays: {call: {cancelled: 0.3 USD * price, otherwise: -12 USD}}"
    text = design("bookings", "Guests cancel late", "is: cancelled", money, "lightgbm")
    return Small(
        {"bookings.md": text},
        "lightgbm",
        {"lead": lead, "nights": nights, "channel": channel, "price": price, "cancelled": cancelled},
        np.column_stack([np.zeros(n), np.where(cancelled, kept, -12)]),
        (p * kept > 12 * (1 - p)).astype(int),
        p,
    )


PARCELS = """\
actions: [send, pad, courier]
pays:
  send: {whole: 0 USD, damaged: -20 USD, lost: -40 USD}
  pad: {whole: -6 USD, damaged: -2 USD, lost: -40 USD}
  courier: -12 USD"""


def parcels(times=1):
    """Three classes: clouds of points around three centres, of which Bayes' rule gives the probabilities."""
    from sklearn.datasets import make_blobs

    n, spread, ends = 6_000 * times, 1.5, np.array(["whole", "damaged", "lost"])
    points, end, centres = make_blobs(
        n, 4, centers=3, cluster_std=spread, center_box=(-3, 3), random_state=2, return_centers=True
    )
    far = ((points[:, None, :] - centres) ** 2).sum(axis=2)
    p = softmax(-far / (2 * spread**2), axis=1)
    pays = np.array([[0, -20, -40], [-6, -2, -40], [-12, -12, -12]])
    text = design("parcels", "Parcels break", "is: end\nclasses: [whole, damaged, lost]", PARCELS, "logistic")
    columns = {f"x{place}": points[:, place] for place in range(4)}
    return Small(
        {"parcels.md": text},
        "logistic",
        {**columns, "end": ends[end]},
        pays.T[end].astype(float),
        (p @ pays.T).argmax(axis=1),
    )


def loaves(times=1):
    """A number: a loaf too few costs nine times one too many, so the best answer is the quantile 0.9 of what is asked for."""
    from sklearn.datasets import make_regression

    n, chance = 6_000 * times, np.random.default_rng(3)
    points, mean = make_regression(n, 4, n_informative=3, noise=0, random_state=3)
    wild = chance.random(n)
    width = 10 + 40 * wild
    demand = 300 + mean + width * chance.standard_normal(n)

    def paid(answer):
        return -np.maximum(answer - demand, 0) - 9 * np.maximum(demand - answer, 0)

    # Doing nothing is to answer the mean of train, which is what somebody without the model would expect.
    usual, best = demand[: int(n * 3 / 5)].mean(), 300 + mean + width * norm.ppf(0.9)
    columns = {f"x{place}": points[:, place] for place in range(4)}
    money = (
        'pays: {bake: "-1 USD * greatest(prediction - demand, 0) - 9 USD * greatest(demand - prediction, 0)"}'
    )
    model = "model: high\ndesign: loaves\nfeatures: [x*, wild]\nalgorithm: linear\nloss: {quantile: 0.9}\n"
    return Small(
        {
            "loaves.md": design("loaves", "Bread runs out", "is: demand", money, "high"),
            "models/high.yaml": model,
        },
        "high",
        {**columns, "wild": wild, "demand": demand},
        np.column_stack([paid(np.full(n, usual)), paid(best), paid(300 + mean)]),
        np.ones(n, dtype=int),
    )


PLAIN = "please find the report for your account attached meeting on monday with team lunch and project plan draft thanks"
BAIT = "verify password suspended invoice wire click urgent gift bank login"


def mails(times=1):
    """Texts: thirty words each, of which some are commoner in mails that lie; their counts tell all there is."""
    n, chance = 5_000 * times, np.random.default_rng(4)
    plain, bait = PLAIN.split(), BAIT.split()
    honest = np.repeat([1.0, 0.25], [len(plain), len(bait)])
    lying = np.repeat([0.9, 1.0], [len(plain), len(bait)])
    honest, lying = honest / honest.sum(), lying / lying.sum()
    phishing = chance.random(n) < 0.3
    counts = np.where(phishing[:, None], chance.multinomial(30, lying, n), chance.multinomial(30, honest, n))
    p = expit(log(0.3 / 0.7) + counts @ np.log(lying / honest))
    body = [" ".join(np.repeat([*plain, *bait], row)) for row in counts]
    money = "pays: {quarantine: {phishing: 20 USD, otherwise: -5 USD}}"
    model = "model: words\ndesign: mails\nfeatures: body\nalgorithm: {logistic: {C: 10}}\nencode: {body: {tfidf: {}}}\n"
    text = design("mails", "Mails lie", "is: phishing", money, "words")
    return Small(
        {"mails.md": text, "models/words.yaml": model},
        "words",
        {"body": body, "phishing": phishing},
        np.column_stack([np.zeros(n), np.where(phishing, 20, -5)]),
        (20 * p > 5 * (1 - p)).astype(int),
        p,
    )


def cards(times=1):
    """One payment in five hundred is a fraud (0.2 %): nearly all of them where three signs come together."""
    n, chance = 60_000 * times, np.random.default_rng(5)
    night, new, abroad = (chance.random(n) < share for share in (0.25, 0.12, 0.15))
    amount = np.round(chance.uniform(40, 80, n), 2)
    p = expit(-14.35 + 4.6 * night + 4.6 * new + 4.6 * abroad)
    fraud = chance.random(n) < p
    money = "pays: {ask: {fraud: 1 USD * amount, otherwise: -3 USD}}"
    return Small(
        {"cards.md": design("cards", "Cards are stolen", "is: fraud", money, "logistic")},
        "logistic",
        {"night": night, "new": new, "abroad": abroad, "amount": amount, "fraud": fraud},
        np.column_stack([np.zeros(n), np.where(fraud, amount, -3)]),
        (p * amount > 3 * (1 - p)).astype(int),
        p,
    )


SMALL = {one.__name__: one for one in (bookings, parcels, loaves, mails, cards)}
