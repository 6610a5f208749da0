"""Logs in git: branches merge, and what was removed, altered, back-dated or re-ordered is named."""

import subprocess

import pytest

from wager.design.frozen.log import append
from wager.foundation.errors import NotFoundError
from wager.workflow.check_project import check_project
from wager.workflow.read_log import read_log
from wager.workflow.verify_store import verify_store
from workflow.tracing.repository import NAME, START, Repository, new_repository


@pytest.fixture
def project(tmp_path):
    return new_repository(tmp_path / "rides")


def told(project):
    """Return the codes and texts of what is wrong with the log, with the file of each."""
    return [
        (one.code, one.path.rpartition("/")[2], one.message)
        for one in read_log(project.wiring(), NAME).findings
    ]


def learn(project, text, day):
    entry = project.write("learn", {"learned": text, "who": "Test"}, day)
    project.commit(text, day)
    return entry


def test_two_branches_that_add_entries_merge_and_are_read_in_order(project):
    first = learn(project, "before", 0)
    project.git("switch", "--quiet", "--create", "other")
    theirs = [learn(project, "theirs, early", 1), learn(project, "theirs, late", 3)]
    project.git("switch", "--quiet", "main")
    ours = [learn(project, "ours, early", 2), learn(project, "ours, late", 4)]
    project.git("merge", "--quiet", "--no-edit", "other", day=5)
    merged = read_log(project.wiring(), NAME)
    assert merged.entries == (first, theirs[0], ours[0], theirs[1], ours[1])
    assert merged.heads == {NAME: tuple(sorted((theirs[1].hash, ours[1].hash)))}
    assert merged.findings == ()
    after = learn(project, "after both", 6)
    assert set(after.prev) == {theirs[1].hash, ours[1].hash}
    assert read_log(project.wiring(), NAME).heads == {NAME: (after.hash,)}
    assert check_project(project.wiring()).findings == ()


def test_nothing_is_found_in_an_honest_history(project):
    for day in range(4):
        learn(project, f"day {day}", day)
    assert told(project) == []


def test_a_removed_entry_is_named_with_the_commit_that_removed_it(project):
    first, last = learn(project, "first", 0), learn(project, "last", 1)
    added = project.git("rev-parse", "HEAD")
    project.file(last).unlink()
    ((code, file, why),) = told(project)
    assert (code, file) == ("E307", f"{last.hash}.yaml")
    assert f"the entry was removed: commit {added[:10]} added it; `git restore --source={added[:10]}" in why
    gone = project.commit("tidy", 2)
    assert f"and commit {gone[:10]} took it away" in told(project)[0][2]
    restore = told(project)[0][2].partition("`")[2].partition("`")[0]
    subprocess.run(restore.split(), cwd=project.root, check=True, capture_output=True)
    assert told(project) == []
    project.file(first).unlink()
    logged = read_log(project.wiring(), NAME)
    assert [one.hash for one in logged.entries] == [last.hash]
    ((code, file, why),) = told(project)  # and not once more from what was written on it
    assert (code, file, "`git restore --source=" in why) == ("E307", f"{first.hash}.yaml", True)
    codes = {one.code for one in check_project(project.wiring()).findings if first.hash in str(one)}
    assert codes == {"E106", "E307"}


def test_a_merge_that_drops_what_the_other_branch_added_is_named(project):
    learn(project, "first", 0)
    project.git("switch", "--quiet", "--create", "other")
    lost = learn(project, "theirs", 1)
    project.git("switch", "--quiet", "main")
    learn(project, "ours", 2)
    project.git("merge", "--quiet", "--no-edit", "--strategy=ours", "other", day=3)
    assert [(code, file) for code, file, _ in told(project)] == [("E307", f"{lost.hash}.yaml")]


def test_a_log_that_is_removed_with_its_design_is_named(project):
    lost = learn(project, "first", 0)
    project.git("rm", "--quiet", "-r", "designs")
    project.commit("give up", 1)
    assert not project.log.exists()
    found = [one for one in verify_store(project.wiring()).damaged if one.what == "log entry"]
    assert [one.where for one in found] == [f"designs/{NAME}.log/{lost.hash}.yaml"]


