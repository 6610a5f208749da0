"""A damaged object, a locked registry, a full disk: said clearly, with the right exit code or status, and nothing half-written."""

import os
import resource
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing, contextmanager

import pytest

from stories.callers import Callers, asked, call, happened
from stories.shipped import D, copy_of, demand_whole, log_of, version_of_h1
from stories.warm import wait_until
from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.data.snapshot import load_snapshot
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.serving.prediction_log import scan
from wager.workflow.promote_version import promote_version
from wager.workflow.roll_back_title import roll_back_title

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing can be forked there")
PREDICT = f"/v1/models/{D}/predict"
REGISTRY = ".wager/registry.db"


@contextmanager
def server(warm, folder):
    """Start a server, and in the end ask it to leave; yields how to ask it."""
    (folder / "port").unlink(missing_ok=True)
    warm.start("-C", folder, "serve", "--port", 0, "--port-file", "port")
    assert wait_until((folder / "port").exists, warm.pid), warm.said()
    port = int((folder / "port").read_text())
    try:
        yield lambda *request: call(port, *request)
        os.kill(warm.pid, signal.SIGTERM)
        code, _ = warm.ended()
    except BaseException:
        warm.kill()
        raise
    assert code == 0, warm.said()
    assert "Traceback" not in warm.said()


def needed_to_answer(folder):
    """Name the files without which the version of H1 cannot answer."""
    objects = open_folder(folder).objects
    version = read_version(objects, version_of_h1(folder))
    read = ("manifest", "definitions", "golden rows", "model file")
    held = {what: name for what, name in version.objects().items() if what.startswith(read)}
    held["snapshot"] = version.snapshots["rides"]
    held["rows"] = load_snapshot(objects, held["snapshot"]).files[0].sha256
    return {what: objects.path(name) for what, name in held.items()}


