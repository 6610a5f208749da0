"""Features mean the same everywhere: every aggregate in every window, computed in every way there is, and how many bits differ.

    python bench/same_bits.py [--worlds 40] [--first 1000] [--workers 2] [--large 60000] [--json]

Each world is drawn by chance (`tests/laws/worlds.py`): events with two clocks that come late, are corrected, moved and never known, with ties,
nulls, keys that come twice, entities without events, and a day on which clocks are changed, in five zones; rows are asked about at the very edges
of windows. All aggregates by four entities over 7 d, 60 d .. 30 d and ever, with conditions, take and ratios (`world_definitions.py`) are computed as a matrix:

    naive        against loops over plain values with fractions, which share no code with it (`oracle.py`)
    shuffled     rows of the sources and of what is asked in another order
    threads      2 and 4 threads of the engine
    partitions   states over random parts of the events, with some that were taken back, merged in any order
    one by one   the online form, one row at a time, on a snapshot with everything
    live         the same where half of the events came one by one afterwards
    deleted      without all that is known at a cut or later, what had been known by then unchanged: the rows before it
    appended     later events come into a store with a cache: the rows before it, and all rows

Then one large world, in which several threads do have work. Ends with 1 if one bit differs.
"""

import argparse
import json
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

LARGE = ("shuffled", "threads")


def checked(case):
    """Draw a world and run checks on it."""
    from laws import same_bits, worlds

    seed, sizes, checks = case
    with tempfile.TemporaryDirectory() as folder:
        return same_bits.Checks(Path(folder), worlds.world(seed, **sizes)).run(checks)


def cases(arguments):
    """Yield all worlds, each with half of the definitions, and the large one with a sixth."""
    from laws.same_bits import CHECKS

    for seed in range(arguments.first, arguments.first + arguments.worlds):
        yield seed, {"part": (seed // 5 % 2, 2)}, tuple(CHECKS)
    if arguments.large:
        yield arguments.first, {"part": (0, 6), "events": arguments.large, "asks": 400}, LARGE


def by_check(tally):
    """Add up what was compared in each check."""
    from laws.same_bits import CHECKS

    return {
        name: {
            "values": sum(count for (check, _), count in tally.values.items() if check == name),
            "differing_bits": sum(count for (check, _), count in tally.bits.items() if check == name),
            "cpu_s": round(tally.cpu[name], 2),
            "wall_s": round(tally.wall[name], 2),
        }
        for name in CHECKS
    }


def by_aggregate(tally):
    """Add up what was compared of each aggregate: values by check, and bits that differ."""
    from laws.same_bits import CHECKS

    kinds = dict.fromkeys(kind for _, kind in tally.values)
    return {
        kind: {
            "values": {name: tally.values[name, kind] for name in CHECKS},
            "differing_bits": {name: tally.bits[name, kind] for name in CHECKS if tally.bits[name, kind]},
        }
        for kind in kinds
    }


def main():
    """Run all checks, print tables or one JSON document, and end with 1 where a bit differs."""
    from laws.same_bits import Tally

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--large", type=int, default=60_000, help="events of the large world; 0 for none")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    began, tally = time.perf_counter(), Tally()
    with ProcessPoolExecutor(arguments.workers) as pool:
        for found in pool.map(checked, cases(arguments)):
            tally.merge(found)
    wall = time.perf_counter() - began
    checks, aggregates = by_check(tally), by_aggregate(tally)
    apart = sum(one["differing_bits"] for one in checks.values())
    if arguments.json:
        print(
            json.dumps(
                {"worlds": arguments.worlds, "checks": checks, "aggregates": aggregates, "wall_s": wall}
            )
        )
    else:
        tell(arguments, checks, aggregates, wall)
    for check, (seed, feature, row, found, expected) in tally.first.items():
        print(f"{check}: world {seed}, row {row}: {feature} is {found!r}, not {expected!r}", file=sys.stderr)
    return 1 if apart else 0


def tell(arguments, checks, aggregates, wall):
    """Print what was compared, by check, and by aggregate and check."""
    print(f"{'check':12} {'values':>12} {'differing bits':>15} {'CPU s':>9} {'wall s':>9}")
    for name, one in checks.items():
        print(
            f"{name:12} {one['values']:12,} {one['differing_bits']:15,} {one['cpu_s']:9.1f} {one['wall_s']:9.1f}"
        )
    print(f"\n{'values':16} " + " ".join(f"{name:>10}" for name in checks) + "  differing bits")
    for kind, one in aggregates.items():
        counts = " ".join(f"{one['values'][name]:10,}" for name in checks)
        print(f"{kind:16} {counts} {sum(one['differing_bits'].values()):15,}")
    values, apart = (sum(one[key] for one in checks.values()) for key in ("values", "differing_bits"))
    large = f", and one of {arguments.large:,} events" if arguments.large else ""
    print(
        f"\n{arguments.worlds} worlds{large}: {values:,} values compared, {apart:,} bits differ; {wall:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
