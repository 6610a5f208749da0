"""`check`: which files are reported on, and faults of a design that must not keep it from reporting."""

from pathlib import Path

import pytest

from rides import write_rides
from wager.foundation.errors import NotFoundError
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project

DESIGN = "designs/late-bus.md"


@pytest.fixture
def folder(tmp_path):
    return write_rides(tmp_path / "rides")


def edit(folder, old, new):
    text = (folder / DESIGN).read_text()
    assert old in text
    (folder / DESIGN).write_text(text.replace(old, new))


def test_a_path_that_is_not_there_is_no_clean_bill(folder):
    with pytest.raises(
        NotFoundError, match=r"late-bas\.md; did you mean 'late-bus\.md'\?; nothing was checked"
    ):
        check_project(open_folder(folder), [folder / "designs/late-bas.md"])
    with pytest.raises(NotFoundError, match="nothing was checked"):
        check_project(open_folder(folder), [folder / "no/such/folder"])


def test_paths_choose_what_is_reported(folder):
    edit(folder, "cluster: day(due)", "cluster: day(dew)")
    found = check_project(open_folder(folder), [folder / "designs"]).findings
    assert [(one.path, one.code) for one in found] == [(DESIGN, "E106")]
    assert check_project(open_folder(folder), [folder / "models"]).passed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decide_at: due - 30 min", "decide_at: line", "decide_at should give time or date, and gives text"),
        ("decide_at: due - 30 min", "decide_at: due - 30 min\nwhere: line", "where of rows should give bool"),
        ("decide_at: due - 30 min", "decide_at: due - line", "decide_at"),
    ],
)
def test_a_clock_of_the_wrong_type_is_a_finding(folder, old, new, said):
    edit(folder, old, new)
    found = check_project(open_folder(folder)).findings
    assert any(one.code == "E109" and said in one.message and Path(one.path) == Path(DESIGN) for one in found)
