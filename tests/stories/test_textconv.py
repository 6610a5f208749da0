"""`git diff` shows a design by meaning, once two settings name wager as its text converter."""

import subprocess
import sys

import pytest

from rides import write_rides

DESIGN = "designs/late-bus.md"
WAGER = f'"{sys.executable}" -m wager'


def git(folder, *arguments):
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "core.pager=cat"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True, errors="replace"
    )
    assert not done.stderr
    return done.stdout


@pytest.fixture(params=["", "bus"], ids=["at the top", "in a folder below"])
def folder(request, tmp_path):
    """A project in git, set up as the how-to page says; with the top of the repository."""
    top = tmp_path / "rides"
    project = write_rides(top / request.param)
    edit(project, path="wager.toml", old='time_zone = "UTC"', new='time_zone = "America/New_York"')
    git(top, "init", "-q", "-b", "main")
    (project / ".gitattributes").write_text("designs/*.md diff=wager\n")
    within = f" -C {request.param}" if request.param else ""
    git(top, "config", "diff.wager.textconv", f"{WAGER}{within} diff --textconv")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "one")
    return project


def edit(folder, *, old, new, path=DESIGN):
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def lines(diff):
    """The lines that differ."""
    return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def test_a_moved_field_is_one_line_out_and_one_line_in(folder):
    edit(folder, old="by 100 EUR", new="by 50 EUR")
    assert lines(git(folder, "diff")) == ["-goals G1 amount: 100 EUR", "+goals G1 amount: 50 EUR"]
    git(folder, "commit", "-q", "-a", "-m", "two")
    assert lines(git(folder, "log", "-p", "-1", "--format=")) == [
        "-goals G1 amount: 100 EUR",
        "+goals G1 amount: 50 EUR",
    ]


def test_a_prose_edit_shows_as_prose(folder):
    edit(folder, old="# Warn passengers", new="Nobody likes to wait.\n\n# Warn passengers")
    assert lines(git(folder, "diff")) == ["+Nobody likes to wait.", "+"]


def test_spelling_does_not_show(folder):
    edit(folder, old="matures: 1 d", new="matures: '24 h'   # one day")
    edit(
        folder, old="total: 0.05\nshare: {H1: 50 %, H2: 50 %}", new="share:\n  H2: 0.5\n  H1: 0.5\ntotal: 5 %"
    )
    assert lines(git(folder, "diff")) == []
    assert lines(git(folder, "diff", "--no-textconv"))


def test_what_cannot_be_read_as_a_design_shows_as_it_is(folder):
    edit(folder, old="---\ndesign: late-bus", new="design: late-bus")
    assert any("design: late-bus" in line for line in lines(git(folder, "diff")))
    (folder / DESIGN).write_bytes(b"\xff\xfe nothing \x00")
    git(folder, "diff", "--text")
