"""Whether a verdict errs as rarely as it promises, and finds what it should: measured on simulated data sets.

    python bench/statistics/verify.py [--short] [--runs 10000] [--every 1] [--jobs 2]

Every cell is simulated at sums by cluster, with a seed of its own, and judged by the vectorised path of `engine.py`; some data sets of
each are judged by wager's own `estimate` as well, and any difference breaks the run. The bounds:

- no difference, 30 clusters or more: claims, on either side, in at most 5 % plus what chance may add over all cells;
- no difference, 6 to 29 clusters: at most 6.5 %; fewer than 6 clusters or 20 rows that count: refused;
- no difference, many looks: at least 3.5 %, or safety would be bought with blindness;
- intervals of 95 % cover 94 to 96 %, with 30 clusters and 50 rows that count or more;
- harm of exactly the margin passes a guardrail in at most 5.65 %, also where losses are rare and fall on many rows of a cluster at once;
- so does a false success in a family of five;
- power is within two points of what `plan` promises, and at 28 looks at least 77.5 % where one look has 80 %.

`--short` has fewer data sets and cells; its bounds are wider by as much as chance then adds. Exit code 1 when one breaks.
"""

import argparse
import itertools
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cells
from simulated import KINDS, World

RUNS, RUNS_SHORT = 10_000, 1_000
LOOKS = (1, 28, 200)
FULL = [
    World(icc, clusters, rate, kind)
    for icc in (0.0, 0.02, 0.1, 0.3)
    for clusters in (4, 8, 12, 20, 30, 50, 100, 500)
    for rate in (0.001, 0.01, 0.1, 0.5)
    for kind in KINDS
]
SHORT = [
    World(icc, clusters, rate, kind)
    for icc in (0.0, 0.1)
    for clusters in (4, 8, 20, 30, 100, 300)
    for rate in (0.001, 0.1)
    for kind in KINDS
]


def tasks(arguments):
    """List what is to be done: a function of `cells`, and what it is given."""
    worlds, seed = (SHORT if arguments.short else FULL), iter(range(1, 1_000_000))
    runs = arguments.runs or (RUNS_SHORT if arguments.short else RUNS)
    every = slice(None, None, arguments.every)
    for world in worlds[every]:
        # In the short form many looks are left to worlds whose early looks need no bootstrap.
        looks = LOOKS if not arguments.short or world.clusters >= 100 else (1,)
        yield cells.size, (world, looks, runs, next(seed))
    many = [world for world in worlds if world.clusters >= 30 and not (arguments.short and world.rate < 0.1)]
    for world in many[every]:
        yield cells.coverage, (world, runs, next(seed))
    for world in [world for world in worlds if world.clusters >= 8 and world.rate == 0.1][every]:
        yield cells.margin, (world, runs, next(seed))
    for icc, clusters in itertools.product((0.02, 0.1, 0.3), (8, 12, 20, 28, 60, 200)):
        lost = 0.02 if clusters >= 60 else 0.1  # of fewer clusters as few rows would not be judged
        yield cells.losses, (World(icc, clusters, lost, "losses"), runs, next(seed))
    for clusters in (10, 20, 30, 100, 500):
        yield cells.power, (clusters, runs, next(seed))
    for looks in (28,) if arguments.short else (28, 200):
        yield cells.power_of_looks, (looks, runs, next(seed))
    yield cells.family, (runs, next(seed))
    for icc in (0.0, 0.1):
        yield cells.information, (icc, max(runs // 5, min(runs, 500)), next(seed))


def work(task):
    """Do one task."""
    function, given = task
    return function(*given)


def gathered(results, many):
    """Put the lines of all tasks together, and say on a terminal how far it is."""
    lines = []
    for place, found in enumerate(results, 1):
        lines += found
        if sys.stderr.isatty():
            print(f"\r{place} of {many}", end="\n" if place == many else "", file=sys.stderr, flush=True)
    return lines


def main(argv=None):
    """Simulate, print the table; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="fewer cells, 1,000 data sets each")
    parser.add_argument("--runs", type=int, help="data sets per cell")
    parser.add_argument("--every", type=int, default=1, help="take each n-th cell only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    arguments = parser.parse_args(argv)
    begun, wanted = time.monotonic(), list(tasks(arguments))
    if arguments.jobs > 1:
        with ProcessPoolExecutor(arguments.jobs) as pool:
            done = gathered(pool.map(work, wanted), len(wanted))
    else:
        done = gathered(map(work, wanted), len(wanted))
    exact = not arguments.short and arguments.runs is None
    bounded = cells.with_bounds(done, exact=exact)
    print(cells.HEADER)
    for line in bounded:
        print(line)
    broken = [line for line in bounded if line.broken]
    differ = sum(line.differ for line in bounded)
    worst = {
        name: max((line.rate for line in bounded if line.what == name and line.most), default=0)
        for name in cells.SIZES
    }
    print(
        f"{len(bounded)} cells, {len(broken)} broken; false claims at most "
        + ", ".join(f"{100 * rate:.2f} % ({name})" for name, rate in worst.items())
        + f"; {differ} data sets that wager itself judges otherwise; {time.monotonic() - begun:.0f} s"
    )
    return 1 if broken or differ else 0


if __name__ == "__main__":
    sys.exit(main())
