"""What serving computes for one entity at one moment is what the batch holds: bit for bit, in each example project; and how long it takes.

    python bench/online.py [--rows 30000] [--projects flights subscriptions mail] [--json]

Flights are the real ones; the others are on data made by chance (`tests/shop.py`, `tests/attack_mail.py`), of a size that has so many rows. Every
feature of a project is built as a matrix; so many rows are drawn with a fixed seed and asked one by one in no order, as of their own moments, with no
more of a row than a request carries. Times are CPU microseconds of each row, the clock's own included. Floor: the same values, packed, read from a dict by
the number of the row and unpacked: what the quickest store could do. Goal: at most 100 µs a row. Ends with 1 if one bit differs.
"""

import argparse
import json
import os
import struct
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

SEED = 17
CUSTOMERS, MAILS, DOMAINS = 7_000, 40_000, 550


@dataclass(frozen=True)
class Asked:
    """What came of one project."""

    project: str
    rows: int
    asked: int
    features: int
    values: int
    differing_bits: int
    mean_us: float
    p50_us: float
    p99_us: float
    floor_us: float
    ready_s: float


def flights(folder):
    """Copy the example, which has real data."""
    import shutil

    example = Path(__file__).resolve().parents[1] / "examples" / "flights"
    return shutil.copytree(
        example, folder, ignore=shutil.ignore_patterns(".wager", "*.log")
    ), "flight-protect"


def subscriptions(folder):
    """Write customers who buy by chance."""
    from shop import write_shop

    return write_shop(folder, customers=CUSTOMERS), "keep-customers"


def mail(folder):
    """Write mails by chance, and a vendor's scores of their senders, corrected now and then."""
    import duckdb

    from attack_mail import BEGIN, END, write_attack_mail

    write_attack_mail(folder, mails=MAILS)
    chance = np.random.default_rng(SEED)
    names = [f"young{number}.example" for number in range(400)] + [f"firm{number}.example" for number in range(150)]  # fmt: skip
    domains = chance.choice(names, 12 * DOMAINS)
    at = np.sort(chance.uniform(BEGIN.timestamp(), END.timestamp(), len(domains)))
    scores = np.round(chance.uniform(0, 100, len(domains)), 2)
    with duckdb.connect(str(folder / "scores.db")) as vendor:
        vendor.execute("create schema vendor")
        vendor.execute(
            "create table vendor.reputation as select unnest($1) as domain, unnest($2) as score, epoch_ms(unnest($3)) as scored_at",
            [domains.tolist(), scores.tolist(), (at * 1000).astype(int).tolist()],
        )
    os.environ["WAREHOUSE"] = f"duckdb://{folder}/scores.db"
    return folder, "attack-mail"


PROJECTS = {"flights": flights, "subscriptions": subscriptions, "mail": mail}


def question_of(folder, design):
    """Ask what a design asks, with every feature of the project."""
    from wager.project.opening import open_folder
    from wager.workflow.inputs import gather_inputs
    from wager.workflow.question import ask_question
    from wager.workflow.read_project import read_definitions

    wiring = open_folder(folder)
    definitions = read_definitions(wiring)
    names = sorted(definitions.features)
    inputs = gather_inputs(wiring, definitions, definitions.designs[design], names)
    return ask_question(wiring, inputs), names


def online_of(question, names):
    """Make the online form of features, as serving does; also return the rows as requests hold them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from wager.expressions.tree import Column
    from wager.features.online.online import Online

    inputs = question.inputs
    stored = {name: inputs.stored(name) for name in inputs.sources}
    wanted = {name: Column(name) for name in names}
    unit = stored[inputs.unit.name]
    began = time.process_time()
    one = Online(question.wiring.engine, unit, stored, inputs.definitions.features, wanted)
    ready = time.process_time() - began
    table = pa.concat_tables(pq.read_table(path, columns=list(one.reads)) for path in unit.files)
    plain = [values.cast(pa.int64()) if pa.types.is_timestamp(values.type) else values for values in table.columns]  # fmt: skip
    return one, ready, pa.table(dict(zip(table.column_names, plain, strict=True)))


def asked(project, folder, rows):
    """Ask so many rows of a project one by one, and compare with its matrix."""
    import pyarrow as pa

    from laws.same_bits import bits_apart
    from wager.expressions.tree import Column

    question, names = question_of(*PROJECTS[project](folder))
    whole = question.matrix({name: Column(name) for name in names})
    chance = np.random.default_rng(SEED)
    chosen = chance.permutation(len(question.rows))[:rows]
    one, ready, table = online_of(question, names)
    requests = table.take(pa.array(question.rows.index[chosen])).to_pylist()
    moments = question.rows.t[chosen].tolist()
    found, spent = [], np.empty(len(chosen))
    for place, (row, at) in enumerate(zip(requests, moments, strict=True)):
        began = time.thread_time_ns()
        values = one.values(row, at)
        spent[place] = time.thread_time_ns() - began
        found.append(values)
    apart = 0
    for name in names:
        batch = whole.columns[name].take(pa.array(chosen)).to_pylist()
        apart += sum(bits_apart(values[name], value) for values, value in zip(found, batch, strict=True))
    spent /= 1000
    return Asked(
        project, len(question.rows), len(chosen), len(names), len(chosen) * len(names), apart,
        *(round(float(figure), 1) for figure in (spent.mean(), np.median(spent), np.quantile(spent, 0.99))),
        floor(found, names), round(ready, 2),
    )  # fmt: skip


def floor(found, names):
    """CPU microseconds a row that reading ready values from a dict takes."""
    form = struct.Struct(f"<{len(names)}d")
    numbers = [[value if isinstance(value, int | float) else 0 for value in values.values()] for values in found]  # fmt: skip
    packed = {place: form.pack(*values) for place, values in enumerate(numbers)}
    order = np.random.default_rng(SEED).permutation(len(packed)).tolist()
    spent = np.empty(len(order))
    for place, key in enumerate(order):
        began = time.thread_time_ns()
        dict(zip(names, form.unpack(packed[key]), strict=True))
        spent[place] = time.thread_time_ns() - began
    return round(float(spent.mean()) / 1000, 1)


def main():
    """Ask of every project, print a table or one JSON document, and end with 1 where a bit differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--projects", nargs="*", default=list(PROJECTS), choices=list(PROJECTS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    every = []
    for project in arguments.projects:
        with tempfile.TemporaryDirectory() as folder:
            every.append(asked(project, Path(folder) / project, arguments.rows))
    if arguments.json:
        print(json.dumps([asdict(one) for one in every]))
    else:
        print(f"{'':14} {'rows':>8} {'asked':>7} {'features':>9} {'values':>10} {'differing bits':>15} {'mean µs':>8} {'p50':>7} {'p99':>7} {'floor µs':>9} {'ready s':>8}")  # fmt: skip
        for one in every:
            print(
                f"{one.project:14} {one.rows:8,} {one.asked:7,} {one.features:9} {one.values:10,} {one.differing_bits:15,} "
                f"{one.mean_us:8.1f} {one.p50_us:7.1f} {one.p99_us:7.1f} {one.floor_us:9.1f} {one.ready_s:8.2f}"
            )
    return 1 if any(one.differing_bits for one in every) else 0


if __name__ == "__main__":
    sys.exit(main())
