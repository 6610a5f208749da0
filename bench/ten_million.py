"""How long a verdict's figures take on ten million rows, on one core.

    python bench/ten_million.py [--rows 10000000] [--json]

Two contenders have decided the same rows, which lie in 365 days. Each line is one question of a verdict: both figures, their difference
with its interval, and the amount or margin set against it. The floors are numpy's sort of one of the same arrays and its sum of another,
in the same process. CPU and wall seconds beside each other; memory is the most that the process ever held, the rows included. Goals: money
and recall within 5 s, AUC within 25 s, 9,999 wild draws on 29 clusters within 1 s, the bounds of 200 looks within 1 s, memory under 2 GiB.
"""

import argparse
import json
import os
import resource
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.interval import estimate
from wager.evaluation.wild import WildBootstrap, weights
from wager.verdict.comparison import prove_goal
from wager.verdict.question import Court
from wager.verdict.sequential import bounds

DAYS, FEW, LOOKS = 365, 29, 200
RIGHT, WRONG = 1800, -600
GOALS = {
    "money": ("Increase money per 1000 rows by 1 USD over champion_rule", 5.0),
    "recall": ("Increase recall of late by 1 pp over champion_rule", 5.0),
    "auc": ("Increase auc by 0.01 over champion_rule", 25.0),
}


def contest(rows):
    """Let two contenders decide so many rows: the truth shows in both scores, more so in the model's."""
    random = np.random.default_rng(10)
    late = random.random(rows, dtype=np.float32) < 0.25
    clusters = np.sort(random.integers(0, DAYS, rows))
    found = []
    for name, clear in (("model", 0.15), ("champion_rule", 0.1)):
        chance = np.clip(0.25 + clear * (late - 0.25) + 0.1 * random.standard_normal(rows), 0.001, 0.999)
        acts = chance >= 0.25
        money = np.where(acts, np.where(late, RIGHT, WRONG), 0)
        found.append(Contender(name, acts.astype(np.int8), money, np.column_stack([1 - chance, chance])))
    outcomes = Outcomes(late.astype(np.int64), ("otherwise", "late"), ("none", "act"), clusters)
    return found, outcomes


def timed(call):
    """Return CPU and wall seconds of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def measured(rows):
    """Yield what was timed: what, the seconds, and the goal, where there is one."""
    (model, champion), outcomes = contest(rows)
    court = Court(model, {one.name: one for one in (model, champion)}, champion.name, outcomes, "USD", 0.05)
    yield "numpy: sort of the scores", timed(lambda: np.sort(model.probabilities[:, 1])), None
    yield "numpy: sum of the money", timed(model.money.sum), None
    estimate_once(outcomes)
    for name, (sentence, goal) in GOALS.items():
        yield name, timed(lambda sentence=sentence: prove_goal(parse_goal(sentence), {}, court, {})), goal
    sums = np.random.default_rng(1).standard_normal(FEW)
    wild = WildBootstrap(0.1, sums - sums.mean(), np.full(FEW, 1 / FEW))
    weights.cache_clear()
    yield (
        f"9,999 wild draws, both bounds of {FEW} clusters",
        timed(lambda: (wild.bound(0.05, -1), wild.bound(0.05, 1))),
        1.0,
    )
    yield f"bounds of {LOOKS} looks", timed(lambda: bounds(np.arange(1, LOOKS + 1) / LOOKS, 0.025)), 1.0


def estimate_once(outcomes):
    """Import what an interval needs, before anything is timed."""
    from wager.evaluation.influence import mean

    few = slice(0, 1000)
    estimate(mean(np.arange(1000.0), np.ones(1000, bool)), outcomes.clusters[few])
    bounds([0.5, 1.0], 0.025)


def main():
    """Measure, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = [
        {"what": what, "cpu_s": round(cpu, 3), "wall_s": round(wall, 3), "goal_s": goal}
        for what, (cpu, wall), goal in measured(arguments.rows)
    ]
    floor = found[0]["cpu_s"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    if arguments.json:
        print(json.dumps({"rows": arguments.rows, "measured": found, "memory_gib": round(memory, 2)}))
        return
    print(f"{arguments.rows:,} rows   {'CPU s':>8} {'wall s':>8} {'x sort':>7} {'goal s':>7}")
    for one in found:
        print(
            f"{one['what']:46} {one['cpu_s']:8.3f} {one['wall_s']:8.3f} {one['cpu_s'] / floor:7.2f} {one['goal_s'] or '':>7}"
        )
    print(f"memory at most {memory:.2f} GiB (goal 2 GiB)")


if __name__ == "__main__":
    main()
