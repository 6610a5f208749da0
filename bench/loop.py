"""The loop that a data scientist lives in, against one bare script in the same run.

    python bench/loop.py [--repeat 3] [--json]

Floor: `floor_flights.py` reads, computes the same columns, fits the same trees, evaluates. Each step of wager
is one command of its own process, with intervals, slices, money and lineage. Ratios are CPU seconds of the
whole process tree over the floor's, medians of the repeats; wall seconds stand beside them. Goals:
hyper-parameter 0.8, feature 0.9, unchanged 0.15.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
WAGER = [sys.executable, "-m", "wager"]
# Compiled modules are kept, as they are on any machine that uses wager twice.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

MODEL = """\
model: loop
design: flight-protect
features: [carrier, origin, dest, distance, timetable.*, weather.*, history.carrier_*]
except: [history.*_6h, history.*_28d]
algorithm:
  lightgbm: {n_estimators: 20, learning_rate: 0.05, num_leaves: 63}
seed: 7
"""


def timed(
    command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None
) -> tuple[float, float]:
    """Run a command; return its CPU seconds, children included, and its wall seconds."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
        env=env or ENVIRONMENT,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{output}")
    return usage.ru_utime + usage.ru_stime, wall


def prepared(project: Path) -> Path:
    """Make the project of the flights, with the model of this bench and a snapshot."""
    subprocess.run([*WAGER, "init", str(project), "--example", "flights"], check=True, capture_output=True)
    (project / "models" / "loop.yaml").write_text(MODEL)
    subprocess.run([*WAGER, "-C", str(project), "snapshot"], check=True, capture_output=True)
    return project


def steps(project: Path, repeat: int) -> dict[str, tuple[float, float]]:
    """Run the floor and every step once; each repeat changes to values that were never tried."""
    run = [*WAGER, "-C", str(project), "run", "loop", "--json"]
    feature = project / "features" / "timetable.yaml"
    text = feature.read_text()
    measured = {"floor": timed([sys.executable, str(HERE / "floor_flights.py")])}
    if repeat == 0:
        measured["first"] = timed(run)
    measured["hyperparameter"] = timed([*run, "--set", f"lightgbm.num_leaves={31 + repeat}"])
    feature.write_text(
        text.replace("hour: hour(scheduled_departure)", f"hour: hour(scheduled_departure) + {repeat + 1}")
    )
    measured["feature"] = timed(run)
    measured["unchanged"] = timed(run)
    feature.write_text(text)
    return measured


def main() -> None:
    """Measure, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = prepared(Path(folder) / "flights")
        rounds = [steps(project, repeat) for repeat in range(arguments.repeat)]
    seconds, ratios, wall = {}, {}, {}
    for name in ("floor", "first", "hyperparameter", "feature", "unchanged"):
        measured = [(each[name], each["floor"]) for each in rounds if name in each]
        seconds[name] = [round(statistics.median(step[which] for step, _ in measured), 2) for which in (0, 1)]
        ratios[name] = round(statistics.median(step[0] / floor[0] for step, floor in measured), 3)
        wall[name] = round(statistics.median(step[1] / floor[1] for step, floor in measured), 3)
    if arguments.json:
        print(
            json.dumps(
                {"ratios": ratios, "wall_ratios": wall, "seconds": seconds, "repeat": arguments.repeat}
            )
        )
        return
    print(f"{'':16} {'CPU s':>7} {'wall s':>7} {'CPU ratio':>10} {'wall ratio':>11}")
    for name, (cpu, clock) in seconds.items():
        print(f"{name:16} {cpu:7.2f} {clock:7.2f} {ratios[name]:10.2f} {wall[name]:11.2f}")


if __name__ == "__main__":
    main()
