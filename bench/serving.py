"""One prediction by HTTP, against a bare server around the same trees in the same run.

    python bench/serving.py [--seconds 4] [--repeat 3] [--trees 500] [--json]

Floor: `floor_serving.py`. Both hold 500 trees over 20 numbers, fitted on the same made-up rows; both are one worker
on one port, asked by `clients.py` over connections that stay open. wager reads and checks each request against its
contract, finds the features, decides in money, and writes the answer to its log: `logged` answers once that is on the
disk (as `wager serve` does), `unlogged` keeps nothing. They take turns within each repeat; ratios are medians over the
repeats. Goals: p50 of `unlogged` at 1 client 2.3 of the floor (FastAPI takes 2.9 of it), requests per second 0.6 of the
floor; `logged` 0.5 of the floor at 64 clients, and at 1 client 0.9 of what the disk does alone, measured beside.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from parcels import NUMBERS, write_project

HERE = Path(__file__).resolve().parent
CLIENTS = (1, 16, 64)
SPACE = 16 * 2**20
RATIOS = {
    "p50_ms": "p50_ratio",
    "p99_ms": "p99_ratio",
    "requests_per_s": "rate_ratio",
    "cpu_us": "cpu_ratio",
}
PREDICT = "/v1/models/parcels/predict"


def prepare(folder: Path, trees: int) -> tuple[Path, Path, bytes, bytes]:
    """Write the project and the floor's model; return them, and what their clients send."""
    import lightgbm
    import numpy as np

    rows = write_project(folder / "project", trees)
    columns = np.array([[row[name] for name in NUMBERS] for row in rows])
    truth = np.array([row["lost"] == "true" for row in rows])
    settings = {"objective": "binary", "num_leaves": 31, "learning_rate": 0.05, "seed": 1, "verbosity": -1}
    booster = lightgbm.train(settings, lightgbm.Dataset(columns, truth, feature_name=NUMBERS), trees)
    booster.save_model(folder / "floor.txt")
    asked = [{name: row[name] for name in ("parcel", "sent", *NUMBERS)} for row in rows[-500:]]
    bare = "\n".join(json.dumps({name: row[name] for name in NUMBERS}) for row in asked)
    return folder / "project", folder / "floor.txt", "\n".join(map(json.dumps, asked)).encode(), bare.encode()


