"""How many planted leaks `wager check` finds, and how many honest twins it accuses.

    python bench/planted_leaks.py [--each 300] [--first 1000] [--workers 2] [--json]

Each kind of leak is planted in so many projects, spread over the shapes of their sources, each beside a twin that looks alike and is
honest (`tests/leaks`). The looks were written on seeds below 1000; figures are of seeds from 1000 on. Goal: in each kind at least 95 % found, and
less than 1 % of twins accused, of anything. Bounds are exact and one-sided, at 95 % (Clopper & Pearson 1934).
"""

import argparse
import json
import math
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(HERE))


def asked(case):
    """Plant one leak or its twin, and ask; return the case with what came of it."""
    from leaks.planted import answer

    kind, shape, seed, leaks = case
    with tempfile.TemporaryDirectory() as folder:
        found = answer(Path(folder) / "project", kind, shape, seed, leaks=leaks)
    return case, found


def bound(some, of, *, lower):
    """Bound a share from below or above."""
    from scipy.stats import beta

    if lower:
        return float(beta.ppf(0.05, some, of - some + 1)) if some else 0.0
    return float(beta.ppf(0.95, some + 1, of - some)) if some < of else 1.0


def main():
    """Ask of every case, then print a table or one JSON document."""
    from leaks.planted import KINDS

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=300, help="projects of each kind, and as many twins")
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    began = time.monotonic()
    cases = [
        (kind, shape, seed, leaks)
        for kind in arguments.kinds
        for shape in KINDS[kind][1]
        for seed in range(arguments.first, arguments.first + math.ceil(arguments.each / len(KINDS[kind][1])))
        for leaks in (True, False)
    ]
    counts = defaultdict(lambda: defaultdict(int))
    with ProcessPoolExecutor(arguments.workers) as pool:
        for (kind, shape, seed, leaks), found in pool.map(asked, cases, chunksize=8):
            one, wrong = counts[kind], found.errors
            one["planted" if leaks else "twins"] += 1
            one["found" if leaks else "accused"] += bool(found.named if leaks else found.accused)
            if wrong or (leaks and not found.named) or (not leaks and found.accused):
                what = "not found" if leaks else "accused"
                print(f"{kind}, {shape}, seed {seed}: {wrong or what} {found.accused[:1]}", file=sys.stderr)
    minutes = (time.monotonic() - began) / 60
    if arguments.json:
        print(json.dumps({"first": arguments.first, "minutes": round(minutes, 1), "kinds": counts}))
        return
    print("| leak | found | at least | twins accused | at most |\n|---|---|---|---|---|")
    for kind, one in counts.items():
        low = bound(one["found"], one["planted"], lower=True)
        high = bound(one["accused"], one["twins"], lower=False)
        print(
            f"| {kind} | {one['found']} of {one['planted']} | {low:.1%} | {one['accused']} of {one['twins']} | {high:.2%} |"
        )
    print(f"\nseeds from {arguments.first} on, {len(cases):,} projects, {minutes:.0f} min")


if __name__ == "__main__":
    main()
