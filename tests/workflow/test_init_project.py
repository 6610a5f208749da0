"""A new project, or a copy of an example."""

import shutil
import subprocess
import tomllib

import pytest

from wager.foundation.errors import ConflictError, NotFoundError
from wager.workflow.init_project import example_folders, init_project


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
