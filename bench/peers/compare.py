"""The loop of a data scientist on wager and on its peers, against one bare script, all in the same run.

    python bench/peers/compare.py [--repeat 3] [--peers hamilton kedro …] [--json]

Each peer has an environment of its own under `build/peers`, made from the hash-pinned file beside this one; each is given the
steps of `bench/floor_flights.py` and what it has to keep work from being done twice. Ratios are CPU seconds of the whole process tree over the
floor's, medians of the repeats. Stored is what lies in its folder after all of it, in MB.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent
sys.path.insert(0, str(BENCH))

import loop  # noqa: E402 - the bench of wager itself

BUILD = BENCH.parent / "build" / "peers"
STEPS = ("first", "hyperparameter", "feature", "unchanged")

DVC_STAGES = {
    "read": ([], ["flights", "weather"], []),
    "timetable": (["flights"], ["of_timetable"], ["offset"]),
    "weather": (["flights", "weather"], ["of_weather"], []),
    "history": (["flights"], ["of_history"], []),
    "fit": (["flights", "of_timetable", "of_weather", "of_history"], ["model.txt"], ["leaves"]),
    "evaluate": (
        ["flights", "of_timetable", "of_weather", "of_history", "model.txt"],
        ["evaluation.json"],
        [],
    ),
}


@dataclass(frozen=True)
class Peer:
    """One tool in its environment, at work in a folder of its own."""

    name: str
    folder: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(BUILD / self.name / "bin" / "python")

    def install(self) -> None:
        """Make the environment, unless it is there."""
        if Path(self.python).exists():
            return
        print(f"{self.name}: its environment is made", file=sys.stderr)
        venv.create(BUILD / self.name, with_pip=True)
        command = [self.python, "-m", "pip", "install", "-qq", "--no-input", "--require-hashes"]
        subprocess.run([*command, "-r", str(HERE / f"{self.name}.txt")], check=True)

    def prepare(self) -> None:
        """Write what it needs in its folder."""
        self.folder.mkdir()
        if self.name == "dvc":
            (self.folder / "dvc.yaml").write_text(json.dumps({"stages": dvc_stages(self.python)}))
            subprocess.run([self.python, "-m", "dvc", "init", "--no-scm", "-q"], check=True, cwd=self.folder)

    def command(self, step: str, leaves: int, offset: int) -> list[str]:
        """Say how a person would do a step with it."""
        script = str(HERE / f"{self.name}_loop.py")
        if self.name == "metaflow":
            since = {"first": ["run"], "feature": ["resume", "timetable_columns"]}
            return [self.python, script, "--no-pylint", *since.get(step, ["resume", "fit"])]
        if self.name == "dvc":
            return [self.python, "-m", "dvc", "repro", "-q"]
        first = {"hyperparameter": ["fit"], "feature": ["timetable"], "unchanged": ["evaluate"]}.get(step, [])
        kedro = first if self.name == "kedro" else []
        return [self.python, script, str(leaves), str(offset), *kedro]

    def measure(self, step: str, leaves: int, offset: int) -> tuple[float, float]:
        """Do a step; return its CPU and wall seconds."""
        (self.folder / "parameters.json").write_text(json.dumps({"leaves": leaves, "offset": offset}))
        return loop.timed(self.command(step, leaves, offset), cwd=self.folder, env=environment())


def environment() -> dict[str, str]:
    """Let the peers find the steps, and nothing leave the machine."""
    quiet = {
        "KEDRO_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "DVC_NO_ANALYTICS": "1",
        "USERNAME": "bench",
    }
    return {**loop.ENVIRONMENT, **quiet, "PYTHONPATH": str(BENCH), "HAMILTON_TELEMETRY_ENABLED": "false"}


def dvc_stages(python: str) -> dict[str, object]:
    """Write the stages of `dvc_loop.py`."""

    def files(names: list[str]) -> list[str]:
        return [name if "." in name else f"{name}.parquet" for name in names]

    return {
        stage: {
            "cmd": f"{python} {HERE / 'dvc_loop.py'} {stage}",
            "deps": files(reads),
            "outs": files(makes),
            "params": [{"parameters.json": keys}] if keys else [],
        }
        for stage, (reads, makes, keys) in DVC_STAGES.items()
    }


def stored(folder: Path) -> int:
    """Count the bytes that a folder holds; hard links once."""
    found = {
        (file.stat().st_ino, file.stat().st_size)
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    }
    return sum(size for _, size in found)


def rounds(peer: Peer, repeat: int) -> list[dict[str, tuple[float, float]]]:
    """Go through all steps so often, each time with values that were never tried."""
    found = []
    for turn in range(repeat):
        floor = loop.timed([sys.executable, str(BENCH / "floor_flights.py")])
        measured = {"floor": floor}
        if turn == 0:
            measured["first"] = peer.measure("first", 63, 0)
        measured["hyperparameter"] = peer.measure("hyperparameter", 31 + turn, turn)
        measured["feature"] = peer.measure("feature", 31 + turn, turn + 1)
        measured["unchanged"] = peer.measure("unchanged", 31 + turn, turn + 1)
        found.append(measured)
    return found


def ratios(measured: list[dict[str, tuple[float, float]]]) -> dict[str, float]:
    """Divide by the floor of the same round."""
    return {
        step: round(statistics.median(one[step][0] / one["floor"][0] for one in measured if step in one), 2)
        for step in STEPS
    }


def main() -> None:
    """Measure wager and its peers, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=3)
    known = sorted(file.stem for file in HERE.glob("*.txt"))
    parser.add_argument("--peers", nargs="*", default=known, choices=known)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for name in arguments.peers:
            peer = Peer(name, Path(folder) / name)
            peer.install()
            peer.prepare()
            measured = ratios(rounds(peer, arguments.repeat))
            found[name] = {**measured, "stored": round(stored(peer.folder) / 1e6)}
        project = loop.prepared(Path(folder) / "wager")
        measured = ratios([loop.steps(project, turn) for turn in range(arguments.repeat)])
        found["wager"] = {**measured, "stored": round(stored(project / ".wager") / 1e6)}
    if arguments.json:
        print(json.dumps({"repeat": arguments.repeat, "ratios": found}))
        return
    print(f"{'':10}" + "".join(f"{step:>16}" for step in (*STEPS, "stored MB")))
    for name, row in found.items():
        print(f"{name:10}" + "".join(f"{row[step]:16}" for step in (*STEPS, "stored")))


if __name__ == "__main__":
    main()
