"""One prediction audited among a million in the log.

    python bench/audit.py [--logged 1000000] [--audits 20] [--trees 500] [--json]

The project is that of `serving.py`: 500 trees over twenty numbers of the row. Every audit finds its prediction in the
log, looks at every object behind it, lets the model answer again, and parts the answer among the columns. What reads
the features from the snapshot is measured apart. Goal: under 100 ms of CPU besides reading features. The floor is the
scan that an audit without places in its ids would do: reading the log from its beginning.
"""

import argparse
import json
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from parcels import write_project
from wager.project.opening import open_folder
from wager.serving.prediction_log import scan
from wager.workflow.auditing import audit_prediction as audit
from wager.workflow.serve_titles import open_service

GROUP = 5_000


def log_predictions(wiring, documents, count):
    """Answer until the log holds so many; return the ids."""
    ids = []
    with open_service(wiring) as service:
        for number in range(count):
            ids.append(service.predict("parcels", documents[number % len(documents)])[1])
            if number % GROUP == 0:
                service.sync()
        service.sync()
    return ids


@contextmanager
def reading_measured(seconds):
    """Measure apart what reads the features."""
    read = audit.read_columns

    def timed(*arguments):
        begin = time.process_time()
        try:
            return read(*arguments)
        finally:
            seconds.append(time.process_time() - begin)

    with mock.patch.object(audit, "read_columns", timed):
        yield


def measured(wiring, ids):
    """Audit some predictions; return CPU milliseconds of each, with and without the features."""
    reading, lines = [], []
    with reading_measured(reading):
        for one in ids:
            begin = time.process_time()
            found = audit.audit_prediction(wiring, one)
            whole = time.process_time() - begin
            assert found.passed, one
            lines.append((whole * 1000, (whole - reading[-1]) * 1000))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logged", type=int, default=1_000_000)
    parser.add_argument("--audits", type=int, default=20)
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        rows = write_project(project, arguments.trees)
        documents = [{name: value for name, value in row.items() if name != "lost"} for row in rows]
        wiring = open_folder(project, alone=True)
        ids = log_predictions(wiring, documents, arguments.logged)
        step = max(1, len(ids) // arguments.audits)
        lines = measured(wiring, ids[::step][: arguments.audits])
        begin = time.process_time()
        found = sum(1 for _ in scan(wiring.predictions))
        scanned = (time.process_time() - begin) * 1000
        size = sum(path.stat().st_size for path in wiring.predictions.rglob("*.log"))
    whole, besides = zip(*lines[1:], strict=True)  # the first loads the libraries
    result = {
        "logged": found,
        "bytes": size,
        "first_cpu_ms": round(lines[0][0], 1),
        "cpu_ms": round(statistics.median(whole), 1),
        "besides_features_cpu_ms": round(statistics.median(besides), 1),
        "besides_features_worst_cpu_ms": round(max(besides), 1),
        "scan_cpu_ms": round(scanned, 1),
    }
    print(
        json.dumps(result)
        if arguments.json
        else "\n".join(f"{key:30} {value:>16,}" for key, value in result.items())
    )


if __name__ == "__main__":
    main()
