"""The other process: nothing of ours reaches it, and whatever becomes of it is told."""

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError
from wager.foundation.progress import silent
from wager.workflow.rebuilding.clean_process import ask_clean_process

BEGIN = "import json, os, sys\nasked = json.load(sys.stdin)\n"
SEEN = """
def main():
    print(json.dumps({
        "variables": dict(os.environ), "isolated": sys.flags.isolated, "package": __file__, "asked": asked,
        "folder": os.getcwd(), "files": os.listdir(), "hash": os.environ.get("PYTHONHASHSEED"),
    }))
"""


def package(body):
    """A package whose face for rebuilding does as a test likes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("wager/__init__.py", "")
        archive.writestr("wager/interfaces/__init__.py", "")
        archive.writestr("wager/interfaces/rebuild.py", BEGIN + body)
    return packed.getvalue()


def ask(body, progress=silent, **more):
    return ask_clean_process(sys.executable, package(body), {"version": "ab"}, progress, **more)


def test_nothing_of_ours_reaches_it(monkeypatch, tmp_path):
    for name in ("PYTHONHASHSEED", "OMP_NUM_THREADS", "PYTHONPATH", "WAGER_ANYTHING", "LANG", "HTTP_PROXY"):
        monkeypatch.setenv(name, "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.chdir(tmp_path)
    seen = ask(SEEN, variables={"OPENBLAS_CORETYPE": "Haswell"})
    added = {"HOME", "TMPDIR", "TEMP", "LC_ALL", "TZ", "OPENBLAS_CORETYPE"}
    assert set(seen["variables"]) <= added | {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT"}
    assert seen["variables"]["OPENBLAS_CORETYPE"] == "Haswell"
    assert (seen["variables"]["TZ"], seen["variables"]["HOME"]) == ("UTC", str(Path(seen["folder"]).parent))
    assert seen["isolated"] == 1
    assert seen["files"] == []
    assert Path(seen["folder"]).resolve() == Path(seen["asked"]["folder"]).resolve()
    assert seen["package"].startswith(seen["variables"]["HOME"])
    assert (seen["asked"]["format"], seen["asked"]["version"]) == (1, "ab")
    assert not Path(seen["folder"]).exists()


def test_what_it_does_is_passed_on():
    heard = []
    body = """
def main():
    print(json.dumps({"progress": ["rows", None]}), flush=True)
    print(json.dumps({"progress": ["features", 0.5]}), flush=True)
    print(json.dumps({"rebuilt": {}}))
"""
    assert ask(body, lambda stage, done=None: heard.append((stage, done))) == {"rebuilt": {}}
    assert heard == [("rows", None), ("features", 0.5)]


@pytest.mark.parametrize(
    ("kind", "raised"),
    [("BadInputError", BadInputError), ("NotFoundError", NotFoundError), ("SystemExit", UnavailableError)],
)
def test_what_it_raises_is_raised_here(kind, raised):
    body = f"""
def main():
    print(json.dumps({{"error": {{"kind": {kind!r}, "message": "the object ab is damaged"}}}}))
    return 1
"""
    with pytest.raises(raised, match="the object ab is damaged"):
        ask(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "def main():\n    raise ZeroDivisionError('of its own')\n",
            "exit code 1: ZeroDivisionError: of its own",
        ),
        ("def main():\n    os.kill(os.getpid(), 9)\n", "killed by signal 9"),
        ("def main():\n    sys.stdout.write('{\"reb'); sys.stdout.flush(); os._exit(3)\n", "exit code 3"),
        ("import wager.nothing\n", "No module named 'wager.nothing'"),
    ],
)
def test_an_end_without_an_answer_is_told(body, said):
    with pytest.raises(UnavailableError, match=said):
        ask(body)


def test_an_answer_that_ends_early_is_none():
    with pytest.raises(UnavailableError, match="without an answer"):
        ask("def main():\n    print(json.dumps({'progress': ['rows', None]}))\n")


def test_an_interpreter_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnavailableError, match="no-python cannot be started"):
        ask_clean_process(str(tmp_path / "no-python"), package(SEEN), {}, silent)


def test_a_stopped_wait_stops_the_other_process(tmp_path):
    """Whoever listens breaks off, as Ctrl-C does: the other process does not live on."""

    class BreakError(Exception):
        pass

    def heard(stage, done=None):
        raise BreakError(stage)

    body = """
import time
def main():
    print(json.dumps({"progress": [str(os.getpid()), None]}), flush=True)
    time.sleep(600)
"""
    with pytest.raises(BreakError) as broken:
        ask(body, heard)
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(broken.value)), 0)
