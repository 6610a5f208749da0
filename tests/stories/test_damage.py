"""One bit flips somewhere in what is kept: `verify` ends with 1, names the place, and says who depends on it.

`WAGER_FLIPS=1000` flips as many; the short form fewer, with another seed. Who depends on an object is found here without any
of our readers: it is whatever holds the object's name as text, and whatever holds the name of that.
"""

import json
import os
import random
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from stories.callers import asked, happened
from stories.servers import server
from stories.shipped import D, copy_of, log_of, version_of_h1
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder

FLIPS = int(os.environ.get("WAGER_FLIPS", "50"))
REGISTRY = ".wager/registry.db"
CONTENT = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master",
    *(f"SELECT * FROM {table}" for table in ("ledger", "versions", "turns")),
    *(f"PRAGMA {name}" for name in ("application_id", "user_version")),
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing can be forked there")


@pytest.fixture(scope="module")
def served(promoted, warm, tmp_path_factory):
    """A project that has a run, and has served predictions and taken events; damaged, and mended again."""
    folder = copy_of(promoted, tmp_path_factory.mktemp("served") / "rides")
    assert warm.run("-C", folder, "run", "by-line") == 0, warm.said()
    with server(warm, folder) as ask:
        for number in range(12):
            assert ask("POST", f"/v1/models/{D}/predict", asked(number))[0] == 200
            assert ask("POST", "/v1/events/rides", happened(number))[0] == 200
    return folder


def flipped(path, bit):
    """Flip one bit of a file; return its content before."""
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    put(path, changed)
    return whole


def put(path, content):
    path.chmod(0o600)
    path.write_bytes(content)


def verified(folder, capsys):
    """Run `wager verify --json`; return its exit code, and what it found by where it lies."""
    code = main(["-C", str(folder), "verify", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["passed"] == (code == 0) == (not document["damaged"])
    return code, {one["where"]: one for one in document["damaged"]}


def names_within(folder):
    """Find, for each object, the objects and runs whose text names it, and so on upwards."""
    files = {path: path.read_bytes() for path in (folder / ".wager" / "objects").glob("??/*")}
    names = {path: path.parent.name + path.name for path in files}
    above = {
        name: {names[other] for other in files if name.encode() in files[other]} for name in names.values()
    }
    runs = {path.stem: path.read_text() for path in (folder / ".wager" / "runs").glob("*.json")}
    closed = {}
    for name in above:
        found, waiting = set(), [name]
        while waiting:
            new = above.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        all_of_it = {name, *found}
        closed[name] = found | {run for run, text in runs.items() if any(one in text for one in all_of_it)}
    return closed


def kinds_of(folder):
    """List the files of each kind that holds what was written for good."""
    store = folder / ".wager"
    return {
        "object": sorted((store / "objects").glob("??/*")),
        "log entry": sorted(log_of(folder).glob("*.yaml")),
        "run": sorted((store / "runs").glob("*.json")),
        "prediction log": sorted((store / "predictions").glob("*.log")),
        "event log": sorted((store / "events").glob("*/*.log")),
    }


def test_every_flipped_bit_is_named_with_who_depends_on_it(served, capsys):
    chance, kinds, tried = random.Random(FLIPS), kinds_of(served), Counter()
    known = {one.id for one in open_folder(served).registry.versions()}
    runs = {path.stem for path in (served / ".wager" / "runs").glob("*.json")}
    held = {turn.version for turn in open_folder(served).registry.turns()}
    within = names_within(served)
    for _ in range(FLIPS):
        kind = chance.choice(["object"] * 3 + sorted(kinds))
        path = chance.choice(kinds[kind])
        mode, bit = path.stat().st_mode, chance.randrange(path.stat().st_size * 8)
        whole = flipped(path, bit)
        code, found = verified(served, capsys)
        where = path.relative_to(served).as_posix()
        assert code == 1
        assert found.keys() >= {where}, f"bit {bit} of {where}"
        assert found[where]["what"] == kind
        if kind == "object":
            name = path.parent.name + path.name
            needed = " ".join(found[where]["needed_by"])
            users = within[name] | {name}
            assert all(one[:12] in needed for one in within[name] & (known | runs)), f"{where}: {needed}"
            assert ("title late-bus" in needed) == bool(users & held)
        put(path, whole)
        path.chmod(mode)
        tried[kind] += 1
    assert verified(served, capsys) == (0, {})
    print(f"\n{FLIPS} bits flipped, all named: {dict(sorted(tried.items()))}")


def content(path):
    """Read all that the registry's file says, with nothing of ours."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
            raw.text_factory = bytes
            return [sorted(map(repr, raw.execute(asked).fetchall())) for asked in CONTENT]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def test_every_bit_of_the_registry_that_says_something_is_named_with_the_titles(served, capsys):
    chance, path, tried = random.Random(FLIPS), served / REGISTRY, 0
    said, bits, needed = content(path), path.stat().st_size * 8, Counter()
    wanted = max(FLIPS // 3, 5)
    while needed.total() < wanted:
        whole = flipped(path, chance.randrange(bits))
        tried += 1
        if content(path) != said:
            code, found = verified(served, capsys)
            assert code == 1
            assert found[REGISTRY]["what"] == "registry"
            needed[tuple(found[REGISTRY]["needed_by"])] += 1
        put(path, whole)
    assert set(needed) == {(f"title {D}",)}
    assert verified(served, capsys) == (0, {})
    print(f"\n{tried} bits of {bits // 8} bytes flipped: {wanted} changed what the file says, all named")


def test_who_depends_on_the_model_is_said_to_people(served, capsys):
    version = version_of_h1(served)
    path = served / ".wager" / "objects" / version[:2] / version[2:]
    (model, *_) = json.loads(path.read_bytes())["artifact"].values()
    file = served / ".wager" / "objects" / model[:2] / model[2:]
    whole = flipped(file, 100)
    assert main(["-C", str(served), "verify"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f".wager/objects/{model[:2]}/{model[2:]}: object: its bytes hash to ")
    (run,) = (path.stem for path in (served / ".wager" / "runs").glob("*.json"))
    assert {line.removeprefix("  needed by ") for line in lines if line.startswith("  ")} == {
        f"run {run[:12]}",
        f"version {version[:12]} (by-line)",
        f"title {D} (held by {version[:12]})",
    }
    assert lines[-1] == "1 thing is damaged"
    put(file, whole)
