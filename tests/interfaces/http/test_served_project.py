"""A project served by its own command: what was acknowledged is in the log, however the server ends.

`WAGER_KILLS=200` kills the server so many times under load; the suite does it three times.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPException

import pytest

from interfaces.http.fake_service import Caller
from rides import write_rides
from wager.foundation.fingerprint import short
from wager.serving.prediction_log import find_prediction, scan

KILLS = int(os.environ.get("WAGER_KILLS", "3"))
CALLERS = 4
PREDICT = "/v1/models/late-bus/predict"
ROW = {"ride": 5000, "due": "2024-03-01 18:00", "line": "two", "rain": 3.5}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return write_rides(tmp_path_factory.mktemp("served") / "rides")


@contextmanager
def serving(project):
    """Run `wager serve` until the block ends; yield the process and a caller."""
    port_file = project / "port"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "wager", "-C", str(project), "serve", "--port", "0", "--port-file", "port"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while not port_file.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        yield process, Caller(int(port_file.read_text()), None)
    finally:
        process.kill()
        process.communicate()


def test_from_a_request_to_the_log_and_back(project):
    with serving(project) as (process, call):
        status, answer = call.json("POST", PREDICT, ROW)
        assert status == 200
        assert answer["decide_at"] == "2024-03-01T17:30:00Z"
        # The evening rule holds the vacant title: after five it warns.
        assert answer["action"] == "warn"
        assert call.json("POST", PREDICT, {**ROW, "due": "2024-03-01 09:00"})[1]["action"] == "none"
        status, found = call.json("GET", f"/v1/predictions/{answer['prediction']}")
        assert status == 200
        assert found["version"] == answer["version"]
        assert found["request"]["line"] == "two"
        status, problem = call.json("POST", PREDICT, {"due": 7, "line": "two", "delay": 3, "lime": "two"})
        assert status == 422
        assert {error["column"] for error in problem["errors"]} >= {"ride", "due", "delay", "lime"}
        assert call.json("GET", "/readyz")[1]["titles"] == {"late-bus": answer["version"]}
        process.send_signal(signal.SIGTERM)
        said, complained = process.communicate(timeout=30)
    assert process.returncode == 0
    assert (
        said
        == f"serving late-bus (evening, version {short(answer['version'])}) on http://127.0.0.1:{call.port}\n"
    )
    assert "Traceback" not in complained
    assert (
        find_prediction(project / ".wager" / "predictions", answer["prediction"]).prediction["action"]
        == "warn"
    )


def ask(call, acknowledged):
    """Ask until nobody answers; note each id that was given."""
    while True:
        try:
            status, answer = call.json("POST", PREDICT, ROW)
        except (OSError, ValueError, HTTPException):
            return
        assert status == 200, json.dumps(answer)
        acknowledged.append(answer["prediction"])


def test_what_was_acknowledged_is_in_the_log_once(project):
    chance = random.Random(11)
    acknowledged = []
    for _ in range(KILLS):
        with serving(project) as (process, call):
            callers = [threading.Thread(target=ask, args=(call, acknowledged)) for _ in range(CALLERS)]
            for caller in callers:
                caller.start()
            time.sleep(chance.uniform(0.02, 0.4))
            process.kill()
            for caller in callers:
                caller.join(60)
    logged = Counter(found.id for found in scan(project / ".wager" / "predictions"))
    assert len(acknowledged) > KILLS
    assert {logged[name] for name in acknowledged} == {1}
    assert set(logged.values()) == {1}
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(logged)} logged")
