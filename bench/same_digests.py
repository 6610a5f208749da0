"""The same files, and one thing otherwise: whether every learner learns the same model, to the bit.

    python bench/same_digests.py [--times 15] [--orders 3] [--workers 2] [--json]

A project (`tests/same_digests.py`) with every learner for each kind of objective and loss that it can learn, with encodings, calibration, early
stopping, a search and a refit is written anew and learned from the source on, in a process of its own each:

    process      nothing but another process
    threads      2 and 4 threads, of ours and of the libraries
    hash seed    two other seeds of Python's hashes
    folder       another folder, deeper, whose name has a blank and a letter beyond ASCII
    shuffled     the rows of all sources in another order, spread over their files otherwise

Then all of it at once. Ends with 1 if one digest differs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
USUAL = {"place": "p", "seed": 0, "threads": 1, "hashes": "0"}
DEEP = "a folder/für/sich"


def ways(orders):
    """Name each way to learn, with what it changes."""
    yield "as it is", {}
    yield "process", {}
    yield from ((f"threads {count}", {"threads": count}) for count in (2, 4))
    yield from ((f"hash seed {seed}", {"hashes": seed}) for seed in ("1", "random"))
    yield "folder", {"place": DEEP}
    yield from ((f"shuffled {seed}", {"seed": seed}) for seed in range(1, orders + 1))
    yield "all at once", {"place": DEEP, "seed": orders + 1, "threads": 3, "hashes": "2"}


def learned(changes, times):
    """Learn everything in one way; return the digests, and the seconds that it took."""
    way = {**USUAL, **changes}
    threads = str(way["threads"])
    pinned = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
    settings = {"PYTHONHASHSEED": way["hashes"], "OMP_WAIT_POLICY": "PASSIVE", "PYTHONPATH": str(TESTS)}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / way["place"]
        place.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, str(TESTS / "same_digests.py"), str(place), str(way["seed"]), threads, str(times)],
            cwd=folder, env={**os.environ, **pinned, **settings}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    return json.loads(done.stdout), time.monotonic() - began


def main():
    """Learn in all ways, and compare each with the first."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--times", type=int, default=15, help="times 1,120 rows, and 1,000 events")
    parser.add_argument("--orders", type=int, default=3, help="how often the rows are shuffled")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    named = dict(ways(arguments.orders))
    with ThreadPoolExecutor(arguments.workers) as pool:
        done = dict(
            zip(
                named,
                pool.map(lambda changes: learned(changes, arguments.times), named.values()),
                strict=True,
            )
        )
    first = done["as it is"][0]
    differing = {
        way: [model for model in first if found.get(model) != first[model]]
        for way, (found, _) in done.items()
    }
    if arguments.json:
        print(json.dumps({"models": len(first), "rows": 1120 * arguments.times, "differing": differing}))
    else:
        print(
            f"{len(first)} models, {1120 * arguments.times:,} rows, each from the source on in {len(named)} ways"
        )
        for way, models in differing.items():
            print(f"  {way:<14} {done[way][1]:6.1f} s   differing: {', '.join(models) or 'none'}")
    return int(any(differing.values()))


if __name__ == "__main__":
    sys.exit(main())
