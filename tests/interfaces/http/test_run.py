"""A server from its start to its end: where it listens, what it prints, how it leaves."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from interfaces.http.fake_service import Caller, FakeService, served
from wager.foundation.errors import UnavailableError
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.serving import serving_lines
from wager.interfaces.http import run
from wager.interfaces.http.run import Serving, Told, listening, serve

PREDICT = "/v1/models/flight-protect/predict"
TESTS = Path(__file__).parents[2]

CHILD = """
from interfaces.http.fake_service import FakeService
from wager.interfaces.http.run import serve

class Held(FakeService):
    async def durable(self, ticket):
        print("held", flush=True)
        self.log_seconds = 0.5
        await super().durable(ticket)

serve(Held(), port=0, announce=lambda serving: print(serving.port, flush=True))
print("left", flush=True)
"""


@pytest.fixture
def child():
    """A server in a process of its own; whoever asks for a prediction has to wait for it."""
    paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_told_to_leave_it_answers_who_waits_and_ends_well(child, sent):
    caller = Caller(int(child.stdout.readline()), None)
    answers = []
    waiting = threading.Thread(
        target=lambda: answers.append(caller.json("POST", PREDICT, {"carrier": "UA"})), daemon=True
    )
    waiting.start()
    assert child.stdout.readline() == "held\n"
    child.send_signal(sent)
    said, complained = child.communicate(timeout=30)
    waiting.join(30)
    assert child.returncode == 0
    assert [status for status, _ in answers] == [200]
    assert (said, complained) == ("left\n", "")
    with pytest.raises(ConnectionRefusedError):
        caller.json("GET", "/livez")


def test_while_it_leaves_it_says_so_and_sends_callers_elsewhere():
    service = FakeService()
    with served(service) as caller:
        assert "connection" not in {name.lower() for name in caller("GET", "/readyz")[1]}
        caller.app.leaving = True
        status, headers, text = caller("GET", "/readyz")
        assert status == json.loads(text)["status"] == 503
        assert headers["connection"] == "close"
        # Who comes all the same is answered.
        assert caller("POST", PREDICT, '{"carrier": "UA"}')[0] == 200
        assert caller("GET", "/livez")[0] == 200
        caller.app.leaving = False


def test_a_port_that_is_taken_is_said_so():
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UnavailableError, match=f"cannot listen on port {port} of 127.0.0.1: .*--port"):
            serve(FakeService(), port=port)


@pytest.mark.parametrize("host", ["192.0.2.1", "::ffff:192.0.2.1", "x" * 70])
def test_a_host_that_is_not_ours_is_said_so(host):
    with pytest.raises(UnavailableError, match="--host"):
        listening(host, 0)


def test_callers_queue_from_the_moment_it_is_announced():
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=30):
        pass


def test_what_is_announced():
    serving = Serving("127.0.0.1", 8000, {"b": "ab12cd34ef", "a": "ff12cd34ef"}, {"b": "evening"})
    assert serving.to_json() == {
        "format": 1,
        "url": "http://127.0.0.1:8000",
        "host": "127.0.0.1",
        "port": 8000,
        "open": False,
        "titles": [
            {"serves": "a", "version": "ff12cd34ef", "model": ""},
            {"serves": "b", "version": "ab12cd34ef", "model": "evening"},
        ],
    }
    assert serving_lines(serving.to_json()) == [
        "serving a (version ff12cd34ef), b (evening, version ab12cd34ef) on http://127.0.0.1:8000"
    ]
    assert Serving("::1", 1, {}, {}).url == "http://[::1]:1"


@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", 0), ("::1", 0), ("localhost", 0), ("0.0.0.0", 1)])
def test_a_server_that_others_can_reach_warns(host, warned):
    lines = serving_lines(Serving(host, 8000, {}, {}).to_json())
    assert len(lines) == 1 + warned
    assert "no title yet" in lines[0]
    assert all(line.startswith("warning: 0.0.0.0 lets in everybody") for line in lines[1:])


def test_the_owner_is_told_once_of_the_same_thing(capsys):
    told = Told(debug=False)
    for error in [UnavailableError("the log is full")] * 3 + [
        KeyError("x"),
        UnavailableError("the log is full"),
    ]:
        told(error)
    assert capsys.readouterr().err.splitlines() == [
        "wager: the log is full",
        "wager: a bug of ours: KeyError: 'x'; --debug shows where it happened",
        "wager: the log is full",
    ]
    Told(debug=True)(KeyError("x"))
    assert "KeyError" in capsys.readouterr().err.splitlines()[-1]


class FakeProject:
    """Announces at once, and ends."""

    def __init__(self):
        self.options = None

    def serve(self, *, announce, **options):
        self.options = options
        announce(run.Serving(options["host"], 4711, {"flight-protect": "ab12cd34ef"}, {}))


def test_the_verb_announces_and_writes_the_port(monkeypatch, capsys, tmp_path):
    project = FakeProject()
    monkeypatch.setattr(api, "open", lambda folder, **_: project)
    assert main(["-C", str(tmp_path), "serve", "--port", "0", "--port-file", "port"]) == 0
    assert capsys.readouterr().out == "serving flight-protect (version ab12cd34ef) on http://127.0.0.1:4711\n"
    assert (tmp_path / "port").read_text() == "4711\n"
    assert [path.name for path in tmp_path.iterdir()] == ["port"]
    assert project.options == {"host": "127.0.0.1", "port": 0, "debug": False}
    assert main(["serve", "--json", "--debug", "--host", "0.0.0.0"]) == 0
    assert json.loads(capsys.readouterr().out)["url"] == "http://0.0.0.0:4711"
    assert project.options == {"host": "0.0.0.0", "port": 8000, "debug": True}


def test_a_port_that_is_none_is_refused(capsys):
    assert main(["serve", "--port", "70000"]) == 2
    assert "70000" in capsys.readouterr().err
