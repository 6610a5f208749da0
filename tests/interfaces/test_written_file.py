"""Files that somebody named: nothing else is written over, and none is ever there in part."""

import pytest

from wager.foundation.errors import NotFoundError, UnavailableError, UsageError
from wager.interfaces.written_file import JUNIT, PAGE, PICTURE, demand_place, write_whole


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PAGE, "is not the name of a page; call it design.html"),
        (PICTURE, "is not the name of a picture; call it design.svg"),
        (JUNIT, "is not the name of a JUnit file; call it design.xml"),
    ],
)
def test_the_name_of_another_file_is_refused(tmp_path, kind, said):
    file = tmp_path / "design.md"
    file.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=said):
        write_whole("new", file, kind)
    assert file.read_text("utf-8") == "mine"


def test_a_folder_and_a_place_in_none_are_refused(tmp_path):
    (tmp_path / "dir.xml").mkdir()
    with pytest.raises(UsageError, match=r"dir\.xml is a folder"):
        demand_place(tmp_path / "dir.xml", JUNIT)
    with pytest.raises(NotFoundError, match=r"no folder .*no to write h2\.xml in; make it first"):
        demand_place(tmp_path / "no" / "h2.xml", JUNIT)


def test_capital_letters_and_the_other_ending_are_as_good(tmp_path):
    for name in ("a.HTML", "b.htm"):
        write_whole("<p>", tmp_path / name, PAGE)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.HTML", "b.htm"]


def test_what_cannot_be_written_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    file = tmp_path / "h2.xml"
    write_whole("old", file, JUNIT)

    def full(place, text, **_):
        place.write_bytes(text[:1].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(UnavailableError, match="No space left on device; name another file"):
        write_whole("new", file, JUNIT)
    assert file.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["h2.xml"]
