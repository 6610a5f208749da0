"""The patch beside a version: with the commit it gives back the files as they were, and git is not touched."""

import hashlib
import os
import subprocess
from dataclasses import replace

import pytest

from wager.foundation.objects import read_object
from wager.project.opening import open_folder
from wager.workflow.versions import code_state as module
from wager.workflow.versions.code_state import code_state, git_commit

TOML = 'wager = 1\nname = "small"\n'


def git(folder, *arguments, given=b""):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, input=given).stdout.decode()


@pytest.fixture
def repository(tmp_path):
    """A repository with a project in a folder of it, and nothing committed."""
    folder = tmp_path / "repository"
    project = folder / "our project"
    project.mkdir(parents=True)
    git(folder, "init", "--quiet")
    (project / "wager.toml").write_text(TOML)
    return folder


def stored(tmp_path, project):
    wiring = open_folder(project)
    return replace(wiring, objects=open_folder(tmp_path / "store").objects)


def patch_of(wiring, state):
    return read_object(wiring.objects, state["patch"]) if state["patch"] else b""


def content(folder):
    """The files below a folder with their bytes; of links where they lead."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()).encode()
        if path.is_symlink()
        else path.read_bytes()
        for path in folder.rglob("*")
        if (path.is_symlink() or path.is_file()) and not {".git", ".wager"} & set(path.parts)
    }


def applied(tmp_path, repository, state, patch):
    """What the commit and the patch give in another clone."""
    clone = tmp_path / "clone"
    if state["commit"]:
        git(tmp_path, "clone", "--quiet", str(repository), str(clone))
        git(clone, "checkout", "--quiet", state["commit"])
    else:
        clone.mkdir()
        git(clone, "init", "--quiet")
    if patch:
        git(clone, "apply", "--index", "-", given=patch)
    return content(clone / "our project")


def change(project):
    """Everything that a working folder may hold."""
    (project / "ä b.yaml").write_text("name with a blank\n")
    (project / "odd\n*[x].yaml").write_text("name of a pattern\n")
    (project / "bytes.bin").write_bytes(bytes(range(256)) * 8)
    (project / "empty").write_text("")
    (project / "folder").mkdir(exist_ok=True)
    (project / "folder" / "no end of line").write_text("one\r\ntwo")
    (project / "link").symlink_to("nowhere")
    (project / ".wager").mkdir(exist_ok=True)
    (project / ".wager" / "registry.db").write_text("ours")


def test_without_git_there_is_no_commit_and_no_patch(tmp_path):
    (tmp_path / "project").mkdir()
    assert code_state(stored(tmp_path, tmp_path / "project")) == {"commit": "", "patch": "", "left_out": []}
    assert git_commit(tmp_path / "project") == ""


def test_before_the_first_commit_the_patch_is_everything(tmp_path, repository):
    project = repository / "our project"
    change(project)
    git(repository, "add", ".")
    wiring = stored(tmp_path, project)
    state = code_state(wiring)
    assert (state["commit"], state["left_out"]) == ("", [])
    assert applied(tmp_path, repository, state, patch_of(wiring, state)) == content(project)


def test_commit_and_patch_give_the_files_back(tmp_path, repository):
    project = repository / "our project"
    (project / "gone.yaml").write_text("soon deleted\n")
    (repository / "elsewhere").write_text("not of the project\n")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "first")
    wiring = stored(tmp_path, project)
    clean = code_state(wiring)
    assert clean == {"commit": git(repository, "rev-parse", "HEAD").strip(), "patch": "", "left_out": []}
    change(project)
    (project / "gone.yaml").unlink()
    (project / "wager.toml").write_text(TOML + "# changed\n")
    git(repository, "add", "our project")
    (project / "wager.toml").write_text(TOML + "# changed again\n")  # staged or not makes no difference
    (repository / "elsewhere").write_text("changed as well\n")
    state = code_state(wiring)
    patch = patch_of(wiring, state)
    assert state["commit"] == clean["commit"]
    assert b"elsewhere" not in patch
    assert applied(tmp_path, repository, state, patch) == content(project)
    assert code_state(wiring) == state


def test_the_repository_is_not_touched(tmp_path, repository):
    project = repository / "our project"
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "first")
    change(project)
    git(repository, "add", "our project/empty")

    def state_of_git():
        files = sorted(path for path in (repository / ".git").rglob("*") if path.is_file())
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    listed = git(repository, "status", "--porcelain")  # which refreshes the index itself
    before = state_of_git()
    assert code_state(stored(tmp_path, project))["patch"]
    assert state_of_git() == before
    assert git(repository, "status", "--porcelain") == listed


def test_a_setting_or_a_hook_of_the_user_changes_nothing(tmp_path, repository, monkeypatch):
    project = repository / "our project"
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "first")
    (project / "wager.toml").write_text(TOML + "one = 1\ntwo = 2\n")
    wiring = stored(tmp_path, project)
    plain = code_state(wiring)
    for key, value in {
        "diff.noprefix": "true",
        "diff.context": "0",
        "color.ui": "always",
        "diff.external": "false",
    }.items():
        git(repository, "config", key, value)
    (tmp_path / "other").mkdir()
    git(tmp_path / "other", "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no index"))
    assert code_state(wiring) == plain


def test_large_files_and_other_repositories_are_left_out_and_named(tmp_path, repository, monkeypatch):
    project = repository / "our project"
    large = os.urandom(2000)
    (project / "large.csv").write_bytes(large)
    (project / "library").mkdir()
    (project / "library" / "code.py").write_text("x = 1\n")
    git(project / "library", "init", "--quiet")
    git(repository, "add", "our project/large.csv")
    monkeypatch.setattr(module, "LARGEST", 1000)
    wiring = stored(tmp_path, project)
    state = code_state(wiring)
    assert {one["path"]: (one["bytes"], one["sha256"]) for one in state["left_out"] if one["sha256"]} == {
        "large.csv": (2000, hashlib.sha256(large).hexdigest())
    }
    assert [one["path"] for one in state["left_out"]] == ["large.csv", "library"]
    assert b"large.csv" not in patch_of(wiring, state)


def test_many_files_stop_at_the_size_of_a_patch(tmp_path, repository, monkeypatch):
    project = repository / "our project"
    for name in "abcdef":
        (project / name).write_bytes(b"x" * 400)
    git(repository, "add", ".")
    monkeypatch.setattr(module, "LARGEST_PATCH", 1300)
    state = code_state(stored(tmp_path, project))
    assert [one["path"] for one in state["left_out"]] == ["d", "e", "f"]


def test_the_commit_says_whether_files_differ(repository):
    assert git_commit(repository) == ""
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "first")
    head = git(repository, "rev-parse", "HEAD").strip()
    assert git_commit(repository) == head
    (repository / "our project" / "wager.toml").write_text(TOML + "# changed\n")
    assert git_commit(repository) == f"{head}+"


@pytest.mark.parametrize(
    "name", [".env", ".env.production", "server.pem", "id_rsa", "my-credentials.yaml", ".netrc"]
)
@pytest.mark.parametrize("added", [True, False])
def test_secrets_are_never_kept(tmp_path, repository, name, added):
    project = repository / "our project"
    (project / name).write_text("canary-5f2a")
    if added:
        git(repository, "add", ".")
    wiring = stored(tmp_path, project)
    state = code_state(wiring)
    assert [one["path"] for one in state["left_out"]] == [name]
    assert state["left_out"][0]["sha256"] == ""
    assert b"canary" not in patch_of(wiring, state)


def test_data_that_nobody_added_is_named_and_not_kept(tmp_path, repository):
    project = repository / "our project"
    (project / "rides.csv").write_text("ride,due\n1,2024-01-01\n")
    (project / "own.py").write_text("x = 1\n")
    wiring = stored(tmp_path, project)
    state = code_state(wiring)
    assert state["left_out"] == [{"path": "rides.csv", "bytes": 22, "sha256": ""}]
    assert b"own.py" in patch_of(wiring, state)
