"""What a function gives must not hang on chance, the clock, the environment, files or other rows: `check` tries it."""

import pytest

from pythonic import MODULE, checked, write_pythonic
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.workflow.proving import functions

HEAD = "import numpy as np\n"
BAND = "\ndef band(rain, line): return line\n"
PLANTED = {
    "the clock, by days": ("from datetime import date\ndef wetness(a, b): return np.nan_to_num(a) + date.today().toordinal()", "hangs on the clock"),
    "the clock, by seconds": ("import time\ndef wetness(a, b): return np.nan_to_num(a) + time.time()", "when called a second time"),
    "the clock, at import": ("import datetime as d\nYEAR = d.datetime.now().year\ndef wetness(a, b): return np.nan_to_num(a) + YEAR", "hangs on the clock"),
    "the calendar": ("import time\ndef wetness(a, b): return np.nan_to_num(a) + time.localtime().tm_year", "hangs on the clock"),
    "chance": ("def wetness(a, b): return np.random.random(len(a))", "when called a second time"),
    "chance, at import": ("import random\nR = random.random()\ndef wetness(a, b): return np.nan_to_num(a) + R", "hangs on chance"),
    "a variable": ("import os\ndef wetness(a, b): return np.nan_to_num(a) + len(os.environ.get('HOME', ''))", "hangs on the environment"),
    "the time zone": ("import time\ndef wetness(a, b): return np.nan_to_num(a) + time.timezone", "hangs on the environment"),
    "the folder": ("import os\ndef wetness(a, b): return np.nan_to_num(a) + len(os.getcwd())", "hangs on the environment"),
    "the order of a set": ("def wetness(a, b): return np.nan_to_num(a) + list({'a', 'b', 'c', 'd', 'e'}).index('a')", "hangs on the environment"),
    "a file": ("def wetness(a, b):\n    with open('data/rides.csv') as f: return np.nan_to_num(a) + len(f.read())", "opens data/rides.csv"),
    "a file, at import": ("from pathlib import Path\nN = len(Path(__file__).parent.parent.joinpath('wager.toml').read_text())\ndef wetness(a, b): return np.nan_to_num(a) + N", "opens wager.toml"),
    "a program": ("import subprocess\ndef wetness(a, b):\n    subprocess.run(['true'])\n    return a", "starts the program true"),
    "a server": ("import socket\ndef wetness(a, b):\n    try: socket.create_connection(('127.0.0.1', 9), timeout=1)\n    except OSError: pass\n    return a", "127.0.0.1"),
    "other rows": ("def wetness(a, b): return np.nan_to_num(a) - np.nanmean(a)", "E021"),
    "the row before": ("def wetness(a, b): return np.concatenate([[0.0], np.nan_to_num(a)[:-1]])", "E021"),
    "memory": ("SEEN = set()\ndef wetness(a, b):\n    SEEN.update(a[~np.isnan(a)])\n    return np.full(len(a), float(len(SEEN)))", "hangs on what it was called for before"),
    "an end": ("import os\ndef wetness(a, b): os._exit(7)", "the process that called wetness ended with exit code 7"),
    "a crash": ("import ctypes\ndef wetness(a, b): ctypes.string_at(0)", "the process that called wetness was killed by signal 11"),
    "an error": ("def wetness(a, b): return a.no", "calling it ended in AttributeError"),
    "an error elsewhere": ("import os\ndef wetness(a, b): return np.nan_to_num(a) + (0 if 'PATH' in os.environ and os.environ.get('TZ', '') != 'Pacific/Kiritimati' else os.environ['no'])", "hangs on the environment"),
}  # fmt: skip
CLEAN = {
    "as written": (MODULE, ""),
    "a library's own files": (HEAD + "import zoneinfo\nZ = zoneinfo.ZoneInfo('Europe/Berlin')\nimport scipy.stats\n" + "def wetness(a, b): return np.nan_to_num(a) * 2" + BAND, ""),
    "a seed": (HEAD + "G = np.random.default_rng(1).normal()\ndef wetness(a, b): return np.nan_to_num(a) * G" + BAND, ""),
    "a table kept": (HEAD + "from functools import cache\n@cache\ndef t(v): return v * 2\ndef wetness(a, b): return [t(v) for v in a]" + BAND, ""),
    "dates of rows": (HEAD + "from datetime import datetime, date\ndef wetness(a, b):\n    assert isinstance(date(2020, 1, 1), date)\n    return np.nan_to_num(a) + datetime(2020, 1, 2).toordinal()" + BAND, ""),
    "printed": (HEAD + "print('import')\ndef wetness(a, b):\n    print('call')\n    return np.nan_to_num(a)" + BAND, ""),
}  # fmt: skip


def files(bodies):
    """A feature and a module for each function, so that one sets nothing up for another."""
    lines = ["features: odd\nowner: timetable\npython:"]
    found = {}
    for number, body in enumerate(bodies):
        lines.append(
            f"  f{number}: {{call: 'features/odd{number}.py:wetness', reads: [rain, history.line_late_10d]}}"
        )
        found[f"features/odd{number}.py"] = body
    return {"features/odd.yaml": "\n".join(lines) + "\n", **found}


def tried(folder, bodies):
    root = write_pythonic(folder)
    for name, text in files(bodies).items():
        (root / name).write_text(text)
    model = root / "models/by-history.yaml"
    model.write_text(model.read_text().replace("weather.*", "weather.*, odd.*"))
    api.open(root).snapshot()
    return root, checked(root)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return tried(tmp_path_factory.mktemp("planted") / "rides", [HEAD + body for body, _ in PLANTED.values()])[
        1
    ]


@pytest.mark.parametrize("name", PLANTED)
def test_what_hangs_on_more_than_its_row_is_found_and_named(planted, name):
    number = [*PLANTED].index(name)
    found = [one for one in planted if one.startswith(f"features/odd{number}.py:")]
    assert any(PLANTED[name][1] in one and f"odd.f{number}: " in one for one in found), planted
    assert not any(f"odd.f{number}: " in one for one in planted if one not in found)


def test_nothing_else_is_accused(planted):
    assert all(one.startswith("features/odd") for one in planted)


def test_what_does_not_is_not_accused_and_is_remembered(tmp_path, monkeypatch):
    root, found = tried(tmp_path / "rides", [body for body, _ in CLEAN.values()])
    assert found == []
    monkeypatch.setattr(functions, "tried_under", None)
    assert checked(root) == []


def test_nothing_of_the_project_runs_before_there_is_data_or_at_the_start(tmp_path):
    root = write_pythonic(
        tmp_path / "rides",
        "raise SystemExit('it ran')\ndef wetness(a, b): return a\ndef band(a, b): return b\n",
    )
    assert checked(root) == []
    project = api.open(root)
    project.ls()
    project.show("feature", "weather.wetness")
    project.snapshot()
    assert [one.partition(" ")[0] for one in checked(root)] == [
        "features/weather.py:1:",
        "features/weather.py:1:",
    ]


def test_freeze_refuses_what_check_finds(tmp_path):
    root = write_pythonic(tmp_path / "rides", HEAD + PLANTED["the clock, by days"][0] + BAND)
    project = api.open(root)
    project.freeze("late-bus", "H1")
    project.judge("late-bus", "H1")
    with pytest.raises(RefusedError, match=r"E021 feature weather\.wetness: wetness hangs on the clock"):
        project.freeze("late-bus", "H2")
