"""A server under load is killed at any moment: all that anybody was told is in its log, once, and it starts again.

`WAGER_KILLS=200` kills as many; the short form fewer, with another seed. One kill in five falls into the start; in one life
of three the title moves while callers ask. What had happened is printed (`--capture=no`).
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from stories.callers import Callers
from stories.servers import begin, reached, server
from stories.shipped import D, copy_of, demand_whole, version_of_h1
from wager.project.opening import open_folder
from wager.serving.event_log import read_events
from wager.serving.prediction_log import scan
from wager.workflow.promote_version import promote_version
from wager.workflow.roll_back_title import roll_back_title

KILLS = int(os.environ.get("WAGER_KILLS", "3"))
LIFE = 0.4
"""Seconds of load after which a server is killed, at most."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing can be forked there")


def move_title(folder, version):
    """Give the title to whoever does not hold it."""
    wiring = open_folder(folder)
    if wiring.registry.turns(D)[-1].version == version:
        return roll_back_title(wiring, D)
    return promote_version(wiring, version)


def under_load(warm, folder, callers, chance, version):
    """Kill a server that is asked by several callers; return how many answers it gave."""
    port, before = reached(warm, folder), len(callers.told)
    callers.call(port)
    if version:
        move_title(folder, version)
    time.sleep(chance.uniform(0, LIFE * (3 if version else 1)))  # it looks twice a second who holds the title
    code, _ = warm.kill()
    callers.stop()
    assert code == -9, warm.said()
    return len(callers.told) - before


def test_what_a_killed_server_told_anybody_is_in_its_log_once(promoted, warm, tmp_path):
    chance, folder = random.Random(KILLS), copy_of(promoted, tmp_path / "rides")
    callers, version, happened = Callers(D, "rides"), version_of_h1(folder), Counter()
    begin(warm, folder)
    started = time.monotonic()
    reached(warm, folder)
    seconds = time.monotonic() - started
    assert warm.kill()[0] == -9
    for number in range(KILLS):
        begin(warm, folder)
        if number % 5 == 4:
            time.sleep(chance.uniform(0, seconds))
            assert warm.kill()[0] == -9, warm.said()
            happened["listening, not asked" if (folder / "port").exists() else "starting"] += 1
        else:
            answers = under_load(warm, folder, callers, chance, "" if number % 3 else version)
            happened[f"{10 ** len(str(answers)) // 10} answers or more" if answers else "no answer yet"] += 1
    demand_told_once(folder, callers)
    checked = demand_finishes(warm, folder, callers, chance)
    found = ", ".join(f"{name}: {times}" for name, times in sorted(happened.items()))
    print(f"\n{KILLS} servers of {seconds:.2f} s to start killed: {found}; {checked}")


def demand_told_once(folder, callers):
    """Compare what callers were told with what is in the logs."""
    wiring = open_folder(folder)
    logged = list(scan(wiring.predictions))
    times = Counter(one.id for one in logged)
    events = Counter(event.row["ride"] for event in read_events(wiring.events, "rides"))
    assert callers.refused == []
    assert set(times.values()) == {1}
    assert set(events.values()) == {1}
    assert callers.told.keys() <= times.keys()
    assert set(callers.added) <= events.keys()
    for one in logged:
        ride = one.prediction["request"]["ride"]
        assert callers.told.get(one.id, ride) == ride
        assert one.session["version"] == one.prediction["version"]
    unheard = len(times) - len(callers.told), len(events) - len(callers.added)
    print(
        f"\n{len(callers.told)} predictions and {len(callers.added)} events acknowledged, all in the log once; "
        f"{unheard} more in it that died on their way to the caller"
    )


def demand_finishes(warm, folder, callers, chance):
    """Start it once more: it knows what was told, leaves when it is asked to, and nothing is damaged."""
    with server(warm, folder) as ask:
        assert ask("GET", "/readyz")[1]["problems"] == []
        for name in chance.sample(sorted(callers.told), min(50, len(callers.told))):
            status, found = ask("GET", f"/v1/predictions/{name}")
            assert (status, found["request"]["ride"]) == (200, callers.told[name])
    demand_whole(folder)
    verify = [sys.executable, "-m", "wager", "-C", str(folder), "verify"]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr  # what takes over a second says so on stderr
    return done.stdout.splitlines()[-2]