def flip(path):
    """Flip a bit in the middle; flipped again it is whole."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def test_a_damaged_object_is_not_served(promoted, warm, tmp_path):
    folder = copy_of(promoted, tmp_path / "rides")
    for what, path in needed_to_answer(folder).items():
        flip(path)
        warm.start("-C", folder, "serve", "--port", 0, "--port-file", "port")
        wait_until((folder / "port").exists, warm.pid)
        code, _ = warm.kill()
        assert (what, code) == (what, 3), warm.said()
        (said,) = warm.said().splitlines()
        assert path.parent.name + path.name in said, said
        assert "damaged" in said, said
        flip(path)
    with server(warm, folder) as ask:
        assert ask("POST", PREDICT, asked(1))[0] == 200


def test_a_damaged_copy_of_the_definitions_is_made_anew(promoted, warm, tmp_path):
    folder = copy_of(promoted, tmp_path / "rides")
    with server(warm, folder) as ask:
        expected = ask("POST", PREDICT, asked(1))[1]["probability"]
    (copy,) = (folder / ".wager" / "versions").glob("*/files/wager.toml")
    whole = copy.read_bytes()
    copy.write_bytes(b"\xff" + whole[1:])
    with server(warm, folder) as ask:
        assert ask("POST", PREDICT, asked(1))[1]["probability"] == expected
    assert copy.read_bytes() == whole


def test_a_damaged_champion_does_not_take_over_from_who_answers(judged, warm, tmp_path):
    folder = copy_of(judged, tmp_path / "rides")
    version, wiring = version_of_h1(folder), open_folder(folder)
    with server(warm, folder) as ask:
        evening = ask("POST", PREDICT, asked(1))[1]["version"]
        for what, path in needed_to_answer(folder).items():
            if not what.startswith(("model file", "golden")):
                continue
            flip(path)
            promote_version(wiring, version)
            wait_until(lambda: ask("GET", "/readyz")[1]["problems"])
            status, state = ask("GET", "/readyz")
            assert (status, state["ready"], state["titles"]) == (200, True, {D: evening})
            (problem,) = state["problems"]
            assert problem.startswith(f"{D}: "), problem
            assert path.parent.name + path.name in problem, (what, problem)
            assert problem.endswith("; evening goes on answering")
            assert ask("POST", PREDICT, asked(1))[1]["version"] == evening
            flip(path)
            wait_until(lambda: ask("GET", "/readyz")[1] == {**state, "titles": {D: version}, "models": {D: "by-line"}, "problems": []})
            assert ask("POST", PREDICT, asked(1))[1]["version"] == version
            roll_back_title(wiring, D)
            wait_until(lambda: ask("GET", "/readyz")[1]["titles"] == {D: evening})
    demand_whole(folder)


@contextmanager
def locked(folder):
    """Hold the registry as somebody does who writes, and does not end."""
    with closing(sqlite3.connect(folder / REGISTRY, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_registry_is_waited_for_then_named_and_nothing_is_lost(frozen, judged, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(SqliteRegistry.__init__.__kwdefaults__, "wait_seconds", 0.05)
    folder, twin = copy_of(judged, tmp_path / "judged"), copy_of(frozen, tmp_path / "frozen")
    promote, judge = ["-C", str(folder), "promote", version_of_h1(folder)], ["-C", str(twin), "judge", D, "H1"]
    for command, project in ((promote, folder), (judge, twin)):
        with locked(project):
            assert main(command) == 6
        assert capsys.readouterr().err.splitlines()[-1] == (
            f"wager: the registry {project / REGISTRY} stays locked by another process; nothing was written; "
            "run the same command again when the other is done"
        )
        assert main(command) == 0
        demand_whole(project)


def test_a_server_goes_on_while_the_registry_is_locked(promoted, warm, tmp_path):
    folder = copy_of(promoted, tmp_path / "rides")
    with server(warm, folder) as ask:
        with locked(folder):
            until = time.monotonic() + 1.2  # it looks into the registry twice a second
            while time.monotonic() < until:
                assert ask("POST", PREDICT, asked(1))[0] == 200
                assert ask("GET", "/readyz")[0] == 200
        roll_back_title(open_folder(folder), D)
        wait_until(lambda: ask("GET", "/readyz")[1]["models"] == {D: "evening"})
    demand_whole(folder)


def test_a_full_disk_under_a_server_acknowledges_nothing_more(promoted, warm, tmp_path):
    folder, callers = copy_of(promoted, tmp_path / "rides"), Callers(D, "rides")
    with server(warm, folder) as ask:
        first = ask("POST", PREDICT, asked(1))[1]["prediction"]
        (segment,) = (folder / ".wager" / "predictions").glob("*.log")
        resource.prlimit(warm.pid, resource.RLIMIT_FSIZE, (segment.stat().st_size + 20_000, resource.RLIM_INFINITY))
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
        resource.prlimit(warm.pid, resource.RLIMIT_FSIZE, (segment.stat().st_size + 50, resource.RLIM_INFINITY))
        status, problem = ask("POST", "/v1/events/rides", happened(2))
        assert (status, "make space" in problem["detail"]) == (503, True)
    demand_whole(folder)


@pytest.mark.parametrize("most", [2_000, 8_000, 30_000])
def test_a_judgement_on_a_full_disk_is_refused_and_works_again(frozen, judged, warm, tmp_path, most):
    folder = copy_of(frozen, tmp_path / "rides")
    judge = ("-C", folder, "judge", D, "H1")
    for objects in (False, True):
        if objects:  # all there, so that the space ends at the log or at the registry
            for part in ("objects", "cache"):
                copy_of(judged / ".wager" / part, folder / ".wager" / part)
        before = sorted(path.name for path in log_of(folder).iterdir())
        code = warm.run(*judge, most=most)
        assert code == 6, warm.said()
        said = warm.said().splitlines()[-1]
        assert said.startswith("wager: "), said
        assert "space" in said, said
        print(most, objects, said)
        assert set(before) <= {path.name for path in log_of(folder).iterdir()}
        assert open_folder(folder).registry.faults() == ()
    assert warm.run(*judge) == 0, warm.said()
    demand_whole(folder)
