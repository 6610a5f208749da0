"""The rides of `tests/rides.py` with a plain answer: line two is late in the mornings, so H1 ships and its model may take the title."""

import csv
import re
import shutil

from rides import write_rides
from wager.design.frozen.log import read_log
from wager.project.opening import open_folder
from wager.workflow.verify_store import verify_store

D = "late-bus"


def write_shipped(folder):
    """Write the project into a folder that is not there yet."""
    write_rides(folder)
    design, data = folder / "designs" / f"{D}.md", folder / "data" / "rides.csv"
    goal = "G1:\n  goal: Increase net by any amount over champion\n"
    design.write_text(re.sub(r"G1:\n  goal: .*?\n", goal, design.read_text()))
    with data.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["delay"] = "20" if row["line"] == "two" and int(row["due"][11:13]) < 9 else "0"
    with data.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def copy_of(project, target):
    """Copy a project to where another copy may be."""
    shutil.rmtree(target, ignore_errors=True)
    return shutil.copytree(project, target)


def log_of(folder):
    """Return the folder of the design's log."""
    return folder / "designs" / f"{D}.log"


def ledger(folder, kind):
    """Return what the ledger's records of one kind say."""
    return [one.body for one in open_folder(folder).registry.ledger() if one.kind == kind]


def version_of_h1(folder):
    """Return the id of the version that was judged."""
    (one,) = [body["id"] for body in ledger(folder, "version") if body["hypothesis"] == "H1"]
    return one


def demand_whole(folder):
    """Look at everything from a process of our own: nothing is damaged, doubled, missing or half there."""
    wiring = open_folder(folder)
    assert verify_store(wiring).damaged == ()
    assert wiring.registry.faults() == ()
    entries = [(one.hash, one.kind) for one in read_log(log_of(folder))]
    assert sorted(kind for _, kind in entries) == ["freeze", "verdict"]
    noted = [(body["entry"], kind) for kind in ("freeze", "verdict") for body in ledger(folder, kind)]
    assert sorted(noted) == sorted(entries)
    turns = wiring.registry.turns()
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    assert ledger(folder, "title") == [turn.to_json() for turn in turns]
    return wiring


def left_over(folder):
    """Name the files that a process was about to write when it was killed; nobody reads them."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob(".*"))
    return sorted(name for name in found if name != ".wager")
