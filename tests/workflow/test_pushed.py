"""The order of evidence: whether a freeze was pushed."""

import pytest

from wager.workflow.versions.pushed import freeze_pushed
from workflow.tracing.repository import new_repository


@pytest.fixture
def project(tmp_path):
    made = new_repository(tmp_path / "rides")
    made.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "bare.git"))
    made.git("remote", "add", "origin", str(tmp_path / "bare.git"))
    made.git("push", "--quiet", "--set-upstream", "origin", "main")
    return made


def test_a_freeze_counts_as_pushed_once_its_commit_is_at_the_remote(project):
    entry = project.write("freeze", {"closure": "c"}, 0)
    path = project.file(entry).relative_to(project.root).as_posix()
    assert not freeze_pushed(project.root, path)
    project.commit("freeze", 1)
    assert not freeze_pushed(project.root, path)
    project.git("push", "--quiet")
    assert freeze_pushed(project.root, path)


def test_another_branch_of_the_remote_counts_if_it_is_in_our_past(project):
    entry = project.write("freeze", {"closure": "c"}, 0)
    path = project.file(entry).relative_to(project.root).as_posix()
    project.git("switch", "--quiet", "--create", "work")
    project.commit("freeze", 1)
    project.git("push", "--quiet", "origin", "work")
    assert freeze_pushed(project.root, path)
    project.git("switch", "--quiet", "main")
    assert not freeze_pushed(project.root, path)
    project.git("merge", "--quiet", "--no-edit", "--no-ff", "work", day=2)
    assert freeze_pushed(project.root, path)


def test_an_entry_that_came_to_us_by_another_commit_was_not_pushed(project):
    entry = project.write("freeze", {"closure": "c"}, 0)
    path = project.file(entry).relative_to(project.root).as_posix()
    project.git("switch", "--quiet", "--create", "work")
    project.commit("freeze", 1)
    project.git("push", "--quiet", "origin", "work")
    project.git("switch", "--quiet", "main")
    project.write("freeze", {"closure": "c"}, 0)
    project.commit("the same anew", 2)
    assert not freeze_pushed(project.root, path)


def test_nothing_was_pushed_without_git_or_without_a_remote(project, tmp_path):
    assert not freeze_pushed(tmp_path, "designs/a.log/0f.yaml")
    assert not freeze_pushed(project.root, "designs/a.log/0f.yaml")
    project.git("remote", "remove", "origin")
    entry = project.write("freeze", {"closure": "c"}, 0)
    project.commit("freeze", 1)
    assert not freeze_pushed(project.root, project.file(entry).relative_to(project.root).as_posix())
