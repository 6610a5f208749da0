"""The loop on a million rows of thirty columns, against one bare script in the same run.

    python bench/million.py [--rows 1000000] [--digits 4] [--repeat 2] [--json]

Floor: `floor_million.py` reads the CSV with pandas, derives three columns, fits the same trees, evaluates. Each step of wager is
one command of its own process, with intervals, slices, money, baselines and lineage. Ratios are CPU seconds of the whole process
tree over the floor's, medians of the repeats; wall seconds stand beside them. Goals: the first run 1.3 (it takes the snapshot too), a
hyper-parameter 0.8, a second one 0.6, a feature 0.9, unchanged 0.15; stored 1.2 times one Parquet file of the same columns.

Numbers have four digits behind the point, as what is measured has; `--digits 17` leaves them as a generator of random numbers
gives them. A Parquet file of those is three times as large, and so is the text that is read; the bins of a column and the columns
that were computed have the same size either way.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from loop import WAGER, timed

HERE = Path(__file__).resolve().parent
COLUMNS = 30
FILES = {
    "wager.toml": 'wager = 1\nname = "million"\ncurrency = "USD"\ntime_zone = "UTC"\n',
    "sources/cases.yaml": "source: cases\nfrom: {path: data/cases.csv}\nowner: bench\nkey: case\n"
    "columns: {case: int, at: time, "
    + ", ".join(f"x{place}: float" for place in range(COLUMNS))
    + ", bad: bool}\nevent_time: at\nknown: {at - 1 d: [case, at, "
    + ", ".join(f"x{place}" for place in range(COLUMNS))
    + "], at + 1 h: rest}\n",
    "features/made.yaml": "features: made\nowner: bench\ndefine:\n  hour: {is: hour(at)}\n"
    "  sum: {is: x0 + x1}\n  product: {is: x2 * x3}\n",
    "models/loop.yaml": "model: loop\ndesign: cases\nfeatures: ["
    + ", ".join(f"x{place}" for place in range(COLUMNS))
    + ", made.*]\nalgorithm: {lightgbm: {n_estimators: 20, learning_rate: 0.05, num_leaves: 63}}\nseed: 7\n",
}
DESIGN = """\
---
design: cases
owner: bench
appetite: 20 d
---

# Stop cases that go bad

```yaml wager.problem
what: bad cases cost
why_now: a bench
tied_to: customer
scope: all
no_gos: [none]
```

```yaml wager.rows
each: case
from: cases
decide_at: at
cluster: day(at)
```

```yaml wager.objective
is: bad
matures: 1 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-08-08, holdout: 2024-10-20, end: 2025-01-01}
```

```yaml wager.money
actions: [none, stop]
pays:
  none: {bad: -20 USD, otherwise: 0 USD}
  stop: {bad: -4 USD, otherwise: -4 USD}
forecast: {low: 1k USD per year, likely: 2k USD per year, high: 4k USD per year, by: bench}
```

```yaml wager.requirements
latency_p99: 50 ms
where: one machine
explain: none
retrain: every 90 d
consumers: [bench]
feedback: none
security: none
privacy: none
```

```yaml wager.baselines
do_nothing: {always: none}
champion: do_nothing
```

```yaml wager.goals
G1: {goal: Increase money per 1000 cases by any amount over do_nothing, why: is it any use, tradeoff: none}
```

```yaml wager.hypothesis H1
claim: the numbers say which cases go bad
model: loop
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: STOP}
```

