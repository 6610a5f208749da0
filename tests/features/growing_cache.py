"""What another process does with a cache, for tests: `python growing_cache.py FOLDER ACT`."""

import hashlib
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.features.cache import FeatureCache


def bits_of(folder):
    """Build a matrix in a cache that others use too; return the digest of its bits, and how much was computed."""
    trips, scores = project.trips(300), project.scores(40)
    names = [name for name in project.features() if name.startswith(("history.line_load", "row"))] + ["line"]
    with TemporaryDirectory() as own:
        made = project.matrix(
            DuckDBEngine(threads=1),
            Path(own),
            trips,
            scores,
            names=names,
            cache=FeatureCache(folder / "cache"),
        )
    said = repr([(name, project.bits(made.columns[name])) for name in made.names])
    return hashlib.sha256(said.encode()).hexdigest(), len(made.computed)


def write_forever(folder):
    """Write large columns until killed; says when it has begun."""
    cache = FeatureCache(folder)
    values = pa.array(np.arange(400_000.0))
    cache.write("0" * 64, values)
    print("begun", flush=True)
    place = 0
    while True:
        place += 1
        cache.write(f"{place % 7 + 1:064}", values)
        cache.extend(f"{place % 7 + 20:064}", "0" * 64, 300_000, values)


if __name__ == "__main__":
    folder, act = Path(sys.argv[1]), sys.argv[2]
    if act == "build":
        print(*bits_of(folder))
    else:
        write_forever(folder)
