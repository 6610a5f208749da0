"""Processes that log are killed at random moments: what they acknowledged is in the log, once, and nothing needs repair.

`WAGER_KILLS=200` kills that many; the short form kills fewer.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from serving.made_up import prediction
from wager.foundation.segments import segments
from wager.serving.prediction_log import faults, find_prediction, scan

KILLS = int(os.environ.get("WAGER_KILLS", "6"))
SCRIPT = Path(__file__).with_name("keeps_logging.py")


def begun(folder):
    command = [sys.executable, str(SCRIPT), str(folder), "40000"]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def killed(process, chance):
    """Kill a process after some of its answers and a moment more; return what it acknowledged."""
    lines = [process.stdout.readline() for _ in range(chance.randrange(1, 200))]
    time.sleep(chance.random() * 0.005)
    process.kill()
    lines += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    assert all(line.endswith(b"\n") for line in lines), "the process died by itself"
    return dict(line.decode().split() for line in lines)


def test_kills_lose_and_double_nothing(tmp_path):
    chance, told = random.Random(KILLS), {}
    for _ in range((KILLS + 1) // 2):
        pair = [begun(tmp_path), begun(tmp_path)]
        for process in pair:
            told.update(killed(process, chance))
    logged = Counter(one.id for one in scan(tmp_path))
    found = faults(tmp_path)
    print(f"{KILLS} kills, {len(told)} acknowledged, {len(logged)} logged, {found}")
    assert set(told) <= set(logged)
    assert set(logged.values()) == {1}
    assert found.damaged == ()
    assert found.records == len(logged)
    assert len(segments(tmp_path)) > KILLS
    for name in chance.sample(sorted(told), 100):
        logged_as = find_prediction(tmp_path, name)
        assert logged_as.prediction == prediction(int(told[name])).to_json()
        assert logged_as.session == {"version": "v1"}
