"""A full disk: said clearly, nothing acknowledged that is not kept, nothing half-written, and it works again when there is space."""

import os
import resource
from collections import Counter

import pytest

from stories.callers import Callers, asked, happened
from stories.servers import server
from stories.shipped import D, copy_of, demand_whole, log_of
from stories.warm import wait_until
from wager.design.frozen.log import read_log
from wager.project.opening import open_folder
from wager.serving.prediction_log import scan
from wager.workflow.verify_store import verify_store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such limit there")
PREDICT = f"/v1/models/{D}/predict"


def fill_disk(warm, file, space):
    """Let the process write no file that is longer than one is now, and some bytes more."""
    resource.prlimit(warm.pid, resource.RLIMIT_FSIZE, (file.stat().st_size + space, resource.RLIM_INFINITY))


def test_a_full_disk_under_a_server_acknowledges_nothing_more(promoted, warm, tmp_path):
    folder, callers = copy_of(promoted, tmp_path / "rides"), Callers(D, "rides")
    with server(warm, folder) as ask:
        first = ask("POST", PREDICT, asked(1))[1]["prediction"]
        (segment,) = (folder / ".wager" / "predictions").glob("*.log")
        fill_disk(warm, segment, 20_000)
        callers.call(int((folder / "port").read_text()), adding=0)
        wait_until(lambda: callers.refused)
        callers.stop()
        for _ in range(3):
            status, problem = ask("POST", PREDICT, asked(2))
            assert (status, problem["title"]) == (503, "Service Unavailable")
            assert "what was confirmed until now is safe; make space" in problem["detail"]
        status, state = ask("GET", "/readyz")
        assert (status, state["ready"]) == (503, False)
        assert any("make space" in problem for problem in state["problems"])
        assert ask("GET", "/livez")[0] == 200
        assert ask("GET", f"/v1/predictions/{first}")[1]["request"]["ride"] == 1
    assert {status for status, _ in callers.refused} == {503}
    times = Counter(one.id for one in scan(open_folder(folder).predictions))
    assert callers.told
    assert {*callers.told, first} <= times.keys()
    assert set(times.values()) == {1}
    demand_whole(folder)
    with server(warm, folder) as ask:
        assert ask("POST", PREDICT, asked(3))[0] == 200


def test_a_full_disk_under_events_adds_nothing_more(promoted, warm, tmp_path):
    folder = copy_of(promoted, tmp_path / "rides")
    with server(warm, folder) as ask:
        assert ask("POST", "/v1/events/rides", happened(1))[0] == 200
        (segment,) = (folder / ".wager" / "events" / "rides").glob("*.log")
        fill_disk(warm, segment, 50)
        status, problem = ask("POST", "/v1/events/rides", happened(2))
        assert (status, "make space" in problem["detail"]) == (503, True)
    demand_whole(folder)


@pytest.mark.parametrize(
    ("most", "there", "ends_at"),
    [
        (2_000, (), ".wager/cache/features"),
        (30_000, (), ".wager/objects"),
        (2_000, ("objects", "cache"), f"designs/{D}.log"),
        (40_000, ("objects", "cache"), ".wager/registry.db"),
    ],
)
def test_a_judgement_on_a_full_disk_is_refused_and_works_again(
    frozen, judged, warm, tmp_path, most, there, ends_at
):
    folder = copy_of(frozen, tmp_path / "rides")
    for part in there:
        copy_of(judged / ".wager" / part, folder / ".wager" / part)
    judge = ("-C", folder, "judge", D, "H1")
    for _ in range(2):
        assert warm.run(*judge, most=most) == 6, warm.said()
        said = warm.said().splitlines()[-1]
        assert said.startswith("wager: ")
        assert f"{folder / ends_at}" in said, said
        assert "check space" in said, said
        # All that `verify` may miss is what the registry was not told, and it says that the same command tells it.
        damaged = verify_store(open_folder(folder)).damaged
        assert all(f"`wager judge {D} H1` registers the version again" in one.why for one in damaged)
        assert open_folder(folder).registry.faults() == ()
        assert len(read_log(log_of(folder))) == (2 if ends_at.endswith(".db") else 1)
    assert warm.run(*judge) == 0, warm.said()
    demand_whole(folder)
