"""`wager diff` on a project in git: which versions are meant, what moved, what of it is frozen."""

import subprocess

import pytest

from rides import write_rides
from wager.design.frozen.log import append, log_folder
from wager.foundation.errors import BadInputError, NotFoundError, UsageError
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.diff_documents import diff_documents
from wager.workflow.freeze_hypothesis import freeze_hypothesis

D = "late-bus"
DESIGN = f"designs/{D}.md"
LINE = "models/by-line.yaml"


def git(folder, *arguments):
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path):
    folder = write_rides(tmp_path / "rides")
    edit(folder, "timebox: 5 d\nnext: {ship: PROMOTE,", "timebox: 8 d\nnext: {ship: PROMOTE,")
    git(folder, "init", "-b", "main")
    commit(folder)
    return folder


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "more")


def wired(folder):
    return open_folder(folder, clock=FixedClock(parse_moment("2026-01-05")))


def edit(folder, old, new, path=DESIGN):
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def diff(folder, *words):
    return diff_documents(wired(folder), words, folder)


def told(differences):
    return [(*one.change.place, one.change.direction, one.frozen) for one in differences.changes]


def test_a_design_is_held_against_the_last_commit(folder):
    assert diff(folder, D).changes == ()
    edit(folder, "timebox: 5 d", "timebox: 9 d")
    found = diff(folder, D)
    assert (found.old, found.new, found.moved) == (f"HEAD:{DESIGN}", DESIGN, False)
    assert told(found) == [("hypothesis", "H1", "timebox", "weakened", ())]


def test_once_it_is_frozen_it_is_held_against_its_freeze(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "timebox: 5 d", "timebox: 9 d")
    commit(folder)
    found = diff(folder, D)
    assert found.moved
    assert found.old.endswith(f":{DESIGN}")
    assert not found.old.startswith("HEAD")
    assert told(found) == [("hypothesis", "H1", "timebox", "weakened", ("H1",))]
    assert not diff(folder, "HEAD", D).moved  # nothing moved since that commit


def test_what_moves_to_what_was_frozen_is_no_move(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "timebox: 5 d", "timebox: 9 d")
    commit(folder)
    edit(folder, "timebox: 9 d", "timebox: 5 d")
    back = diff(folder, "HEAD", DESIGN)
    assert told(back) == [("hypothesis", "H1", "timebox", "strengthened", ())]
    assert diff(folder, D).changes == ()


def test_an_edit_of_another_hypothesis_is_not_frozen(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    commit(folder)
    edit(folder, "timebox: 8 d", "timebox: 9 d")
    assert told(diff(folder, D)) == [("hypothesis", "H2", "timebox", "weakened", ())]


def test_what_was_given_up_is_frozen_no_more(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "timebox: 5 d", "timebox: 9 d")
    assert diff(folder, D).moved
    append(
        log_folder(folder / DESIGN), "void", {"why": "a new line", "who": "Ann"}, 9, design=D, hypothesis="H1"
    )
    assert not diff(folder, D).moved


def test_without_git_the_freeze_itself_is_the_older_version(folder, tmp_path):
    freeze_hypothesis(wired(folder), D, "H1")
    alone = tmp_path / "alone"
    alone.mkdir()
    for path in ("wager.toml", "designs", "models"):
        (folder / path).rename(alone / path)
    edit(alone, "timebox: 5 d", "timebox: 9 d")
    found = diff(alone, D)
    assert (found.old, found.moved) == ("", True)
    assert told(found) == [("hypothesis", "H1", "timebox", "weakened", ("H1",))]


def test_versions_may_be_files_names_and_revisions(folder):
    before = (folder / DESIGN).read_text()
    edit(folder, "timebox: 5 d", "timebox: 9 d")
    commit(folder)
    (folder / "older.md").write_text(before)
    said = [told(diff(folder, *words)) for words in (
        ("HEAD~1", D),
        ("HEAD~1", DESIGN),
        (f"HEAD~1:{DESIGN}",),
        (f"HEAD~1:{DESIGN}", DESIGN),
        (f"HEAD~1:{DESIGN}", f"main:{DESIGN}"),
        ("HEAD~1", "HEAD", D),
        ("older.md", DESIGN),
    )]  # fmt: skip
    assert said == [[("hypothesis", "H1", "timebox", "weakened", ())]] * 7


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ((), UsageError, "takes a design"),
        (("a", "b", "c", "d"), UsageError, "takes a design"),
        (("late-buss",), NotFoundError, "did you mean 'late-bus'"),
        (("HEAD",), UsageError, "name the design, too"),
        (("HEAD~9", D), NotFoundError, "neither a file nor a revision"),
        (("nowhere:x.md", D), NotFoundError, "no revision that git knows"),
        (("HEAD:designs/x.md", D), NotFoundError, "there was no file designs/x.md at HEAD"),
        ((D, LINE), UsageError, "not two designs"),
        (("wager.toml", D), UsageError, "not two designs"),
        (("--all", D), NotFoundError, "neither a file nor a revision"),
    ],
)
def test_what_is_no_version_is_told(folder, words, error, said):
    with pytest.raises(error, match=said):
        diff(folder, *words)


