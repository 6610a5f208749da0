"""`wager diff` as a command: what it prints, and its exit code."""

import json
import subprocess

import pytest

from rides import write_rides
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.workflow.freeze_hypothesis import freeze_hypothesis

DESIGN = "designs/late-bus.md"


@pytest.fixture
def folder(tmp_path):
    folder = write_rides(tmp_path / "rides")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True)
    return folder


def edit(folder, old, new):
    path = folder / DESIGN
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_moved_frozen_field_is_exit_1_and_prose_is_0(folder, capsys):
    freeze_hypothesis(open_folder(folder), "late-bus", "H1")
    edit(folder, "# Warn passengers", "# Tell passengers")
    assert main(["-C", str(folder), "diff", "late-bus"]) == 0
    said = capsys.readouterr().out
    assert "reworded" in said
    assert said.endswith("no frozen field moved; only words did\n")
    edit(folder, "by 100 EUR", "by 50 EUR")
    assert main(["-C", str(folder), "diff", "late-bus"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == "weakened goals G1 amount 100 EUR -> 50 EUR [frozen: H1]".split()
    assert main(["-C", str(folder), "diff", "late-bus", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["changes"][0]["frozen"] == ["H1"]


def test_before_anything_is_frozen_nothing_moves(folder, capsys):
    edit(folder, "by 100 EUR", "by 50 EUR")
    assert main(["diff", "HEAD", DESIGN, "-C", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "nothing is frozen yet"


def test_what_may_be_either_way_says_so(folder, capsys):
    freeze_hypothesis(open_folder(folder), "late-bus", "H1")
    edit(folder, "matures: 1 d", "matures: 2 d")
    assert main(["-C", str(folder), "diff", "late-bus"]) == 1
    assert "may be weaker or stronger; frozen, it counts as moved" in capsys.readouterr().out.replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["diff", "late-buss"], 4, "did you mean 'late-bus'"),
        (["diff", "HEAD"], 2, "name the design, too"),
        (["diff"], 2, "Missing argument"),
        (["diff", "--textconv", "nothing.md"], 4, "no file nothing.md"),
        (["diff", "--textconv", "a", "b"], 2, "takes one file"),
    ],
)
def test_mistakes_are_told(folder, capsys, arguments, code, said):
    assert main(["-C", str(folder), *arguments]) == code
    assert said in capsys.readouterr().err
