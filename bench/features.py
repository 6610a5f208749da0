"""What a feature more, or a day more, costs where the rest is cached; each against a floor in the same run.

    python bench/features.py [--rows 1000000] [--json]

A project of its own: orders of 365 days, one Parquet file a day, 50 features of which 48 look back over windows. In one process, CPU seconds
of all threads beside wall seconds. A matrix is ready when every column of it is there, and when it is one array of 32-bit floats.

    added row-level    one feature more: 1 column computed, 50 mapped. Floor: numpy fills the same array from arrays in memory. Goal 0.7 s
    added windowed     one windowed feature more. Floor: DuckDB decodes the columns that it reads. Said as a multiple
    appended day       snapshot, rows and matrix after a 366th file, against the same from nothing. Goal 5 %, older files untouched
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wager.project.opening import open_folder
from wager.training.by_row import by_row
from wager.training.columns import length, numbers, write_numbers
from wager.workflow.cached import feature_cache
from wager.workflow.inputs import gather_inputs
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.take_snapshot import take_snapshot

DAY = 86_400_000_000
START = int(np.datetime64("2023-01-01", "us").astype(int))
DAYS = 365

CONFIG = 'wager = 1\nname = "bench"\ncurrency = "USD"\ntime_zone = "UTC"\n'
SOURCE = """source: orders
from: {path: data/*.parquet}
owner: ops
key: number
columns: {number: int, at: time, paid_at: time, customer: int, shop: int, amount: float, items: int, late: bool}
event_time: at
known: {at: [number, at, customer, shop, amount, items], paid_at: rest}
"""
ROW = "features: row\nowner: ops\ndefine:\n" + "".join(
    f"  f{place}: {['amount * ' + str(place + 2), 'items + ' + str(place), 'ln(amount + ' + str(place + 1) + ')'][place % 3]}\n"
    for place in range(2)
)
PAST = """features: past
owner: ops
from: orders
by: [customer, shop, customer+shop]
over: [1 d, 7 d, 14 d, 28 d]
define:
  n: count()
  total: sum(amount)
  mean: mean(items)
  most: max(amount)
"""
DESIGN = """---
design: bench
owner: ops
---
# Orders are paid late

```yaml wager.rows
each: order
from: orders
decide_at: at
```

```yaml wager.objective
is: late
matures: 1 d
```

```yaml wager.split
begin: {train: 2023-01-01, tune: 2023-09-01, holdout: 2023-11-01, end: 2025-01-01}
```

```yaml wager.money
actions: [none, call]
pays: {call: {late: 8 USD, otherwise: -2 USD}}
```

```yaml wager.baselines
do_nothing: {always: none}
champion: do_nothing
```
"""


def day_of(number, rows, chance):
    """Make the orders of one day."""
    at = START + number * DAY + np.sort(chance.integers(0, DAY, rows))
    columns = {
        "number": np.arange(rows) + number * 10_000_000,
        "at": pa.array(at, pa.timestamp("us", "UTC")),
        "paid_at": pa.array(at + chance.integers(0, DAY // 2, rows), pa.timestamp("us", "UTC")),
        "customer": (chance.pareto(1.1, rows) * 50).astype(np.int64) % 100_000,
        "shop": chance.integers(0, 200, rows),
        "amount": chance.gamma(2.0, 20.0, rows),
        "items": chance.integers(1, 9, rows),
        "late": chance.random(rows) < 0.2,
    }
    return pa.table(columns)


def project_in(folder, rows):
    """Write the project, all but the last day."""
    for name, text in {
        "wager.toml": CONFIG, "sources/orders.yaml": SOURCE, "features/row.yaml": ROW, "features/past.yaml": PAST,
        "designs/bench.md": DESIGN,
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    chance = np.random.default_rng(4)
    (folder / "data").mkdir()
    for number in range(DAYS):
        pq.write_table(day_of(number, rows // DAYS, chance), folder / "data" / f"{number:03}.parquet")
    return day_of(DAYS, rows // DAYS, chance)


class Timed:
    """CPU and wall seconds of a block."""

    def __enter__(self):
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_):
        self.cpu, self.wall = time.process_time() - self._cpu, time.perf_counter() - self._wall


def question_of(folder):
    """Ask what the design asks, on the snapshots that there are."""
    wiring = open_folder(folder)
    definitions = read_definitions(wiring)
    assert not [one for one in definitions.findings if one.is_error and not one.path.startswith("designs/")]
    names = sorted(definitions.features)
    inputs = gather_inputs(wiring, definitions, definitions.designs["bench"], names)
    return ask_question(wiring, inputs), names


def matrix_of(question, names):
    """Build the matrix of some features."""
    from wager.expressions.tree import Column

    return question.matrix({name: Column(name) for name in names})


def as_array(columns):
    """Put columns into one array of 32-bit floats, row by row."""
    names = list(columns)

    def write(place, number):
        if isinstance(columns, dict):
            place[:] = columns[names[number]]
        else:
            write_numbers(place, columns, names[number])

    return by_row((length(columns), len(names)), np.float32, write)


def measured(folder, rows):
    """Yield name, what was timed, its floor, and what else is to be said."""
    last = project_in(folder, rows)
    open_folder(folder).engine.evaluate(
        pa.table({"a": [1]}), {"a": "int"}, {"a": parse("a + 1")}
    )  # load engines
    with Timed() as first_snapshot:
        take_snapshot(open_folder(folder))
    with Timed() as first_rows:
        question, names = question_of(folder)
    with Timed() as first_matrix:
        matrix = matrix_of(question, names)
    assert len(names) == 50
    assert matrix.computed == tuple(names)
    yield (
        "first time",
        [first_snapshot, first_rows, first_matrix],
        None,
        f"{matrix.rows:,} rows, {len(names)} columns",
    )

    features = folder / "features"
    (features / "new.yaml").write_text("features: new\nowner: ops\ndefine:\n  spare: amount / items\n")
    question, names = question_of(folder)
    with Timed() as ready:
        matrix = matrix_of(question, names)
    with Timed() as array:
        as_array(matrix.columns)
    plain = {name: np.array(numbers(column)) for name, column in matrix.columns.items()}
    with Timed() as floor:
        as_array(plain)
    yield "added row-level", [ready, array], floor, f"computed {', '.join(matrix.computed)}"

    (features / "more.yaml").write_text(
        "features: more\nowner: ops\nfrom: orders\nby: customer\nover: 14 d\ndefine:\n  least: min(amount)\n"
    )
    question, names = question_of(folder)
    with Timed() as windowed:
        matrix = matrix_of(question, names)
    files = [str(path) for path in question.inputs.stored("orders").files]
    connection = duckdb.connect()
    with Timed() as decode:
        connection.execute(
            'SELECT number, "at", customer, amount FROM read_parquet($1)', [files]
        ).fetchnumpy()
    yield "added windowed", [windowed], decode, f"computed {', '.join(matrix.computed)}"

    cache = feature_cache(question.wiring)
    before = {
        path: path.stat().st_mtime_ns for path in (folder / ".wager" / "objects").rglob("*") if path.is_file()
    }
    columns = {path: path.read_bytes()[:4096] for path in cache.folder.glob("*.arrow")}
    pq.write_table(last, folder / "data" / f"{DAYS:03}.parquet")
    with Timed() as snapshot:
        take_snapshot(open_folder(folder))
    with Timed() as again:
        question, names = question_of(folder)
    with Timed() as more:
        matrix = matrix_of(question, names)
    touched = sum(path.stat().st_mtime_ns != stamp for path, stamp in before.items())
    touched += sum(path.read_bytes()[:4096] != content for path, content in columns.items())
    computed = {one.computed for one in matrix.told}
    said = f"{sorted(computed)} of {matrix.rows:,} rows computed, {touched} older files touched"
    yield "appended day", [snapshot, again, more], None, said


def parse(text):
    """Read an expression."""
    from wager.expressions.parse import parse as read

    return read(text)


def main():
    """Measure, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = list(measured(Path(folder), arguments.rows))
    first = found[0][1]
    lines, written = [], []
    for name, times, floor, said in found:
        cpu, wall = sum(one.cpu for one in times), sum(one.wall for one in times)
        steps = " + ".join(f"{one.cpu:.2f}" for one in times)
        below = floor.cpu if floor is not None else sum(one.cpu for one in first)
        written.append(
            {
                "what": name,
                "cpu_s": round(cpu, 3),
                "wall_s": round(wall, 3),
                "steps_cpu_s": [round(one.cpu, 3) for one in times],
                "ratio": round(cpu / below, 3),
                "floor_cpu_s": round(below, 3),
                "said": said,
            }
        )
        lines.append(f"{name:16} {cpu:8.2f} {wall:8.2f} {below:8.2f} {cpu / below:8.3f}  {steps}; {said}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    if arguments.json:
        print(json.dumps({"rows": arguments.rows, "measured": written, "memory_gib": round(memory, 2)}))
        return
    print(f"{'':16} {'CPU s':>8} {'wall s':>8} {'floor s':>8} {'ratio':>8}  CPU s of each step")
    print("\n".join(lines))
    print(f"memory at most {memory:.2f} GiB")


if __name__ == "__main__":
    main()
