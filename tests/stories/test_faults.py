"""A damaged object, a locked registry: said clearly, with the right exit code or status, and what is whole goes on."""

import os
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from stories.callers import asked
from stories.servers import begin, server
from stories.shipped import D, copy_of, demand_whole, version_of_h1
from stories.warm import wait_until
from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.data.manifest import load_snapshot
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.workflow.roll_back_title import roll_back_title
from wager.workflow.serve_titles import open_service
from wager.workflow.versions.titles import PROMOTED, next_turn

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing can be forked there")
PREDICT = f"/v1/models/{D}/predict"
REGISTRY = ".wager/registry.db"


def needed_to_answer(folder, held):
    """Name the files without which a version cannot answer."""
    objects = open_folder(folder).objects
    version = read_version(objects, held)
    read = ("manifest", "definitions", "golden rows", "model file")
    wanted = {what: name for what, name in version.objects().items() if what.startswith(read)}
    wanted["snapshot"] = version.snapshots["rides"]
    wanted["rows"] = load_snapshot(objects, wanted["snapshot"]).files[0].sha256
    return {what: objects.path(name) for what, name in wanted.items()}


def only_h1_needs(folder):
    """List the files without which H1's version cannot answer, and the baseline can."""
    baseline = open_folder(folder).registry.turns(D)[0].version
    shared = set(needed_to_answer(folder, baseline).values())
    return [path for path in needed_to_answer(folder, version_of_h1(folder)).values() if path not in shared]


def holder(folder):
    return open_folder(folder).registry.turns(D)[-1].version


def flip(path):
    """Flip a bit in the middle; flipped again it is whole."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def test_a_damaged_object_is_not_served(judged, warm, tmp_path):
    folder = copy_of(judged, tmp_path / "rides")
    for what, path in needed_to_answer(folder, holder(folder)).items():
        flip(path)
        begin(warm, folder)
        wait_until((folder / "port").exists, warm.pid)
        code, _ = warm.kill()
        assert (what, code) == (what, 3), warm.said()
        (said,) = warm.said().splitlines()
        assert path.parent.name + path.name in said, said
        assert "damaged" in said, said
        flip(path)
    with server(warm, folder) as ask:
        assert ask("POST", PREDICT, asked(1))[0] == 200


def test_whoever_held_the_title_before_a_damaged_champion_answers(promoted, warm, tmp_path):
    folder = copy_of(promoted, tmp_path / "rides")
    for path in only_h1_needs(folder)[:2]:
        flip(path)
        with server(warm, folder) as ask:
            assert ask("POST", PREDICT, asked(1))[1]["probability"] is None  # of a rule
            demand_problem(ask("GET", "/readyz"), path)
        flip(path)


def demand_problem(answer, path):
    """Look whether readiness says what is wrong with the champion, and who answers instead."""
    status, state = answer
    assert (status, state["ready"], state["models"]) == (200, True, {D: "evening"})
    (problem,) = state["problems"]
    assert problem.startswith(f"{D}: "), problem
    assert path.parent.name + path.name in problem, problem
    assert problem.endswith("; evening goes on answering")


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


def test_a_damaged_version_is_neither_promoted_nor_does_it_take_over(judged, warm, tmp_path, capsys):
    folder = copy_of(judged, tmp_path / "rides")
    version, wiring, evening = version_of_h1(folder), open_folder(folder), holder(folder)
    with server(warm, folder) as ask:
        for path in only_h1_needs(folder):
            flip(path)
            assert main(["-C", str(folder), "promote", version]) == 3
            assert path.parent.name + path.name in capsys.readouterr().err
            with wiring.registry.acting() as act:  # as if it had been damaged a moment later
                turns = act.turns(D)
                act.seat(next_turn(turns, version, wiring.clock.now(), PROMOTED, turns[-1].number))
            wait_until(lambda: ask("GET", "/readyz")[1]["problems"])
            demand_problem(ask("GET", "/readyz"), path)
            assert ask("POST", PREDICT, asked(1))[1]["version"] == evening
            flip(path)
            roll_back_title(wiring, D)
            wait_until(lambda: not ask("GET", "/readyz")[1]["problems"])
        assert main(["-C", str(folder), "promote", version]) == 0
        wait_until(lambda: ask("GET", "/readyz")[1]["titles"] == {D: version})
        assert ask("POST", PREDICT, asked(1))[1]["version"] == version
    demand_whole(folder)


@contextmanager
def locked(folder):
    """Hold the registry as somebody does who writes, and does not end."""
    with closing(sqlite3.connect(folder / REGISTRY, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_registry_is_waited_for_then_named_and_nothing_is_lost(
    frozen, judged, tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(SqliteRegistry.__init__.__kwdefaults__, "wait_seconds", 0.05)
    folder, twin = copy_of(judged, tmp_path / "judged"), copy_of(frozen, tmp_path / "frozen")
    for project, *verb in ((folder, "promote", version_of_h1(folder)), (twin, "judge", D, "H1")):
        command = ["-C", str(project), *verb]
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


class Stuck:
    """A registry that is locked for whoever looks who holds the titles, until it is released."""

    def __init__(self, registry):
        self._registry = registry
        self.asked, self.released = threading.Event(), threading.Event()

    def turns(self, serves=""):
        if not serves:
            self.asked.set()
            self.released.wait()
        return self._registry.turns(serves)

    def __getattr__(self, name):
        return getattr(self._registry, name)


def test_a_server_leaves_though_it_waits_for_the_registry(promoted, tmp_path):
    wiring = open_folder(copy_of(promoted, tmp_path / "rides"))
    stuck = Stuck(wiring.registry)
    late = threading.Timer(60, stuck.released.set)
    late.start()
    try:
        with open_service(replace(wiring, registry=stuck)) as service:
            assert stuck.asked.wait(60)
            assert service.predict(D, asked(1))[0].version == version_of_h1(wiring.root)
        assert not stuck.released.is_set()
    finally:
        late.cancel()
        stuck.released.set()