def test_an_altered_entry_is_named(project):
    entry = learn(project, "weather says nothing", 0)
    more = learn(project, "more", 1)
    file = project.file(entry)
    file.write_text(file.read_text().replace("nothing", "everything"))
    logged = read_log(project.wiring(), NAME)
    assert (logged.passed, [one.hash for one in logged.entries]) == (False, [more.hash])
    assert f"{entry.hash}.yaml:1: E000 the log entry is not what its name says" in str(logged.findings[0])
    assert "E000" in {one.code for one in check_project(project.wiring()).findings}


def test_an_altered_entry_under_a_new_name_is_named(project):
    first = learn(project, "weather says nothing", 0)
    project.file(first).unlink()
    again = project.write("learn", {"learned": "weather says everything", "who": "Test"}, 0)
    project.commit("more", 1)
    ((code, file, why),) = told(project)
    assert (code, file, "the entry was removed" in why) == ("E307", f"{first.hash}.yaml", True)
    assert again.hash != first.hash


def test_a_back_dated_entry_is_named(project):
    learn(project, "first", 3)
    project.write("learn", {"learned": "last", "who": "Test"}, 1)
    project.commit("last", 4)
    ((code, _, why),) = told(project)
    assert (code, "was written on" in why, "back-dated" in why) == ("E307", True, True)


def test_an_entry_that_is_dated_anew_is_named_with_what_became_of_it(project):
    entry = learn(project, "first", 3)
    project.file(entry).unlink()
    again = project.write("learn", dict(entry.body), 1)
    project.commit("earlier", 3)
    ((code, file, why),) = told(project)
    assert (code, file) == ("E307", f"{entry.hash}.yaml")
    assert f"the entry was back-dated: what it said stands in {again.hash}.yaml now" in why


def test_an_entry_of_a_moment_after_its_commit_is_named(project):
    project.write("learn", {"learned": "of tomorrow", "who": "Test"}, 5)
    commit = project.commit("of today", 1)
    ((code, _, why),) = told(project)
    assert (code, f"commit {commit[:10]} of 2026-01-06 UTC holds it already" in why) == ("E307", True)


def test_an_entry_that_nobody_knew_for_long_is_doubted(project):
    project.write("learn", {"learned": "long ago", "who": "Test"}, 0)
    project.commit("now", 9)
    ((code, _, why),) = told(project)
    assert (code, "nobody knew it before commit" in why) == ("W307", True)
    assert read_log(project.wiring(), NAME).passed


def test_re_ordered_entries_are_named(project):
    one = learn(project, "one", 0)
    two = learn(project, "two", 1)
    for entry in (one, two):
        project.file(entry).unlink()
    later = append(project.log, "learn", two.body, two.at, design=NAME, hypothesis="H1")
    append(project.log, "learn", one.body, two.at + 1, design=NAME, hypothesis="H1")
    project.commit("the other way round", 2)
    found = {file: why for _, file, why in told(project)}
    assert set(found) == {f"{one.hash}.yaml", f"{two.hash}.yaml"}
    assert (
        f"the entry was re-ordered: what it said stands in {later.hash}.yaml now" in found[f"{two.hash}.yaml"]
    )


def test_an_entry_that_was_committed_before_what_it_stands_on_is_named(project):
    one = project.write("learn", {"learned": "one", "who": "Test"}, 0)
    two = project.write("learn", {"learned": "two", "who": "Test"}, 1)
    project.git("add", str(project.file(two)))
    project.git("commit", "--quiet", "--message", "two", day=1)
    project.commit("one", 2)
    ((code, file, why),) = told(project)
    assert (code, file) == ("E307", f"{two.hash}.yaml")
    assert f"it says that it was written on {one.hash}" in why


def test_rewritten_history_is_named(project):
    learn(project, "kept", 0)
    lost = learn(project, "taken back", 1)
    project.git("reset", "--quiet", "--hard", "HEAD~1")
    ((code, file, why),) = told(project)
    assert (code, file, "history was rewritten" in why) == ("E307", f"{lost.hash}.yaml", True)