```yaml wager.alpha
total: 0.05
share: {H1: 100 %}
```
"""


def write_cases(folder: Path, rows: int, digits: int) -> Path:
    """Write the project: numbers of which seven matter, one outcome in five is bad."""
    chance = np.random.default_rng(11)
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "designs").mkdir()
    (folder / "designs" / "cases.md").write_text(DESIGN)
    values = chance.normal(size=(rows, COLUMNS)).round(digits)
    score = values[:, :5] @ np.array([1, -0.8, 0.6, 0.4, -0.3]) + values[:, 5] * values[:, 6] - 2
    at = np.datetime64("2024-01-01") + (np.arange(rows) * (366 * 86400 / rows)).astype("timedelta64[s]")
    columns = {"case": pa.array(np.arange(rows)), "at": pa.array(at.astype("datetime64[s]"))}
    columns |= {f"x{place}": pa.array(values[:, place]) for place in range(COLUMNS)}
    columns["bad"] = pa.array(chance.random(rows) < 1 / (1 + np.exp(-score)))
    (folder / "data").mkdir()
    pc.write_csv(pa.table(columns), folder / "data" / "cases.csv")
    return folder


def steps(project: Path, repeat: int) -> dict[str, tuple[float, float]]:
    """Run the floor and every step once; each repeat changes to values that were never tried."""
    run = [*WAGER, "-C", str(project), "run", "loop", "--json"]
    feature = project / "features" / "made.yaml"
    text = feature.read_text()
    floor = [sys.executable, str(HERE / "floor_million.py"), str(project / "data" / "cases.csv")]
    measured = {"floor": timed(floor)}
    if repeat == 0:
        measured["first"] = timed(run)  # it takes the snapshot
    measured["hyperparameter"] = timed([*run, "--set", f"lightgbm.num_leaves={31 + 2 * repeat}"])
    measured["second"] = timed([*run, "--set", f"lightgbm.num_leaves={32 + 2 * repeat}"])
    feature.write_text(text.replace("x0 + x1", f"x0 + x1 + {repeat + 1}"))
    measured["feature"] = timed(run)
    measured["unchanged"] = timed(run)
    measured["sample"] = timed([*run, "--sample", str(20_000 + repeat)])
    feature.write_text(text)
    return measured


def stored(project: Path) -> tuple[float, dict[str, float]]:
    """Say how large the store is, over one Parquet file of the same columns: all of it, and by what it holds in MB.

    A file counts once, however many names it has.
    """
    table = pc.read_csv(project / "data" / "cases.csv")
    import pyarrow.parquet as pq

    pq.write_table(table, project / "data" / "floor.parquet", compression="zstd")
    floor = (project / "data" / "floor.parquet").stat().st_size
    kinds: dict[str, int] = {"one Parquet": floor}
    seen = set()
    for path in sorted((project / ".wager").rglob("*")):
        stat = path.stat()
        if path.is_file() and stat.st_ino not in seen:
            seen.add(stat.st_ino)
            parts = path.relative_to(project / ".wager").parts
            kind = " ".join(parts[: 2 if parts[0] == "cache" else 1])
            kinds[kind] = kinds.get(kind, 0) + stat.st_size
    megabytes = {kind: round(size / 1e6, 2) for kind, size in kinds.items()}
    return (sum(kinds.values()) - floor) / floor, megabytes


def main() -> None:
    """Measure, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--digits", type=int, default=4)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = write_cases(Path(folder), arguments.rows, arguments.digits)
        subprocess.run([*WAGER, "-C", str(project), "check"], check=True, capture_output=True)
        rounds = [steps(project, repeat) for repeat in range(arguments.repeat)]
        size, kinds = stored(project)
    names = ("floor", "first", "hyperparameter", "second", "feature", "unchanged", "sample")
    seconds, ratios, wall = {}, {}, {}
    for name in names:
        measured = [(each[name], each["floor"]) for each in rounds if name in each]
        seconds[name] = [round(statistics.median(step[which] for step, _ in measured), 2) for which in (0, 1)]
        ratios[name] = round(statistics.median(step[0] / floor[0] for step, floor in measured), 3)
        wall[name] = round(statistics.median(step[1] / floor[1] for step, floor in measured), 3)
    if arguments.json:
        print(
            json.dumps(
                {
                    "ratios": ratios,
                    "wall_ratios": wall,
                    "seconds": seconds,
                    "stored": round(size, 2),
                    "megabytes": kinds,
                }
            )
        )
        return
    print(f"{'':16} {'CPU s':>7} {'wall s':>7} {'CPU ratio':>10} {'wall ratio':>11}")
    for name, (cpu, clock) in seconds.items():
        print(f"{name:16} {cpu:7.2f} {clock:7.2f} {ratios[name]:10.2f} {wall[name]:11.2f}")
    print(f"stored over one Parquet file of the same columns: {size:.2f}")
    print("MB: " + ", ".join(f"{kind} {size}" for kind, size in kinds.items() if size >= 0.1))


if __name__ == "__main__":
    main()