@contextmanager
def started(command: list[str], port_file: Path):
    """Run a server until the block ends; yield its process id and port."""
    process = subprocess.Popen([*command, str(port_file)], stdout=subprocess.DEVNULL)
    try:
        while not (port_file.exists() and port_file.read_text().strip()):
            if process.poll() is not None:
                sys.exit(f"{' '.join(command)} ended with {process.returncode}")
            time.sleep(0.05)
        yield process.pid, int(port_file.read_text())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def cpu_seconds(process: int) -> float:
    """Read how long a process has computed so far, all threads together."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(
    server: tuple[int, int], path: str, clients: int, seconds: float, bodies: bytes
) -> dict[str, float]:
    """Ask one server with so many clients."""
    process, port = server
    before = cpu_seconds(process)
    arguments = [str(port), path, str(clients), str(seconds)]
    done = subprocess.run(
        [sys.executable, str(HERE / "clients.py"), *arguments], input=bodies, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.decode())
    found = json.loads(done.stdout)
    return {
        "p50_ms": found["p50"],
        "p99_ms": found["p99"],
        "requests_per_s": found["requests"] / found["seconds"],
        "cpu_us": 1e6 * (cpu_seconds(process) - before) / found["requests"],
    }


def disk_rate(folder: Path, seconds: float = 1.0) -> float:
    """Count how often a second the disk takes one kilobyte for good, in a file that has its size already."""
    count, until = 0, time.monotonic() + seconds
    descriptor = os.open(folder / "disk", os.O_CREAT | os.O_WRONLY)
    os.pwrite(descriptor, bytes(SPACE), 0)
    os.fsync(descriptor)
    while time.monotonic() < until:
        os.pwrite(descriptor, b"x" * 1024, 1024 * count % SPACE)
        os.fdatasync(descriptor)
        count += 1
    os.close(descriptor)
    return count / seconds


def serve_unlogged(project: str, port_file: str) -> None:
    """Serve a project as `wager serve` does, without its log."""
    from wager.interfaces.http.run import serve
    from wager.project.opening import open_project
    from wager.workflow.serve_titles import open_service

    with open_service(open_project(Path(project), alone=True), log=False) as service:
        serve(service, port=0, announce=lambda serving: Path(port_file).write_text(str(serving.port)))


def rounds(folder: Path, arguments: argparse.Namespace) -> tuple[list[dict], list[float]]:
    """Measure every server with every number of clients, in turns."""
    project, model, asked, bare = prepare(folder, arguments.trees)
    wager = [sys.executable, "-m", "wager", "-C", str(project), "serve", "--port", "0", "--port-file"]
    commands = {
        "floor": [sys.executable, str(HERE / "floor_serving.py"), str(model)],
        "logged": wager,
        "unlogged": [sys.executable, __file__, "--unlogged", str(project)],
    }
    found, disk = [], []
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(started(command, folder / name)) for name, command in commands.items()
        }
        for number in range(arguments.repeat + 1):
            seconds = arguments.seconds if number else 1.0  # the first round only warms up
            found.append(
                {
                    (name, clients): measured(
                        server,
                        "/" if name == "floor" else PREDICT,
                        clients,
                        seconds,
                        bare if name == "floor" else asked,
                    )
                    for clients in CLIENTS
                    for name, server in servers.items()
                }
            )
            disk.append(disk_rate(folder))
    return found[1:], disk[1:]


def summary(found: list[dict], disk: list[float]) -> list[dict]:
    """Take medians over the repeats; ratios within each repeat first."""
    lines = []
    for name, clients in found[0]:
        of = [each[name, clients] for each in found]
        floors = [each["floor", clients] for each in found]
        line = {"server": name, "clients": clients}
        line |= {key: round(statistics.median(each[key] for each in of), 3) for key in of[0]}
        for key, short in RATIOS.items():
            ratios = [each[key] / floor[key] for each, floor in zip(of, floors, strict=True)]
            line[short] = round(statistics.median(ratios), 3)
        rates = [each["requests_per_s"] / rate for each, rate in zip(of, disk, strict=True)]
        line["of_disk"] = round(statistics.median(rates), 3)
        lines.append(line)
    return lines


def show(lines: list[dict], disk: list[float]) -> None:
    """Print a table."""
    print(f"{'server':10}{'clients':>8}{'p50 ms':>9}{'p99 ms':>9}{'req/s':>9}{'CPU us':>9}", end="")
    print(f"{'p50 x':>8}{'p99 x':>8}{'req/s x':>9}{'CPU x':>8}")
    for line in lines:
        print(f"{line['server']:10}{line['clients']:8}{line['p50_ms']:9.3f}{line['p99_ms']:9.3f}", end="")
        print(f"{line['requests_per_s']:9.0f}{line['cpu_us']:9.0f}{line['p50_ratio']:8.2f}", end="")
        print(f"{line['p99_ratio']:8.2f}{line['rate_ratio']:9.2f}{line['cpu_ratio']:8.2f}")
    alone = next(line for line in lines if (line["server"], line["clients"]) == ("logged", 1))
    print(
        f"the disk alone: {statistics.median(disk):.0f} a second; logged at 1 client: {alone['of_disk']:.2f} of it"
    )


def main() -> None:
    """Measure, then print a table or one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--unlogged", nargs=2, metavar=("PROJECT", "PORT_FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.unlogged:
        serve_unlogged(*arguments.unlogged)
        return
    with tempfile.TemporaryDirectory() as folder:
        found, disk = rounds(Path(folder), arguments)
    lines = summary(found, disk)
    if arguments.json:
        print(
            json.dumps(
                {"servers": lines, "disk_per_s": round(statistics.median(disk)), "repeat": arguments.repeat}
            )
        )
    else:
        show(lines, disk)


if __name__ == "__main__":
    main()