def test_history_that_is_rewritten_elsewhere_is_named_where_it_was_seen(project, tmp_path):
    learn(project, "kept", 0)
    bare = tmp_path / "bare.git"
    project.git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    project.git("remote", "add", "origin", str(bare))
    lost = learn(project, "taken back", 1)
    project.git("push", "--quiet", "--set-upstream", "origin", "main")
    project.git("clone", "--quiet", str(bare), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("fetch", "--quiet")
    project.git("reset", "--quiet", "--hard", "HEAD~1")
    learn(project, "instead", 2)
    project.git("push", "--quiet", "--force", "origin", "main")
    clone.git("fetch", "--quiet")
    clone.git("reset", "--quiet", "--hard", "origin/main")
    assert [file for _, file, _ in told(clone)] == [f"{lost.hash}.yaml"]


def test_a_branch_that_is_only_behind_has_lost_nothing(project, tmp_path):
    bare = tmp_path / "bare.git"
    project.git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    project.git("remote", "add", "origin", str(bare))
    learn(project, "kept", 0)
    project.git("push", "--quiet", "--set-upstream", "origin", "main")
    project.git("clone", "--quiet", str(bare), str(tmp_path / "clone"))
    learn(project, "newer", 1)
    project.git("push", "--quiet")
    clone = Repository(tmp_path / "clone")
    clone.git("fetch", "--quiet")
    assert told(clone) == []


def test_entries_of_a_branch_that_was_not_merged_are_not_missed(project):
    learn(project, "first", 0)
    project.git("switch", "--quiet", "--create", "other")
    learn(project, "theirs", 1)
    project.git("switch", "--quiet", "main")
    assert told(project) == []


def test_a_head_that_a_commit_message_repeats_is_missed(project):
    (project.root / ".gitignore").write_text(
        ".wager/\n*.log/\n"
    )  # a log outside git: only messages tell of it
    entry = project.write("learn", {"learned": "first", "who": "Test"}, 0)
    project.commit(f"first\n\nWager-Log: {NAME} {entry.hash}", 0)
    assert told(project) == []
    project.file(entry).unlink()
    ((code, file, why),) = told(project)
    assert (code, file) == ("E307", f"{entry.hash}.yaml")
    assert "names it as a head of the log" in why


def test_a_shallow_clone_knows_less_and_accuses_nobody(project, tmp_path):
    learn(project, "first", 0)
    learn(project, "second", 1)
    project.git("clone", "--quiet", "--depth=1", f"file://{project.root}", str(tmp_path / "clone"))
    assert told(Repository(tmp_path / "clone")) == []


def test_a_squashed_branch_has_lost_nothing(project):
    project.git("switch", "--quiet", "--create", "other")
    learn(project, "one", 0)
    learn(project, "two", 1)
    project.git("switch", "--quiet", "main")
    project.git("merge", "--quiet", "--squash", "other")
    project.commit("both at once", 2)
    assert told(project) == []


def test_all_logs_are_searched(project):
    learn(project, "the weather says nothing", 0)
    other = project.root / "designs" / "other.log"
    append(other, "learn", {"learned": "Weather matters", "who": "Test"}, START + 5, design="other")
    append(other, "learn", {"learned": "so does rain", "who": "Test"}, START + 6, design="other")
    found = read_log(project.wiring(), grep="WEATHER")
    assert [(one.design, one.body["learned"]) for one in found.entries] == [
        (NAME, "the weather says nothing"),
        ("other", "Weather matters"),
    ]
    assert set(found.heads) == {NAME, "other"}
    assert len(read_log(project.wiring()).entries) == 3
    with pytest.raises(NotFoundError, match="did you mean 'late-bus'"):
        read_log(project.wiring(), "late-buss")


def test_a_log_without_git_is_read(tmp_path):
    from rides import write_rides
    from wager.project.opening import open_folder

    root = write_rides(tmp_path / "rides")
    append(root / "designs" / f"{NAME}.log", "learn", {"learned": "x", "who": "Test"}, START, design=NAME)
    found = read_log(open_folder(root), NAME)
    assert (len(found.entries), found.findings) == (1, ())
