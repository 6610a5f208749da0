"""How often an analysis says what was planted, and how often it says something of a clean twin.

    python bench/analysis.py [--each 50] [--twins 200] [--first 1000] [--workers 2] [--kinds …] [--json]

Each kind is planted in so many projects (`tests/plants.py`), from the files of a project to `run.analysis`; a clean twin is made by the same
generator with nothing planted, and anything that is said of it is an accusation. The rules were written on seeds below 1000; figures are of seeds from 1000
on. Goals: of each kind 90 % are found; of the twins no more than 5 % are accused. Bounds are exact and one-sided, at 95 % (Clopper & Pearson 1934).
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(Path(__file__).resolve().parent))

TWIN = "clean twin"


def asked(case):
    """Plant one thing, or nothing, and analyse; return the case with what the analysis is about."""
    from plants import PLANTS, analysed, clean

    kind, seed = case
    make, _ = PLANTS.get(kind, (clean, ""))
    with tempfile.TemporaryDirectory() as folder:
        found = analysed(Path(folder) / "project", make(seed))
    return case, [[one.about, one.said] for one in found.next]


def main():
    """Analyse every project, then print a table or one JSON document."""
    from planted_leaks import bound
    from plants import PLANTS

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=50, help="projects of each kind")
    parser.add_argument("--twins", type=int, default=200, help="clean projects")
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kinds", nargs="*", default=list(PLANTS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    began = time.monotonic()
    cases = [
        (kind, seed)
        for kind, many in [*((one, arguments.each) for one in arguments.kinds), (TWIN, arguments.twins)]
        for seed in range(arguments.first, arguments.first + many)
    ]
    counts, about = defaultdict(Counter), defaultdict(Counter)
    with ProcessPoolExecutor(arguments.workers) as pool:
        for (kind, seed), said in pool.map(asked, cases, chunksize=4):
            wanted = PLANTS[kind][1] if kind in PLANTS else ""
            words = [one for one, _ in said]
            counts[kind]["projects"] += 1
            counts[kind]["found"] += wanted in words
            counts[kind]["accused"] += bool(words)
            about[kind].update(set(words))
            if (kind != TWIN and wanted not in words) or (kind == TWIN and words):
                print(f"{kind}, seed {seed}: {said or 'nothing is said'}", file=sys.stderr)
    minutes = (time.monotonic() - began) / 60
    if arguments.json:
        document = {"first": arguments.first, "minutes": round(minutes, 1), "kinds": counts, "about": about}
        print(json.dumps(document))
        return
    print("| planted | said | at least | what else was said |\n|---|---|---|---|")
    for kind, one in counts.items():
        if kind != TWIN:
            low = bound(one["found"], one["projects"], lower=True)
            others = ", ".join(
                f"{word} {many}" for word, many in about[kind].items() if word != PLANTS[kind][1]
            )
            print(f"| {kind} | {one['found']} of {one['projects']} | {low:.1%} | {others or '-'} |")
    twins = counts[TWIN]
    if twins["projects"]:
        high = bound(twins["accused"], twins["projects"], lower=False)
        words = ", ".join(f"{word} {many}" for word, many in about[TWIN].items())
        print(
            f"\nof {twins['projects']} clean twins {twins['accused']} are told something (at most {high:.1%}): {words or 'nothing'}"
        )
    print(f"seeds from {arguments.first} on, {len(cases):,} projects, {minutes:.0f} min")


if __name__ == "__main__":
    main()
