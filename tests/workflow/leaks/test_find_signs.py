"""Where signs of leaks are said, and what is not read for them."""

import csv
import hashlib

import pytest

from leaks.planted import plant
from rides import write_rides
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.run_model import run_model

HELD = "2024-04-05"


def signs(folder):
    found = check_project(open_folder(folder), data=True).findings
    return [one for one in found if one.code.startswith("W4")]


def test_a_run_says_what_its_own_columns_show(tmp_path):
    folder = tmp_path / "p"
    name = plant(folder, "afterwards", "clocks", 3, leaks=True)
    said = run_model(open_folder(folder), "m").to_json()["signs"]
    assert [(one["code"], one["path"]) for one in said] == [("W402", "models/m.yaml")]
    assert name in said[0]["message"]
    again = run_model(open_folder(folder), "m")
    assert again.found
    assert again.to_json()["signs"] == said


@pytest.mark.parametrize(("kind", "code"), [("copy", "W401"), ("order", "W408"), ("fitted", "W409")])
def test_a_run_names_a_copy_of_the_target_a_counter_and_a_mean_of_outcomes(tmp_path, kind, code):
    name = plant(tmp_path / "p", kind, "clocks", 3, leaks=True)
    (said,) = run_model(open_folder(tmp_path / "p"), "m").signs
    assert said.code == code
    assert said.message.startswith(f"{name}: ")


def test_a_run_names_what_names_its_rows(tmp_path):
    """A key among the features, and a text that no two rows share: both flatter nothing, and teach nothing."""
    folder = write_rides(tmp_path / "rides")
    source, data = folder / "sources" / "rides.yaml", folder / "data" / "rides.csv"
    source.write_text(
        source.read_text()
        .replace("ride: int\n", "ride: int\n  ticket: category\n")
        .replace("[ride, due, line]", "[ride, due, line, ticket]")
    )
    head, *lines = data.read_text().splitlines()
    data.write_text("\n".join([f"{head},ticket", *(f"{line},T{hash_of(line)}" for line in lines)]) + "\n")
    (folder / "models" / "ids.yaml").write_text(
        "model: ids\nextends: by-history\nalso: [ride, ticket, rain, line]\n"
    )
    signs = run_model(open_folder(folder), "ids").signs
    assert [(one.code, one.path, one.line, one.message.split(":")[0]) for one in signs] == [
        ("W410", "models/ids.yaml", 3, "ride"),
        ("W410", "models/ids.yaml", 3, "ticket"),
    ]


def hash_of(line):
    return hashlib.sha256(line.encode()).hexdigest()[:8]


def test_nothing_is_said_without_a_snapshot(tmp_path):
    folder = tmp_path / "p"
    plant(folder, "copy", "clocks", 3, leaks=True)
    assert signs(folder)
    (folder / ".wager" / "snapshots" / "cases.json").unlink()
    assert signs(folder) == []
    assert not (folder / ".wager" / "snapshots" / "cases.json").exists()


def test_only_check_that_asks_for_data_looks_at_them(tmp_path):
    folder = tmp_path / "p"
    plant(folder, "copy", "clocks", 3, leaks=True)
    assert [one for one in check_project(open_folder(folder)).findings if one.code.startswith("W4")] == []


def test_no_held_out_outcome_is_looked_at(tmp_path):
    """All held-out outcomes are turned round in a second project: its signs are the same to the last figure."""
    said = []
    for turned in (False, True):
        folder = tmp_path / str(turned)
        plant(folder, "copy", "clocks", 4, leaks=True)
        if turned:
            _turn(folder / "data" / "cases.csv")
            (folder / ".wager" / "snapshots" / "cases.json").unlink()
            from wager.workflow.take_snapshot import take_snapshot

            take_snapshot(open_folder(folder))
        said.append([str(one) for one in signs(folder) if one.code != "W405"])
    assert said[0] == said[1] != []


def _turn(file):
    with file.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        if row["asked"] >= HELD and row["bad"]:
            row["bad"] = "no" if row["bad"] == "yes" else "yes"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