def test_what_is_in_no_commit_and_not_frozen_has_nothing_older(folder):
    (folder / "designs/new.md").write_text((folder / DESIGN).read_text().replace(D, "new"))
    with pytest.raises(NotFoundError, match="nothing older is known"):
        diff(folder, "new")


def test_what_cannot_be_read_is_told_with_its_place(folder):
    edit(folder, "matures: 1 d", "matures: 1 day")
    with pytest.raises(BadInputError, match=rf"{DESIGN}:\d+: E002"):
        diff(folder, D)
    (folder / DESIGN).write_bytes(b"---\n\xff\n")
    with pytest.raises(BadInputError, match="not text in UTF-8"):
        diff(folder, D)


def test_what_hides_a_goal_is_told_and_counts_as_moved(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    commit(folder)
    edit(folder, "Increase", "Incrase")
    found = diff(folder, D)
    assert found.moved
    gone = {one.change.place: (one.change.old, one.frozen) for one in found.changes}[("goals", "G1", "")]
    assert gone[0].startswith(
        "Increase net by 100 EUR over champion without decreasing recall of late for any line by"
    )
    assert gone[1] == ("H1",)
    assert [one.code for one in found.faults] == ["E105"] * len(found.faults)


def test_models_are_compared_by_meaning(folder):
    edit(folder, "prior: 5", "prior: 9", LINE)
    found = diff(folder, "by-line")
    assert (found.kind, found.name, found.moved) == ("model", "by-line", False)
    assert told(found) == [("models", "by-line", "parameters.prior", "changed", ())]
    more = diff(folder, "by-history", "by-more")
    assert told(more) == [("models", "by-more", "features gained", "added", ())]
    assert more.changes[0].change.new == "history.all_late_2d"


def test_a_model_of_a_frozen_hypothesis_is_frozen(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    commit(folder)
    edit(folder, "prior: 5", "prior: 9", LINE)
    found = diff(folder, "by-line")
    assert found.moved
    assert told(found) == [("models", "by-line", "parameters.prior", "changed", (f"{D} H1",))]
    edit(folder, "seed: 3", "seed: 4", "models/by-history.yaml")
    assert not diff(folder, "by-history").moved


def test_the_json_has_every_change(folder):
    freeze_hypothesis(wired(folder), D, "H1")
    edit(folder, "timebox: 5 d", "timebox: 9 d")
    document = diff(folder, D).to_json()
    assert document["moved"]
    assert document["frozen"] == ["H1"]
    assert document["changes"] == [
        {
            "block": "hypothesis",
            "id": "H1",
            "field": "timebox",
            "direction": "weakened",
            "old": "5 d",
            "new": "9 d",
            "frozen": ["H1"],
        }
    ]


def test_two_models_are_compared_with_what_they_earned(folder):
    project = api.open(folder)
    before = diff(folder, "by-line", "by-history").runs
    assert (before.old, before.new, before.difference) == (None, None, None)
    assert "`wager run by-line` and `wager run by-history`" in before.why
    line, history = project.run("by-line"), project.run("by-history")
    found = diff(folder, "by-line", "by-history")
    fields = {one.change.field: one.change for one in found.changes}
    assert fields["algorithm"].new == "logistic"
    assert fields["features gained"].new.split(", ")[0] == "clock.hour"
    runs = found.runs
    assert (runs.old.run, runs.new.run, runs.why) == (line.id, history.id, "")
    assert (runs.old.same, runs.new.same) == (True, True)
    # The difference of the means is the mean of the differences; and of the other way round it is the same with its sign turned.
    assert runs.difference.value == pytest.approx(history.evidence.money.value - line.evidence.money.value)
    back = diff(folder, "by-history", "by-line").runs.difference
    assert (back.value, back.low) == (
        pytest.approx(-runs.difference.value),
        pytest.approx(-runs.difference.high),
    )


def test_the_run_of_an_earlier_version_is_found(folder):
    project = api.open(folder)
    first = project.run("by-line")
    edit(folder, "prior: 5", "prior: 9", LINE)
    stale = diff(folder, "HEAD", LINE).runs
    assert (stale.old.run, stale.old.same) == (first.id, True)
    assert (stale.new.run, stale.new.same) == (first.id, False)
    assert (
        "the files say something else by now than what the newest run of by-line followed from" in stale.why
    )
    second = project.run("by-line")
    runs = diff(folder, "HEAD", LINE).runs
    assert (runs.old.run, runs.new.run) == (first.id, second.id)
    assert runs.difference is not None


def test_data_that_moved_under_two_runs_is_named(folder):
    project = api.open(folder)
    project.run("by-line")
    data = folder / "data" / "rides.csv"
    data.write_text("\n".join(data.read_text().split("\n")[:-5]) + "\n")
    project.snapshot()
    project.run("by-history")
    found = diff(folder, "by-line", "by-history")
    (one,) = (one.change for one in found.changes if one.change.block == "data")
    assert (one.id, one.field) == ("rides", "snapshot")
    assert found.runs.difference is None
