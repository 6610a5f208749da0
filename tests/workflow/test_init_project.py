"""A new project, or a copy of an example."""

import shutil
import subprocess
import tomllib
from collections import Counter

import pytest

from wager.foundation.errors import ConflictError, NotFoundError
from wager.project.opening import open_folder
from wager.workflow.begin.made_up import examples
from wager.workflow.begin.made_up.mail import write_mail
from wager.workflow.begin.made_up.subscriptions import write_subscriptions
from wager.workflow.check_project import check_project
from wager.workflow.init_project import example_folders, init_project
from wager.workflow.take_snapshot import take_snapshot


def files(folder):
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    )


def test_an_empty_project(tmp_path):
    begun = init_project(tmp_path / "My Bookings 2")
    assert begun.written == ("wager.toml", ".gitignore")
    assert begun.git == "begun"
    config = tomllib.loads((tmp_path / "My Bookings 2" / "wager.toml").read_text())
    assert config == {"wager": 1, "name": "my-bookings-2", "currency": "USD", "time_zone": "UTC"}
    assert (tmp_path / "My Bookings 2" / ".gitignore").read_text() == "/.wager/\n"


def test_the_example_is_copied_whole_and_nothing_else(tmp_path):
    begun = init_project(tmp_path / "p", example="flights")
    source = example_folders()["flights"]
    assert "designs/flight-protect.md" in begun.written
    assert files(tmp_path / "p") == sorted(begun.written)
    for name in begun.written[:-1]:
        assert (tmp_path / "p" / name).read_bytes() == (source / name).read_bytes()


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "delay-gbt.yaml").write_text("mine")
    with pytest.raises(ConflictError, match=r"delay-gbt\.yaml exists already; nothing was written"):
        init_project(tmp_path, example="flights")
    assert files(tmp_path) == ["models/delay-gbt.yaml"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(ConflictError, match="is a file"):
        init_project(tmp_path / "x")


def test_an_unknown_example_names_the_nearest(tmp_path):
    with pytest.raises(NotFoundError, match="did you mean 'flights'"):
        init_project(tmp_path / "p", example="flight")
    assert not (tmp_path / "p").exists()


def test_what_was_ignored_stays_ignored(tmp_path):
    (tmp_path / ".gitignore").write_text("*.log")
    init_project(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "*.log\n/.wager/\n"


def test_no_repository_inside_another(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    assert init_project(tmp_path / "p").git == "there"
    assert not (tmp_path / "p" / ".git").exists()


def test_without_git(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert init_project(tmp_path / "p").git == "none"


def test_an_empty_folder_may_begin_with_a_design(tmp_path):
    assert [one.split(" ")[3] for one in init_project(tmp_path / "own").next] == ["try", "new"]


@pytest.mark.parametrize("example", ["mail", "subscriptions"])
def test_data_of_an_example_are_made_up_beside_its_files(tmp_path, monkeypatch, example):
    small = {"mail": lambda folder: write_mail(folder, 300), "subscriptions": lambda folder: write_subscriptions(folder, 20)}  # fmt: skip
    monkeypatch.setattr(examples, "MADE_UP", small)
    begun = init_project(tmp_path / "p", example=example)
    assert files(tmp_path / "p") == sorted([*begun.written, *begun.made])
    assert all(name.startswith("data/") for name in begun.made)
    assert (tmp_path / "p" / ".gitignore").read_text() == "/.wager/\n/data/\n"
    wiring = open_folder(tmp_path / "p")
    assert [one for one in check_project(wiring).findings if one.is_error or one.code == "W110"] == []
    first = {one.source: one.snapshot.id for one in take_snapshot(wiring).results}
    assert len(first) == 3
    init_project(tmp_path / "q", example=example)
    again = {one.source: one.snapshot.id for one in take_snapshot(open_folder(tmp_path / "q")).results}
    assert again == first


def test_data_that_are_there_are_not_overwritten(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(ConflictError, match="data exists already; nothing was written"):
        init_project(tmp_path, example="mail")
    assert not (tmp_path / "wager.toml").exists()


def test_mails_are_of_each_kind_as_often_as_was_asked(tmp_path):
    said = write_mail(tmp_path, 3000, often={"safe": 0.5, "fraud": 0.5})
    kinds = Counter(spoken[-1][1] for spoken in said.values() if spoken)
    assert set(kinds) == {"safe", "fraud"}
    assert kinds["fraud"] == pytest.approx(1500, abs=150)
    assert len(said) == 3000
