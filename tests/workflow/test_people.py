"""Who is at work, who wrote a design and who works on the project, asked of real repositories."""

from types import SimpleNamespace

import pytest

from repositories import ANN, BOB, EVE, be, begin, commit, git
from wager.workflow.people import authors_of, is_cut_off, people_of, person

FILE = "designs/a.md"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "designs").mkdir(parents=True)
    (folder / FILE).write_text("one\n")
    return folder


def wired(folder):
    return SimpleNamespace(root=folder)


def edit(folder, text, who, words="edit"):
    (folder / FILE).write_text(text)
    commit(folder, words, who)


def test_who_is_at_work_is_who_git_would_sign_with(project, monkeypatch):
    begin(project)
    be(monkeypatch, BOB)
    assert person(wired(project)) == BOB


def test_settings_of_the_repository_say_it_too(project, monkeypatch):
    begin(project)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    git(project, "config", "user.name", "Eve Fox")
    git(project, "config", "user.email", "eve@example.com")
    assert person(wired(project)) == EVE


def test_without_git_it_is_the_login_name(project, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LOGNAME", "ann")
    assert person(wired(project)) == "ann"
    assert people_of(wired(project)) == ()
    assert authors_of(wired(project), FILE) == ()


def test_people_are_all_who_committed_each_once(project):
    begin(project)
    edit(project, "two\n", BOB)
    edit(project, "three\n", "Bob R. <BOB@example.com>")
    edit(project, "four\n", "renovate[bot] <bot@example.com>")
    edit(project, "five\n", ANN, "with help\n\nCo-authored-by: Assistant <noreply@example.com>")
    assert {one.rpartition(" ")[2].lower() for one in people_of(wired(project))} == {
        "<ann@example.com>",
        "<bob@example.com>",
    }


def test_people_of_other_branches_count(project):
    begin(project)
    git(project, "switch", "--quiet", "--create", "other")
    edit(project, "two\n", BOB)
    git(project, "switch", "--quiet", "main")
    assert set(people_of(wired(project))) == {ANN, BOB}


def test_a_folder_that_git_does_not_know_has_no_people(project):
    inner = project / "build"
    inner.mkdir()
    (project / ".gitignore").write_text("/build\n")
    begin(project)
    assert people_of(wired(inner)) == ()


def test_a_mailmap_makes_one_person_of_two_addresses(project, monkeypatch):
    begin(project)
    edit(project, "two\n", "Ann <ann@home.example>")
    assert len(people_of(wired(project))) == 2
    (project / ".mailmap").write_text("Ann Lee <ann@example.com> <ann@home.example>\n")
    assert people_of(wired(project)) == (ANN,)
    be(monkeypatch, "Ann <ann@home.example>")
    assert person(wired(project)) == ANN


def test_authors_are_all_who_changed_the_file_also_under_its_old_name(project):
    begin(project)
    (project / "other.txt").write_text("x")
    commit(project, "not the file", EVE)
    git(project, "mv", FILE, "designs/b.md")
    commit(project, "rename", EVE)
    (project / "designs/b.md").write_text("one\ntwo\n")
    commit(project, "edit\n\nCo-authored-by: Dan <dan@example.com>", BOB)
    found = authors_of(wired(project), "designs/b.md")
    assert set(found) == {ANN, BOB, "Dan <dan@example.com>"}


def test_who_changed_nothing_that_counts_is_no_author(project):
    begin(project)
    edit(project, "one # said better\n", BOB)
    edit(project, "two # said better\n", EVE)

    def counts(text):
        return text.partition("#")[0].strip()

    assert set(authors_of(wired(project), FILE, counts)) == {ANN, EVE}
    assert set(authors_of(wired(project), FILE)) == {ANN, BOB, EVE}


def test_who_has_uncommitted_changes_is_an_author(project, monkeypatch):
    begin(project)
    be(monkeypatch, BOB)
    assert authors_of(wired(project), FILE) == (ANN,)
    (project / FILE).write_text("mine\n")
    assert set(authors_of(wired(project), FILE)) == {ANN, BOB}
    assert authors_of(wired(project), FILE, lambda text: text[:0]) == ()


def test_a_file_that_was_never_committed_is_by_who_is_at_work(project, monkeypatch):
    git(project, "init", "--quiet")
    be(monkeypatch, BOB)
    assert authors_of(wired(project), FILE) == (BOB,)


def test_a_shallow_clone_is_known_as_one(project, tmp_path):
    begin(project)
    edit(project, "two\n", BOB)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{project}", "clone")
    assert people_of(wired(tmp_path / "clone")) == (BOB,)
    assert is_cut_off(wired(tmp_path / "clone"))
    assert not is_cut_off(wired(project))
